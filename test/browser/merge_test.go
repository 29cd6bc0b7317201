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

func TestAMergeOfTwoPartnersIsTakenBackFromItsCard(t *testing.T) {
	onSmall(t, func(w *world) {
		anna := register.Ref[crm.User](w.anna.ID)
		pair := []*crm.Partner{{Name: "Верховинський двір"}, {Name: "ТОВ «Верховинський двір»"}}
		for _, p := range pair {
			p.Roles, p.Responsible = crm.PartnerRoles{crm.ClientRole}, anna
			w.save(p)
		}
		one, other := pair[0], pair[1]
		of := register.Ref[crm.Partner](other.ID)
		deal := &crm.Deal{Name: "Альтанка", Partner: of, Responsible: anna}
		w.save(deal)
		contact := &crm.Contact{Surname: "Гуцуляк", Given: "Параска", Partner: of}
		w.save(contact)
		b := w.as(t, w.admin)
		b.open(fmt.Sprintf("/partners/merge?id=%d&id=%d", one.ID, other.ID))
		b.click(fmt.Sprintf(`[name="stay"][value="%d"]`, one.ID))
		b.press("form.merge footer", "Об’єднати")
		b.at(fmt.Sprintf("/partners/%d", one.ID))
		b.says("main", "Альтанка")

		// The address of the one that is gone leads to the one that stayed.
		b.open(fmt.Sprintf("/partners/%d", other.ID))
		b.at(fmt.Sprintf("/partners/%d", one.ID))

		// Days later, from the list of what was merged.
		b.open("/merges")
		b.press("main table", one.Name)
		b.until(`location.pathname.startsWith('/merges/') && document.querySelector('main h1')`)
		b.says("main", other.Name)
		b.accessibleNow()
		b.picture("merge card")
		b.press("main header", "Скасувати об’єднання")
		b.until(`document.querySelector('#dialog[open] form')`)
		b.says("#dialog", "Усе повернеться")
		b.press("#dialog footer", "Скасувати об’єднання")
		b.until(`document.querySelector('#toasts').innerText.includes('Об’єднання скасовано')`)
		b.says("main", "Скасовано")
		b.picture("merge undone")

		b.open(fmt.Sprintf("/partners/%d", other.ID))
		b.at(fmt.Sprintf("/partners/%d", other.ID))
		b.says("main h1", other.Name)
		b.says("main", "Альтанка")
		b.says("main", "Гуцуляк")
		b.open(fmt.Sprintf("/partners/%d", one.ID))
		b.says("main h1", one.Name)
		b.want(`document.querySelector('main').innerText.includes('Альтанка')`, "false")
		w.must(w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
			for _, p := range pair {
				now, err := register.Load(w.ctx, tx, crm.Partners, register.Ref[crm.Partner](p.ID))
				if err != nil {
					return err
				}
				if now.Archived || now.MergedInto != 0 || now.Name != p.Name {
					t.Errorf("%s is %+v", p.Name, now)
				}
			}
			d, err := register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](deal.ID))
			if err != nil {
				return err
			}
			c, err := register.Load(w.ctx, tx, crm.Contacts, register.Ref[crm.Contact](contact.ID))
			if err == nil && (d.Partner != of || c.Partner != of) {
				t.Errorf("the deal is of %d, the contact of %d, not of %d", d.Partner, c.Partner, of)
			}
			return err
		}))
	})
}
