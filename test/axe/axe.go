// Package axe finds what keeps people with disabilities out of a page. It is
// for tests alone; see VENDOR.md.
package axe

import (
	_ "embed"
	"fmt"
	"strings"
)

// Script defines axe in the page or world it runs in.
//
//go:embed axe.min.js
var Script string

// Rules asks for the rules of WCAG 2.0 to 2.2, levels A and AA.
const Rules = `{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
	rules: {'target-size': {enabled: true}}, resultTypes: ['violations']}`

// Colours asks for the rules whose answer depends on the theme.
const Colours = `{runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}, resultTypes: ['violations']}`

// Run is the expression of a promise of JSON for a []Violation.
func Run(options string) string {
	return `axe.run(document, ` + options + `).then(found => JSON.stringify(found.violations.map(v => (
		{rule: v.id, help: v.help, places: v.nodes.map(n => ({at: n.target.join(' '), html: n.html.slice(0, 200), why: n.failureSummary}))}))))`
}

// Violation is a rule that a page breaks.
type Violation struct {
	Rule   string
	Help   string
	Places []Place
}

// Place is where it does.
type Place struct {
	At   string // a selector
	HTML string
	Why  string
}

// String tells the rule and up to three places.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (%d)", v.Rule, v.Help, len(v.Places))
	for i, p := range v.Places {
		if i == 3 {
			break
		}
		fmt.Fprintf(&b, "\n\t%s\n\t\t%s\n\t\t%s", p.At, p.HTML, strings.ReplaceAll(p.Why, "\n", "\n\t\t"))
	}
	return b.String()
}
