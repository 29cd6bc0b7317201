// Package chart draws what the reports show: values in, SVG out. Drawings have
// no colours of their own but classes that the style sheets of screen and paper
// give colours to, and text in its true size, so that they are not scaled.
// Beside each drawing stands a table with the same values.
package chart

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// number writes a coordinate with a tenth of a pixel at most.
func number(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// drawing gathers the elements of an SVG.
type drawing struct{ strings.Builder }

func (d *drawing) addf(format string, args ...any) { fmt.Fprintf(d, format, args...) }

// text writes what people wrote, so that none of it is markup.
func text(s string) string { return html.EscapeString(s) }
