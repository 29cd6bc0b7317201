package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/web"
)

// evil is what somebody may put into any text; number tells the places apart.
func evil(number int) string {
	return fmt.Sprintf(`<img src=x onerror=window.__x=%d>"'&{{7*7}}</textarea></script>%[1]d`, number)
}

// TestMarkupInAnyTextIsShownAsText puts markup into every text of every
// register and then opens every page: nothing of it runs, and lists and cards
// show it letter by letter.
func TestMarkupInAnyTextIsShownAsText(t *testing.T) {
	onSmall(t, func(w *world) {
		paths := w.pathsOf(web.PageKind, web.FragmentKind) // of the records as they stand first before their names are spoiled
		spoiled := w.spoil()
		b := w.as(t, w.admin)
		shown := map[string]bool{}
		for i := 0; i < len(paths); i++ {
			path := paths[i]
			b.open(path)
			b.harmless(path)
			if overview := b.read(`document.querySelector('a[href$="?tab=overview"]:not([aria-current])')?.getAttribute('href') ?? ''`); overview != "" && !strings.Contains(path, "?") {
				paths = append(paths, overview) // the fields stand behind the timeline
			}
			for _, found := range strings.Fields(b.read(`[...document.body.innerText.matchAll(/<img src=x onerror=window\.__x=(\d+)>"'&\{\{7\*7\}\}/g)].map(m => m[1]).join(' ')`)) {
				shown[found] = true
			}
			for _, found := range strings.Fields(b.read(`[...document.querySelectorAll('input, textarea')].flatMap(el => [...el.value.matchAll(/__x=(\d+)>"'&/g)].map(m => m[1])).join(' ')`)) {
				shown[found] = true
			}
		}
		for number, where := range spoiled {
			if !shown[fmt.Sprint(number)] {
				t.Errorf("%s is shown literally on no page", where)
			}
		}
		b.open("/partners")
		b.place("KeyK", "л", ctrl)
		b.until(`document.getElementById('cmd').open`)
		b.insert("<img src")
		b.until(`document.querySelectorAll('#cmd-list [role=option][data-href]').length > 0`)
		b.harmless("the palette")
		b.open("/partners?peek=" + fmt.Sprintf("/partners/%d", w.partners[0].ID))
		b.until(`document.getElementById('drawer').open && document.querySelector('#drawer h2')`)
		b.harmless("the drawer")
	})
}

// harmless fails when something of the markup came alive.
func (b *tab) harmless(where string) {
	b.Helper()
	if got := b.read(`window.__x`); got != "undefined" {
		b.Errorf("%s: the markup %s ran", where, got)
	}
	if b.there(`img[src="x"]`) {
		b.Errorf("%s: the markup became an element", where)
	}
	b.calm()
}

// pathsOf are the addresses of the routes of some kinds.
func (w *world) pathsOf(kinds ...web.Kind) []string {
	var out []string
	for _, r := range w.web.Routes() {
		for _, kind := range kinds {
			if path, ok := w.filled(r); ok && r.Method == "GET" && r.Kind == kind && !r.Public {
				out = append(out, path)
			}
		}
	}
	return out
}

// spoil puts markup into every text that takes one, and tells where.
func (w *world) spoil() map[int]string {
	w.Helper()
	spoiled := map[int]string{}
	number := 0
	for _, r := range w.st.Schema().Registers {
		var ids []register.ID
		w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
			recs, err := tx.Select(w.ctx, r, register.Query{Filter: register.Alive(), Limit: 1})
			for _, rec := range recs {
				ids = append(ids, register.BaseOf(rec).ID)
			}
			return err
		}))
		for _, id := range ids {
			for _, f := range r.Fields {
				if f.Unseen {
					continue
				}
				number++
				text := evil(number)
				var value any
				switch f.Kind {
				case register.Text, register.LongText:
					value = text
				case register.NamesOf:
					value = register.Names{Uk: text, Ru: text, Bg: text, En: text}
				default:
					continue
				}
				kept := false
				err := w.st.Write(w.ctx, register.Program, register.ByForm, func(tx *store.Tx) error {
					rec, err := tx.Load(w.ctx, r, id)
					if err != nil {
						return err
					}
					f.Set(rec, value)
					err = tx.Save(w.ctx, rec)
					kept = !f.Empty(rec) // the rules of some registers take back what makes no sense
					return err
				})
				if err == nil && kept {
					spoiled[number] = r.Name + "." + f.Name
				}
			}
		}
	}
	if len(spoiled) < 40 {
		w.Errorf("only %d texts took markup", len(spoiled))
	}
	return spoiled
}
