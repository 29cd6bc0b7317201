package web_test

import (
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

func TestThoseWhoLookAfterUsersLetThemInAndKeepThemOut(t *testing.T) {
	onWorld(t, func(w *world) {
		w.knows(w.anna)
		key, _ := w.withFactor(w.anna)
		admin, anna := w.as(w.olena), w.as(w.anna)
		path := "/users/" + number(w.anna.ID) + "/access"
		admin.get("/settings/access").is(200).says("Мельник", "Second factor", "Not invited", "Гнатюк")
		admin.get(path).is(200).says("Link to a new password", "Reset the second factor", "End sessions and tokens", "Shut out")

		anna.get("/profile").is(200)
		admin.get(path).send(path + "/sessions").is(303)
		anna.get("/profile").is(303).leadsTo("/sign-in")

		admin.get(path).send(path + "/factor").is(303)
		b := w.stranger()
		b.post("/sign-in", said("email", w.anna.Email, "password", password)).is(303).leadsTo("/")
		_ = key

		admin.get(path).send(path + "/disable").is(303)
		b.get("/profile").is(303)
		w.stranger().post("/sign-in", said("email", w.anna.Email, "password", password)).is(422)
		admin.get(path).is(200).says("Let in again").send(path + "/enable").is(303)
		w.stranger().post("/sign-in", said("email", w.anna.Email, "password", password)).is(303)
		for _, act := range []string{"sessions_end", "factor_dropped"} {
			if w.audited(act) == 0 {
				t.Errorf("%s is not in the audit log", act)
			}
		}
	})
}

func TestNobodyComesInAsOneWhoMayMore(t *testing.T) {
	onWorld(t, func(w *world) {
		b := w.keeper()
		for _, u := range []*crm.User{w.olena, w.anna} {
			path := "/users/" + number(u.ID) + "/access"
			for _, act := range []string{"/link", "/factor", "/sessions", "/disable"} {
				b.post(path+act, nil).is(422).hides("/password/")
			}
			if w.now(u).Disabled {
				t.Errorf("%s was shut out", u.Email)
			}
		}
		w.write(func(tx *store.Tx) error {
			u := w.now(w.vira)
			u.Roles = w.now(w.zoya).Roles
			return tx.Save(w.ctx, u)
		})
		b.post("/users/"+number(w.vira.ID)+"/access/link", nil).is(200).says("/password/")
		for _, u := range []*crm.User{w.iryna, w.anna, w.rada} {
			w.as(u).post("/users/"+number(w.vira.ID)+"/access/link", nil).is(403)
			w.as(u).get("/users/" + number(w.vira.ID) + "/access").is(403)
			w.as(u).get("/settings/access").is(403)
		}
		b.get("/users/999999/access").is(404)
	})
}

func TestSettingsShowEachWhatIsHis(t *testing.T) {
	onWorld(t, func(w *world) {
		w.as(w.olena).get("/settings").is(200).says("Audit log", "Access of people", "Regions", "Background work")
		w.as(w.anna).get("/settings").is(200).says("Regions").hides("Audit log", "Access of people")
		w.as(w.anna).get("/settings/directories").is(200).says("Regions", "57")
		for _, path := range []string{"/settings/audit", "/settings/jobs", "/ui"} {
			w.as(w.olena).get(path).is(200)
			w.as(w.iryna).get(path).is(403)
			w.stranger().get(path).is(303)
		}
	})
}

func TestTheAuditLogTellsWhoDidWhat(t *testing.T) {
	onWorld(t, func(w *world) {
		anna := w.as(w.anna)
		anna.post("/profile/tokens", said("name", "reports", "scope", "partner:read")).is(200)
		for range 120 {
			w.write(func(tx *store.Tx) error {
				return tx.Audit(w.ctx, "export", register.Link{Register: "partner"}, map[string]any{"rows": 3})
			})
		}
		b := w.as(w.olena)
		a := b.get("/settings/audit").is(200).says("Export", "rows: 3", "before=")
		_, rest, _ := strings.Cut(a.body, "before=")
		before, _, _ := strings.Cut(rest, `"`)
		b.get("/settings/audit?before="+before).is(200).says("Token created", "name: reports")
		b.get("/settings/audit?act=token_create").is(200).says("Token created").hides("rows: 3")
		b.get("/settings/audit?who=" + number(w.anna.ID)).is(200).says("Мельник").hides("rows: 3")
		b.get("/settings/audit?before=x&who=y&act='").is(200)
	})
}

func TestStoppedJobsAreBegunAgainOrCancelled(t *testing.T) {
	onWorld(t, func(w *world) {
		w.write(func(tx *store.Tx) error {
			return tx.Enqueue(w.ctx, register.Job{Kind: "sweep"})
		})
		claims, err := w.st.Claim(w.ctx, "worker", []string{"sweep"}, 1, time.Minute)
		w.must(err)
		w.must(w.st.Park(w.ctx, "worker", claims[0].ID, "the disk is full"))
		b := w.as(w.olena)
		job := "/settings/jobs/" + number(claims[0].ID)
		b.get("/settings/jobs?state=parked").is(200).says("Sweeping", "the disk is full")
		w.as(w.anna).post(job+"/retry", nil).is(403)
		b.post(job+"/retry", nil).is(303)
		b.get("/settings/jobs?state=waiting").is(200).says("Sweeping")
		b.post(job+"/cancel", nil).is(303)
		b.get("/settings/jobs?state=cancelled").is(200).says("Sweeping")
		b.post(job+"/cancel", nil).is(404)
		b.post("/settings/jobs/x/cancel", nil).is(404)
	})
}

func TestTheMenuShowsWhatOneMaySee(t *testing.T) {
	onWorld(t, func(w *world) {
		w.as(w.anna).get("/profile").is(200).says(`href="/clients"`, `href="/deals/board"`, `href="/deals/new"`).hides(`href="/users/new"`, `href="/settings"`)
		w.as(w.rada).get("/profile").is(200).says(`href="/clients"`).hides(`href="/deals/new"`)
		w.as(w.zoya).get("/profile").is(200).says(`href="/products"`).hides(`href="/clients"`)
		w.write(func(tx *store.Tx) error {
			u := w.now(w.rada)
			u.Roles = append(u.Roles, w.role(tx, "accountant")...)
			return tx.Save(w.ctx, u)
		})
		b := w.as(w.rada)
		b.get("/profile").is(200).says(`name="menu"`, "Accounting")
		b.post("/preferences", said("menu", "accounting")).is(303).leadsTo("/")
		accounting := func() {
			b.get("/").is(303).leadsTo("/day")
			b.get("/profile").is(200).says(`<span class="side-profile cut">Accounting</span>`, `href="/counterparties"`)
		}
		accounting()
		b.post("/preferences", said("menu", "administrator")).is(303)
		accounting()
	})
}

func TestWhatIsPinnedStandsInTheMenu(t *testing.T) {
	onWorld(t, func(w *world) {
		w.write(func(tx *store.Tx) error {
			v := &crm.SavedView{Name: "My hot ones", Register: "deal", Pinned: true, Owner: register.Ref[crm.User](w.anna.ID)}
			if err := tx.Save(w.ctx, v); err != nil {
				return err
			}
			if err := tx.Pin(w.ctx, w.anna.ID, "/partners/"+number(w.clients[w.anna].ID), true); err != nil {
				return err
			}
			return tx.Pin(w.ctx, w.anna.ID, "/partners/"+number(w.clients[w.borys].ID), true)
		})
		w.as(w.anna).get("/profile").is(200).says("My hot ones", "Client of anna").hides("Client of borys")
		w.as(w.borys).get("/profile").is(200).hides("My hot ones", "Client of anna")
	})
}
