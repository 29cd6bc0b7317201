package browser_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestTwoPartnersBecomeOneByChoiceOfEachField(t *testing.T) {
	onSmall(t, func(w *world) {
		one := &crm.Partner{Name: "Карпатський дім", Note: "перша примітка", PaymentDays: 14}
		other := &crm.Partner{Name: "ТОВ «Карпатський дім»", Note: "друга примітка", PaymentDays: 30}
		for _, p := range []*crm.Partner{one, other} {
			p.Roles, p.Responsible = crm.PartnerRoles{crm.ClientRole}, register.Ref[crm.User](w.anna.ID)
			w.save(p)
		}
		w.save(&crm.Deal{Name: "Сходи", Partner: register.Ref[crm.Partner](other.ID), Responsible: register.Ref[crm.User](w.anna.ID)})
		stored := func(id register.ID) *crm.Partner {
			t.Helper()
			var p *crm.Partner
			w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) (err error) {
				p, err = register.Load(w.ctx, tx, crm.Partners, register.Ref[crm.Partner](id))
				return err
			}))
			return p
		}
		b := w.as(t, w.admin)
		b.open(fmt.Sprintf("/partners/%d", one.ID))
		b.click(`main header [data-menu$="/menu"]`)
		b.press("#menu", "Об’єднати")
		b.refer("dialog[open] x-combo [role=combobox]", "ТОВ «Карпатський")
		b.keys(kb.Enter, ctrl)
		b.until(`document.querySelector('form.merge')`)
		b.settled()
		b.accessibleNow()
		b.click(fmt.Sprintf(`[name="stay"][value="%d"]`, one.ID))
		b.click(fmt.Sprintf(`[name="take.name"][value="%d"]`, one.ID))
		b.click(fmt.Sprintf(`[name="take.note"][value="%d"]`, other.ID))
		b.click(fmt.Sprintf(`[name="take.payment_days"][value="%d"]`, one.ID))
		b.picture("merge chosen")
		b.press("form.merge footer", "Об’єднати")
		b.at(fmt.Sprintf("/partners/%d", one.ID))
		b.says("main", "Сходи")
		if p := stored(one.ID); p.Note != other.Note || p.PaymentDays != one.PaymentDays || p.Name != one.Name {
			t.Errorf("it says %q, %d days, %s", p.Note, p.PaymentDays, p.Name)
		}
		if p := stored(other.ID); !p.Archived || register.ID(p.MergedInto) != one.ID {
			t.Errorf("the other is %+v", p)
		}
	})
}
