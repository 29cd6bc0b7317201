package web_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// kind is a type of events, status one of theirs, by their codes.
func (w *world) kind(code string) register.ID {
	w.Helper()
	return w.byCode(crm.EventTypes.Register, code)
}

func (w *world) status(code string) register.ID {
	w.Helper()
	return w.byCode(crm.EventStatuses.Register, code)
}

func (w *world) byCode(r *register.Register, code string) (id register.ID) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		list, err := tx.Select(w.ctx, r, register.Query{Filter: register.Is{Field: "code", Op: register.Equal, Value: code}})
		if len(list) != 1 {
			w.Fatalf("%d rows of %s are called %s", len(list), r.Name, code)
		}
		id = register.BaseOf(list[0]).ID
		return err
	})
	return id
}

// event is a saved event of Anna with her client.
func (w *world) event(code string, change func(*crm.Event)) *crm.Event {
	w.Helper()
	e := &crm.Event{
		Type: register.Ref[crm.EventType](w.kind(code)), Partner: register.Ref[crm.Partner](w.clients[w.anna].ID), Responsible: register.Ref[crm.User](w.anna.ID),
	}
	change(e)
	w.write(func(tx *store.Tx) error { return tx.Save(w.ctx, e) })
	return e
}

func past(hours float64) time.Time {
	return storetest.Noon.Add(-time.Duration(hours * float64(time.Hour)))
}

// order fails unless the texts stand on the page one after another.
func (s *seen) order(texts ...string) *seen {
	s.Helper()
	at := 0
	for _, text := range texts {
		next := strings.Index(s.body[at:], text)
		if next < 0 {
			s.Fatalf("%q does not follow", text)
		}
		at += next + len(text)
	}
	return s
}

func TestATimelineHasPlansFirstThenDaysBack(t *testing.T) {
	onWorld(t, func(w *world) {
		w.event("meeting", func(e *crm.Event) { e.Subject, e.PlannedStart = "Later plan", past(-50) })
		w.event("call_out", func(e *crm.Event) { e.Subject, e.PlannedStart = "Late plan", past(30) })
		w.event("call_out", func(e *crm.Event) { e.Subject, e.ActualStart = "Older fact", past(80) })
		w.event("call_in", func(e *crm.Event) { e.Subject, e.ActualStart, e.ActualEnd = "Newer fact", past(3), past(2.9) })
		card := at(crm.Partners.Register, w.clients[w.anna].ID)
		page := w.as(w.anna).get(card).is(200)
		page.order(`timeline-planned`, "Late plan", "Later plan", "Newer fact", "Older fact")
		w.as(w.vira).get(card).is(404).hides("Newer fact")
		w.as(w.anna).get(card+"/timeline/print").is(200).order("Late plan", "Later plan", "Newer fact", "Older fact").says("data-print")
	})
}

func TestTheTimelineTellsOfDealsFilesAndChangedFields(t *testing.T) {
	onWorld(t, func(w *world) {
		client, deal := w.clients[w.anna], w.deals[w.anna]
		as := w.as(w.anna)
		card := at(crm.Partners.Register, client.ID)
		hash, size, err := w.st.PutFile(w.ctx, strings.NewReader("prices"), 1<<20)
		w.must(err)
		w.write(func(tx *store.Tx) error {
			if err := tx.KeepFile(w.ctx, hash); err != nil {
				return err
			}
			return tx.Save(w.ctx, &crm.Attachment{
				About: register.Link{Register: "partner", ID: client.ID}, File: register.File{Hash: hash, Name: "prices-2026.pdf", Type: "application/pdf", Size: size},
			})
		})
		w.clock.advance(time.Minute)
		w.write(func(tx *store.Tx) error {
			fresh, err := register.Load(w.ctx, tx, crm.Deals, register.Ref[crm.Deal](deal.ID))
			if err != nil {
				return err
			}
			return (&crm.WinDeal{}).Do(w.ctx, tx, fresh)
		})
		w.write(func(tx *store.Tx) error {
			p, err := register.Load(w.ctx, tx, crm.Partners, register.Ref[crm.Partner](client.ID))
			if err != nil {
				return err
			}
			p.Code = "OLD-1"
			if err := tx.Save(w.ctx, p); err != nil {
				return err
			}
			p.Code = "К-004217"
			return tx.Save(w.ctx, p)
		})
		as.get(card).is(200).says("prices-2026.pdf", "OLD-1", "moment-line", "#trophy")
		as.get(card+"?kind=money").is(200).says("#trophy").hides("OLD-1", "prices-2026.pdf")
		as.get(card+"?kind=paper").is(200).says("prices-2026.pdf").hides("#trophy", "OLD-1")
		as.get(card+"?kind=event").is(200).says("OLD-1").hides("prices-2026.pdf", "#trophy")
		as.get(at(crm.Deals.Register, deal.ID)).is(200).says("#trophy").hides("prices-2026.pdf")
	})
}

func TestATimelineIsNarrowedByTypeStatusEmployeeAndPeriod(t *testing.T) {
	onWorld(t, func(w *world) {
		w.event("call_out", func(e *crm.Event) { e.Subject, e.ActualStart = "A call of today", past(1) })
		w.event("message_in", func(e *crm.Event) { e.Subject, e.ActualStart = "A letter of last week", past(24*7) })
		w.event("call_out", func(e *crm.Event) {
			e.Subject, e.ActualStart, e.Status = "Nobody answered", past(24*3), register.Ref[crm.EventStatus](w.status("call_out_no_answer"))
		})
		w.event("call_out", func(e *crm.Event) {
			e.Subject, e.ActualStart, e.Responsible = "A call of Borys", past(2), register.Ref[crm.User](w.borys.ID)
		})
		card := at(crm.Partners.Register, w.clients[w.anna].ID)
		all := []string{"A call of today", "A letter of last week", "Nobody answered", "A call of Borys"}
		for query, want := range map[string][]string{
			"":                                     all,
			"type=" + number(w.kind("message_in")): {all[1]},
			"class=not_held":                       {all[2]},
			"employee=" + number(w.borys.ID):       {all[3]},
			"from=" + storetest.Noon.AddDate(0, 0, -1).Format("02.01.2006"): {all[0], all[3]},
			"till=" + storetest.Noon.AddDate(0, 0, -4).Format("02.01.2006"): {all[1]},
			"type=nonsense&class=nonsense&from=nonsense&employee=x&kind=y":  all,
		} {
			page := w.as(w.anna).script("section#timeline").get(card + "/timeline?" + query).is(200)
			for _, text := range all {
				if strings.Contains(page.body, text) != slices.Contains(want, text) {
					t.Errorf("%q: %q shown: %v", query, text, !slices.Contains(want, text))
				}
			}
		}
	})
}

var moreLink = regexp.MustCompile(`href="([^"]*/timeline\?[^"]*before=[^"]*)"`)

// titles are the events on a page that are called Fact.
var titles = regexp.MustCompile(`Fact \d+`)

// Many of one moment and sources that interleave: nothing is lost between
// pages, nothing comes twice.
func TestOlderEntriesComeByKeyWithoutGapsOrRepeats(t *testing.T) {
	onWorld(t, func(w *world) {
		client := w.clients[w.anna]
		const facts, notes = 100, 40
		kind := register.Ref[crm.EventType](w.kind("call_out"))
		w.write(func(tx *store.Tx) error {
			for i := range facts {
				e := &crm.Event{
					Type: kind, Subject: fmt.Sprintf("Fact %d", i), Partner: register.Ref[crm.Partner](client.ID),
					ActualStart: past(float64(i / 50)), Responsible: register.Ref[crm.User](w.anna.ID),
				}
				if err := tx.Save(w.ctx, e); err != nil {
					return err
				}
			}
			for i := range notes {
				if err := tx.Save(w.ctx, &crm.Comment{About: register.Link{Register: "partner", ID: client.ID}, Text: fmt.Sprintf("Fact %d", facts+i)}); err != nil {
					return err
				}
			}
			return nil
		})
		as := w.as(w.anna)
		page := as.get(at(crm.Partners.Register, client.ID)).is(200)
		found := map[string]int{}
		for pages := 1; ; pages++ {
			for _, title := range titles.FindAllString(page.body, -1) {
				found[title]++
			}
			next := moreLink.FindStringSubmatch(page.body)
			if next == nil {
				break
			}
			if pages > 20 {
				t.Fatal("older entries have no end")
			}
			page = as.script("p").get(strings.ReplaceAll(next[1], "&amp;", "&")).is(200)
		}
		for i := range facts + notes {
			if n := found[fmt.Sprintf("Fact %d", i)]; n != 1 {
				t.Errorf("entry %d came %d times", i, n)
			}
		}
	})
}

func TestAGroupShowsItsMembersWithASwitch(t *testing.T) {
	onWorld(t, func(w *world) {
		head := w.clients[w.anna]
		branch := &crm.Partner{Name: "Branch in Lviv", Roles: crm.PartnerRoles{crm.ClientRole}, Parent: register.Ref[crm.Partner](head.ID), Responsible: register.Ref[crm.User](w.anna.ID)}
		w.write(func(tx *store.Tx) error { return tx.Save(w.ctx, branch) })
		w.event("call_in", func(e *crm.Event) {
			e.Subject, e.ActualStart, e.Partner = "The branch called", past(1), register.Ref[crm.Partner](branch.ID)
		})
		card := at(crm.Partners.Register, head.ID)
		w.as(w.anna).get(card).is(200).says("group=1").hides("The branch called")
		w.as(w.anna).get(card + "?group=1").is(200).says("The branch called")
	})
}

func TestTheComposerWritesNotesEventsAndTasks(t *testing.T) {
	onWorld(t, func(w *world) {
		client, contact, deal := w.clients[w.anna], w.contacts[w.anna], w.deals[w.anna]
		card, as := at(crm.Partners.Register, client.ID), w.as(w.anna)

		as.get(card).is(200).send(card+"/composer", "text", "Готові платити. @Коваль подивись").leadsTo(card).follow().says("Готові платити")
		w.read(func(tx *store.Tx) error {
			one, err := register.First(w.ctx, tx, crm.Comments, register.Eq(&crm.Comments.Row.About, register.Link{Register: "partner", ID: client.ID}))
			if one == nil || !slices.Contains(one.Mentions, register.Ref[crm.User](w.borys.ID)) {
				t.Errorf("the note mentions %v", one)
			}
			return err
		})

		// A call that nobody answered: a fact of its type's own status, with no duration.
		as.get(card+"?write=call").is(200).send(card+"/composer",
			"text", "Немає відповіді #"+deal.Number, "status", number(w.status("call_out_no_answer")), "contacts", number(contact.ID)).leadsTo(card)
		call := w.last()
		if call.Class != crm.NotHeld || call.Minutes != 0 || !call.ActualStart.Equal(storetest.Noon) || register.ID(call.Responsible) != w.anna.ID {
			t.Errorf("the call is %s of %d minutes at %v", call.Class, call.Minutes, call.ActualStart)
		}
		if register.ID(call.Deal) != deal.ID || len(call.Contacts) != 1 || register.ID(call.Partner) != client.ID {
			t.Errorf("the call is of deal %d, contacts %v", call.Deal, call.Contacts)
		}

		// A meeting begins as a plan.
		when := storetest.Noon.Add(48 * time.Hour)
		as.get(card+"?write=meeting").is(200).send(card+"/composer", "subject", "Line of facades", "text", "Terms", "when", when.Format("02.01.2006 15:04")).leadsTo(card)
		if m := w.last(); m.Class != crm.Planned || !m.Meeting || m.Subject != "Line of facades" || m.Minutes != 60 {
			t.Errorf("the meeting is %s, %q, %d minutes", m.Class, m.Subject, m.Minutes)
		}

		// On the card of a contact and of a deal it is about them.
		as.get(at(crm.Contacts.Register, contact.ID)+"?write=call").is(200).send(at(crm.Contacts.Register, contact.ID)+"/composer", "text", "of a contact")
		if e := w.last(); e.Text != "of a contact" || !slices.Contains(e.Contacts, register.Ref[crm.Contact](contact.ID)) || register.ID(e.Partner) != client.ID {
			t.Errorf("of a contact: %+v", e)
		}
		as.get(at(crm.Deals.Register, deal.ID)+"?write=offer").is(200).send(at(crm.Deals.Register, deal.ID)+"/composer", "text", "of a deal")
		if e := w.last(); register.ID(e.Deal) != deal.ID || e.Stage == 0 {
			t.Errorf("of a deal: %+v", e)
		}

		as.get(card+"?write=task").is(200).send(card+"/composer", "subject", "Send samples").leadsTo(card).follow().order("timeline-planned", "Send samples")
	})
}

// last is the event made last.
func (w *world) last() (e *crm.Event) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		list, err := register.Select(w.ctx, tx, crm.Events, register.Query{Sort: []register.Sort{{Field: "id", Down: true}}, Limit: 1, Whole: true})
		if len(list) == 1 {
			e = list[0]
		}
		return err
	})
	return e
}

func TestWhatTheComposerRefusesComesBackAsTyped(t *testing.T) {
	onFile(t, func(w *world) {
		card, as := at(crm.Partners.Register, w.clients[w.anna].ID), w.as(w.anna)
		form := as.get(card+"?write=call").is(200).fill(card+"/composer", "text", "Typed words", "when", storetest.Noon.Add(5*time.Hour).Format("02.01.2006 15:04"))
		as.post(card+"/composer", form).is(422).says("Typed words", "field-problem")
		as.script("section#timeline").post(card+"/composer", form).is(422).says("Typed words", `id="composer"`)
		as.get(card).send(card+"/composer", "text", "").is(422).says("composer-problem")
		form.Set("write", "nonsense")
		as.post(card+"/composer", form).is(403)
		w.as(w.vira).post(card+"/composer", form).is(404)
		w.as(w.rada).get(card).is(200).hides(`id="composer"`)
	})
}

func TestADraftOfTheComposerIsKept(t *testing.T) {
	onFile(t, func(w *world) {
		card, as := at(crm.Partners.Register, w.clients[w.anna].ID), w.as(w.anna)
		as.post("/drafts"+card+"?tab=timeline", said("write", "meeting", "text", "Half a thought", "asked", "event", "subject", "Half a subject")).is(200)
		as.get(card).is(200).says("Half a thought", "Half a subject").send(card+"/composer", "text", "A whole thought").leadsTo(card)
		as.get(card).is(200).hides("Half a thought")
	})
}

func TestAnEventIsMovedByItsButtons(t *testing.T) {
	onFile(t, func(w *world) {
		e := w.event("call_out", func(e *crm.Event) { e.Subject, e.PlannedStart = "Price of film", past(-2) })
		other := w.event("call_out", func(e *crm.Event) { e.Subject, e.PlannedStart = "Delivery", past(-3) })
		as, one := w.as(w.anna), at(crm.Events.Register, e.ID)
		as.get(one).is(200).says(one+"/hold", one+"/reschedule", one+"/miss", "/events/new?", at(crm.Partners.Register, w.clients[w.anna].ID)).hides(one + "/correct")
		// The form of an action offers the statuses of this type and outcome alone.
		as.get(one+"/miss").is(200).says("No answer", "Not reached").hides("Done</option>", "No show")
		as.get(one+"/hold").is(200).send(one+"/hold", "result", "Agreed")
		if got := w.stored(e.ID); got.Class != crm.Held || got.Result != "Agreed" {
			t.Errorf("held: %s, %q", got.Class, got.Result)
		}
		as.get(one).is(200).says(one + "/follow_up").hides(one + "/reschedule")
		as.get(one + "/correct").is(403)
		w.as(w.iryna).get(one).is(200).says(one + "/correct")

		two := at(crm.Events.Register, other.ID)
		as.get(two + "/cancel").is(200).send(two + "/cancel").is(422)
		as.get(two+"/cancel").is(200).send(two+"/cancel", "reason", "Ill")
		again := as.get(two + "/repeat").is(200).send(two + "/repeat").leadsTo("/events/")
		if next := w.last(); register.ID(next.RepeatOf) != other.ID || next.Class != crm.Planned || again.header.Get("Location") != at(crm.Events.Register, next.ID) {
			t.Errorf("planned again: %+v", next)
		}
	})
}

func (w *world) stored(id register.ID) (e *crm.Event) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		e, err = register.Load(w.ctx, tx, crm.Events, register.Ref[crm.Event](id))
		return err
	})
	return e
}

func TestEventsAndMeetingsAreListsOfTheirOwn(t *testing.T) {
	onFile(t, func(w *world) {
		w.event("meeting", func(e *crm.Event) { e.Subject, e.PlannedStart = "A meeting", past(-5) })
		w.event("call_out", func(e *crm.Event) { e.Subject, e.PlannedStart = "A late call", past(5) })
		w.event("message_in", func(e *crm.Event) { e.Subject, e.ActualStart = "A letter", past(5) })
		as := w.as(w.anna)
		as.get("/events").is(200).says("A meeting", "A late call", "A letter", "only=attention", "only=overdue")
		as.get("/meetings").is(200).says("A meeting").hides("A late call", "A letter")
		as.get("/events?only=overdue").is(200).says("A late call").hides("A meeting", "A letter")
		as.get("/events?only=attention").is(200).says("A letter").hides("A meeting", "A late call")
		as.get("/events?type.in="+number(w.kind("call_out"))+"&class.in=planned&method.in=telephone&direction.in=outgoing&priority.in=medium&handling.in=not_required&partner.eq="+
			number(w.clients[w.anna].ID)+"&responsible.eq="+number(w.anna.ID)+"&start.le=2027-01-01T00:00:00Z").is(200).says("A late call").hides("A letter", "A meeting")
		as.get("/events?q=letter").is(200).says("A letter").hides("A late call")
		as.get("/meetings/menu").is(200).says("/events/new?meeting=true")
		form := as.get("/events/new?meeting=true").is(200).fill("/events?meeting=true")
		if form.Get("type") != number(w.kind("meeting")) || form.Get("minutes") != "60" || form.Get("method") != "meeting" {
			t.Errorf("a new meeting begins as %v", form)
		}
		meeting := w.event("visit", func(e *crm.Event) { e.PlannedStart = past(-9) })
		as.get("/meetings/" + number(meeting.ID)).leadsTo(at(crm.Events.Register, meeting.ID))
	})
}

func TestThePreviewOfAnEventShowsItsFilesAndTasks(t *testing.T) {
	onFile(t, func(w *world) {
		e := w.event("call_out", func(e *crm.Event) { e.Subject, e.ActualStart = "Prices", past(1) })
		hash, size, err := w.st.PutFile(w.ctx, strings.NewReader("prices"), 1<<20)
		w.must(err)
		w.write(func(tx *store.Tx) error {
			if err := tx.KeepFile(w.ctx, hash); err != nil {
				return err
			}
			about := register.Link{Register: "event", ID: e.ID}
			file := &crm.Attachment{About: about, File: register.File{Hash: hash, Name: "prices-2026.pdf", Type: "application/pdf", Size: size}}
			task := &crm.Task{Subject: "Send samples", Event: register.Ref[crm.Event](e.ID), Executors: register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}}
			if err := tx.Save(w.ctx, file); err != nil {
				return err
			}
			return tx.Save(w.ctx, task)
		})
		w.as(w.anna).script("dialog#drawer").get(at(crm.Events.Register, e.ID)).is(200).says("prices-2026.pdf", "Send samples")
	})
}

func TestEventsAreMovedThroughTheAPI(t *testing.T) {
	onFile(t, func(w *world) {
		e := w.event("call_out", func(e *crm.Event) { e.PlannedStart = past(-2) })
		var token string
		w.write(func(tx *store.Tx) (err error) {
			token, err = tx.CreateToken(w.ctx, store.Token{User: w.anna.ID, Name: "robot", Scopes: []string{"event:read", "event:write"}})
			return err
		})
		call := func(method, path, body string, more ...string) *seen {
			return w.stranger().ask(method, "/api/v1/"+path, body, append([]string{"Authorization", "Bearer " + token, "Content-Type", "application/json"}, more...)...)
		}
		one := "events/" + number(e.ID)
		call("POST", one+"/reschedule", `{"planned_start":"2026-12-01T09:00:00Z","reason":"away"}`).is(200).says(`"reason":"away"`)
		call("PATCH", one, `{"status":`+number(w.status("call_out_done"))+`}`, "If-Match", `"2"`).is(422).says("status")
		call("POST", one+"/hold", `{"result":"Agreed","handling":"not_done"}`).is(200).says(`"class":"held"`, `"handling":"not_done"`)
		call("POST", one+"/cancel", `{"reason":"late"}`).is(422)
		call("POST", one+"/correct", `{"reason":"mine"}`).is(403)
	})
}

func TestRowsAndListsOfferNewAndEvents(t *testing.T) {
	onFile(t, func(w *world) {
		as, client := w.as(w.anna), at(crm.Partners.Register, w.clients[w.anna].ID)
		as.get(client+"/menu").is(200).says(client+"?tab=files", "/events/new?partner=", "/partners/new")
		as.get(client+"/types").is(200).says("type="+number(w.kind("tender")), "/events/new?partner=")
		as.get("/regions/menu").is(200).hides("/regions/new")
		w.as(w.olena).get("/regions/menu").is(200).says("/regions/new")
		as.get("/contacts").is(200).says(`data-context="/contacts/menu"`)
	})
}

// The aim is 30 ms on a quiet machine; the test leaves room for a busy one and
// tells what it measured.
func TestTheFirstPageOfTwentyThousandEventsIsQuick(t *testing.T) {
	const events, most = 20_000, 150 * time.Millisecond
	onWorld(t, func(w *world) {
		client := w.clients[w.anna]
		w.fillEvents(client, events)
		as, card := w.as(w.anna), at(crm.Partners.Register, client.ID)
		for name, path := range map[string]string{
			"first page": card + "/timeline", "by type": card + "/timeline?type=" + number(w.kind("message_in")),
			"by employee": card + "/timeline?employee=" + number(w.anna.ID), "in the middle": card + "/timeline?till=01.06.2025",
		} {
			script := as.script("section#timeline")
			script.get(path).is(200).says("moment-event")
			var took []time.Duration
			for range 9 {
				began := time.Now()
				script.get(path)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			t.Logf("%s: median %v, worst %v", name, took[len(took)/2], took[len(took)-1])
			if took[len(took)/2] > most {
				t.Errorf("%s takes %v", name, took[len(took)/2])
			}
		}
	})
}

// quiet is a unit of work that only reads: what rules leave for later is left.
type quiet struct{ register.Tx }

func (quiet) Enqueue(context.Context, register.Job) error { return nil }
func (q quiet) AsProgram() register.Tx                    { return q }

// fillEvents makes many past events of a client, one an hour, of two types.
func (w *world) fillEvents(client *crm.Partner, n int) {
	w.Helper()
	kinds := [2]register.Ref[crm.EventType]{register.Ref[crm.EventType](w.kind("call_out")), register.Ref[crm.EventType](w.kind("message_in"))}
	w.must(w.st.Fill(w.ctx, []*register.Register{crm.Events.Register}, func(f *store.Filling) error {
		return w.st.Read(w.ctx, register.Program, func(tx *store.Tx) error {
			for i := range n {
				e := &crm.Event{
					Number: fmt.Sprintf("F%06d", i), Subject: fmt.Sprintf("Filled %d", i), Partner: register.Ref[crm.Partner](client.ID),
					Type: kinds[i%2], Responsible: register.Ref[crm.User](w.anna.ID), ActualStart: past(float64(i)),
				}
				e.ID = register.ID(i + 1)
				rows, err := f.Ready(w.ctx, quiet{tx}, e)
				if err != nil {
					return err
				}
				if err := f.Put(w.ctx, rows); err != nil {
					return err
				}
			}
			return nil
		})
	}))
}

func TestPromisesStandInTheTimelineAndAreKeptFromTheBell(t *testing.T) {
	onWorld(t, func(w *world) {
		promise := func(side crm.Side, subject string, due register.Date) {
			w.Helper()
			w.must(w.st.Write(w.ctx, w.rightsOf(w.anna), register.ByForm, func(tx *store.Tx) error {
				return (&crm.Promise{
					Subject: subject, Kind: register.Ref[crm.CommitmentKind](w.byCode(crm.CommitmentKinds.Register, "offer")), Side: side,
					Partner: register.Ref[crm.Partner](w.clients[w.anna].ID), Due: due,
				}).DoAll(w.ctx, tx, nil)
			}))
		}
		promise(crm.TheirSide, "Their drawings", "2026-11-25")
		promise(crm.OurSide, "Our offer", "2026-11-26")
		anna, card := w.as(w.anna), at(crm.Partners.Register, w.clients[w.anna].ID)
		anna.get(card).is(http.StatusOK).says("The client promised", "Their drawings", "We promised", "Our offer")
		w.as(w.vira).get(card + "/timeline").is(http.StatusNotFound)

		w.must(w.st.Write(w.ctx, w.rightsOf(w.anna), register.ByForm, func(tx *store.Tx) error {
			task, err := register.Load(w.ctx, tx, crm.Tasks, 1)
			if err != nil {
				return err
			}
			return new(crm.TakeTask).Do(w.ctx, tx, task)
		}))
		for i := range 2 {
			w.write(func(tx *store.Tx) error {
				return crm.Remind(w.ctx, tx, register.Link{Register: "commitment", ID: register.ID(i + 1)}, register.Ref[crm.User](w.anna.ID), w.clock.Now().Add(time.Minute))
			})
		}
		w.clock.advance(2 * time.Minute)
		w.must(crm.FireReminders(w.ctx, w.st))
		bell := anna.script("div#bell").get("/notifications/bell").is(http.StatusOK)
		bell.says("Their drawings", "/commitments/1/keep", "Our offer", "/tasks/1/confirm")
	})
}
