package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// ear is a browser that listens to a server.
type ear struct {
	*world
	lines  chan string // closed at the end of the stream
	status int
	head   http.Header
}

// listen opens the stream of a user on a real connection.
func (w *world) listen(u *crm.User, have string) *ear {
	w.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = w.server.HTTP()
	server.Start()
	ctx, cancel := context.WithCancel(w.ctx)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/live?have="+have, nil)
	w.must(err)
	for name, value := range w.as(u).cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := server.Client().Do(r)
	w.must(err)
	e := &ear{world: w, lines: make(chan string, 100), status: answer.StatusCode, head: answer.Header}
	go func() {
		defer close(e.lines)
		for s := bufio.NewScanner(answer.Body); s.Scan(); {
			e.lines <- s.Text()
		}
	}()
	w.Cleanup(func() {
		cancel()
		answer.Body.Close()
		server.Close()
	})
	return e
}

// hears waits a second at most for a line that begins so.
func (e *ear) hears(beginning string) string {
	e.Helper()
	late := time.After(time.Second)
	for {
		select {
		case line, open := <-e.lines:
			if strings.HasPrefix(line, beginning) {
				return line
			}
			if !open {
				e.Fatalf("the stream ended before %q", beginning)
			}
		case <-late:
			e.Fatalf("not within a second: %q", beginning)
		}
	}
}

// ends waits a second at most for the end of the stream.
func (e *ear) ends() {
	e.Helper()
	late := time.After(time.Second)
	for {
		select {
		case _, open := <-e.lines:
			if !open {
				return
			}
		case <-late:
			e.Fatal("the stream goes on after a second")
		}
	}
}

// give has Anna give Borys a task.
func (w *world) give(subject string) {
	w.Helper()
	w.must(w.st.Write(w.ctx, w.rightsOf(w.anna), register.ByForm, func(tx *store.Tx) error {
		return tx.Save(w.ctx, &crm.Task{Subject: subject, Executors: register.Refs[crm.User]{register.Ref[crm.User](w.borys.ID)}})
	}))
}

func (w *world) rightsOf(u *crm.User) *crm.Rights {
	w.Helper()
	var staff *crm.Staff
	w.read(func(tx *store.Tx) (err error) {
		staff, err = crm.ReadStaff(w.ctx, tx)
		return err
	})
	return staff.Rights(u.ID)
}

func TestWhatRingsIsHeardWithinASecondOnAnotherNode(t *testing.T) {
	onServer(t, func(w *world) {
		there, _ := w.another()
		borys, vira := there.listen(w.borys, "0.0."), there.listen(w.vira, "0.0.")
		if borys.status != 200 || borys.head.Get("Content-Type") != "text/event-stream" || borys.head.Get("Content-Encoding") != "" {
			t.Fatalf("%d %v", borys.status, borys.head)
		}
		borys.hears("retry:")
		vira.hears("retry:")
		w.give("Порахувати сходи")
		borys.hears("event: ring")
		if line := borys.hears("data: "); strings.Contains(line, "сходи") || !strings.Contains(line, `"newest":`) {
			t.Errorf("said %s", line)
		}
		select {
		case line := <-vira.lines:
			if strings.HasPrefix(line, "event:") {
				t.Errorf("another heard %q", line)
			}
		default:
		}
	})
}

func TestAStreamTellsAgainOnlyWhatWasNotHeard(t *testing.T) {
	onWorld(t, func(w *world) {
		first := w.listen(w.borys, "0.0.")
		first.hears("retry:")
		w.give("Порахувати сходи")
		id := strings.TrimPrefix(first.hears("id: "), "id: ")
		again := w.listen(w.borys, id)
		again.hears("retry:")
		w.give("Порахувати вікна")
		if next := strings.TrimPrefix(again.hears("id: "), "id: "); next == id {
			t.Errorf("told again of %s", id)
		}
		if line := w.listen(w.borys, "0.0.").hears("event: "); line != "event: ring" {
			t.Error(line)
		}
	})
}

func TestAStreamEndsWithTheSessionAndWithTheRights(t *testing.T) {
	onWorld(t, func(w *world) {
		out := w.listen(w.borys, "0.0.")
		out.hears("retry:")
		w.write(func(tx *store.Tx) error {
			_, err := tx.EndSessions(w.ctx, w.borys.ID, "")
			return err
		})
		out.hears("event: end")
		out.ends()

		changed := w.listen(w.vira, "0.0.")
		changed.hears("retry:")
		w.bear(w.vira, "read_only")
		changed.ends()
	})
}

func TestOneUserHoldsOnlySoManyStreams(t *testing.T) {
	onFile(t, func(w *world) {
		refused := 0
		for range 14 {
			if e := w.listen(w.borys, "0.0."); e.status == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused != 2 {
			t.Errorf("%d of 14 were refused", refused)
		}
		if e := w.listen(w.vira, "0.0."); e.status != http.StatusOK {
			t.Errorf("another is answered %d", e.status)
		}
	})
}

func TestListeningIsNoUseOfASession(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.borys)
		seen := func() (at time.Time) {
			list, err := w.st.Sessions(w.ctx, w.borys.ID, time.Hour*24)
			w.must(err)
			return list[0].SeenAt
		}
		before := seen()
		w.clock.advance(10 * time.Minute)
		b.script("div#bell").get("/notifications/bell").is(200)
		if !seen().Equal(before) {
			t.Error("what the page asks by itself keeps the session alive")
		}
		b.get("/clients").is(200)
		if seen().Equal(before) {
			t.Error("a page that was opened does not")
		}
	})
}

func TestTheBellSpeaksOfWhatItsReaderMaySee(t *testing.T) {
	onWorld(t, func(w *world) {
		secret := w.clients[w.vira]
		w.write(func(tx *store.Tx) error {
			return crm.Notify(w.ctx, tx, register.Ref[crm.User](w.anna.ID), crm.Mentioned, register.Link{Register: "partner", ID: secret.ID})
		})
		anna := w.as(w.anna)
		anna.get("/notifications").is(200).says("You are mentioned in a comment").says("not available").hides(secret.Name)
		anna.script("div#bell").get("/notifications/bell").is(200).hides(secret.Name)
		w.as(w.vira).get("/notifications").is(200).hides("You are mentioned")
		w.as(w.vira).get("/notifications/1").is(404)
		anna.get("/notifications/1").is(303)
	})
}

func TestInQuietHoursNothingComesOverThePage(t *testing.T) {
	onFile(t, func(w *world) {
		b := w.as(w.anna)
		w.write(func(tx *store.Tx) error {
			return tx.Save(w.ctx, &crm.Reminder{
				User: register.Ref[crm.User](w.anna.ID), About: register.Link{Register: "partner", ID: w.clients[w.anna].ID}, At: w.clock.Now(), State: crm.ReminderFired,
			})
		})
		over := func() *seen { return b.script("div#reminding").get("/reminders/fired").is(200) }
		over().says(w.clients[w.anna].Name)
		b.post("/preferences", said("quiet_from", "12:00")).is(303)
		b.get("/profile/look").says(`<option value="12:00" selected>`, `<option value="08:00" selected>`)
		over().hides(w.clients[w.anna].Name)
		b.script("div#bell").get("/notifications/bell").is(200).says(w.clients[w.anna].Name, "data-quiet")
		b.post("/preferences", said("quiet_to", "25:00")).is(422)
		b.post("/preferences", said("quiet_to", "")).is(303)
		over().says(w.clients[w.anna].Name)
		b.post("/reminders/1/snooze", said("for", "tomorrow")).is(303)
		over().hides(w.clients[w.anna].Name)
		b.post("/reminders/1/snooze", said("for", "tomorrow")).is(422)
		w.as(w.vira).post("/reminders/1/dismiss", nil).is(404)
	})
}
