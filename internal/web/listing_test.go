package web

import (
	"slices"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/page/asset"
	"dossier/internal/register"
)

func TestSignsOfRegistersAndKindsAreDrawn(t *testing.T) {
	there := asset.Icons()
	for _, r := range crm.Registers() {
		for _, icon := range []string{faceOf(r).icon, iconOf(r)} {
			if !slices.Contains(there, icon) {
				t.Errorf("%s: no sign %q", r.Name, icon)
			}
		}
	}
	for kind := register.Text; kind <= register.PartsOf; kind++ {
		if icon := kindIcon(kind); !slices.Contains(there, icon) {
			t.Errorf("%s: no sign %q", kind, icon)
		}
	}
}

func TestUsualColumnsAreFields(t *testing.T) {
	schema, err := register.NewSchema(crm.Registers(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range schema.Registers {
		for _, name := range speakingFields[r.Name] {
			if r.Field(name) == nil {
				t.Errorf("%s cannot be called by %s", r.Name, name)
			}
		}
		for _, l := range listings(r) {
			for name := range strings.SplitSeq(l.columns, ",") {
				if name != "" && r.Field(name) == nil {
					t.Errorf("%s has no field %s", l.path, name)
				}
			}
		}
	}
	for name, f := range faces {
		r := schema.Named(name)
		if r == nil {
			t.Errorf("a face of %q, which is no register", name)
			continue
		}
		for _, column := range append(f.columns, f.name) {
			if column != "" && r.Field(column) == nil {
				t.Errorf("%s has no field %s", name, column)
			}
		}
	}
}
