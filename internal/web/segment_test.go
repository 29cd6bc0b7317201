package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// view saves a view of a register as somebody.
func (w *world) view(by *crm.User, name, of string, filter url.Values, everybody bool) *crm.SavedView {
	w.Helper()
	v := &crm.SavedView{Name: name, Register: of, Owner: register.Ref[crm.User](by.ID), Everybody: everybody}
	w.write(func(tx *store.Tx) error {
		r := w.st.Schema().Named(of)
		f, err := register.ParseFilter(r, filter)
		if err != nil {
			return err
		}
		text, err := register.MarshalFilter(r, f)
		if err != nil {
			return err
		}
		v.Filter = string(text)
		return tx.Save(w.ctx, v)
	})
	return v
}

func asSegment(v *crm.SavedView) string { return register.View(v.ID).String() }

func TestASavedViewIsASegmentInEveryRegister(t *testing.T) {
	onWorld(t, func(w *world) {
		v := w.view(w.iryna, "Annas", "partner", url.Values{"name.has": {"of anna"}}, true)
		b := w.as(w.iryna)
		in := "partner.in=" + asSegment(v)
		deals := b.get("/deals?"+in).is(http.StatusOK).says("Deal of anna", "segment “Annas”").hides("Deal of vira", "Deal of borys")
		b.get("/deals?partner.notin="+asSegment(v)).is(http.StatusOK).says("Deal of vira", "except: segment “Annas”").hides("Deal of anna")
		b.get("/deals?partner.in="+asSegment(v)+","+number(w.clients[w.vira].ID)).is(http.StatusOK).says("Deal of anna", "Deal of vira").hides("Deal of borys")
		b.get("/contacts?" + in).is(http.StatusOK).says("anna").hides("vira")
		b.get("/counterparties?" + in).is(http.StatusOK).says("Counterparty of anna").hides("Counterparty of vira")
		b.get("/clients?id.in="+asSegment(v)).is(http.StatusOK).says("Client of anna", "Partners").hides("Client of vira")
		b.get("/clients?id.notin=" + asSegment(v)).is(http.StatusOK).says("Client of vira").hides("Client of anna")
		b.get("/deals/board?"+in).is(http.StatusOK).says("Deal of anna", "segment “Annas”").hides("Deal of vira")
		for _, path := range []string{"/events", "/meetings", "/tasks", "/commitments", "/claims"} {
			b.get(path + "?" + in).is(http.StatusOK).says("segment “Annas”")
		}
		b.get("/deals/export?format=csv&" + in).is(http.StatusOK).says("Deal of anna").hides("Deal of vira")

		// A tree of conditions means the same, and knows its segment by name.
		tree := `{"any":[{"field":"partner","op":"in","value":"` + asSegment(v) + `"},{"through":"partner","filter":{"field":"name","op":"has","value":"of vira"}}]}`
		b.get("/deals?"+url.Values{"filter": {tree}}.Encode()).is(http.StatusOK).says("Deal of anna", "Deal of vira").hides("Deal of borys")
		deals.get(deals.hrefWith("/deals/filter/groups")).is(http.StatusOK).says("segment “Annas”", "1 record found")

		// The change of all rows of the list reaches those of the segment alone.
		b.post("/deals/bulk/edit", said("all", "1", "state", in, "idempotency_key", "k1", "bulk_field", "name", "name", "Changed")).is(http.StatusSeeOther)
		b.get("/deals?name.has=Changed").is(http.StatusOK).says("Changed").hides("Deal of anna")
		b.get("/deals").is(http.StatusOK).says("Deal of vira", "Deal of borys")

		// Who comes into the segment later is in it everywhere.
		w.write(func(tx *store.Tx) error {
			v.Filter = `{"field":"name","op":"has","value":"of vira"}`
			return tx.Save(w.ctx, v)
		})
		b.get("/deals?" + in).is(http.StatusOK).says("Deal of vira").hides("Deal of borys")

		// What the list of the segment leaves out is not in it: who is archived.
		left := &crm.Partner{Name: "Left behind", Roles: crm.PartnerRoles{crm.SupplierRole}}
		w.write(func(tx *store.Tx) error {
			if err := tx.Save(w.ctx, left); err != nil {
				return err
			}
			return tx.Save(w.ctx, &crm.Contact{Surname: "Leftover", Partner: register.Ref[crm.Partner](left.ID)})
		})
		behind := "/contacts?all=1&partner.in=" + asSegment(w.view(w.iryna, "Behind", "partner", url.Values{"name.has": {"Left behind"}}, true))
		b.get(behind).is(http.StatusOK).says("Leftover")
		w.write(func(tx *store.Tx) error { return tx.Archive(w.ctx, left, true) })
		b.get(behind).is(http.StatusOK).hides("Leftover")
	})
}

func TestASegmentIsChosenByItsName(t *testing.T) {
	onFile(t, func(w *world) {
		v := w.view(w.iryna, "Regular ones", "partner", url.Values{"name.has": {"of anna"}}, true)
		b := w.as(w.iryna)
		list := b.get("/deals").is(http.StatusOK)
		fields := list.get(list.hrefWith("/deals/filter/fields")).is(http.StatusOK).says("Segments: Client", "Regular ones")
		fields.get(fields.hrefWith("/deals/filter/apply")).is(http.StatusSeeOther).follow().is(http.StatusOK).says("Deal of anna").hides("Deal of vira")
		b.get("/deals/filter/fields?q=regular").is(http.StatusOK).says("Regular ones")
		b.get("/deals/filter/fields?q=nothing").is(http.StatusOK).hides("Regular ones")

		editor := b.get("/deals/filter/edit?field=partner&op=in_view").is(http.StatusOK).says("Regular ones", asSegment(v))
		editor.get("/deals/filter/apply?field=partner&op=notin_view&value=" + asSegment(v)).is(http.StatusSeeOther).leadsTo("/deals?partner.notin=" + url.QueryEscape(asSegment(v)))
		editor.get("/deals/filter/apply?field=partner&op=in_view&value=view:x").is(http.StatusUnprocessableEntity)
		shown := b.get("/deals?partner.in=" + asSegment(v))
		shown.get(shown.hrefWith("/deals/filter/edit")).is(http.StatusOK).says(`<option value="in_view" selected`, "Regular ones")
		w.as(w.zoya).get("/deals/filter/fields").is(http.StatusOK).hides("Regular ones")
	})
}

func TestASegmentKeepsToTheRightsOfItsReader(t *testing.T) {
	onWorld(t, func(w *world) {
		mine := w.view(w.iryna, "Secretly called", "partner", url.Values{"name.has": {"Client"}}, false)
		all := w.view(w.iryna, "Openly called", "partner", url.Values{"responsible.within": {"me"}}, true)

		// Not shared: unknown, as one that never was, and its name is not told.
		b := w.as(w.anna)
		unknown := b.get("/deals?partner.in=view:99999").is(http.StatusBadRequest).says("There is no such segment", "Remove the condition")
		hidden := b.get("/deals?partner.in=" + asSegment(mine)).is(http.StatusBadRequest).hides("Secretly")
		if a, c := strings.ReplaceAll(unknown.body, "view%3A99999", "X"), strings.ReplaceAll(hidden.body, url.QueryEscape(asSegment(mine)), "X"); len(a)-len(c) > 60 || len(c)-len(a) > 60 {
			t.Errorf("a hidden segment is told apart from none: %d and %d bytes", len(a), len(c))
		}
		b.get("/deals/filter/fields").is(http.StatusOK).says("Openly called").hides("Secretly")
		b.get("/deals/filter/edit?field=partner&op=in_view").is(http.StatusOK).says("Openly called").hides("Secretly")

		// "Me" of a shared segment is the reader, and rows are those he may see.
		b.get("/deals?partner.in="+asSegment(all)).is(http.StatusOK).says("Deal of anna").hides("Deal of vira", "Deal of borys")
		w.as(w.vira).get("/deals?partner.in=" + asSegment(all)).is(http.StatusOK).says("Deal of vira").hides("Deal of anna")

		// A view of other records is no segment of these.
		deals := w.view(w.iryna, "Of deals", "deal", url.Values{"name.has": {"Deal"}}, true)
		b.get("/deals?partner.in=" + asSegment(deals)).is(http.StatusBadRequest).says("There is no such segment")

		// Deleted: told, and the condition can be taken away.
		w.write(func(tx *store.Tx) error { return tx.Delete(w.ctx, all) })
		gone := b.get("/deals?sort=name&partner.in="+asSegment(all)).is(http.StatusBadRequest).says("There is no such segment", "a segment you cannot see")
		gone.get(gone.hrefWith("/deals?sort=name")).is(http.StatusOK).says("Deal of anna")
		w.as(w.olena).get("/deals/export?format=csv&partner.in=" + asSegment(all)).is(http.StatusBadRequest).says("There is no such segment")
	})
}

func TestSegmentsGoByOthersButNeverInACircle(t *testing.T) {
	onWorld(t, func(w *world) {
		first := w.view(w.iryna, "First", "partner", url.Values{"name.has": {"of anna"}}, true)
		second := w.view(w.iryna, "Second", "partner", url.Values{"id.in": {asSegment(first)}}, true)
		third := w.view(w.iryna, "Third", "deal", url.Values{"partner.in": {asSegment(second)}}, true)
		b := w.as(w.iryna)
		b.get("/deals?id.in=" + asSegment(third)).is(http.StatusOK).says("Deal of anna").hides("Deal of vira")

		refused := func(by *crm.User, v *crm.SavedView, key string) {
			t.Helper()
			err := w.st.Write(w.ctx, w.rightsOf(by), register.ByForm, func(tx *store.Tx) error { return tx.Save(w.ctx, v) })
			if err == nil || !strings.Contains(err.Error(), key) {
				t.Errorf("%s: %v, wanted %s", v.Name, err, key)
			}
		}
		circle := *first
		circle.Filter = `{"field":"id","op":"in","value":"` + asSegment(second) + `"}`
		refused(w.iryna, &circle, "view_in_circle")
		own := *second
		own.Filter = `{"field":"id","op":"in","value":"` + asSegment(second) + `"}`
		refused(w.iryna, &own, "view_in_circle")

		// Nor may a shared view go by one that others do not see.
		private := w.view(w.iryna, "Private", "partner", url.Values{"name.has": {"of"}}, false)
		wide := &crm.SavedView{Name: "Wide", Register: "deal", Owner: register.Ref[crm.User](w.iryna.ID), Everybody: true, Filter: `{"field":"partner","op":"in","value":"` + asSegment(private) + `"}`}
		err := w.st.Write(w.ctx, register.Program, register.ByProgram, func(tx *store.Tx) error { return tx.Save(w.ctx, wide) })
		if err == nil || !strings.Contains(err.Error(), "view_of_fewer") {
			t.Errorf("a view wider than what it goes by: %v", err)
		}
		refused(w.anna, &crm.SavedView{Name: "Blind", Register: "deal", Filter: `{"field":"partner","op":"in","value":"` + asSegment(private) + `"}`}, "unknown_view")
	})
}

func TestTheAPITakesSegments(t *testing.T) {
	onOffice(t, func(o *office) {
		token := o.token("read", "write")
		made := o.ask(token, "POST", "saved_views", `{"name":"Bulgarian","register":"partner","filter":"{\"field\":\"country\",\"op\":\"eq\",\"value\":\"bg\"}"}`)
		if made.StatusCode != http.StatusCreated {
			o.Fatalf("%d %s", made.StatusCode, made.body)
		}
		view := told(o, made)
		for name, country := range map[string]string{"Крок": "bg", "Явір": "ua"} {
			p := told(o, o.ask(token, "POST", "partners", `{"name":"`+name+`","roles":["client"],"country":"`+country+`"}`))
			if r := o.ask(token, "POST", "contacts", `{"surname":"Contact of `+name+`","partner":`+number(p.ID)+`}`); r.StatusCode != http.StatusCreated {
				o.Fatalf("%d %s", r.StatusCode, r.body)
			}
		}
		in := register.View(view.ID).String()
		for _, query := range []string{
			"partner.in=" + in,
			url.Values{"filter": {`{"field":"partner","op":"in","value":"` + in + `"}`}}.Encode(),
		} {
			r := o.ask(token, "GET", "contacts?"+query, "")
			if r.StatusCode != http.StatusOK || !strings.Contains(r.body, "Contact of Крок") || strings.Contains(r.body, "Явір") {
				o.Errorf("%s: %d %s", query, r.StatusCode, r.body)
			}
		}
		for query, key := range map[string]string{"partner.in=view:77777": "unknown_view", "partner.in=view:": "unknown_view", "name.in=view:1": "", "surname.in=" + in: ""} {
			r := o.ask(token, "GET", "contacts?"+query, "")
			if key != "" && (r.StatusCode != http.StatusBadRequest || told(o, r).Errors[0].Key != key) {
				o.Errorf("%s: %d %s", query, r.StatusCode, r.body)
			}
			if r.StatusCode >= 500 {
				o.Errorf("%s: %d", query, r.StatusCode)
			}
		}
	})
}

// told is what the API said of a record, or of what was wrong.
func told(o *office, r reply) (said apiReply) {
	o.Helper()
	o.must(json.Unmarshal([]byte(r.body), &said))
	return said
}
