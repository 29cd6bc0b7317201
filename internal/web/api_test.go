package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// token makes a token of the administrator.
func (o *office) token(scopes ...string) string {
	o.Helper()
	var secret string
	o.must(o.st.Write(o.ctx, register.Program, register.ByCommand, func(tx *store.Tx) (err error) {
		secret, err = tx.CreateToken(o.ctx, store.Token{User: o.admin.ID, Name: "test", Scopes: scopes})
		return err
	}))
	return secret
}

// ask calls the API with a token, none when it is empty. headers come in pairs.
func (o *office) ask(token, method, path, body string, headers ...string) reply {
	o.Helper()
	cookie := o.cookie
	o.cookie = ""
	defer func() { o.cookie = cookie }()
	if token != "" {
		headers = append(headers, "Authorization", "Bearer "+token)
	}
	if body != "" {
		headers = append([]string{"Content-Type", "application/json"}, headers...)
	}
	return o.send(method, "/api/v1/"+path, strings.NewReader(body), headers...)
}

// rights are what a user may do.
func (o *office) rights(u *crm.User) (r *crm.Rights) {
	o.Helper()
	o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) error {
		staff, err := crm.ReadStaff(o.ctx, tx)
		if err == nil {
			r = staff.Rights(u.ID)
		}
		return err
	}))
	return r
}

// rows counts the records of a register.
func (o *office) rows(of *register.Register) (n int) {
	o.Helper()
	o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) (err error) {
		n, err = tx.Count(o.ctx, of, nil, 0)
		return err
	}))
	return n
}

// apiReply is the part of an answer that tests go on with.
type apiReply struct {
	ID      int64  `json:"id"`
	Version int64  `json:"version"`
	Name    string `json:"name"`
	Status  int    `json:"status"`
	Errors  []struct {
		Field, Key string
	} `json:"errors"`
	Detail string `json:"detail"`
}

func TestProgramsMakeReadChangeAndRemoveRecords(t *testing.T) {
	onOffice(t, func(o *office) {
		all := o.token("all")
		r := o.ask(all, "POST", "partners", `{"name":"Крок","roles":["client"],"phones":[{"number":"+380441234567"}]}`)
		var p apiReply
		r.json(o, &p)
		if r.StatusCode != 201 || p.Name != "Крок" || r.Header.Get("Location") != fmt.Sprintf("/api/v1/partners/%d", p.ID) || r.Header.Get("ETag") != `"1"` {
			o.Fatalf("create: %d %v %s", r.StatusCode, r.Header, r.body)
		}
		one := fmt.Sprintf("partners/%d", p.ID)
		r = o.ask(all, "GET", one, "")
		if r.StatusCode != 200 || r.Header.Get("ETag") != `"1"` || !strings.Contains(r.body, `"number":"+380441234567"`) {
			o.Errorf("get: %d %s", r.StatusCode, r.body)
		}
		if r = o.ask(all, "PATCH", one, `{"name":"Крок плюс"}`); r.StatusCode != 428 {
			o.Errorf("a change without a version: %d", r.StatusCode)
		}
		if r = o.ask(all, "PATCH", one, `{"name":"Крок плюс"}`, "If-Match", `"1"`); r.StatusCode != 200 || r.Header.Get("ETag") != `"2"` {
			o.Errorf("change: %d %s", r.StatusCode, r.body)
		}
		r = o.ask(all, "PATCH", one, `{"name":"Крок інший"}`, "If-Match", `"1"`)
		r.json(o, &p)
		if r.StatusCode != 409 || p.Version != 2 || r.Header.Get("Content-Type") != "application/problem+json" {
			o.Errorf("a stale change: %d %s", r.StatusCode, r.body)
		}
		for _, act := range []string{"archive", "restore"} {
			if r = o.ask(all, "POST", one+"/"+act, ""); r.StatusCode != 200 || strings.Contains(r.body, `"archived":true`) != (act == "archive") {
				o.Errorf("%s: %d %s", act, r.StatusCode, r.body)
			}
		}
		if r = o.ask(all, "DELETE", one, "", "If-Match", `"1"`); r.StatusCode != 409 {
			o.Errorf("a stale removal: %d", r.StatusCode)
		}
		if r = o.ask(all, "DELETE", one, ""); r.StatusCode != 204 {
			o.Errorf("delete: %d %s", r.StatusCode, r.body)
		}
		if r = o.ask(all, "GET", one, ""); r.StatusCode != 404 || o.rows(crm.Partners.Register) != 0 {
			o.Errorf("it is still there: %d", r.StatusCode)
		}
	})
}

func TestTheAPIRefusesWhatIsWrongAndNamesIt(t *testing.T) {
	onOffice(t, func(o *office) {
		all := o.token("all")
		for _, c := range []struct {
			method, path, body string
			status             int
			field, key         string
		}{
			{"POST", "partners", `{"name":"А","roles":["client"],"colour":"red"}`, 400, "colour", "unknown_field"},
			{"POST", "partners", `{"name":"А","roles":["client"],"id":7}`, 400, "id", "unknown_field"},
			{"POST", "partners", `{"name":"А","roles":["client"],"match_ua":7}`, 400, "match_ua", "unknown_field"},
			{"POST", "partners", `{"name":"А","name":"Б"}`, 400, "name", "duplicate_key"},
			{"POST", "partners", `{"name":"А"`, 400, "", "unreadable_json"},
			{"POST", "partners", `[]`, 400, "", "unreadable_json"},
			{"POST", "partners", "{\"name\":\"\xff\"}", 400, "", "invalid_utf8"},
			{"POST", "partners", `{"name":"А","vip_on":"2026-01-01"}`, 403, "vip_on", "read_only_field"},
			{"POST", "partners", `{"name":5,"roles":["client"]}`, 422, "name", "unreadable"},
			{"POST", "partners", `{"name":"А","roles":["friend"]}`, 422, "roles", "not_a_choice"},
			{"POST", "partners", `{"name":"А","roles":["client"],"payment_days":1e400}`, 422, "payment_days", "unreadable_number"},
			{"POST", "partners", `{"name":"А\u0000","roles":["client"]}`, 422, "name", ""},
			{"POST", "partners", `{"name":"А","roles":["client"],"phones":[{"digits":"1"}]}`, 400, "phones.0.digits", "unknown_field"},
			{"POST", "partners", `{"roles":["client"]}`, 422, "name", "required"},
			{"POST", "partners", `{"name":"А","roles":["client"],"parent":999}`, 422, "parent", ""},
			{"POST", "partners", `{"name":"` + strings.Repeat("а", 600_000) + `"}`, 413, "", ""},
			{"GET", "partners?colour=red", "", 400, "colour", "unknown_field"},
			{"GET", "partners?fields=colour", "", 400, "colour", "unknown_field"},
			{"GET", "partners?sort=note", "", 400, "sort", "not_sortable"},
			{"GET", "partners?sum=name", "", 400, "sum", "not_summable"},
			{"GET", "partners?limit=100000", "", 400, "limit", "out_of_range"},
			{"GET", "partners?after=x", "", 400, "after", "unreadable"},
			{"GET", "partners/999", "", 404, "", ""},
			{"GET", "partners/x", "", 404, "", ""},
			{"GET", "nothing", "", 404, "", ""},
			{"PUT", "partners", "{}", 405, "", ""},
			{"POST", "deals/transfer", `{"ids":[]}`, 422, "ids", "required"},
		} {
			r := o.ask(all, c.method, c.path, c.body)
			var got apiReply
			if r.StatusCode != c.status {
				o.Errorf("%s %s %.60s: %d %s, wanted %d", c.method, c.path, c.body, r.StatusCode, r.body, c.status)
				continue
			}
			r.json(o, &got)
			if got.Status != c.status || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/problem+json") {
				o.Errorf("%s %s: no problem as RFC 9457 says it: %s", c.method, c.path, r.body)
			}
			if c.key == "" && c.field == "" {
				continue
			}
			if len(got.Errors) == 0 || got.Errors[0].Field != c.field || c.key != "" && got.Errors[0].Key != c.key {
				o.Errorf("%s %s %.60s: %s", c.method, c.path, c.body, r.body)
			}
		}
		if r := o.ask(all, "POST", "partners", `name=A`, "Content-Type", "application/x-www-form-urlencoded"); r.StatusCode != 415 {
			o.Errorf("a form: %d", r.StatusCode)
		}
		if n := o.rows(crm.Partners.Register); n != 0 {
			o.Errorf("%d partners were made", n)
		}
	})
}

func TestOnlyTokensAndOurOwnPagesCallTheAPI(t *testing.T) {
	onOffice(t, func(o *office) {
		read := o.token("contact:read")
		for _, c := range []struct {
			what, token, site, method, path string
			cookie                          bool
			status                          int
		}{
			{"nobody", "", "same-origin", "GET", "partners", false, 401},
			{"a wrong token", "dossier_wrong", "", "GET", "partners", false, 401},
			{"our own page", "", "same-origin", "GET", "partners", true, 200},
			{"another site", "", "cross-site", "GET", "partners", true, 401},
			{"a neighbour", "", "same-site", "GET", "partners", true, 401},
			{"another site's post", "", "cross-site", "POST", "partners", true, 403},
			{"a token for contacts", read, "", "GET", "contacts", false, 200},
			{"a token for contacts elsewhere", read, "", "GET", "partners", false, 403},
			{"a token for contacts that writes", read, "", "POST", "contacts", false, 403},
		} {
			headers := []string{"Sec-Fetch-Site", c.site, "Content-Type", "application/json"}
			if c.token != "" {
				headers = append(headers, "Authorization", "Bearer "+c.token)
			}
			cookie := o.cookie
			if !c.cookie {
				o.cookie = ""
			}
			body := ""
			if c.method == "POST" {
				body = `{"surname":"А"}`
			}
			r := o.send(c.method, "/api/v1/"+c.path, strings.NewReader(body), headers...)
			o.cookie = cookie
			if r.StatusCode != c.status {
				o.Errorf("%s: %d %s, wanted %d", c.what, r.StatusCode, r.body, c.status)
			}
		}
	})
}

func TestACallSentTwiceIsDoneOnce(t *testing.T) {
	onOffice(t, func(o *office) {
		all := o.token("all")
		body := `{"name":"Крок","roles":["client"]}`
		var wait sync.WaitGroup
		answers := make([]reply, 8)
		for i := range answers {
			wait.Go(func() {
				req, _ := http.NewRequestWithContext(o.ctx, "POST", o.at+"/api/v1/partners", strings.NewReader(body))
				req.Header.Set("Content-Type", "application/json")
				req.Header.Set("Authorization", "Bearer "+all)
				req.Header.Set("Idempotency-Key", "k1")
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					o.Error(err)
					return
				}
				res.Body.Close()
				answers[i] = reply{Response: res}
			})
		}
		wait.Wait()
		for _, r := range answers {
			if r.Response != nil && r.StatusCode != 201 && r.StatusCode != 409 {
				o.Errorf("sent again: %d", r.StatusCode)
			}
		}
		first := o.ask(all, "POST", "partners", body, "Idempotency-Key", "k1")
		again := o.ask(all, "POST", "partners", body, "Idempotency-Key", "k1")
		if first.StatusCode != 201 || first.body != again.body || o.rows(crm.Partners.Register) != 1 {
			o.Errorf("%d partners; %s and %s", o.rows(crm.Partners.Register), first.body, again.body)
		}
		if r := o.ask(all, "POST", "partners", `{"name":"Інший","roles":["client"]}`, "Idempotency-Key", "k1"); r.StatusCode != 422 {
			o.Errorf("another call with the key: %d", r.StatusCode)
		}
		if r := o.ask(all, "POST", "partners", body, "Idempotency-Key", strings.Repeat("k", 200)); r.StatusCode != 400 {
			o.Errorf("a long key: %d", r.StatusCode)
		}
	})
}

func TestAListIsReadPageByPageToItsEnd(t *testing.T) {
	onOffice(t, func(o *office) {
		all := o.token("all")
		for n := range 7 {
			if r := o.ask(all, "POST", "partners", fmt.Sprintf(`{"name":"Крок %d","roles":["client"]}`, n)); r.StatusCode != 201 {
				o.Fatal(r.body)
			}
		}
		var got []string
		for path := "partners?sort=-name&limit=3&fields=name"; path != ""; {
			var page struct {
				Items []map[string]any `json:"items"`
				Count int              `json:"count"`
				Next  string           `json:"next"`
			}
			r := o.ask(all, "GET", path, "")
			r.json(o, &page)
			if page.Count != 7 {
				o.Fatalf("%s: %s", path, r.body)
			}
			for _, item := range page.Items {
				if _, more := item["roles"]; more {
					o.Errorf("fields not asked for: %v", item)
				}
				got = append(got, fmt.Sprint(item["name"]))
			}
			path = strings.TrimPrefix(page.Next, "/api/v1/")
		}
		if want := "Крок 6, Крок 5, Крок 4, Крок 3, Крок 2, Крок 1, Крок 0"; strings.Join(got, ", ") != want {
			o.Errorf("%v", got)
		}
	})
}

func TestActionsOfTheAPIAreThoseOfTheButtons(t *testing.T) {
	onOffice(t, func(o *office) {
		all := o.token("all")
		post := func(path, body string) (m apiReply) {
			o.Helper()
			r := o.ask(all, "POST", path, body)
			if r.StatusCode >= 300 {
				o.Fatalf("%s: %d %s", path, r.StatusCode, r.body)
			}
			if r.body != "" {
				r.json(o, &m)
			}
			return m
		}
		partner := post("partners", `{"name":"Крок","roles":["client"]}`)
		deal := post("deals", fmt.Sprintf(`{"partner":%d,"amount":{"amount":"1250.50","currency":"USD"}}`, partner.ID))
		lose := fmt.Sprintf("deals/%d/lose", deal.ID)
		if r := o.ask(all, "POST", lose, `{}`); r.StatusCode != 422 {
			o.Errorf("lost without a reason: %d %s", r.StatusCode, r.body)
		}
		if r := o.ask(all, "POST", lose, `{"reason":1}`); r.StatusCode != 400 {
			o.Errorf("an input that the action has not: %d", r.StatusCode)
		}
		win := o.ask(all, "POST", fmt.Sprintf("deals/%d/win", deal.ID), `{}`, "If-Match", `"9"`)
		if win.StatusCode != 409 {
			o.Errorf("won in a version that is not there: %d", win.StatusCode)
		}
		if win = o.ask(all, "POST", fmt.Sprintf("deals/%d/win", deal.ID), `{}`); win.StatusCode != 200 || !strings.Contains(win.body, `"outcome":"won"`) {
			o.Errorf("win: %d %s", win.StatusCode, win.body)
		}
		post("partners/transfer", fmt.Sprintf(`{"ids":[%d],"to":%d}`, partner.ID, o.admin.ID))
		var page struct {
			Sums map[string][]map[string]any `json:"sums"`
		}
		o.ask(all, "GET", "deals?outcome=won&sum=amount", "").json(o, &page)
		if got := fmt.Sprint(page.Sums["amount"]); got != "[map[amount:1250.50 currency:USD]]" {
			o.Errorf("the sum is %s", got)
		}
	})
}

// Fields outside the classes of a role are neither read nor written, in parts
// as well.
func TestTheAPIKeepsToTheClassesOfTheRole(t *testing.T) {
	onOffice(t, func(o *office) {
		var logist *crm.User
		o.must(o.st.Write(o.ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
			role, err := register.First(o.ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, "production"))
			if err != nil {
				return err
			}
			logist = &crm.User{Surname: "Кравець", Email: "kravets@promin.example", Roles: register.Refs[crm.Role]{register.Ref[crm.Role](role.ID)}}
			return tx.Save(o.ctx, logist)
		}))
		all := o.token("all")
		partner := apiReply{}
		o.ask(all, "POST", "partners", `{"name":"Крок","roles":["client"],"phones":[{"number":"+380441234567"}],"payment_days":5}`).json(o, &partner)
		deal := apiReply{}
		r := o.ask(all, "POST", "deals", fmt.Sprintf(`{"partner":%d,"amount":{"amount":"7","currency":"USD"}}`, partner.ID))
		r.json(o, &deal)
		o.admin = logist
		his := o.token("all")
		for _, body := range []string{`{"lines":[{"product":1,"price":5}]}`, `{"amount":{"amount":"9","currency":"USD"}}`} {
			rec := &crm.Deal{}
			d := json.NewDecoder(strings.NewReader(body))
			d.UseNumber()
			var said map[string]any
			o.must(d.Decode(&said))
			var refused *register.Problems
			err := register.FillJSON(o.rights(logist), crm.Deals.Register, rec, said)
			if !errors.As(err, &refused) || refused.List[0].Key != "hidden_field" {
				o.Errorf("%s: %v", body, err)
			}
		}
		for path, hidden := range map[string][]string{
			fmt.Sprintf("partners/%d", partner.ID): {"phones", "payment_days", "380441234567"}, fmt.Sprintf("deals/%d", deal.ID): {"amount"}, "deals": {"amount"},
		} {
			r := o.ask(his, "GET", path, "")
			if r.StatusCode != 200 {
				o.Errorf("%s: %d %s", path, r.StatusCode, r.body)
			}
			for _, word := range hidden {
				if strings.Contains(r.body, word) {
					o.Errorf("%s shows %s: %s", path, word, r.body)
				}
			}
		}
		for _, path := range []string{"deals?amount.ge=1 USD", "deals?sum=amount", "deals?fields=amount", "partners?sort=payment_days", "deals?partner.payment_days=5"} {
			path = strings.ReplaceAll(path, " ", "%20")
			if r := o.ask(his, "GET", path, ""); r.StatusCode != 403 && r.StatusCode != 400 {
				o.Errorf("%s: %d %s", path, r.StatusCode, r.body)
			}
		}
		if r := o.ask(his, "PATCH", fmt.Sprintf("partners/%d", partner.ID), `{"name":"Б"}`, "If-Match", `"1"`); r.StatusCode != 403 {
			o.Errorf("a reader writes: %d", r.StatusCode)
		}
	})
}
