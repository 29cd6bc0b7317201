package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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
		b.script("dialog#drawer").get("/partners/"+id(other.ID, 10)).is(http.StatusOK).says("Sunrise Ltd", `href="/partners/`+id(one.ID, 10)+`"`)
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

func TestDuplicatesArePagedAndEachPairIsShownOnce(t *testing.T) {
	onWorld(t, func(w *world) {
		const pairs = 23
		w.write(func(tx *store.Tx) error {
			for i := range 2 * pairs { // alike by telephone, and by name too
				p := &crm.Partner{Name: fmt.Sprintf("Lighthouse %c%c", 'A'+i/2, 'A'+i/2), Roles: crm.PartnerRoles{crm.ClientRole}}
				p.Phones = register.Parts[crm.Phone]{{Number: fmt.Sprintf("+35932000%03d", 100+i/2)}}
				if err := tx.Save(w.ctx, p); err != nil {
					return err
				}
			}
			for i, name := range []string{"Petrenko", "Petrenko", "Ivanchuk"} { // of one telephone, two of one surname
				c := &crm.Contact{Surname: name, Given: fmt.Sprint("N", i), Partner: register.Ref[crm.Partner](w.clients[w.anna].ID)}
				c.Phones = register.Parts[crm.Phone]{{Number: "+35932000999"}}
				if err := tx.Save(w.ctx, c); err != nil {
					return err
				}
			}
			return nil
		})
		b := w.as(w.olena)
		shown := map[string]int{}
		first := b.get("/partners/duplicates").is(http.StatusOK).hides("To the beginning")
		page := first
		for range 3 {
			for i := range pairs {
				shown[fmt.Sprintf("Lighthouse %c%c", 'A'+i, 'A'+i)] += strings.Count(page.body, fmt.Sprintf(">Lighthouse %c%c<", 'A'+i, 'A'+i))
			}
			if !strings.Contains(page.body, "/partners/duplicates?after=") {
				break
			}
			page = page.get(page.hrefWith("/partners/duplicates?after=")).is(http.StatusOK).says("To the beginning")
		}
		for name, n := range shown {
			if n != 2 {
				t.Errorf("%s is shown %d times", name, n)
			}
		}
		if len(shown) != pairs || page == first {
			t.Errorf("%d names are shown, on one page: %v", len(shown), page == first)
		}
		b.get("/contacts/duplicates").is(http.StatusOK).says("Petrenko").hides("Ivanchuk")
		b.get("/partners/duplicates?by=9&after=x").is(http.StatusOK).says("No more similar records")
		b.get("/partners/duplicates?by=2&after=x").is(http.StatusOK)
		b.get("/partners/duplicates?by=-1").is(http.StatusOK)
	})
}

func TestANewRecordThatIsLikeAnotherBecomesOneWithIt(t *testing.T) {
	onWorld(t, func(w *world) {
		one, _, _ := w.likePartners()
		b := w.as(w.olena)
		id := strconv.FormatInt(one.ID, 10)
		typed := said("name", "Sunrise", "roles", "client", "note", "as it was typed")
		asked := b.post("/partners", typed).is(http.StatusUnprocessableEntity).says("Sunrise Ltd", "Create and merge", `name="merge_with" value="`+id+`"`)
		form := asked.fill("/partners", "merge_with", id)
		to := asked.post("/partners", form).is(http.StatusSeeOther).header.Get("Location")
		if !strings.HasPrefix(to, "/partners/merge?id="+id+"&id=") {
			t.Fatalf("leads to %s", to)
		}
		b.get(to).is(http.StatusOK).says("Sunrise Ltd", "as it was typed")

		// Who may not merge is warned and no more, and asking for it does nothing.
		anna := w.as(w.anna)
		warned := anna.post("/partners", said("name", "Sunrise", "roles", "client")).is(http.StatusUnprocessableEntity).says("LLC Sunrise").hides("merge_with")
		warned.post("/partners", warned.fill("/partners", "merge_with", id)).is(http.StatusSeeOther).leadsTo("/partners/")
	})
}

func TestAMergeThatGoesOnTellsHowFarItIs(t *testing.T) {
	onFile(t, func(w *world) {
		one, other, _ := w.likePartners()
		w.write(func(tx *store.Tx) error {
			for i := range crm.MergeAtOnce {
				if err := tx.Save(w.ctx, &crm.Comment{About: register.Link{Register: "partner", ID: other.ID}, Text: fmt.Sprint("note ", i)}); err != nil {
					return err
				}
			}
			return nil
		})
		b := w.as(w.olena)
		at := fmt.Sprintf("/partners/merge?id=%d&id=%d", one.ID, other.ID)
		b.post(at, url.Values{"stay": {strconv.FormatInt(one.ID, 10)}}).is(http.StatusSeeOther).leadsTo("/merges/1")
		b.get("/merges/1").is(http.StatusOK).says("There is much to move", "0 records moved so far", `hx-get="/merges/1" hx-trigger="every 2s"`)
		w.must(crm.MoveMerged(w.ctx, w.st, w.rightsOf(w.olena), crm.MergeInput{Merge: 1}))
		b.get("/merges/1").is(http.StatusOK).says("Merged").hides("moved so far", `hx-trigger="every 2s"`)
		b.get("/notifications").is(http.StatusOK).says("The work on the merging has ended")

		// What came over was given to another before it was taken back.
		b.post("/merges/1/undo", url.Values{}).is(http.StatusSeeOther)
		b.get("/merges/1").is(http.StatusOK).says("What was moved is being put back")
		w.write(func(tx *store.Tx) error {
			d, err := register.First(w.ctx, tx, crm.Deals, register.Eq(&crm.Deals.Row.Name, "Roof"))
			if err != nil {
				return err
			}
			d.Partner = register.Ref[crm.Partner](w.clients[w.anna].ID)
			return tx.Save(w.ctx, d)
		})
		w.must(crm.TakeBackMerged(w.ctx, w.st, w.rightsOf(w.olena), crm.MergeInput{Merge: 1}))
		b.get("/merges/1").is(http.StatusOK).says("It did not work", "so the merging cannot be undone").hides("being put back")
	})
}

func TestTheAPIMergesAndTakesBack(t *testing.T) {
	onOffice(t, func(o *office) {
		token := o.token("all")
		make := func(name, note string) apiReply {
			return told(o, o.ask(token, "POST", "partners", `{"name":"`+name+`","roles":["client"],"note":"`+note+`"}`))
		}
		one, other := make("Крок", "перша"), make("ТОВ Крок", "друга")
		body := fmt.Sprintf(`{"ids":[%d,%d],"stay":%d,"take":[{"field":"note","from":%d}],"read":[{"record":%d,"version":%d}]}`, one.ID, other.ID, one.ID, other.ID, other.ID, other.Version)
		for _, c := range []struct {
			body   string
			status int
		}{
			{fmt.Sprintf(`{"ids":[%d],"stay":%d}`, one.ID, one.ID), 422},
			{fmt.Sprintf(`{"ids":[%d,%d],"stay":999}`, one.ID, other.ID), 422},
			{fmt.Sprintf(`{"ids":[%d,%d],"stay":%d,"read":[{"record":%d,"version":9}]}`, one.ID, other.ID, one.ID, one.ID), 409},
			{fmt.Sprintf(`{"ids":[%d,%d],"stay":%d,"take":[{"field":"number","from":%d}]}`, one.ID, other.ID, one.ID, other.ID), 400},
			{body, 200},
			{body, 409},
		} {
			if r := o.ask(token, "POST", "partners/merge", c.body); r.StatusCode != c.status {
				o.Errorf("%s: %d %s, wanted %d", c.body, r.StatusCode, r.body, c.status)
			}
		}
		if r := o.ask(token, "GET", fmt.Sprintf("partners/%d", one.ID), ""); !strings.Contains(r.body, `"note":"друга"`) {
			o.Errorf("the note was not taken: %s", r.body)
		}
		if r := o.ask(token, "POST", "merges/1/undo", `{}`); r.StatusCode != 200 {
			o.Errorf("undo: %d %s", r.StatusCode, r.body)
		}
		if r := o.ask(token, "GET", fmt.Sprintf("partners/%d", one.ID), ""); !strings.Contains(r.body, `"note":"перша"`) {
			o.Errorf("the note was not put back: %s", r.body)
		}
	})
}
