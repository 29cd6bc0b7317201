package web_test

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// What tells of Marta.
var marta = []string{"Яремчук", "яремчук", "Yaremchuk", "yaremchuk", "6334455", "633 44 55", "marta.y@beech.example"}

// interested is somebody who sent a form, once as herself and once so that it
// was held for spam.
type interested struct {
	*erased
	lead, spam *crm.Lead
	sheet      *crm.Import
}

func (w *world) knowMarta() *interested {
	w.Helper()
	m := &interested{erased: &erased{world: w}}
	w.open(storetest.At(&m.dsn), storetest.Migrated(crm.Registers()))
	file := m.keep("Яремчук: креслення, 067 633 44 55")
	sheet := m.keep("Name;Phone\nМарта Яремчук;067 633-44-55\n")
	sheet.Name = "leads.csv"
	w.write(func(tx *store.Tx) error {
		ctx := w.ctx
		form := &crm.WebForm{Outside: crm.Outside{
			Name: "Меблі", Running: true, Language: "uk", ConsentText: "Погоджуюся на обробку.",
			Fields: register.Parts[crm.WebFormField]{{Ask: crm.AskName}, {Ask: crm.AskPhone}, {Ask: crm.AskText}, {Ask: crm.AskFile}},
		}}
		if err := tx.Save(ctx, form); err != nil {
			return err
		}
		sent := crm.Sent{
			Values: map[crm.WebFormAsk]string{crm.AskName: "Яремчук Марта", crm.AskPhone: "+380676334455", crm.AskEmail: "Marta.Y@beech.example", crm.AskText: "Яремчук, хочу стіл"},
			File:   file, Agreed: true, Site: "https://beech.example/?who=Yaremchuk", IP: "198.51.100.7",
		}
		var err error
		if m.lead, err = form.Receive(ctx, tx, sent); err != nil {
			return err
		}
		sent.Trapped, sent.File = true, register.File{}
		if m.spam, err = form.Receive(ctx, tx, sent); err != nil {
			return err
		}
		m.lead, err = register.Load(ctx, tx, crm.Leads, register.Ref[crm.Lead](m.lead.ID))
		if err != nil {
			return err
		}
		m.lead.Responsible, m.lead.Text = register.Ref[crm.User](w.anna.ID), "Яремчук, хочу дубовий стіл"
		kind, err := register.First(ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "call_out"))
		if err != nil {
			return err
		}
		m.call = &crm.Event{
			Type: register.Ref[crm.EventType](kind.ID), Subject: "Яремчук", Text: "Передзвонити Яремчук", Lead: register.Ref[crm.Lead](m.lead.ID),
			Responsible: register.Ref[crm.User](w.anna.ID), PlannedStart: tx.Now().Add(time.Hour), Minutes: 15,
		}
		about := register.Link{Register: crm.Leads.Name, ID: m.lead.ID}
		m.sheet = &crm.Import{Name: "leads.csv", Register: crm.Leads.Name, File: sheet, State: crm.ImportDone, Owner: register.Ref[crm.User](w.olena.ID)}
		for _, rec := range []register.Record{
			m.lead, m.call, m.sheet, &crm.Comment{About: about, Text: "Яремчук просить знижку"},
			&crm.Task{Subject: "Порахувати: Марта Яремчук", About: about, Executors: register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}},
		} {
			if err := tx.Save(ctx, rec); err != nil {
				return fmt.Errorf("%T: %w", rec, err)
			}
		}
		return nil
	})
	return m
}

// eraseOf has an erasure asked for on a card and confirmed by another, and waits
// until it is done.
func (m *interested) eraseOf(path string, about register.Link) *crm.Erasure {
	m.Helper()
	at := fmt.Sprintf("/%s/%d/erase", path, about.ID)
	m.as(m.olena).get(at).is(http.StatusOK).send(at, "ground", "request", "reason", "Яремчук просить").is(http.StatusSeeOther)
	one := m.asked(about)
	m.as(m.second()).ask("POST", fmt.Sprintf("/erasures/%d/confirm", one.ID), "idempotency_key=c1").is(http.StatusSeeOther)
	m.works(func() bool { return m.asked(about).State == crm.ErasureDone && m.job(crm.CompactJob).State == "done" })
	return m.asked(about)
}

func (m *interested) asked(about register.Link) (one *crm.Erasure) {
	m.Helper()
	m.read(func(tx *store.Tx) (err error) {
		one, err = register.First(m.ctx, tx, crm.Erasures, register.Eq(&crm.Erasures.Row.Who, about))
		return err
	})
	if one == nil {
		m.Fatal("nobody asked for the erasure")
	}
	return one
}

// gone looks for what tells of Marta in all tables and files.
func (m *interested) gone() {
	m.Helper()
	for _, one := range traces(m.T, m.dsn, marta) {
		m.Error(one)
	}
	dirs := []string{m.st.Dir()}
	if !store.IsPostgres(m.dsn) {
		dirs = append(dirs, filepath.Dir(m.dsn))
	}
	for _, one := range inFiles(m.T, dirs, marta) {
		m.Error(one)
	}
	m.read(func(tx *store.Tx) error {
		for _, id := range []register.ID{m.lead.ID, m.spam.ID} {
			l, err := register.Load(m.ctx, tx, crm.Leads, register.Ref[crm.Lead](id))
			m.must(err)
			if l.Title("bg") != "Анонимизирано лице 1" || l.Phone+l.Email+l.Text != "" || l.Erased != crm.ErasedForGood || l.Status != crm.DisqualifiedLead || l.Channel != m.lead.Channel || !l.ReceivedAt.Equal(m.lead.ReceivedAt) {
				m.Errorf("of the lead stays %+v", l)
			}
		}
		entries, err := register.Select(m.ctx, tx, crm.FormEntries, register.Query{})
		m.must(err)
		for _, e := range entries {
			if e.Address+e.Site != "" || e.Agreed != "Погоджуюся на обробку." || e.At.IsZero() {
				m.Errorf("of what was sent stays %+v", e)
			}
		}
		call, err := register.Load(m.ctx, tx, crm.Events, register.Ref[crm.Event](m.call.ID))
		m.must(err)
		if call.Subject+call.Text != "" || call.Minutes != 15 {
			m.Errorf("of the call stays %+v", call)
		}
		sheet, err := register.Load(m.ctx, tx, crm.Imports, register.Ref[crm.Import](m.sheet.ID))
		m.must(err)
		if sheet.File.Hash != "" {
			m.Errorf("the sheet stays: %+v", sheet)
		}
		return nil
	})
}

// counted is the report of an erasure.
func counted(e *crm.Erasure) map[string]int64 {
	out := map[string]int64{}
	for _, n := range e.Report {
		out[n.Register] += n.Count
	}
	return out
}

func TestALeadIsErasedWithItsFormsTextsFilesAndSheets(t *testing.T) {
	onWorld(t, func(w *world) {
		m := w.knowMarta()
		if before := traces(t, m.dsn, marta); len(before) < 10 {
			t.Fatalf("she is spoken of in %d places alone: %q", len(before), before)
		}
		w.as(w.anna).get(fmt.Sprintf("/leads/%d/erase", m.lead.ID)).is(http.StatusForbidden)
		done := m.eraseOf("leads", register.Link{Register: crm.Leads.Name, ID: m.lead.ID})
		m.gone()
		want := map[string]int64{"lead": 2, "event": 1, "comment": 1, "attachment": 1, "task": 1, "form_entry": 2, "data_import": 1}
		for name, n := range want {
			if got := counted(done)[name]; got != n {
				t.Errorf("%d × %s was counted, wanted %d: %v", got, name, n, done.Report)
			}
		}
		b := w.as(w.olena)
		b.get(fmt.Sprintf("/leads/%d", m.spam.ID)).is(http.StatusOK).says("Anonymised person 1")
		b.get(fmt.Sprintf("/leads/%d/erase", m.lead.ID)).is(http.StatusNotFound)
		b.ask("POST", fmt.Sprintf("/leads/%d/reopen", m.lead.ID), "reopen_reason=x&idempotency_key=r").is(http.StatusUnprocessableEntity)
	})
}

func TestAPrivateClientIsErasedWithTheLeadSheWas(t *testing.T) {
	onWorld(t, func(w *world) {
		m := w.knowMarta()
		client := &crm.Partner{
			Name: "Яремчук Марта", Kind: crm.PrivatePerson, Roles: crm.PartnerRoles{crm.ClientRole}, Responsible: register.Ref[crm.User](w.anna.ID),
			Phones: register.Parts[crm.Phone]{{Number: "+380676334455"}}, Note: "Яремчук любить бук",
		}
		w.write(func(tx *store.Tx) error {
			if err := tx.Save(w.ctx, client); err != nil {
				return err
			}
			return tx.Save(w.ctx, &crm.Deal{Name: "Стіл Яремчук", Partner: register.Ref[crm.Partner](client.ID), Responsible: register.Ref[crm.User](w.anna.ID)})
		})
		about := register.Link{Register: crm.Partners.Name, ID: client.ID}
		b := w.as(w.olena)
		b.ask("POST", fmt.Sprintf("/partners/%d/hold", client.ID), "reason=Court&idempotency_key=h1").is(http.StatusSeeOther)
		b.ask("POST", fmt.Sprintf("/partners/%d/erase", client.ID), "ground=request&idempotency_key=h2").is(http.StatusUnprocessableEntity).says("The data are held")
		b.ask("POST", "/retentions/1/lift", "idempotency_key=h3").is(http.StatusSeeOther)
		done := m.eraseOf("partners", about)
		m.gone()
		if n := counted(done); n["partner"] != 1 || n["lead"] != 2 || n["deal"] != 1 || n["form_entry"] != 2 {
			t.Errorf("counted was %v", done.Report)
		}
		w.read(func(tx *store.Tx) error {
			now, err := register.Load(w.ctx, tx, crm.Partners, register.Ref[crm.Partner](client.ID))
			w.must(err)
			if !strings.HasPrefix(now.Name, "Знеособлена особа") || len(now.Phones) > 0 || now.Erased != crm.ErasedForGood {
				t.Errorf("of the client stays %+v", now)
			}
			return nil
		})
	})
}

func TestAPrivateClientIsGivenWhatIsKeptOfHim(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knowMarta()
		client := &crm.Partner{
			Name: "Яремчук Марта", Kind: crm.PrivatePerson, Roles: crm.PartnerRoles{crm.ClientRole}, Responsible: register.Ref[crm.User](w.anna.ID),
			Phones: register.Parts[crm.Phone]{{Number: "+380676334455"}}, Note: "Питати в oak@oak.example або 067 633 44 55",
		}
		person := &crm.Contact{Surname: "Яремчук", Given: "Марта", Position: "Господиня"}
		deal := &crm.Deal{Name: "Стіл", Responsible: register.Ref[crm.User](w.anna.ID)}
		w.write(func(tx *store.Tx) error {
			if err := tx.Save(w.ctx, client); err != nil {
				return err
			}
			person.Partner, deal.Partner = register.Ref[crm.Partner](client.ID), register.Ref[crm.Partner](client.ID)
			if err := tx.Save(w.ctx, person); err != nil {
				return err
			}
			return tx.Save(w.ctx, deal)
		})
		at := fmt.Sprintf("/partners/%d/data", client.ID)
		b := w.as(w.iryna)
		b.get(fmt.Sprintf("/partners/%d/menu", client.ID)).is(http.StatusOK).says(at)
		files := unpacked(t, b.get(at).is(http.StatusOK).body)
		for name, words := range map[string][]string{
			"data.json": {"Яремчук Марта", "+380676334455", "Господиня", "Стіл", "хочу дубовий стіл", "Погоджуюся на обробку."},
			"uk.html":   {"Яремчук Марта", "Господиня", "Стіл", "хочу дубовий стіл", "067 633 44 55"},
			"bg.html":   {"Яремчук Марта", "Господиня"},
		} {
			for _, word := range words {
				if !strings.Contains(files[name], word) {
					t.Errorf("%s does not say %q", name, word)
				}
			}
			if strings.Contains(files[name], "oak@oak.example") {
				t.Errorf("%s has the address of somebody else", name)
			}
		}
		if w.audited("person_data") != 1 {
			t.Errorf("it was noted %d times who took the data", w.audited("person_data"))
		}
		b.get(fmt.Sprintf("/partners/%d/data", w.clients[w.anna].ID)).is(http.StatusNotFound)
		b.get(fmt.Sprintf("/partners/%d/menu", w.clients[w.anna].ID)).is(http.StatusOK).hides("/data")
		w.as(w.anna).get(at).is(http.StatusForbidden)
		w.as(w.vira).get(at).is(http.StatusNotFound)
	})
}

// unpacked are the texts of an archive.
func unpacked(t *testing.T, body string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

func TestWhoSavesASuppressedAddressIsTold(t *testing.T) {
	onWorld(t, func(w *world) {
		const told = "send no offers there without a new consent"
		w.write(func(tx *store.Tx) error { return tx.Suppress(w.ctx, "gone@beech.example", "+380676334455") })
		b := w.as(w.olena)
		b.get("/contacts/new").send("/contacts", "surname", "Нова", "partner", fmt.Sprint(w.clients[w.anna].ID), "emails.0.address", "Gone@beech.example").is(http.StatusSeeOther).follow().says(told)
		b.get("/leads/new").send("/leads", "name", "Хтось", "phone", "067 633 44 55").is(http.StatusSeeOther).follow().says(told)
		at := fmt.Sprintf("/partners/%d", w.clients[w.anna].ID)
		b.get(at).is(http.StatusOK).hides(told)
		b.get(at+"/edit").send(at, "emails.0.address", "gone@beech.example").is(http.StatusSeeOther).follow().says(told)
		answer := b.ask("POST", "/api/v1/leads", `{"name": "Ще хтось", "email": "gone@beech.example"}`, "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin").is(http.StatusCreated)
		answer.says(`"notices"`, `"suppressed_told"`, `"suppressed":true`)
		b.ask("POST", "/api/v1/leads", `{"name": "Інший"}`, "Content-Type", "application/json", "Sec-Fetch-Site", "same-origin").is(http.StatusCreated).hides("suppressed_told")
	})
}

// dying is a store whose process ends after so many units of work.
type dying struct {
	*store.Store
	left int
}

var errDied = errors.New("the process ended")

// Do begins a unit of work, if there is time.
func (d *dying) Do(ctx context.Context, actor register.Actor, cause register.Cause, fn func(register.Tx) error) error {
	if d.left == 0 {
		return errDied
	}
	d.left--
	return d.Store.Do(ctx, actor, cause, fn)
}

func TestAnErasureThatWasCutOffCountsOnceAndLeavesNoFile(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.knowOksana()
		at := fmt.Sprintf("/contacts/%d/erase", e.person.ID)
		w.as(w.olena).get(at).is(http.StatusOK).send(at, "ground", "request", "reason", "Заболотська просить").is(http.StatusSeeOther)
		id := e.erasure().ID
		w.as(w.second()).ask("POST", fmt.Sprintf("/erasures/%d/confirm", id), "idempotency_key=c").is(http.StatusSeeOther)
		for life := 1; ; life = life + 1 + life/2 {
			work := &dying{w.st, life}
			half, err := crm.ReadErasing(w.ctx, work, id)
			if err == nil {
				err = half.Linked(w.ctx, work)
			}
			if err == nil {
				err = half.Spread(w.ctx, work)
			}
			if err == nil {
				break // all but the end was done, and nobody said so
			}
			if !errors.Is(err, errDied) {
				t.Fatal(err)
			}
		}
		e.works(func() bool { return e.erasure().State == crm.ErasureDone && e.job(crm.CompactJob).State == "done" })
		// Linked are two events, the deal, the task, the consent, the request, a
		// comment and a file; one more event and comment speak of her.
		want := map[string]int64{"contact": 1, "event": 3, "deal": 1, "task": 1, "consent": 1, "data_request": 1, "comment": 2, "attachment": 1}
		got := counted(e.erasure())
		for name, n := range want {
			if got[name] != n {
				t.Errorf("%d × %s was counted, wanted %d: %v", got[name], name, n, got)
			}
		}
		if one := e.erasure(); len(one.Files) > 0 {
			t.Errorf("files are still to be removed: %v", one.Files)
		}
		for _, one := range append(traces(t, e.dsn, oksana), inFiles(t, []string{w.st.Dir()}, oksana)...) {
			t.Error(one)
		}
	})
}
