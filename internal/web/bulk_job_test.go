package web_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/job"
	"dossier/internal/register"
	"dossier/internal/store"
)

// works does jobs in a process of its own until enough says so, and then ends
// it as suddenly as a process can be ended.
func (w *world) works(enough func() bool) {
	w.Helper()
	runner := job.New(w.st, job.Options{Look: 2 * time.Millisecond, Clock: w.clock.Now})
	w.server.Jobs(runner)
	ctx, kill := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { runner.Run(ctx, ctx); close(ended) }()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for range 20_000 {
		if enough() {
			break
		}
		<-look.C
	}
	kill()
	<-ended
}

// job is the job with a key.
func (w *world) job(key string) store.Job {
	w.Helper()
	j, err := w.st.LatestJob(w.ctx, key)
	w.must(err)
	return j
}

// many makes partners of one kind and gives their ids.
func (w *world) many(n int) (ids []register.ID) {
	w.Helper()
	w.write(func(tx *store.Tx) error {
		for i := range n {
			p := &crm.Partner{Name: fmt.Sprintf("Крамниця %03d", i), Roles: crm.PartnerRoles{crm.SupplierRole}, Note: "багато", PaymentDays: 7}
			if err := tx.Save(w.ctx, p); err != nil {
				return err
			}
			ids = append(ids, p.ID)
		}
		return nil
	})
	return ids
}

// partners are the partners with these ids.
func (w *world) partners(ids []register.ID) (out []*crm.Partner) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		recs, err := tx.AsProgram().Select(w.ctx, crm.Partners.Register, register.Query{Filter: register.ByID(ids...)})
		for _, rec := range recs {
			out = append(out, rec.(*crm.Partner))
		}
		return err
	})
	return out
}

// toWork posts a deed to all rows of a list and follows it to its page.
func (b *browser) toWork(list, what string, pairs ...string) (name string) {
	b.Helper()
	r := b.post("/"+list+"/bulk/"+what, said(append([]string{"all", "1", "idempotency_key", what + list}, pairs...)...)).is(http.StatusSeeOther)
	found := regexp.MustCompile(`^/work/([A-Z0-9]+)$`).FindStringSubmatch(r.header.Get("Location"))
	if found == nil {
		b.Fatalf("the deed leads to %q", r.header.Get("Location"))
	}
	return found[1]
}

func TestManyRowsAreChangedOnceEachHoweverOftenTheProcessIsKilled(t *testing.T) {
	onWorld(t, func(w *world) {
		ids := w.many(420)
		olena := w.as(w.olena)
		name := olena.toWork("suppliers", "edit", "bulk_field", "payment_days", "payment_days", "30")
		if again := olena.toWork("suppliers", "edit", "bulk_field", "payment_days", "payment_days", "30"); again != name {
			t.Errorf("the form sent twice is two changes: %s and %s", name, again)
		}
		olena.get("/work/"+name).is(http.StatusOK).says("Suppliers: change “Preferred payment term, days”", "Waiting its turn")
		kills := 0
		for done := int64(0); ; kills++ {
			w.works(func() bool { j := w.job("bulk:" + name); return j.State.Ended() || j.Done > done+40 })
			j := w.job("bulk:" + name)
			if done = j.Done; j.State.Ended() {
				break
			}
		}
		if kills < 2 {
			t.Errorf("the process was killed %d times alone", kills)
		}
		for _, p := range w.partners(ids) {
			if p.PaymentDays != 30 || p.Version != 2 {
				t.Fatalf("%s: %d days, version %d", p.Name, p.PaymentDays, p.Version)
			}
		}
		w.read(func(tx *store.Tx) error {
			made, err := tx.Tally(w.ctx, "bulk:"+name, "partner")
			if err == nil && made.Changed != 420 {
				t.Errorf("%d records are named in what can be undone", made.Changed)
			}
			return err
		})
		page := olena.get("/work/"+name).is(http.StatusOK).says("Done", "420", "Undo the whole change")
		olena.get("/work").is(http.StatusOK).says("Suppliers: change “Preferred payment term, days”", "/work/"+name, "Done", "420")
		w.as(w.vira).get("/work").is(http.StatusOK).hides("/work/" + name)
		page.hides("Left as they are")

		// One row is somebody else's by now; the others come back, over kills too.
		w.write(func(tx *store.Tx) error {
			p, err := register.Load(w.ctx, tx, crm.Partners, register.Ref[crm.Partner](ids[5]))
			if err != nil {
				return err
			}
			p.PaymentDays = 45
			return tx.Save(w.ctx, p)
		})
		olena.get("/work/" + name + "/undo").is(http.StatusOK).says("stay as they are")
		olena.post("/work/"+name+"/undo", said("idempotency_key", "u")).is(http.StatusSeeOther)
		olena.post("/work/"+name+"/undo", said("idempotency_key", "v")).is(http.StatusSeeOther)
		for kills, done := 0, int64(0); ; kills++ {
			w.works(func() bool { j := w.job("undo:bulk:" + name); return j.State.Ended() || j.Done > done+40 })
			j := w.job("undo:bulk:" + name)
			if done = j.Done; j.State.Ended() {
				break
			}
		}
		for _, p := range w.partners(ids) {
			switch {
			case p.ID == ids[5] && p.PaymentDays != 45:
				t.Errorf("what another wrote was undone: %d", p.PaymentDays)
			case p.ID != ids[5] && (p.PaymentDays != 7 || p.Version != 3):
				t.Fatalf("%s: %d days, version %d", p.Name, p.PaymentDays, p.Version)
			}
		}
		olena.get("/work/" + name).is(http.StatusOK).says("419 records put back").hides("Undo the whole change")
	})
}

func TestWhatManyRowsRefuseIsSaidRowByRow(t *testing.T) {
	onWorld(t, func(w *world) {
		ids := w.many(260)
		busy := w.partners(ids[:102])
		w.write(func(tx *store.Tx) error {
			for _, p := range busy {
				d := *w.deals[w.anna]
				d.Base, d.Partner, d.Number = register.Base{}, register.Ref[crm.Partner](p.ID), ""
				if err := tx.Save(w.ctx, &d); err != nil {
					return err
				}
			}
			return nil
		})
		olena := w.as(w.olena)
		name := olena.toWork("suppliers", "archive")
		w.works(func() bool { return w.job("bulk:" + name).State.Ended() })
		olena.get("/work/"+name).is(http.StatusOK).says("Left as they are", busy[0].Name, busy[99].Name, "deals", "158", "Show the next ones").hides(busy[100].Name)
		olena.get(fmt.Sprintf("/work/%s?after=%d", name, busy[99].ID)).is(http.StatusOK).says(busy[100].Name, busy[101].Name).hides(busy[99].Name, "Show the next ones")
		archived := 0
		for _, p := range w.partners(ids) {
			if p.Archived {
				archived++
			}
		}
		if archived != 158 {
			t.Errorf("%d are archived", archived)
		}
		w.as(w.iryna).get("/work/" + name).is(http.StatusNotFound)
		w.as(w.iryna).post("/work/"+name+"/undo", nil).is(http.StatusNotFound)
		w.as(w.iryna).post("/work/"+name+"/cancel", nil).is(http.StatusNotFound)
	})
}

func TestARightTakenAwayStopsAChangeThatWaits(t *testing.T) {
	onWorld(t, func(w *world) {
		ids := w.many(260)
		w.write(func(tx *store.Tx) error {
			recs, err := tx.Select(w.ctx, crm.Partners.Register, register.Query{Filter: register.ByID(ids...), Whole: true})
			if err != nil {
				return err
			}
			for _, rec := range recs {
				rec.(*crm.Partner).Responsible = register.Ref[crm.User](w.anna.ID)
				if err := tx.Save(w.ctx, rec); err != nil {
					return err
				}
			}
			return nil
		})
		name := w.as(w.iryna).toWork("suppliers", "edit", "bulk_field", "payment_days", "payment_days", "30")
		w.write(func(tx *store.Tx) error {
			iryna, err := register.Load(w.ctx, tx, crm.Users, register.Ref[crm.User](w.iryna.ID))
			if err != nil {
				return err
			}
			iryna.Roles = w.role(tx, "read_only")
			return tx.Save(w.ctx, iryna)
		})
		w.works(func() bool { return w.job("bulk:" + name).State.Ended() })
		if j := w.job("bulk:" + name); j.State != store.JobParked || !strings.Contains(j.Error, "may not") {
			t.Errorf("the job is %s: %s", j.State, j.Error)
		}
		for _, p := range w.partners(ids) {
			if p.PaymentDays != 7 {
				t.Fatalf("%s was changed", p.Name)
			}
		}
	})
}

func TestAChangeThatIsStoppedKeepsWhatItDidForUndoing(t *testing.T) {
	onWorld(t, func(w *world) {
		ids := w.many(400)
		olena := w.as(w.olena)
		name := olena.toWork("suppliers", "edit", "bulk_field", "payment_days", "payment_days", "30")
		w.works(func() bool { return w.job("bulk:"+name).Done > 50 })
		olena.post("/work/"+name+"/cancel", nil).is(http.StatusSeeOther)
		j := w.job("bulk:" + name)
		changed := 0
		for _, p := range w.partners(ids) {
			if p.PaymentDays == 30 {
				changed++
			}
		}
		if j.State != store.JobCancelled || changed == 0 || changed == 400 || int64(changed) != j.Done {
			t.Errorf("%s: %d changed, %d counted", j.State, changed, j.Done)
		}
		olena.get("/work/"+name).is(http.StatusOK).says("Not reached", "Undo the whole change")
	})
}
