package store_test

import (
	"fmt"
	"slices"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// comet is a second register to search in.
type comet struct {
	register.Base
	Code string
}

func (c *comet) Describe(f *register.Fields) {
	f.Text(&c.Code).Required().Indexed().Searchable()
	f.SortBy(&c.Code)
}

var comets = register.Define[comet]("comet", "comets")

func TestEachRegisterReadsTheWordsOnItsOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Open) {
		st := open(storetest.Registers(planets.Register, comets.Register))
		save(t, st, &planet{Name: "Карпатська меблева фабрика"}, &planet{Name: "Karlsruhe Möbel"},
			&comet{Code: "anna@karpaty.example"}, &comet{Code: "Комета"})
		for _, c := range []struct {
			typed string
			found []string
		}{
			{"karpat", []string{"planet latin Карпатська меблева фабрика", "comet  anna@karpaty.example"}},
			{"kar", []string{"planet  Karlsruhe Möbel", "comet  anna@karpaty.example"}}, // what is there as typed is enough
			{"rjvtnf", []string{"comet layout Комета"}},
			{"rfhgfn", []string{"planet layout Карпатська меблева фабрика"}},
			{"комета", []string{"comet  Комета"}},
			{"000", nil},
		} {
			read(t, st, register.Program, func(tx *store.Tx) error {
				answer, err := tx.FindIn(ctx, []*register.Register{planets.Register, comets.Register}, c.typed, register.Alive(), 5)
				var found []string
				for _, one := range answer {
					for _, rec := range one.Records {
						title := one.Register.Title(rec, "uk")
						found = append(found, fmt.Sprintf("%s %s %s", one.Register.Name, one.How, title))
					}
				}
				if !slices.Equal(found, c.found) {
					t.Errorf("%s finds %q, not %q", c.typed, found, c.found)
				}
				return err
			})
		}
	})
}
