package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

var (
	outerTag  = regexp.MustCompile(`(?s)^.*?<svg[^>]*>|</svg>\s*$`)
	emptyPath = regexp.MustCompile(`<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>`)
	gaps      = regexp.MustCompile(`\s*\n\s*`)
)

// sprite joins the icons named in src/icons/used.txt into one file of symbols.
// The strokes take their look from the class of the drawing that uses them;
// the filled icons bring their own fill.
func sprite(out *output, root string) error {
	names, err := usedIcons(filepath.Join(root, "src", "icons", "used.txt"))
	if err != nil {
		return err
	}
	var all bytes.Buffer
	all.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, name := range names {
		svg, err := os.ReadFile(filepath.Join(root, "vendor", "icons", name+".svg"))
		if err != nil {
			return fmt.Errorf("icon %s is named in used.txt but has no file; `make icon NAME=%s` fetches it: %w", name, name, err)
		}
		inner := outerTag.ReplaceAllString(string(svg), "")
		inner = emptyPath.ReplaceAllString(inner, "")
		inner = strings.ReplaceAll(strings.TrimSpace(gaps.ReplaceAllString(inner, "")), " />", "/>")
		if strings.HasSuffix(name, "-filled") {
			inner = `<g fill="currentColor" stroke="none">` + inner + `</g>`
		}
		fmt.Fprintf(&all, `<symbol id="%s" viewBox="0 0 24 24">%s</symbol>`, name, inner)
	}
	all.WriteString(`</svg>`)
	out.add("icons.svg", all.Bytes())
	out.icons = names
	return nil
}

// usedIcons reads one name a line; empty lines and #-comments are skipped.
func usedIcons(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var names []string
	for line := range strings.Lines(string(text)) {
		name, _, _ := strings.Cut(line, "#")
		name = strings.TrimSpace(name)
		if name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names, nil
}
