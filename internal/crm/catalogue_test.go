package crm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/register"
)

// Every word that the description can ask for stands in the catalogues; that
// each has all four languages is held by lang's own check.
func TestEveryLabelOfTheSchemaIsInTheCatalogue(t *testing.T) {
	have := map[string]bool{}
	for _, key := range lang.Keys() {
		have[key] = true
	}
	for _, key := range keys(t) {
		if !have[key] {
			t.Error("no text for", key)
		}
	}
	if err := lang.Check(); err != nil {
		t.Error(err)
	}
}

// keys are all that pages may look up for the registers of the program.
func keys(t *testing.T) []string {
	t.Helper()
	var out []string
	add := func(key string) { out = append(out, key) }
	regs := schema(t).Registers
	for _, f := range regs[0].Head {
		add("head." + f.Name)
	}
	for _, act := range register.Acts() {
		add("act." + string(act))
	}
	for _, c := range register.Classes() {
		add("class." + string(c))
	}
	for _, s := range crm.Scope("").Choices() {
		add("scope." + s)
	}
	for _, r := range crm.Presets() {
		add("preset." + r.Preset)
	}
	for _, m := range crm.MenuProfile("").Choices() {
		add("menu.profile." + m)
		for _, s := range crm.MenuProfile(m).Sections() {
			if s.Name != "" {
				add("menu.section." + s.Name)
			}
			for _, i := range s.Items {
				add(i.Label)
			}
		}
	}
	for _, r := range regs {
		for _, suffix := range []string{"", ".many", ".new", ".count", ".empty"} {
			add(r.Name + suffix)
		}
		fieldKeys(r.Name, r.Fields, add)
		for _, a := range r.Actions {
			add(r.Name + "." + a.Name)
			add(r.Name + "." + a.Name + ".done")
			fieldKeys(r.Name+"."+a.Name, a.Input.Fields, add)
		}
	}
	return out
}

func fieldKeys(prefix string, fields []*register.Field, add func(string)) {
	for _, f := range fields {
		if f.Unseen {
			continue
		}
		add(prefix + "." + f.Name)
		if f.Section != "" {
			add(prefix + ".section." + f.Section)
		}
		for _, c := range f.Choices {
			add(prefix + "." + f.Name + "." + c)
		}
		if f.Kind == register.PartsOf {
			fieldKeys(prefix+"."+f.Name, f.Target.Fields, add)
		}
	}
}

// Every refusal and notice has its words as well.
func TestEveryProblemIsInTheCatalogue(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	known := lang.Keys()
	var said []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if key := problemOf(n); key != "" {
				said = append(said, key)
			}
			return true
		})
	}
	for _, fault := range []identity.Fault{identity.Empty, identity.Characters, identity.Length, identity.Component, identity.Checksum} {
		said = append(said, "code_"+string(fault))
	}
	for _, outcome := range crm.Outcome("").Choices() {
		said = append(said, "kind_lacks_"+outcome+"_stage")
	}
	if len(said) < 100 {
		t.Errorf("only %d problems found: they are missed", len(said))
	}
	for _, key := range said {
		if !slices.Contains(known, key) {
			t.Error("no text for", key)
		}
	}
}

// problemOf is the message key that a piece of the source says, if any.
func problemOf(n ast.Node) string {
	var said ast.Expr
	switch n := n.(type) {
	case *ast.CallExpr:
		f, ok := n.Fun.(*ast.SelectorExpr)
		switch {
		case !ok:
		case f.Sel.Name == "Refuse" && len(n.Args) > 0:
			said = n.Args[0]
		case (f.Sel.Name == "RefuseAt" || f.Sel.Name == "Add" || f.Sel.Name == "AddAt") && len(n.Args) > 1:
			said = n.Args[1]
		}
	case *ast.CompositeLit:
		if name, ok := n.Type.(*ast.Ident); ok && name.Name == "Notice" {
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Key" {
					said = kv.Value
				}
			}
		}
	}
	if text, ok := said.(*ast.BasicLit); ok && text.Kind == token.STRING {
		key, _ := strconv.Unquote(text.Value)
		return key
	}
	return ""
}
