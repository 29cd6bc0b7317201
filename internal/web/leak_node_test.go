package web_test

import (
	"context"
	"maps"
	"net/http"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
	"dossier/internal/web"
)

// another is a second node over the same database, which hears what the first
// one changes.
func (w *world) another() (*world, <-chan string) {
	w.Helper()
	there := *w
	there.st = w.open(storetest.Migrated(crm.Registers()), storetest.Clock(w.clock.Now), storetest.Node("there"))
	there.server = there.node(web.Options{})
	heard := make(chan string, 1000)
	there.st.OnChange(func(name string) { heard <- name }) // after the server, which listens first
	listening, stop := context.WithCancel(w.ctx)
	ended := make(chan error, 1)
	go func() { ended <- there.st.Watch(listening) }()
	w.Cleanup(func() {
		stop()
		<-ended
	})
	w.soon(heard, "it listens", func(name string) bool { return name == "user" }) // whatever changed before
	return &there, heard
}

// soon waits a second at most, asking again whenever the node hears of a
// change.
func (w *world) soon(heard <-chan string, what string, so func(name string) bool) {
	w.Helper()
	late := time.After(time.Second)
	for name := ""; !so(name); {
		select {
		case name = <-heard:
		case <-late:
			w.Fatalf("not within a second: %s", what)
		}
	}
}

// bear gives a user another role, or none.
func (w *world) bear(u *crm.User, preset string) {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		now, err := register.Load(w.ctx, tx, crm.Users, register.Ref[crm.User](u.ID))
		if err != nil {
			return err
		}
		now.Roles = nil
		if preset != "" {
			now.Roles = w.role(tx, preset)
		}
		return tx.Save(w.ctx, now)
	})
}

// TestWhatIsTakenAwayIsGoneOnEveryNode has somebody signed in on two nodes of
// one database who loses his rights on the first of them. He then walks both
// in the session he had.
func TestWhatIsTakenAwayIsGoneOnEveryNode(t *testing.T) {
	if testing.Short() {
		t.Skip("the walk is long")
	}
	onWorld(t, func(w *world) {
		a := settle(w)
		there, heard := w.another()
		here := w.as(w.petro)
		onThere := *here
		onThere.server, onThere.cookies = there.server, maps.Clone(here.cookies)
		foreign := "/partners/" + number(a.records["partner"]["vira"])
		secret := a.of("partner", "vira", register.Open)[0]
		for _, b := range []*browser{here, &onThere} {
			b.get(foreign).is(http.StatusOK).says(secret)
		}

		// He kept the books yesterday and sells today.
		w.bear(w.petro, "manager")
		w.soon(heard, "a seller", func(string) bool { return onThere.get(foreign).status == http.StatusNotFound })
		for _, b := range []*browser{here, &onThere} {
			b.get(foreign).is(http.StatusNotFound)
			b.get("/partners").is(http.StatusOK).hides(secret)
			b.post(foreign+"/archive", said("version", "1")).is(http.StatusNotFound)
		}

		// Nothing at all tomorrow.
		w.bear(w.petro, "")
		w.soon(heard, "nobody", func(string) bool { return onThere.get("/deals/new").status == http.StatusForbidden })
		nobody := policy{name: "petro", sees: reach(everybody, "all")}
		for _, b := range []*browser{here, &onThere} {
			k := &walk{aviary: a, policy: nobody, user: w.petro, b: b, found: map[verdict]bool{}, heard: map[string]bool{}, sparing: true}
			k.wander()
			report(t, k.found)
			if k.b != b || k.asked < 500 {
				t.Errorf("%d requests, in the same session: %v", k.asked, k.b == b)
			}
		}

		// And what is given is there as soon.
		w.bear(w.petro, "accountant")
		w.soon(heard, "an accountant", func(string) bool { return onThere.get(foreign).status == http.StatusOK })
		onThere.get(foreign).says(secret)

		w.write(func(tx *store.Tx) error {
			_, err := tx.EndSessions(w.ctx, w.petro.ID, "")
			return err
		})
		for _, b := range []*browser{here, &onThere} {
			b.get(foreign).leadsTo("/sign-in")
		}
	})
}
