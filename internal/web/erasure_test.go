package web_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
	"dossier/internal/web"
)

// What tells of Oksana, in any table and any file.
var oksana = []string{
	"Заболотськ", "заболотськ", "zabolots", "Zabolots", "7112233", "711 22 33", "711-22-33", "oksana.z@oak.example", "Oksana.Z@oak.example", "oksana_z_oak",
}

// erased is a person about whom the base has much, and whose traces lie in all
// the places that a program keeps things in.
type erased struct {
	*world
	dsn     string
	person  *crm.Contact
	file    string // content of a file that was hers
	call    *crm.Event
	meeting *crm.Event
	other   *crm.Event
	deal    *crm.Deal
	consent register.ID
}

func (e *erased) keep(text string) register.File {
	e.Helper()
	hash, size, err := e.st.PutFile(e.ctx, strings.NewReader(text), 1<<20)
	e.must(err)
	return register.File{Hash: hash, Name: "Заболотська.txt", Type: "text/plain", Size: size}
}

func (w *world) knowOksana() *erased {
	w.Helper()
	e := &erased{world: w}
	w.open(storetest.At(&e.dsn), storetest.Migrated(crm.Registers()))
	ctx, client := w.ctx, register.Ref[crm.Partner](w.clients[w.anna].ID)
	e.person = &crm.Contact{
		Surname: "Заболотська", Given: "Оксана", Patronymic: "Іванівна", Partner: client, Position: "Закупівельниця",
		Phones: register.Parts[crm.Phone]{{Number: "+380677112233"}}, Emails: register.Parts[crm.Email]{{Address: "oksana.z@oak.example"}},
		Messengers: register.Parts[crm.Messenger]{{Kind: "telegram", Address: "@oksana_z_oak"}}, Birthday: "1980-05-17", Note: "Заболотська любить дуб",
	}
	colleague := &crm.Contact{Surname: "Гриценко", Given: "Павло", Partner: client}
	e.file = "Лист: Заболотська просить дуб, 067 711 22 33"
	letter, proof := e.keep(e.file), e.keep("Згода: Заболотська")
	w.write(func(tx *store.Tx) error {
		for _, rec := range []register.Record{e.person, colleague} {
			if err := tx.Save(ctx, rec); err != nil {
				return err
			}
		}
		e.person.Patronymic = ""
		if err := tx.Save(ctx, e.person); err != nil {
			return err
		}
		kind, err := register.First(ctx, tx, crm.EventTypes, register.Eq(&crm.EventTypes.Row.Code, "call_out"))
		if err != nil {
			return err
		}
		purpose, err := register.First(ctx, tx, crm.ProcessingPurposes, register.Eq(&crm.ProcessingPurposes.Row.Code, "marketing_email"))
		if err != nil {
			return err
		}
		ref, at := register.Ref[crm.Contact](e.person.ID), tx.Now().Add(time.Hour)
		event := func(subject, text string, people ...register.Ref[crm.Contact]) *crm.Event {
			return &crm.Event{
				Type: register.Ref[crm.EventType](kind.ID), Subject: subject, Text: text, Partner: client, Contacts: people,
				Responsible: register.Ref[crm.User](w.anna.ID), PlannedStart: at, Minutes: 30,
			}
		}
		e.call = event("Заболотська: дуб", "Передзвонити Заболотській на 067 711-22-33", ref)
		e.meeting = event("Зустріч", "Були Гриценко і Заболотська; домовились про бук", ref, register.Ref[crm.Contact](colleague.ID))
		e.other = event("Інше", "Питати Оксану Заболотську, oksana.z@oak.example; ціна 120")
		e.other.Partner = register.Ref[crm.Partner](w.clients[w.borys].ID)
		e.deal = &crm.Deal{Name: "Дуб", Partner: client, Contact: ref, Responsible: register.Ref[crm.User](w.anna.ID), Note: "Заболотська чекає знижку"}
		task := &crm.Task{Subject: "Написати: Заболотська", Text: "oksana.z@oak.example", Contact: ref, Partner: client, Executors: register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}}
		consent := &crm.Consent{
			Contact: ref, Purpose: register.Ref[crm.ProcessingPurpose](purpose.ID), Way: "paper", Language: "uk", Edition: "2026-1", Text: "Погоджуюся.",
			Proof: proof, Note: "Підписала Заболотська",
		}
		ask := &crm.DataRequest{Kind: "erasure", Applicant: "Заболотська О. І.", Contact: ref, Scope: "Стерти все про Заболотську"}
		for _, rec := range []register.Record{
			e.call, e.meeting, e.other, e.deal, task, consent, ask,
			&crm.Comment{About: register.Link{Register: "contact", ID: e.person.ID}, Text: "Заболотська у відпустці"},
			&crm.Comment{About: register.Link{Register: "event", ID: e.other.ID}, Text: "Оксана Заболотська передзвонить"},
			&crm.Attachment{About: register.Link{Register: "contact", ID: e.person.ID}, File: letter, Description: "Лист Заболотської"},
		} {
			if err := tx.Save(ctx, rec); err != nil {
				return fmt.Errorf("%T: %w", rec, err)
			}
		}
		e.consent = consent.ID
		e.call.Text = "Передзвонити завтра"
		return tx.Save(ctx, e.call)
	})
	b := w.as(w.anna)
	b.ask("POST", "/drafts/contacts/new", url.Values{"surname": {"Заболотська"}, "given": {"Оксана"}, "note": {"ще одна"}}.Encode()).is(http.StatusOK)
	b.get("/contacts/"+strconv.FormatInt(e.person.ID, 10)+"/edit").send("/contacts/"+strconv.FormatInt(e.person.ID, 10), "position", "Директорка Заболотська").is(http.StatusSeeOther)
	return e
}

// ask has Olena ask for the erasure, and another administrator confirm it.
func (e *erased) erase() {
	e.Helper()
	at := "/contacts/" + strconv.FormatInt(e.person.ID, 10) + "/erase"
	e.as(e.olena).get(at).is(http.StatusOK).says("Заболотська", "Питати Оксану", "Зустріч").send(at, "ground", "request", "reason", "Заболотська просить").is(http.StatusSeeOther)
	id := e.erasure().ID
	e.as(e.second()).get("/erasures/" + strconv.FormatInt(id, 10) + "/confirm").is(http.StatusOK).send("/erasures/" + strconv.FormatInt(id, 10) + "/confirm").is(http.StatusSeeOther)
	e.works(func() bool { return e.erasure().State == crm.ErasureDone && e.job(crm.CompactJob).State == "done" })
	if one := e.erasure(); one.State != crm.ErasureDone {
		e.Fatalf("the erasure is %s; the job %+v; %s", one.State, e.job(fmt.Sprintf("%s:%d", crm.ErasureJob, id)), e.log)
	}
}

func (e *erased) erasure() (one *crm.Erasure) {
	e.Helper()
	e.read(func(tx *store.Tx) (err error) {
		one, err = register.First(e.ctx, tx, crm.Erasures, register.Eq(&crm.Erasures.Row.Who, register.Link{Register: "contact", ID: e.person.ID}))
		return err
	})
	if one == nil {
		e.Fatal("nobody asked for the erasure")
	}
	return one
}

// second is another employee who may confirm: a director.
func (w *world) second() *crm.User {
	w.Helper()
	u := &crm.User{Surname: "Директор", Given: "Другий", Email: fmt.Sprintf("second%d@promin.example", time.Now().UnixNano()), Language: "en"}
	w.write(func(tx *store.Tx) error {
		u.Roles = w.role(tx, "director")
		return tx.Save(w.ctx, u)
	})
	return u
}

// traces looks for words in every text of every table, past the store.
func traces(t *testing.T, dsn string, words []string) (found []string) {
	t.Helper()
	driver, tables := "sqlite", "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite%'"
	if store.IsPostgres(dsn) {
		driver, tables = "pgx", "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range column(t, db, tables) {
		rows, err := db.QueryContext(context.Background(), `SELECT * FROM "`+table+`"`)
		if err != nil {
			if strings.Contains(err.Error(), "no such") { // the inside of a search table
				continue
			}
			t.Fatalf("%s: %v", table, err)
		}
		names, _ := rows.Columns()
		for rows.Next() {
			cells, into := make([]any, len(names)), make([]any, len(names))
			for i := range cells {
				into[i] = &cells[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for i, cell := range cells {
				text := fmt.Sprint(cell)
				if raw, ok := cell.([]byte); ok {
					text = string(raw)
				}
				plain, _ := url.QueryUnescape(text)
				for _, word := range words {
					if strings.Contains(text, word) || strings.Contains(plain, word) {
						found = append(found, fmt.Sprintf("%s.%s: %s in %.120s", table, names[i], word, text))
					}
				}
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return found
}

func column(t *testing.T, db *sql.DB, question string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), question)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

// inFiles looks for words in the bytes of every file of a folder and of the
// database itself.
func inFiles(t *testing.T, dirs []string, words []string) (found []string) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(name)
			for _, word := range words {
				if bytes.Contains(content, []byte(word)) {
					found = append(found, name+": "+word)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func TestAnErasedPersonIsInNoTableAndNoFile(t *testing.T) {
	onWorld(t, func(w *world) {
		e := w.knowOksana()
		if before := traces(t, e.dsn, oksana); len(before) < 20 {
			t.Fatalf("she is spoken of in %d places alone: %q", len(before), before)
		}
		e.erase()
		for _, one := range traces(t, e.dsn, oksana) {
			t.Error(one)
		}
		dirs := []string{w.st.Dir()}
		if !store.IsPostgres(e.dsn) {
			dirs = append(dirs, filepath.Dir(e.dsn))
		}
		for _, one := range inFiles(t, dirs, oksana) {
			t.Error(one)
		}
		w.read(func(tx *store.Tx) error {
			c, err := register.Load(w.ctx, tx, crm.Contacts, register.Ref[crm.Contact](e.person.ID))
			w.must(err)
			if c.Title("uk") != "Знеособлена особа 1" || c.Title("bg") != "Анонимизирано лице 1" || c.Erased != crm.ErasedForGood || !c.Archived || len(c.Phones)+len(c.Emails)+len(c.Messengers) > 0 || c.Birthday != "" {
				t.Errorf("of her stays %+v", c)
			}
			call, err := register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](e.call.ID))
			w.must(err)
			if call.Subject != "" || call.Text != "" || call.Minutes != 30 || call.Type != e.call.Type || call.Responsible != e.call.Responsible || !call.PlannedStart.Equal(e.call.PlannedStart) || len(call.Contacts) != 1 {
				t.Errorf("of the call stays %+v", call)
			}
			meeting, err := register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](e.meeting.ID))
			w.must(err)
			if !strings.Contains(meeting.Text, "Гриценко") || !strings.Contains(meeting.Text, "бук") {
				t.Errorf("of a meeting with another stays %q", meeting.Text)
			}
			other, err := register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](e.other.ID))
			w.must(err)
			if !strings.Contains(other.Text, "ціна 120") {
				t.Errorf("of a call about something else stays %q", other.Text)
			}
			consent, err := register.Load(w.ctx, tx, crm.Consents, register.Ref[crm.Consent](e.consent))
			w.must(err)
			if consent.Text != "Погоджуюся." || consent.Edition != "2026-1" || consent.GivenAt.IsZero() || consent.Note != "" || consent.Proof.Hash != "" {
				t.Errorf("of the consent stays %+v", consent)
			}
			return nil
		})
		if _, err := w.st.VerifyAudit(w.ctx, nil); err != nil {
			t.Errorf("the audit log: %v", err)
		}
		b := w.as(w.olena)
		b.get("/contacts/" + strconv.FormatInt(e.person.ID, 10)).is(http.StatusOK).says("Anonymised person 1")
		b.get("/erasures/"+strconv.FormatInt(e.erasure().ID, 10)).is(http.StatusOK).says("Done", "1 contact")
		b.get("/contacts/" + strconv.FormatInt(e.person.ID, 10) + "/erase").is(http.StatusNotFound)
	})
}

func TestAnErasureNeedsTwoAndWaitsForWhatIsDisputed(t *testing.T) {
	onFile(t, func(w *world) {
		person := w.contacts[w.anna]
		at := "/contacts/" + strconv.FormatInt(person.ID, 10)
		claim := &crm.Claim{Kind: "claim", Text: "late", Partner: person.Partner, Contact: register.Ref[crm.Contact](person.ID), Responsible: register.Ref[crm.User](w.anna.ID)}
		w.write(func(tx *store.Tx) error { return tx.Save(w.ctx, claim) })
		b := w.as(w.olena)
		b.get(at + "/erase").is(http.StatusOK).says("The claim is open").hides("Ask to erase")
		b.ask("POST", at+"/erase", "ground=request&idempotency_key=k1").is(http.StatusUnprocessableEntity).says("The claim is open")
		w.write(func(tx *store.Tx) error {
			c, err := register.Load(w.ctx, tx, crm.Claims, register.Ref[crm.Claim](claim.ID))
			if err != nil {
				return err
			}
			return tx.EraseWhole(w.ctx, c)
		})
		b.ask("POST", at+"/hold", "reason=Court&idempotency_key=k2").is(http.StatusSeeOther)
		b.ask("POST", at+"/erase", "ground=request&idempotency_key=k3").is(http.StatusUnprocessableEntity).says("The data are held")
		b.ask("POST", "/retentions/1/lift", "idempotency_key=k4").is(http.StatusSeeOther)
		w.as(w.anna).get(at + "/erase").is(http.StatusForbidden)
		b.ask("POST", at+"/erase", "idempotency_key=k5").is(http.StatusUnprocessableEntity)
		b.ask("POST", at+"/erase", "ground=request&idempotency_key=k6").is(http.StatusSeeOther)
		b.ask("POST", at+"/erase", "ground=request&idempotency_key=k7").is(http.StatusUnprocessableEntity)
		b.get("/erasures/1").is(http.StatusOK).says("Awaits confirmation", "What will be erased").hides("/erasures/1/confirm")
		b.ask("POST", "/erasures/1/confirm", "idempotency_key=k8").is(http.StatusUnprocessableEntity).says("Another employee")
		second := w.as(w.second())
		second.get("/erasures/1").is(http.StatusOK).says("/erasures/1/confirm")
		second.ask("POST", "/erasures/1/refuse", "reason=Not+her&idempotency_key=k9").is(http.StatusSeeOther)
		second.ask("POST", "/erasures/1/confirm", "idempotency_key=k10").is(http.StatusUnprocessableEntity)
		w.read(func(tx *store.Tx) error {
			c, err := register.Load(w.ctx, tx, crm.Contacts, register.Ref[crm.Contact](person.ID))
			w.must(err)
			if c.Surname != person.Surname || c.Erased != "" {
				t.Errorf("after a refusal the contact is %+v", c)
			}
			return nil
		})
	})
}

func TestABackupThatIsPutBackDoesNotBringThePersonBack(t *testing.T) {
	onFile(t, func(w *world) {
		e := w.knowOksana()
		folder := t.TempDir()
		b, err := store.MakeBackup(w.ctx, e.dsn, w.st.Dir(), folder, storetest.Noon)
		w.must(err)
		e.erase()
		again := filepath.Join(t.TempDir(), "again.db")
		if _, err := store.Restore(w.ctx, b.Path, again, w.st.Dir(), false); err != nil {
			t.Fatal(err)
		}
		if len(traces(t, again, oksana)) == 0 {
			t.Fatal("the backup does not know her")
		}
		st, err := store.Open(w.ctx, store.Options{DSN: again, Dir: w.st.Dir(), Registers: crm.Registers(), Key: bytes.Repeat([]byte{7}, 32), Clock: w.clock.Now})
		w.must(err)
		defer st.Close()
		n, err := web.EraseAgain(w.ctx, st)
		if err != nil || n != 1 {
			t.Fatalf("%d were erased again, %v", n, err)
		}
		for _, one := range traces(t, again, oksana) {
			t.Error(one)
		}
		if n, err := web.EraseAgain(w.ctx, st); err != nil || n != 0 {
			t.Errorf("a second time %d were erased, %v", n, err)
		}
	})
}

func TestAnErasedAddressIsToldOfWhenItComesBack(t *testing.T) {
	onFile(t, func(w *world) {
		e := w.knowOksana()
		e.erase()
		b := w.as(w.anna)
		b.get("/contacts/new").send("/contacts", "surname", "Нова", "partner", fmt.Sprint(w.clients[w.anna].ID), "emails.0.address", "Oksana.Z@oak.example").is(http.StatusSeeOther)
		w.read(func(tx *store.Tx) error {
			c, err := register.First(w.ctx, tx, crm.Contacts, register.Eq(&crm.Contacts.Row.Surname, "Нова"))
			w.must(err)
			if c == nil || !c.Suppressed {
				t.Errorf("the new contact is %+v", c)
			}
			return nil
		})
	})
}

func TestATextThatIsNotAboutThePersonStays(t *testing.T) {
	onFile(t, func(w *world) {
		e := w.knowOksana()
		e.write(func(tx *store.Tx) error {
			d, err := register.Load(e.ctx, tx, crm.Deals, register.Ref[crm.Deal](w.deals[w.borys].ID))
			if err != nil {
				return err
			}
			d.Note = "Оксана Заболотська з Одеси – інша людина"
			return tx.Save(e.ctx, d)
		})
		at := "/contacts/" + strconv.FormatInt(e.person.ID, 10) + "/erase"
		w.write(func(tx *store.Tx) error {
			c, err := register.Load(e.ctx, tx, crm.Contacts, register.Ref[crm.Contact](e.person.ID))
			if err != nil {
				return err
			}
			in := &crm.EraseContact{}
			in.Ground = crm.ByRequest
			in.Choose(nil, []register.Link{{Register: "deal", ID: w.deals[w.borys].ID}})
			return in.Do(e.ctx, tx, c)
		})
		w.as(w.olena).get(at).is(http.StatusOK).says("asked for already")
		w.as(w.second()).ask("POST", fmt.Sprintf("/erasures/%d/confirm", e.erasure().ID), "idempotency_key=k").is(http.StatusSeeOther)
		e.works(func() bool { return e.erasure().State == crm.ErasureDone })
		w.read(func(tx *store.Tx) error {
			d, err := register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](w.deals[w.borys].ID))
			w.must(err)
			if d.Note != "Оксана Заболотська з Одеси – інша людина" {
				t.Errorf("the deal says %q", d.Note)
			}
			return nil
		})
	})
}
