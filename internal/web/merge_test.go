package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// likePartners are two partners of Anna that look the same, and one of Olena
// that looks like them.
func (w *world) likePartners() (one, other, hidden *crm.Partner) {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		one, other, hidden = &crm.Partner{Name: "Sunrise Ltd"}, &crm.Partner{Name: "LLC Sunrise"}, &crm.Partner{Name: "Sunrise Inc"}
		for i, p := range []*crm.Partner{one, other, hidden} {
			p.Roles, p.Responsible = crm.PartnerRoles{crm.ClientRole}, register.Ref[crm.User](w.anna.ID)
			if p == hidden {
				p.Responsible = register.Ref[crm.User](w.olena.ID)
			}
			p.Note, p.PaymentDays = fmt.Sprint("note ", i), 14
			if err := tx.Save(w.ctx, p); err != nil {
				return err
			}
		}
		return tx.Save(w.ctx, &crm.Deal{Name: "Roof", Partner: register.Ref[crm.Partner](other.ID), Responsible: register.Ref[crm.User](w.anna.ID)})
	})
	return one, other, hidden
}

func TestPartnersBecomeOneOnAPage(t *testing.T) {
	onWorld(t, func(w *world) {
		one, other, hidden := w.likePartners()
		b := w.as(w.olena)
		at := fmt.Sprintf("/partners/merge?id=%d&id=%d", one.ID, other.ID)
		b.get(at).is(http.StatusOK).says("Sunrise Ltd", "LLC Sunrise", "note 0", "note 1", "1 deal", "take.note")
		id := strconv.FormatInt
		said := url.Values{"stay": {id(one.ID, 10)}, "take.note": {id(other.ID, 10)}, "version." + id(one.ID, 10): {"7"}}
		b.post(at, said).is(http.StatusConflict).says("just been changed")
		said.Set("version."+id(one.ID, 10), id(one.Version, 10))
		done := b.post(at, said).is(http.StatusSeeOther)
		if to := done.header.Get("Location"); to != "/partners/"+id(one.ID, 10) {
			t.Errorf("leads to %s", to)
		}
		b.get("/partners/" + id(one.ID, 10) + "/edit").is(http.StatusOK).says("note 1")
		b.get("/deals?q=Roof").is(http.StatusOK).says("Sunrise Ltd")
		if to := b.get("/partners/" + id(other.ID, 10)).is(http.StatusSeeOther).header.Get("Location"); to != "/partners/"+id(one.ID, 10) {
			t.Errorf("the old address leads to %s", to)
		}
		b.get("/merges").is(http.StatusOK).says("Sunrise Ltd", "Merged")
		b.get("/partners?q=LLC+Sunrise").is(http.StatusOK).says("Sunrise Ltd")
		b.post("/merges/1/undo", url.Values{}).is(http.StatusSeeOther)
		b.get("/partners/" + id(other.ID, 10)).is(http.StatusOK).says("LLC Sunrise")
		b.get("/deals?q=Roof").is(http.StatusOK).says("LLC Sunrise")

		b.get(fmt.Sprintf("/partners/merge?id=%d", one.ID)).is(http.StatusBadRequest)
		w.as(w.anna).get(at).is(http.StatusForbidden)
		w.as(w.iryna).get(fmt.Sprintf("/partners/merge?id=%d&id=%d", one.ID, hidden.ID)).is(http.StatusNotFound)
	})
}

func TestThePageOfDuplicatesGroupsWhatOneMaySee(t *testing.T) {
	onWorld(t, func(w *world) {
		one, other, hidden := w.likePartners()
		w.as(w.olena).get("/partners/duplicates").is(http.StatusOK).says("Sunrise Ltd", "LLC Sunrise", "Sunrise Inc", "A similar name")
		b := w.as(w.iryna)
		b.get("/partners/" + strconv.FormatInt(hidden.ID, 10)).is(http.StatusNotFound)
		b.get("/partners/duplicates").is(http.StatusOK).says("Sunrise Ltd", "LLC Sunrise").hides("Sunrise Inc")
		b.post("/partners/apart", url.Values{"id": {strconv.FormatInt(one.ID, 10), strconv.FormatInt(hidden.ID, 10)}}).is(http.StatusNotFound)
		b.post("/partners/apart", url.Values{"id": {strconv.FormatInt(one.ID, 10), strconv.FormatInt(other.ID, 10)}}).is(http.StatusSeeOther)
		b.get("/partners/duplicates").is(http.StatusOK).hides("LLC Sunrise")
		w.as(w.anna).get("/partners/duplicates").is(http.StatusForbidden)
	})
}
