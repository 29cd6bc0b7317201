package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// onBooking runs a test of a page on which one plans a meeting with Anna.
func onBooking(t *testing.T, test func(w *world, p *crm.BookingPage)) {
	t.Helper()
	onWorld(t, func(w *world) {
		p := &crm.BookingPage{
			Outside: crm.Outside{Name: "Site", Title: "Зустріч із дизайнером", Running: true, Language: "uk", ConsentText: "Погоджуюся на обробку", Sites: "https://shop.example"},
			People:  register.Refs[crm.User]{register.Ref[crm.User](w.anna.ID)}, Lengths: crm.BookingLengths{"30", "60"}, Place: "Київ, вул. Садова, 3", HorizonDays: 14,
		}
		w.write(func(tx *store.Tx) error { return tx.Save(w.ctx, p) })
		test(w, p)
	})
}

var freeIn = regexp.MustCompile(`href="(/meet/[^"]*[?&;]at=[^"]+)"`)

// freeHours are the addresses of the free hours that a page shows.
func freeHours(page string) []string {
	var out []string
	for _, found := range freeIn.FindAllStringSubmatch(page, -1) {
		out = append(out, html.UnescapeString(found[1]))
	}
	return out
}

// coming is the form of a chosen hour, filled in.
func coming(w *world, page string, p *crm.BookingPage, name string) url.Values {
	w.Helper()
	form := readForms(w.T, page, "/meet/"+p.Key)
	if form == nil {
		w.Fatalf("no form in %s", page)
	}
	form.Del("website")
	form.Set("name", name)
	form.Set("email", "guest@vyshnia.example")
	form.Set("agreed", "1")
	return form
}

func (w *world) meetings() int {
	w.Helper()
	var n int
	w.read(func(tx *store.Tx) (err error) {
		n, err = tx.Count(w.ctx, crm.Events.Register, register.Eq(&crm.Events.Row.Responsible, register.Ref[crm.User](w.anna.ID)), 0)
		return err
	})
	return n
}

func TestAStrangerPlansAMeetingMovesItAndCallsItOff(t *testing.T) {
	onBooking(t, func(w *world, p *crm.BookingPage) {
		b := w.stranger()
		at := "/meet/" + p.Key
		page := b.get(at+"?zone=America/New_York&embed=1").is(http.StatusOK).says("Зустріч із дизайнером", "America/New York", "хв", "год")
		if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self' https://shop.example;") {
			t.Errorf("the policy is %q", policy)
		}
		free := freeHours(page.body)
		if len(free) == 0 {
			t.Fatal("nothing is free")
		}
		chosen := b.get(free[0]).is(http.StatusOK).says("America/New York", "Погоджуюся на обробку", "Садова")
		before := w.meetings()
		form := coming(w, chosen.body, p, "Остап")
		form.Del("agreed")
		b.post(at, form).is(http.StatusUnprocessableEntity).says("Без згоди", "Остап")
		form.Set("agreed", "1")
		done := b.post(at, form).is(http.StatusSeeOther).header.Get("Location")
		if !strings.HasPrefix(done, "/booked/") || !strings.Contains(done, "embed=1") || w.meetings() != before+1 {
			t.Fatalf("it leads to %s, and there are %d meetings", done, w.meetings())
		}
		booked := b.get(done).is(http.StatusOK).says("заплановано", "America/New York", "Садова")
		token, _, _ := strings.Cut(strings.TrimPrefix(done, "/booked/"), "?")
		b.get("/booked/"+token+"/ics").is(http.StatusOK).says("BEGIN:VEVENT", "STATUS:CONFIRMED", "/booked/")
		b.post(at, form).is(http.StatusConflict).says("щойно зайняли") // the hour is not there twice
		if strings.Contains(booked.body, "Вишневий") {
			t.Error("the page tells more than its visitor said")
		}

		move := freeHours(b.get(at + "?move=" + token).is(http.StatusOK).says("замість").body)
		if slices.Contains(move, free[0]) || len(move) < 2 {
			t.Fatalf("it may be moved to %q", move)
		}
		again := readForms(t, b.get(move[1]).is(http.StatusOK).body, "/booked/"+token+"/move")
		b.post("/booked/"+token+"/move", again).is(http.StatusSeeOther)
		b.get("/booked/" + token + "/ics").is(http.StatusOK).says("SEQUENCE:2")
		b.post("/booked/"+token+"/cancel", said("reason", "Захворіла")).is(http.StatusSeeOther)
		b.get("/booked/" + token).is(http.StatusOK).says("скасовано")
		b.get("/booked/" + token + "/ics").is(http.StatusOK).says("STATUS:CANCELLED")
		b.post("/booked/"+token+"/cancel", said()).is(http.StatusUnprocessableEntity).says("уже не змінити")
		b.get(at + "?move=" + token).is(http.StatusNotFound)
		for _, wrong := range []string{"1-00", "zzz", token + "0", "-"} {
			b.get("/booked/" + wrong).is(http.StatusNotFound)
			b.post("/booked/"+wrong+"/cancel", said()).is(http.StatusNotFound)
		}
	})
}

func TestTwoWhoPressAtOnceDoNotMeetTheSameHour(t *testing.T) {
	onBooking(t, func(w *world, p *crm.BookingPage) {
		b, at := w.stranger(), "/meet/"+p.Key
		free := freeHours(b.get(at).is(http.StatusOK).body)
		form := coming(w, b.get(free[0]).is(http.StatusOK).body, p, "Остап")
		before := w.meetings()
		var both sync.WaitGroup
		answers := make([]int, 2)
		for i := range answers {
			one := w.stranger()
			both.Go(func() { answers[i] = one.post(at, form).status })
		}
		both.Wait()
		slices.Sort(answers)
		if !slices.Equal(answers, []int{http.StatusSeeOther, http.StatusConflict}) || w.meetings() != before+1 {
			t.Errorf("they were answered %v, and there are %d meetings more", answers, w.meetings()-before)
		}
	})
}

func TestAPageOfMeetingsIsGuardedAsFormsAre(t *testing.T) {
	onBooking(t, func(w *world, p *crm.BookingPage) {
		b, at := w.stranger(), "/meet/"+p.Key
		free := freeHours(b.get(at).is(http.StatusOK).body)
		form := coming(w, b.get(free[0]).is(http.StatusOK).body, p, "Bot")
		before := w.meetings()
		form.Set("website", "https://spam.example")
		b.post(at, form).is(http.StatusSeeOther)
		if l := w.lastLead(); w.meetings() != before || l == nil || l.Status != crm.DisqualifiedLead {
			t.Errorf("of a robot became %+v", l)
		}
		form.Del("website")
		w.fromElsewhere().post(at, form).is(http.StatusForbidden)
		form.Del("name")
		for range 4 {
			b.post(at, form).is(http.StatusUnprocessableEntity)
		}
		b.post(at, form).is(http.StatusTooManyRequests)
		b.get(at + "?zone=Nowhere/None&minutes=7&with=99999&day=x&at=y").is(http.StatusOK)
		b.get(at + "?at=2001-01-01T10:00:00Z").is(http.StatusConflict)
		b.get("/meet/unknown").is(http.StatusNotFound)
		w.write(func(tx *store.Tx) error {
			p.Running = false
			return tx.Save(w.ctx, p)
		})
		b.get(at).is(http.StatusNotFound)
		b.post(at, form).is(http.StatusNotFound)
	})
}
