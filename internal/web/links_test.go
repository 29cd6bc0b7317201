package web_test

import (
	"net/http"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

// kindOf is the id of a starter kind of links.
func (o *office) linkKind(code string) register.Ref[crm.LinkKind] {
	o.Helper()
	var id register.ID
	o.must(o.st.Do(o.ctx, register.Program, register.ByCommand, func(tx register.Tx) error {
		kind, err := register.First(o.ctx, tx, crm.LinkKinds, register.Eq(&crm.LinkKinds.Row.Code, code))
		if err == nil {
			id = kind.ID
		}
		return err
	}))
	return register.Ref[crm.LinkKind](id)
}

func TestTheLinksOfAPartnerAreReadFromBothSides(t *testing.T) {
	onOffice(t, func(o *office) {
		horizon, dealer, far, hidden := o.partner("Обрій <b>"), o.partner("Гурт-Захід"), o.partner("Далекий"), o.partner("Прихований")
		link := func(from, to *crm.Partner, kind string) *crm.PartnerLink {
			return &crm.PartnerLink{Partner: register.Ref[crm.Partner](from.ID), To: register.Ref[crm.Partner](to.ID), Kind: o.linkKind(kind)}
		}
		o.keep(link(dealer, horizon, "dealer"), link(dealer, far, "owns"), link(horizon, hidden, "same_owner"))
		first := &crm.Contact{Surname: "Спільний", Partner: register.Ref[crm.Partner](dealer.ID)}
		o.keep(first)
		o.keep(&crm.Contact{Surname: "Спільний", Partner: register.Ref[crm.Partner](far.ID), SameAs: register.Ref[crm.Contact](first.ID)})

		r := o.get(at(crm.Partners.Register, horizon.ID) + "/links")
		o.answers(r, http.StatusOK, "Has dealer", "Гурт-Захід", "Далекий", "Same owner", "Прихований", "Спільний", "<svg", "Обрій &lt;b&gt;")
		o.answers(o.get("/partner_links"), http.StatusOK, "Гурт-Захід · Обрій &lt;b&gt;")
		o.answers(o.get(at(crm.Partners.Register, dealer.ID)+"/links"), http.StatusOK, "Dealer of", "Owns")
		o.answers(o.get(at(crm.Partners.Register, horizon.ID)), http.StatusOK, "Has dealer", "Potential")

		// A seller sees what hangs on his own clients, but not who he may not see.
		seller, cookie := o.colleague("Мельник", "manager")
		horizon = now(o, crm.Partners, horizon.ID)
		horizon.Responsible = register.Ref[crm.User](seller.ID)
		dealer = now(o, crm.Partners, dealer.ID)
		dealer.Backups = register.Refs[crm.User]{register.Ref[crm.User](seller.ID)}
		o.keep(horizon, dealer)
		theirs := o.as(cookie).get(at(crm.Partners.Register, horizon.ID) + "/links")
		o.answers(theirs, http.StatusOK, "Гурт-Захід")
		for _, secret := range []string{"Прихований", "Далекий"} {
			o.lacks(theirs, secret)
		}
		o.answers(o.as(cookie).send("GET", at(crm.Partners.Register, far.ID)+"/links", nil), http.StatusNotFound)
	})
}

func TestAGroupShowsItsOwnFiguresAndThoseOfAllItsCompanies(t *testing.T) {
	onOffice(t, func(o *office) {
		group := o.partner("Група «Обрій»")
		shop := &crm.Partner{Name: "Обрій, Позняки", Roles: crm.PartnerRoles{crm.ClientRole}, Parent: register.Ref[crm.Partner](group.ID)}
		o.keep(shop)
		of := func(p *crm.Partner) register.Ref[crm.Partner] { return register.Ref[crm.Partner](p.ID) }
		o.keep(&crm.Deal{Partner: of(group)}, &crm.Deal{Partner: of(shop)}, &crm.Deal{Partner: of(shop)})
		card := o.get(at(crm.Partners.Register, group.ID))
		o.answers(card, http.StatusOK, "At work in the group", "3 deals", "1 deal", "/deals?outcome.eq=open&amp;partner.under=")
		o.lacks(o.get(at(crm.Partners.Register, shop.ID)), "At work in the group")
	})
}
