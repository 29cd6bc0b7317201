package browser_test

import (
	"fmt"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/route"
	"dossier/internal/store"
)

// draft is an empty version of a new process.
func (w *world) draft() *crm.ProcessVersion {
	w.Helper()
	p := &crm.Process{About: crm.AboutDeals}
	p.Names = register.Names{Uk: "Погодження знижки", En: "Approval of discounts"}
	w.save(p)
	v := &crm.ProcessVersion{Process: register.Ref[crm.Process](p.ID)}
	w.save(v)
	return v
}

func TestAProcessIsDrawnByMouseAndByKeyboard(t *testing.T) {
	onSmall(t, func(w *world) {
		v := w.draft()
		b := w.as(t, w.admin)
		at := fmt.Sprintf("/process_versions/%d/design", v.ID)
		b.open(at)
		add := func(kind, name string) {
			b.run(fmt.Sprintf(`document.querySelector('[data-add] [name=kind]').value = %q`, kind))
			b.run(`document.querySelector('[data-add] [name=after]').value = ''`)
			b.enter("[data-add] [name=name]", name)
			n := b.count("[data-step]")
			b.click("[data-add] button[type=submit]")
			b.until(fmt.Sprintf(`document.querySelectorAll('[data-step]').length === %d && document.querySelector('x-route[data-live]')`, n+1))
		}
		add("start", "Початок")
		add("task", "Перевірити знижку")
		add("won", "Виграно")
		b.says(".design-faults", "немає переходу далі")
		b.accessibleNow()

		// By mouse: a way is drawn from the port of the start, a step is dragged.
		b.drag(`[data-step=s1] [data-port]`, `[data-step=s2]`)
		b.until(`document.querySelector('[data-from=s1][data-to=s2]') && document.querySelector('x-route[data-live]')`)
		before := b.read(`document.querySelector('[data-step=s3]').dataset.y`)
		b.drag(`[data-step=s3]`, `.design-zoom`)
		b.until(fmt.Sprintf(`document.querySelector('[data-step=s3]').dataset.y !== %q && document.querySelector('x-route[data-live]')`, before))
		b.at(at) // the link under the pointer is not followed

		// By keyboard: J on one and on the other joins them, an arrow moves.
		b.run(`document.querySelector('[data-step=s2] a').focus()`)
		b.keys("j")
		b.until(`document.querySelector('[data-said]').textContent !== ''`)
		b.run(`document.querySelector('[data-step=s3] a').focus()`)
		b.keys("j")
		b.until(`document.querySelector('[data-from=s2][data-to=s3]') && !document.querySelector('.design-faults') && document.querySelector('x-route[data-live]')`)
		b.until(`document.activeElement.closest('[data-step=s3]')`)

		// Laid out, the steps stand from left to right.
		b.click("[data-lay] button")
		b.until(`(x => x('s1') < x('s2') && x('s2') < x('s3'))(key => +document.querySelector('[data-step=' + key + ']').dataset.x)`)
		b.picture("process drawn")
		w.do(register.Program, func(tx *store.Tx) error {
			drawn, err := register.Load(w.ctx, tx, crm.ProcessVersions, register.Ref[crm.ProcessVersion](v.ID))
			if err != nil {
				return err
			}
			m, err := drawn.Map(w.ctx, tx)
			if err == nil && (len(m.Flows) != 2 || len(m.Faults()) > 0 || m.Nodes[1].Kind != route.Task) {
				t.Errorf("drawn is %+v with %v", m, m.Faults())
			}
			return err
		})
	})
}
