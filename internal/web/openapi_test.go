package web

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

var update = flag.Bool("update", false, "accept what is answered now")

// describedSchema is all registers with a custom field of each kind.
func describedSchema(t *testing.T) *register.Schema {
	t.Helper()
	var custom []*register.Field
	for _, k := range register.CustomKinds() {
		f := &register.Field{Name: "x_" + k.String(), Kind: k, Class: register.Personal, Labels: map[string]string{"en": "Own " + k.String()}}
		switch k {
		case register.Choice, register.Several:
			f.Choices = []string{"one", "two"}
		case register.Reference:
			f.Target = crm.Partners.Register
		}
		custom = append(custom, f)
	}
	schema, err := register.NewSchema(crm.Registers(), map[string][]*register.Field{"team": custom})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The whole description is long and changes with every register; the team,
// with all kinds of custom fields, and the actions of deals stand for it.
func TestTheDescriptionOfTheAPIIsAsAccepted(t *testing.T) {
	whole := describeAPI(describedSchema(t), "https://crm.example.com")
	paths, schemas := whole["paths"].(object), whole["components"].(object)["schemas"].(object)
	part := object{"info": whole["info"], "paths": object{}, "schemas": object{}}
	for path, ops := range paths {
		if strings.HasPrefix(path, apiPath+"teams") || strings.HasPrefix(path, apiPath+"deals/{id}/lose") || path == apiPath+"deals/transfer" {
			part["paths"].(object)[path] = ops
		}
	}
	for name, s := range schemas {
		if strings.HasPrefix(name, "Team") || name == "Money" || name == "Problem" || strings.HasPrefix(name, "DealTransfer") {
			part["schemas"].(object)[name] = s
		}
	}
	got, err := json.MarshalIndent(part, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "openapi.json")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(want)) != string(got) {
		t.Errorf("the description has changed; if that is meant, run the test with -update and look at %s", golden)
	}
}

func TestTheDescriptionOfTheAPIHoldsTogether(t *testing.T) {
	text, err := json.Marshal(describeAPI(describedSchema(t), "https://crm.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	if name := os.Getenv("DOSSIER_WRITE_OPENAPI"); name != "" {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var whole map[string]any
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if to, ok := v["$ref"].(string); ok && resolve(whole, to) == nil {
				t.Errorf("%s refers to %s, which is not there", at, to)
			}
			for name, one := range v {
				walk(at+"/"+name, one)
			}
		case []any:
			for _, one := range v {
				walk(at, one)
			}
		}
	}
	walk("", whole)
	ids := map[string]bool{}
	for path, item := range whole["paths"].(map[string]any) {
		if strings.Contains(path, "{id}") != strings.Contains(mustJSON(t, item), `parameters/id"`) {
			t.Errorf("%s does not describe its id", path)
		}
		for method, op := range item.(map[string]any) {
			if method == "parameters" {
				continue
			}
			op := op.(map[string]any)
			id, _ := op["operationId"].(string)
			if id == "" || ids[id] {
				t.Errorf("%s %s: the operation is called %q, as another is", method, path, id)
			}
			ids[id] = true
			answers := op["responses"].(map[string]any)
			if answers["401"] == nil || !slices.ContainsFunc([]string{"200", "201", "204"}, func(s string) bool { return answers[s] != nil }) {
				t.Errorf("%s %s does not say how it is answered", method, path)
			}
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func resolve(whole map[string]any, ref string) any {
	var at any = whole
	for _, name := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[name]
	}
	return at
}

// Every route of the API is described, and nothing is described that is none.
func TestTheDescriptionOfTheAPIIsItsRoutes(t *testing.T) {
	schema := describedSchema(t)
	paths := describeAPI(schema, "")["paths"].(object)
	s := &Server{}
	s.apiRoutesOf(schema)
	routes := map[string]bool{}
	for _, r := range s.routes {
		routes[r.Method+" "+r.Path] = true
		item, _ := paths[r.Path].(object)
		if item == nil || item[strings.ToLower(r.Method)] == nil {
			t.Errorf("%s %s is not described", r.Method, r.Path)
		}
	}
	for path, item := range paths {
		for method := range item.(object) {
			if method != "parameters" && !routes[strings.ToUpper(method)+" "+path] {
				t.Errorf("%s %s is described and no route", method, path)
			}
		}
	}
}
