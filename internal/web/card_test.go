package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
	"dossier/internal/store"
)

// keep saves records as the program does.
func (o *office) keep(recs ...register.Record) {
	o.Helper()
	o.must(o.st.Write(o.ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
		for _, rec := range recs {
			if err := tx.Save(o.ctx, rec); err != nil {
				return err
			}
		}
		return nil
	}))
}

// now is a record as it is stored.
func now[T any](o *office, of *register.Of[T], id register.ID) *T {
	o.Helper()
	var rec *T
	o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) (err error) {
		rec, err = register.Load(o.ctx, tx, of, register.Ref[T](id))
		return err
	}))
	return rec
}

func (o *office) count(of *register.Register) int {
	o.Helper()
	var n int
	o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) (err error) {
		n, err = tx.Count(o.ctx, of, nil, 0)
		return err
	}))
	return n
}

var patterns = regexp.MustCompile(`(?s)<template>.*?</template>`)

// filled is the form of a page, changed here and there.
func (o *office) filled(r reply, action string, changes ...string) form {
	o.Helper()
	r.body = patterns.ReplaceAllString(r.body, "")
	f := r.form(o, action)
	for i := 0; i < len(changes); i += 2 {
		f.values.Set(changes[i], changes[i+1])
	}
	return f
}

// sends posts a form and reads the answer, whatever it is.
func (o *office) sends(f form, headers ...string) reply {
	o.Helper()
	headers = append(headers, "Content-Type", "application/x-www-form-urlencoded")
	return o.send("POST", f.action, strings.NewReader(f.values.Encode()), headers...)
}

func (o *office) answers(r reply, status int, holds ...string) {
	o.Helper()
	if r.StatusCode != status {
		o.Fatalf("answered %d instead of %d: %s", r.StatusCode, status, r.body)
	}
	for _, text := range holds {
		if !strings.Contains(r.body, text) {
			o.Fatalf("no %q in %s", text, r.body)
		}
	}
}

func (o *office) lacks(r reply, text string) {
	o.Helper()
	if strings.Contains(r.body, text) {
		o.Fatalf("%q stands in %s", text, r.body)
	}
}

// partner is a client that is there.
func (o *office) partner(name string) *crm.Partner {
	o.Helper()
	p := &crm.Partner{Name: name, Roles: crm.PartnerRoles{crm.ClientRole}, Responsible: register.Ref[crm.User](o.admin.ID)}
	o.keep(p)
	return p
}

// colleague is another user of a preset role, signed in.
func (o *office) colleague(surname, preset string) (u *crm.User, cookie string) {
	o.Helper()
	u = &crm.User{Surname: surname, Email: strings.ToLower(preset) + "@promin.example"}
	o.must(o.st.Write(o.ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
		role, err := register.First(o.ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, preset))
		if err != nil {
			return err
		}
		u.Roles = register.Refs[crm.Role]{register.Ref[crm.Role](role.ID)}
		if err := tx.Save(o.ctx, u); err != nil {
			return err
		}
		cookie, err = tx.SignIn(o.ctx, store.Session{User: u.ID, Method: "password"}, time.Hour)
		return err
	}))
	return u, cookie
}

// as is the office seen by somebody else.
func (o *office) as(cookie string) *office {
	other := *o
	other.cookie = cookie
	return &other
}

func at(r *register.Register, id register.ID) string {
	return "/" + r.Path + "/" + strconv.FormatInt(id, 10)
}

func TestAFormSentTwiceMakesOneRecord(t *testing.T) {
	onOffice(t, func(o *office) {
		f := o.filled(o.get("/partners/new"), "/partners", "name", "Карпати", "roles", "client")
		first, second := o.sends(f), o.sends(f)
		o.answers(first, http.StatusSeeOther)
		o.answers(second, http.StatusSeeOther)
		if first.Header.Get("Location") != second.Header.Get("Location") || o.count(crm.Partners.Register) != 1 {
			o.Errorf("made %d records at %s and %s", o.count(crm.Partners.Register), first.Header.Get("Location"), second.Header.Get("Location"))
		}
		f.values.Set("name", "Бескиди")
		o.answers(o.sends(f), http.StatusUnprocessableEntity)
		if o.count(crm.Partners.Register) != 1 {
			o.Error("another form with the same key was done")
		}
	})
}

func TestProblemsStandAtTheirFieldsAndNothingTypedIsLost(t *testing.T) {
	onOffice(t, func(o *office) {
		f := o.filled(o.get("/partners/new"), "/partners", "note", "Просили передзвонити", "payment_days", "довго")
		r := o.sends(f)
		o.answers(r, http.StatusUnprocessableEntity, "Просили передзвонити", `value="довго"`, `aria-invalid="true"`)
		again := o.filled(r, "/partners", "name", "Карпати", "roles", "client", "payment_days", "14")
		o.answers(o.sends(again), http.StatusSeeOther)
		if p := now(o, crm.Partners, 1); p.PaymentDays != 14 || p.Note != "Просили передзвонити" {
			o.Errorf("kept %+v", p)
		}
	})
}

func TestAFieldNobodyDescribedIsRefusedByName(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		f := o.filled(o.get(at(crm.Partners.Register, p.ID)+"/edit"), at(crm.Partners.Register, p.ID), "name", "Інша", "colour", "red")
		o.answers(o.sends(f), http.StatusBadRequest, "colour")
		f.values.Del("colour")
		f.values.Set("class_manual", "1")
		o.answers(o.sends(f), http.StatusForbidden, "class_manual")
		if now(o, crm.Partners, p.ID).Name != "Карпати" {
			o.Error("a refused form changed the record")
		}
	})
}

func TestAnUnchangedFormChangesNothing(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		p.Phones = register.Parts[crm.Phone]{{Number: "0671234567"}}
		p.PaymentDays, p.Note = 1250, "рядок\nще рядок"
		o.keep(p)
		was := now(o, crm.Partners, p.ID)
		path := at(crm.Partners.Register, p.ID)
		f := o.filled(o.get(path+"/edit"), path, "note", "рядок\r\nще рядок") // as browsers end lines
		o.answers(o.sends(f), http.StatusSeeOther)
		if is := now(o, crm.Partners, p.ID); is.Version != was.Version || is.Phones[0] != was.Phones[0] {
			o.Errorf("was %+v, is %+v", was, is)
		}
	})
}

func TestAStaleFormAsksWhichVersionOfEachFieldToKeep(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		path := at(crm.Partners.Register, p.ID)
		page := o.get(path + "/edit")
		mine := o.filled(page, path, "name", "Карпати Плюс", "full_name", "ТОВ «Карпати Плюс»")
		theirs := o.filled(page, path, "name", "Карпати-2")
		theirs.values.Set("idempotency_key", "theirs")
		o.answers(o.sends(theirs), http.StatusSeeOther)

		r := o.sends(mine)
		o.answers(r, http.StatusConflict, "Карпати-2", "Карпати Плюс", "take.name")
		choice := o.filled(r, path)
		if choice.values.Get("take.name") != "mine" || choice.values.Has("take.note") {
			o.Fatalf("asks %v", choice.values)
		}
		choice.values.Set("take.name", "theirs")
		o.answers(o.sends(choice), http.StatusSeeOther)
		if is := now(o, crm.Partners, p.ID); is.Name != "Карпати-2" || is.FullName != "ТОВ «Карпати Плюс»" {
			o.Errorf("kept %q and %q", is.Name, is.FullName)
		}
	})
}

func TestALookalikeIsNamedBeforeASecondIsMade(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("ТОВ «Карпатська фабрика»")
		r := o.sends(o.filled(o.get("/partners/new"), "/partners", "name", "Карпатська Фабрика", "roles", "client"))
		o.answers(r, http.StatusUnprocessableEntity, at(crm.Partners.Register, p.ID))
		if o.count(crm.Partners.Register) != 1 {
			o.Fatal("it was made at once")
		}
		o.answers(o.sends(o.filled(r, "/partners")), http.StatusSeeOther)
		if o.count(crm.Partners.Register) != 2 {
			o.Error("it could not be made after all")
		}
	})
}

func TestALookalikeOneMayNotSeeIsNotNamed(t *testing.T) {
	onOffice(t, func(o *office) {
		hidden := o.partner("Карпатська фабрика")
		_, cookie := o.colleague("Мельник", "manager")
		m := o.as(cookie)
		r := m.sends(m.filled(m.get("/partners/new"), "/partners", "name", "Карпатська фабрика", "roles", "client"))
		m.answers(r, http.StatusUnprocessableEntity)
		m.lacks(r, `href="`+at(crm.Partners.Register, hidden.ID)+`"`)
		m.answers(m.send("GET", at(crm.Partners.Register, hidden.ID), nil), http.StatusNotFound)
	})
}

func TestWhatWasTypedComesBackUntilItIsSavedOrThrownAway(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		path := at(crm.Partners.Register, p.ID)
		draft := form{action: "/drafts" + path + "/edit", values: url.Values{"name": {"Недописа"}, "version": {"1"}}}
		o.answers(o.sends(draft, "HX-Request", "true"), http.StatusOK)
		o.answers(o.get(path+"/edit"), http.StatusOK, `value="Недописа"`, "form-restored")

		throw := form{action: draft.action + "?discard=1", values: url.Values{}}
		o.answers(o.sends(throw), http.StatusSeeOther)
		o.lacks(o.get(path+"/edit"), "Недописа")

		o.sends(draft)
		o.answers(o.sends(o.filled(o.get(path+"/edit"), path)), http.StatusSeeOther)
		if is := now(o, crm.Partners, p.ID); is.Name != "Недописа" {
			o.Errorf("saved %q", is.Name)
		}
		o.lacks(o.get(path+"/edit"), "form-restored")
	})
}

func TestWinningAsksForThePartnerThatIsMissing(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		d := &crm.Deal{Name: "Кухні", Amount: money.New(1000_00, "USD")}
		o.keep(d)
		path := at(crm.Deals.Register, d.ID) + "/win"
		r := o.sends(o.filled(o.get(path), path))
		o.answers(r, http.StatusUnprocessableEntity, `name="record.partner"`)
		o.answers(o.sends(o.filled(r, path, "record.partner", strconv.FormatInt(p.ID, 10))), http.StatusSeeOther)
		if is := now(o, crm.Deals, d.ID); is.Outcome != crm.Won || register.ID(is.Partner) != p.ID {
			o.Errorf("is %s with partner %d", is.Outcome, is.Partner)
		}
	})
}

func TestWinningLeadsToTheDocumentAndTheTaskThatAreMissing(t *testing.T) {
	onOffice(t, func(o *office) {
		d := &crm.Deal{Name: "Кухні", Partner: register.Ref[crm.Partner](o.partner("Карпати").ID), Amount: money.New(1000_00, "USD")}
		o.keep(d)
		at := at(crm.Deals.Register, d.ID)
		var won register.Ref[crm.Stage]
		o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) error {
			stage, err := register.First(o.ctx, tx, crm.Stages, register.All{register.Eq(&crm.Stages.Row.Kind, d.Kind), register.Eq(&crm.Stages.Row.Outcome, crm.Won)})
			if stage != nil {
				won = register.Ref[crm.Stage](stage.ID)
			}
			return err
		}))
		o.keep(&crm.StageRequirement{Stage: won, Kind: crm.NeedsDocument, What: "Договір"}, &crm.StageRequirement{Stage: won, Kind: crm.NeedsTask, What: "Погодити макет"})
		r := o.sends(o.filled(o.get(at+"/win"), at+"/win"))
		o.answers(r, http.StatusUnprocessableEntity, "Договір", at+"?tab=files", "Погодити макет", "/tasks/new?deal=")
		if now(o, crm.Deals, d.ID).Outcome != crm.Open {
			o.Error("won without the document")
		}
	})
}

func TestEveryRoadOfTheCardToLostNeedsAReason(t *testing.T) {
	onOffice(t, func(o *office) {
		d := &crm.Deal{Name: "Кухні", Partner: register.Ref[crm.Partner](o.partner("Карпати").ID)}
		o.keep(d)
		path := at(crm.Deals.Register, d.ID) + "/lose"
		o.answers(o.sends(o.filled(o.get(path), path)), http.StatusUnprocessableEntity, `aria-invalid="true"`)
		if now(o, crm.Deals, d.ID).Outcome != crm.Open {
			o.Error("lost without a reason")
		}
	})
}

func TestOnesOwnDeedCanBeTakenBackByNobodyElse(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		path := at(crm.Partners.Register, p.ID)
		f := o.filled(o.get(path+"/edit"), path, "name", "Помилка")
		f.action += "?place=dialog"
		r := o.sends(f, "HX-Request", "true")
		o.answers(r, http.StatusNoContent)
		undo := regexp.MustCompile(`/undo/[A-Za-z0-9-]+`).FindString(r.Header.Get("HX-Trigger"))
		_, cookie := o.colleague("Мельник", "administrator")
		o.as(cookie).answers(o.as(cookie).sends(form{action: undo}), http.StatusNotFound)
		if now(o, crm.Partners, p.ID).Name != "Помилка" {
			o.Fatal("somebody else took it back")
		}
		o.answers(o.sends(form{action: undo}), http.StatusSeeOther)
		if now(o, crm.Partners, p.ID).Name != "Карпати" {
			o.Error("it was not taken back")
		}
	})
}

func TestHistoryTellsWhatWasAndWhatIs(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		path := at(crm.Partners.Register, p.ID)
		o.sends(o.filled(o.get(path+"/edit"), path, "name", "Бескиди"))
		o.answers(o.get(path+"?tab=history"), http.StatusOK, "<del>", "Карпати", "Бескиди")
	})
}

func TestTheCardShowsWhatItsReaderMaySee(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		p.Common = true
		p.Phones = register.Parts[crm.Phone]{{Number: "0671234567"}}
		o.keep(p, &crm.Contact{Surname: "Гнатюк", Partner: register.Ref[crm.Partner](p.ID)})
		path := at(crm.Partners.Register, p.ID)
		o.answers(o.get(path), http.StatusOK, "tel:+380671234567", "Гнатюк", path+"/edit")
		firm := &crm.Counterparty{Name: "ТОВ Карпати", Kind: crm.LegalEntity, Country: "ua", Code: "00032129", Partner: register.Ref[crm.Partner](p.ID)}
		o.keep(firm)
		o.answers(o.get(path), http.StatusOK, "Not confirmed by accounting")
		firm = now(o, crm.Counterparties, firm.ID)
		o.must(o.st.Do(o.ctx, register.Program, register.ByCommand, func(tx register.Tx) error {
			return (&crm.ConfirmCounterparty{}).Do(o.ctx, tx, firm)
		}))
		o.answers(o.get(path), http.StatusOK, "Confirmed by accounting", "ТОВ Карпати: ")
		_, cookie := o.colleague("Цех", "production")
		r := o.as(cookie).send("GET", path, nil)
		if r.StatusCode == http.StatusOK {
			o.lacks(r, "380671234567")
			o.lacks(r, path+"/edit")
		}
	})
}

func TestACommentCallsTheColleaguesItNames(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		u, _ := o.colleague("Мельник", "manager")
		path := at(crm.Partners.Register, p.ID)
		f := o.filled(o.get(path+"?tab=comments"), path+"/comments", "text", "Передзвонити, @Мельник <script>")
		o.answers(o.sends(f, "HX-Request", "true"), http.StatusOK, `class="mention"`, "&lt;script&gt;")
		if c := now(o, crm.Comments, 1); len(c.Mentions) != 1 || register.ID(c.Mentions[0]) != u.ID || c.About.ID != p.ID {
			o.Errorf("kept %+v", c)
		}
		f.values = url.Values{"text": {"  "}}
		o.answers(o.sends(f, "HX-Request", "true"), http.StatusUnprocessableEntity, "comment-problem")
	})
}

func TestARecordPutAsideComesBack(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		path := at(crm.Partners.Register, p.ID)
		o.answers(o.sends(form{action: path + "/archive"}), http.StatusSeeOther)
		o.answers(o.get(path), http.StatusOK, "card-archived", path+"/restore")
		o.answers(o.sends(form{action: path + "/restore"}), http.StatusSeeOther)
		o.lacks(o.get(path), "card-archived")
	})
}

func TestOnlyWhatNothingRefersToIsDeleted(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		path := at(crm.Partners.Register, p.ID)
		contact := &crm.Contact{Surname: "Гнатюк", Partner: register.Ref[crm.Partner](p.ID)}
		o.keep(contact)
		o.answers(o.sends(o.filled(o.get(path+"/delete"), path+"/delete")), http.StatusUnprocessableEntity)
		there := at(crm.Contacts.Register, contact.ID)
		o.answers(o.sends(o.filled(o.get(there+"/delete"), there+"/delete")), http.StatusSeeOther)
		o.answers(o.sends(o.filled(o.get(path+"/delete"), path+"/delete")), http.StatusSeeOther)
		o.answers(o.send("GET", path, nil), http.StatusNotFound)
	})
}

func TestAStarPutsTheRecordIntoTheMenu(t *testing.T) {
	onOffice(t, func(o *office) {
		path := at(crm.Partners.Register, o.partner("Карпати").ID)
		o.answers(o.sends(form{action: path + "/pin", values: url.Values{"on": {"1"}}}, "HX-Request", "true"), http.StatusOK, `aria-pressed="true"`)
		o.answers(o.get("/deals"), http.StatusOK, `href="`+path+`"`)
		o.sends(form{action: path + "/pin", values: url.Values{"on": {"0"}}})
		o.lacks(o.get("/deals"), `href="`+path+`"`)
	})
}

func TestClientsAreFoundAsPartners(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Карпати")
		r := o.send("GET", "/clients/"+strconv.FormatInt(p.ID, 10), nil)
		o.answers(r, http.StatusSeeOther)
		if to := r.Header.Get("Location"); to != at(crm.Partners.Register, p.ID) {
			o.Errorf("leads to %s", to)
		}
	})
}

// brings uploads a file to a record as a browser does, whatever type it claims.
func (o *office) brings(path, name, claimed string, content []byte) reply {
	o.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {claimed},
	})
	o.must(err)
	part.Write(content)
	o.must(w.Close())
	return o.send("POST", path+"/files", &body, "Content-Type", w.FormDataContentType(), "HX-Request", "true")
}

var png = []byte("\x89PNG\r\n\x1a\n" + strings.Repeat("0", 600))

func TestFilesAreGivenShutOffFromThePage(t *testing.T) {
	onOffice(t, func(o *office) {
		path := at(crm.Partners.Register, o.partner("Карпати").ID)
		for i, one := range []struct {
			name, claimed, given string
			content              []byte
			viewed               int
		}{
			{"x.svg", "image/svg+xml", "application/octet-stream", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), http.StatusUnsupportedMediaType},
			{"x.html", "image/png", "application/octet-stream", []byte(`<html><script>alert(1)</script>`), http.StatusUnsupportedMediaType},
			{`..\..\фото "1".png`, "text/html", "image/png", png, http.StatusOK},
			{"прайс.csv", "text/csv", "text/csv", []byte("назва;ціна\n"), http.StatusUnsupportedMediaType},
		} {
			o.answers(o.brings(path, strings.ReplaceAll(one.name, `"`, `\"`), one.claimed, one.content), http.StatusOK)
			there := "/attachments/" + strconv.Itoa(i+1)
			r := o.get(there + "/download")
			if r.body != string(one.content) {
				o.Errorf("%s came back as %q", one.name, r.body)
			}
			for header, want := range map[string]string{
				"Content-Type": one.given, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
			} {
				if got := r.Header.Get(header); got != want {
					o.Errorf("%s: %s is %q", one.name, header, got)
				}
			}
			if how := r.Header.Get("Content-Disposition"); !strings.HasPrefix(how, "attachment; ") || strings.Contains(how, "..") {
				o.Errorf("%s is given as %s", one.name, how)
			}
			o.answers(o.send("GET", there+"/view", nil), one.viewed)
		}
		o.answers(o.send("GET", "/attachments/1/download", nil, "Range", "bytes=1-3"), http.StatusPartialContent, "svg")
		_, cookie := o.colleague("Мельник", "manager")
		o.answers(o.as(cookie).send("GET", "/attachments/1/download", nil), http.StatusNotFound)
	})
}

func TestAFileWhoseContentIsLostIsGone(t *testing.T) {
	onOffice(t, func(o *office) {
		path := at(crm.Partners.Register, o.partner("Карпати").ID)
		o.answers(o.brings(path, "a.png", "image/png", png), http.StatusOK)
		hash := now(o, crm.Attachments, 1).File.Hash
		found, err := filepath.Glob(filepath.Join(filepath.Dir(o.TempDir()), "*", "files", hash[:2], hash[2:]))
		if err != nil || len(found) != 1 {
			o.Fatalf("the content lies at %v, %v", found, err)
		}
		o.must(os.Remove(found[0]))
		o.answers(o.send("GET", "/attachments/1/download", nil), http.StatusGone)
	})
}

func TestAFileTakesThePlaceOfAnother(t *testing.T) {
	onOffice(t, func(o *office) {
		path := at(crm.Partners.Register, o.partner("Карпати").ID)
		o.answers(o.brings(path, "a.png", "image/png", png), http.StatusOK)
		f := o.filled(o.get("/attachments/1/replace"), "/attachments/1/replace")
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name := range f.values {
			o.must(w.WriteField(name, f.values.Get(name)))
		}
		part, err := w.CreateFormFile("file", "b.png")
		o.must(err)
		part.Write(append(png, '1'))
		o.must(w.Close())
		o.answers(o.send("POST", f.action, &body, "Content-Type", w.FormDataContentType()), http.StatusSeeOther)
		if is := now(o, crm.Attachments, 2); is.File.Name != "b.png" || !is.Current || is.Edition != 2 || now(o, crm.Attachments, 1).Current {
			o.Errorf("kept %+v", is)
		}
		o.lacks(o.get(path+"?tab=files"), "a.png")
	})
}

func TestNobodySaysTheFileOfSomebodyElse(t *testing.T) {
	onOffice(t, func(o *office) {
		path := at(crm.Partners.Register, o.partner("Карпати").ID)
		o.answers(o.brings(path, "a.png", "image/png", png), http.StatusOK)
		f := o.filled(o.get("/attachments/1/replace"), "/attachments/1/replace", "file", now(o, crm.Attachments, 1).File.Hash)
		o.answers(o.sends(f), http.StatusUnprocessableEntity)
	})
}

// A page that asks for a second connection to the database while it holds one
// waits for another page that does the same.
func TestManyOpenCardsAtOnce(t *testing.T) {
	onOffice(t, func(o *office) {
		p := o.partner("Меблі")
		ctx, stop := context.WithTimeout(o.ctx, 30*time.Second)
		defer stop()
		failed := make([]error, 96)
		var open sync.WaitGroup
		for i := range failed {
			path := fmt.Sprint(o.at, "/partners/", p.ID, []string{"", "?tab=comments", "/edit"}[i%3])
			open.Go(func() {
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
				if err != nil {
					failed[i] = err
					return
				}
				req.AddCookie(&http.Cookie{Name: "dossier", Value: o.cookie})
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					failed[i] = err
					return
				}
				if res.StatusCode != http.StatusOK {
					err = fmt.Errorf("%s: %s", path, res.Status)
				}
				failed[i] = errors.Join(err, res.Body.Close())
			})
		}
		open.Wait()
		o.must(errors.Join(failed...))
	})
}
