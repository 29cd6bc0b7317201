package web_test

import (
	"crypto/sha256"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

// onForm runs a test of a web form that takes requests.
func onForm(t *testing.T, test func(w *world, f *crm.WebForm)) {
	t.Helper()
	onWorld(t, func(w *world) {
		f := &crm.WebForm{Outside: crm.Outside{Name: "Site", Title: "Напишіть нам", Running: true, Language: "uk", ConsentText: "Погоджуюся на обробку", Campaign: "осінь", Sites: "https://shop.example"}}
		w.write(func(tx *store.Tx) error { return tx.Save(w.ctx, f) })
		test(w, f)
	})
}

// fromElsewhere is a browser that shows a page of another site.
func (w *world) fromElsewhere() *browser {
	b := w.stranger()
	b.header.Set("Sec-Fetch-Site", "cross-site")
	b.header.Set("Origin", "https://shop.example")
	return b
}

func (w *world) lastLead() *crm.Lead {
	w.Helper()
	var out *crm.Lead
	w.read(func(tx *store.Tx) error {
		list, err := register.Select(w.ctx, tx, crm.Leads, register.Query{Sort: []register.Sort{{Field: "id", Down: true}}, Limit: 1})
		if err == nil && len(list) > 0 {
			out = list[0]
		}
		return err
	})
	return out
}

func TestAFormOnAnotherSiteBecomesALead(t *testing.T) {
	onForm(t, func(w *world, f *crm.WebForm) {
		b := w.fromElsewhere()
		page := b.get("/f/"+f.Key+"?embed=1&utm_campaign=winter").is(http.StatusOK).says("Напишіть нам", "Погоджуюся на обробку", "winter")
		if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self' https://shop.example;") {
			t.Errorf("the policy is %q", policy)
		}
		b.get("/f/"+f.Key+"/embed.js").is(http.StatusOK).says("/f/"+f.Key, "iframe")
		good := said("name", "Остап Вишневий", "email", "Ostap@Vyshnia.example", "text", "Вивіска", "agreed", "1", "utm_campaign", "winter", "utm_source", "search", "responsible", "1")
		b.post("/f/"+f.Key, good).is(http.StatusSeeOther).leadsTo("/f/" + f.Key + "?sent=1")
		l := w.lastLead()
		if l == nil || l.Name != "Остап Вишневий" || l.Email != "ostap@vyshnia.example" || l.Campaign != "winter" || l.Channel == 0 || l.AdSource == 0 || l.Responsible != 0 || !l.Queued {
			t.Fatalf("the lead is %+v", l)
		}
		w.read(func(tx *store.Tx) error {
			e, err := register.First(w.ctx, tx, crm.FormEntries, register.Eq(&crm.FormEntries.Row.Lead, register.Ref[crm.Lead](l.ID)))
			if err != nil || e == nil || e.Edition != 1 || e.Agreed != f.ConsentText || e.Address == "" {
				t.Errorf("of the consent is kept %+v, %v", e, err)
			}
			return nil
		})
		bad := url.Values{"name": {"Остап"}, "email": {"nowhere"}, "agreed": {"1"}}
		b.post("/f/"+f.Key, bad).is(http.StatusUnprocessableEntity).says("Остап", "nowhere", "public-problem")
		b.post("/f/"+f.Key, url.Values{"name": {"Остап"}, "email": {"a@b.example"}}).is(http.StatusUnprocessableEntity).says("Без згоди")
		if again := w.lastLead(); again.ID != l.ID {
			t.Errorf("what was refused became the lead %+v", again)
		}
		b.get("/f/unknown").is(http.StatusNotFound)
		w.write(func(tx *store.Tx) error {
			f.Running = false
			return tx.Save(w.ctx, f)
		})
		b.get("/f/" + f.Key).is(http.StatusNotFound)
		b.post("/f/"+f.Key, good).is(http.StatusNotFound)
	})
}

func TestWhatARobotSendsIsPutAway(t *testing.T) {
	onForm(t, func(w *world, f *crm.WebForm) {
		good := said("name", "Bot", "email", "bot@spam.example", "agreed", "1", "website", "https://spam.example")
		w.fromElsewhere().post("/f/"+f.Key, good).is(http.StatusSeeOther)
		if l := w.lastLead(); l == nil || l.Status != crm.DisqualifiedLead || l.Reason == 0 || l.Queued {
			t.Errorf("it became %+v", l)
		}
	})
}

var challengeIn = regexp.MustCompile(`name="challenge" value="([^"]+)"`)

// prove does the work of a challenge.
func prove(challenge string) string {
	for n := 0; ; n++ {
		if sum := sha256.Sum256([]byte(challenge + ":" + strconv.Itoa(n))); sum[0] == 0 && sum[1]>>2 == 0 {
			return strconv.Itoa(n)
		}
	}
}

func TestAFormIsSentAsOftenAsItsProofAllows(t *testing.T) {
	onForm(t, func(w *world, f *crm.WebForm) {
		b := w.fromElsewhere()
		form := said("name", "Остап", "email", "a@b.example", "agreed", "1")
		for range 5 {
			b.post("/f/"+f.Key, form).is(http.StatusSeeOther)
		}
		if a := b.post("/f/"+f.Key, form).is(http.StatusTooManyRequests).says("Остап"); a.header.Get("Retry-After") == "" {
			t.Error("nothing says when to try again")
		}
		challenge := html.UnescapeString(challengeIn.FindStringSubmatch(b.get("/f/" + f.Key).body)[1])
		form.Set("challenge", challenge)
		form.Set("proof", prove(challenge))
		b.post("/f/"+f.Key, form).is(http.StatusSeeOther)
		b.post("/f/"+f.Key, form).is(http.StatusTooManyRequests) // a proof is good once
		form.Set("challenge", strings.Replace(challenge, f.Key, strings.Repeat("a", len(f.Key)), 1))
		b.post("/f/"+f.Key, form).is(http.StatusTooManyRequests)
	})
}

func TestFromWhereAFormCameIsForgotten(t *testing.T) {
	onForm(t, func(w *world, f *crm.WebForm) {
		old := &crm.FormEntry{Form: register.Ref[crm.WebForm](f.ID), At: storetest.Noon.AddDate(0, 0, -91), Address: "192.0.2.1"}
		fresh := &crm.FormEntry{Form: register.Ref[crm.WebForm](f.ID), At: storetest.Noon.AddDate(0, 0, -89), Address: "192.0.2.2"}
		w.write(func(tx *store.Tx) error {
			if err := tx.Save(w.ctx, old); err != nil {
				return err
			}
			return tx.Save(w.ctx, fresh)
		})
		w.must(crm.ForgetAddresses(w.ctx, w.st))
		w.read(func(tx *store.Tx) error {
			list, err := register.Select(w.ctx, tx, crm.FormEntries, register.Query{Sort: []register.Sort{{Field: "id"}}})
			if err != nil || len(list) != 2 || list[0].Address != "" || list[1].Address == "" {
				t.Errorf("%+v, %v", list, err)
			}
			return nil
		})
	})
}
