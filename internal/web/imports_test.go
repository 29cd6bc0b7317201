package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// bring goes through the steps of an import: columns and values may be
// changed on the way. It returns the import when it has ended.
func (o *office) bring(reg, file string, content []byte, columns, values func(form)) *crm.Import {
	o.Helper()
	r := o.upload(reg, file, content)
	if r.StatusCode != http.StatusSeeOther {
		o.Fatalf("%s: %d %s", file, r.StatusCode, r.body)
	}
	step := r.Header.Get("Location")
	f := o.get(step).form(o, step)
	if columns != nil {
		columns(f)
	}
	step = o.post(f)
	f = o.get(step).form(o, step)
	if values != nil {
		values(f)
	}
	step = o.post(f)
	begin := time.Now()
	check := o.checkedAt(step)
	checked := time.Since(begin)
	id, err := strconv.ParseInt(strings.Split(step, "/")[2], 10, 64)
	o.must(err)
	f = check.form(o, fmt.Sprintf("/imports/%d/start", id))
	step = o.post(f)
	if want := fmt.Sprintf("/imports/%d/job", id); step != want {
		o.Fatalf("the start leads to %s, wanted %s", step, want)
	}
	o.get(step)
	i := o.awaitImport(id)
	o.Logf("%s: checked in %v, brought in in %v", file, checked.Round(time.Millisecond), (time.Since(begin) - checked).Round(time.Millisecond))
	o.get(step)
	if i.State != crm.ImportDone {
		o.Fatalf("%s ended as %s: %s", file, i.State, i.Trouble)
	}
	return i
}

// checkedAt is the page of a dry run, once the job has ended that runs a long one.
func (o *office) checkedAt(step string) reply {
	o.Helper()
	again, limit := time.NewTicker(50*time.Millisecond), time.After(2*time.Minute)
	defer again.Stop()
	for {
		r := o.get(step)
		if !strings.Contains(r.body, `id="job-check"`) {
			return r
		}
		select {
		case <-again.C:
		case <-limit:
			o.Fatalf("%s is still checked", step)
		}
	}
}

func (o *office) counted(i *crm.Import, created, changed, same, refused int64) {
	o.Helper()
	if i.Created != created || i.Changed != changed || i.Unchanged != same || i.Refused != refused {
		o.Errorf("%s: %d created, %d changed, %d same, %d refused; wanted %d, %d, %d, %d",
			i.Name, i.Created, i.Changed, i.Unchanged, i.Refused, created, changed, same, refused)
	}
}

// bringAll brings the four files in as a person does in the browser.
func (o *office) bringAll() []*crm.Import {
	o.Helper()
	start := time.Now()
	took := func(i *crm.Import) *crm.Import {
		o.Logf("%s: %d rows in %v with all steps", i.Name, i.Total, time.Since(start).Round(time.Millisecond))
		start = time.Now()
		return i
	}
	teams := took(o.bring("user", "sales_teams.csv", sales(o, "sales_teams.csv"), func(f form) {
		f.values.Set("column.0", "@person")
		f.values.Set("column.1", "head")
		f.values.Set("column.2", "team")
		f.values.Set("key", "0")
	}, nil))
	products := took(o.bring("product", "products.csv", sales(o, "products.csv"), func(f form) {
		f.values.Set("column.0", "name")
		f.values.Set("column.1", "group")
		f.values.Set("column.2", "price")
		f.values.Set("key", "0")
	}, nil))
	accounts := took(o.bring("partner", "accounts.csv", sales(o, "accounts.csv"), func(f form) {
		for n, field := range []string{"name", "industry", "@new", "@new", "@new", "region", "parent"} {
			if field == "@new" && !f.offers("column."+strconv.Itoa(n), field) {
				continue // it was made before, and is found by its name
			}
			f.values.Set("column."+strconv.Itoa(n), field)
		}
		f.values.Set("key", "0")
	}, func(f form) {
		f.choose(o, "constant.roles.to", "Client")
		if got := f.values.Get(f.row(o, "medical", "")); got == "entry" && f.values.Get(f.row(o, "medical", ".to")) == f.labels[f.row(o, "medical", ".to")+"\x00Media and advertising"] {
			o.Error("medical becomes media unasked")
		}
	}))
	pipeline := took(o.bring("deal", "sales_pipeline.csv", sales(o, "sales_pipeline.csv"), func(f form) {
		for n, field := range []string{"number", "responsible", "product", "partner", "stage", "started_on", "closed_on", "amount"} {
			f.values.Set("column."+strconv.Itoa(n), field)
		}
		f.values.Set("key", "0")
	}, func(f form) {
		gtx := f.row(o, "GTXPro", "")
		if got := f.values.Get(gtx); got != "entry" || f.values.Get(gtx+".to") != f.labels[gtx+".to\x00GTX Pro"] {
			o.Errorf("GTXPro becomes %s %s, wanted GTX Pro", got, f.values.Get(gtx+".to"))
		}
		if f.values.Get("dates.5") != "mdy" || f.values.Get("currency.7") != "USD" {
			o.Errorf("days are read as %s, amounts in %s", f.values.Get("dates.5"), f.values.Get("currency.7"))
		}
		f.choose(o, "constant.loss_reason.to", "Not specified")
	}))
	return []*crm.Import{teams, products, accounts, pipeline}
}

func TestTheFourFilesComeInThroughTheBrowser(t *testing.T) {
	onOffice(t, func(o *office) {
		all := o.bringAll()
		o.counted(all[0], 35, 0, 0, 0)
		o.counted(all[1], 7, 0, 0, 0)
		o.counted(all[2], 85, 0, 0, 0)
		o.counted(all[3], 8800, 0, 0, 0)
		o.facts()
		o.analysed()
		for _, i := range o.bringAll() {
			o.counted(i, 0, 0, i.Total, 0)
		}
		o.facts()
	})
}

// number asks the API how many records there are, and for a sum.
func (o *office) number(query string) (n int, sums map[string]any) {
	o.Helper()
	var got struct {
		Count int            `json:"count"`
		Sums  map[string]any `json:"sums"`
	}
	o.get("/api/v1/"+query).json(o, &got)
	return got.Count, got.Sums
}

func (o *office) facts() {
	o.Helper()
	for query, want := range map[string]int{
		"partners?roles.has=client": 85, "partners?parent.set=": 15, "products?all=1": 7, "product_groups?all=1": 3, "teams?all=1": 3,
		"users?head.set=": 35, "users?all=1": 1 + 35 + 6,
		"deals?outcome=won": 4238, "deals?outcome=lost": 2473, "deals?outcome=open&partner.unset=": 1425,
		"deals?started_on.unset=": 500, "deals?outcome=lost&loss_reason.code=not_specified": 2473, "deals?product.name=GTX Pro": 1480,
	} {
		path, q, _ := strings.Cut(query, "?")
		values, err := url.ParseQuery(q)
		o.must(err)
		if n, _ := o.number(path + "?" + values.Encode()); n != want {
			o.Errorf("%s: %d, wanted %d", query, n, want)
		}
	}
	// The list's sums, the columns of the board and the API agree.
	_, sums := o.number("deals?outcome=won&sum=amount")
	if got := fmt.Sprint(sums["amount"]); got != "[map[amount:10005534.00 currency:USD]]" {
		o.Errorf("the API's won sum is %s", got)
	}
	if page := o.get("/deals?outcome=won").body; !strings.Contains(text(o, page), "10,005,534") {
		o.Error("the list does not show the won sum")
	}
	if page := o.get("/deals/board").body; !strings.Contains(text(o, page), "4,238") {
		o.Error("the board does not count the won deals")
	}
	var groups []register.Group
	o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) (err error) {
		groups, err = tx.Group(o.ctx, crm.Deals.Register, register.Grouping{By: []string{"stage"}})
		return err
	}))
	found := map[int64]bool{}
	for _, g := range groups {
		found[g.Count] = true
	}
	for _, n := range []int64{4238, 2473, 1589, 500} {
		if !found[n] {
			o.Errorf("no stage has %d deals: %v", n, groups)
		}
	}
}

// refusal is what a page says about a file that was not taken.
func (o *office) refusal(reg, file string, content []byte) string {
	o.Helper()
	r := o.upload(reg, file, content)
	if r.StatusCode != http.StatusUnprocessableEntity {
		o.Errorf("%s: %d", file, r.StatusCode)
	}
	return text(o, r.body)
}

func TestAFileThatIsNoTableIsRefusedWithAReason(t *testing.T) {
	onOffice(t, func(o *office) {
		for file, c := range map[string]struct{ content, want string }{
			"empty.csv":   {"", "empty"},
			"picture.csv": {"\x00\x01\x02\x03\x04\x05\x06\x07\x00\x00\x00\x00", "table"},
			"broken.xlsx": {"PK\x03\x04 and nothing more", "workbook"},
			"lines.csv":   {string(sales(o, "broken/all-columns.csv")), ""},
		} {
			if page := o.refusal("deal", file, []byte(c.content)); !strings.Contains(strings.ToLower(page), c.want) || strings.Contains(page, "sheet.") {
				o.Errorf("%s: %s", file, page)
			}
		}
		if n := o.rows(crm.Imports.Register); n != 0 {
			o.Errorf("%d imports were begun", n)
		}
		if r := o.send("POST", "/imports/upload", strings.NewReader("x"), "Content-Type", "text/plain"); r.StatusCode != 400 {
			o.Errorf("no form: %d", r.StatusCode)
		}
	})
}

func TestBadRowsAreRefusedAndGivenBackToBeMended(t *testing.T) {
	onOffice(t, func(o *office) {
		file := "name,roles,founded\nКрок,client,20.10.2016\nЗліва,client,31.02.2017\n,client,01.02.2017\n"
		match := func(f form) {
			f.values.Set("column.0", "name")
			f.values.Set("column.1", "roles")
			f.values.Set("column.2", "founded_on")
			f.values.Set("key", "0")
		}
		i := o.bring("partner", "partners.csv", []byte(file), match, nil)
		o.counted(i, 1, 0, 0, 2)
		job := text(o, o.get(fmt.Sprintf("/imports/%d/job", i.ID)).body)
		if !strings.Contains(job, "2 Refused") {
			o.Errorf("the result does not count the refused: %s", job)
		}
		r := o.get(fmt.Sprintf("/imports/%d/rejects", i.ID))
		if lines := strings.Split(strings.TrimSpace(r.body), "\r\n"); len(lines) != 3 || !strings.Contains(lines[1], "Зліва,client,31.02.2017") {
			o.Errorf("the refused rows: %q", r.body)
		}
		mended := strings.ReplaceAll(strings.ReplaceAll(r.body, "31.02.2017", "28.02.2017"), ",,client", ",Справа,client")
		again := o.bring("partner", "mended.csv", []byte(mended), func(f form) {
			for n, field := range []string{"", "", "name", "roles", "founded_on"} {
				f.values.Set("column."+strconv.Itoa(n), field)
			}
			f.values.Set("key", "2")
		}, nil)
		o.counted(again, 2, 0, 0, 0)
	})
}

func TestAnImportIsTakenBackWholeButForWhatWasChangedSince(t *testing.T) {
	onOffice(t, func(o *office) {
		i := o.bring("product", "products.csv", sales(o, "products.csv"), nil, nil)
		o.must(o.st.Do(o.ctx, register.Program, register.ByForm, func(tx register.Tx) error {
			p, err := register.First(o.ctx, tx, crm.Products, register.Eq(&crm.Products.Row.Name, "GTX Pro"))
			if err != nil {
				return err
			}
			p.Description = "дороге"
			return tx.Save(o.ctx, p)
		}))
		undo := fmt.Sprintf("/imports/%d/undo", i.ID)
		o.post(o.get(undo).form(o, undo))
		i = o.awaitImport(i.ID)
		if i.State != crm.ImportUndone || o.rows(crm.Products.Register) != 1 {
			o.Errorf("%s, %d products are left: %s", i.State, o.rows(crm.Products.Register), i.Trouble)
		}
		o.get(fmt.Sprintf("/imports/%d/job", i.ID))
		if r := o.send("POST", undo, nil); r.StatusCode != http.StatusUnprocessableEntity {
			o.Errorf("undone twice: %d", r.StatusCode)
		}
	})
}

func TestAnImportCutOffIsBegunAgainAndDoublesNothing(t *testing.T) {
	for _, keyed := range []string{"0", ""} {
		onOffice(t, func(o *office) {
			// The first half came in before the program was killed.
			i := o.ready("product", sales(o, "products.csv"), keyed)
			o.must(o.st.Write(o.ctx, register.Program, register.ByImport, func(tx *store.Tx) error {
				tx.About(i.About())
				return tx.Save(o.ctx, &crm.Product{Name: "GTX Basic"})
			}))
			o.must(o.st.Do(o.ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
				i.State, i.StartedAt = crm.ImportRunning, tx.Now()
				if err := tx.Save(o.ctx, i); err != nil {
					return err
				}
				return tx.Enqueue(o.ctx, register.Job{Kind: crm.ImportJob, Key: i.About(), Input: crm.ImportInput{Import: i.ID}})
			}))
			i = o.awaitImport(i.ID)
			if i.State != crm.ImportDone || o.rows(crm.Products.Register) != 7 || i.Created != 7 {
				o.Errorf("key %q: %s, %d products, %d created: %s", keyed, i.State, o.rows(crm.Products.Register), i.Created, i.Trouble)
			}
		})
	}
}

// ready is an import that is matched and not yet started.
func (o *office) ready(reg string, content []byte, key string) *crm.Import {
	o.Helper()
	step := o.upload(reg, "file.csv", content).Header.Get("Location")
	f := o.get(step).form(o, step)
	f.values.Set("key", key)
	step = o.post(f)
	o.post(o.get(step).form(o, step))
	id, err := strconv.ParseInt(strings.Split(step, "/")[2], 10, 64)
	o.must(err)
	var i *crm.Import
	o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) (err error) {
		i, err = register.Load(o.ctx, tx, crm.Imports, register.Ref[crm.Import](id))
		return err
	}))
	return i
}

func TestAMappingIsKeptWithItsValuesAndUsedAgain(t *testing.T) {
	onOffice(t, func(o *office) {
		file := []byte("firma,art\nКрок,Kunde\n")
		i := o.bring("partner", "a.csv", file, func(f form) {
			f.values.Set("column.0", "name")
			f.values.Set("column.1", "roles")
			f.values.Set("key", "0")
			f.values.Set("save_as", "German")
		}, func(f form) { f.choose(o, f.row(o, "Kunde", ".to"), "Client") })
		o.counted(i, 1, 0, 0, 0)
		var m *crm.Mapping
		o.must(o.st.Read(o.ctx, register.Program, func(tx *store.Tx) (err error) {
			m, err = register.First(o.ctx, tx, crm.Mappings, register.Eq(&crm.Mappings.Row.Name, "German"))
			return err
		}))
		if m == nil || !strings.Contains(m.Body, `"Kunde":"client"`) {
			o.Fatalf("what is kept: %+v", m)
		}
		card := o.get(at(crm.Mappings.Register, m.ID))
		o.answers(card, http.StatusOK, "firma", "→ Main · Name", "→ Main · Roles")
		if strings.Contains(card.body, "&#34;columns&#34;") {
			o.Error("the card of a match shows it as the program keeps it")
		}
		page := o.get("/imports/new?register=partner")
		if !strings.Contains(text(o, page.body), "German") {
			o.Error("the saved match is not offered")
		}
	})
}

func TestAnImportOfOthersIsNotFound(t *testing.T) {
	onOffice(t, func(o *office) {
		i := o.ready("product", sales(o, "products.csv"), "0")
		o.must(o.st.Write(o.ctx, register.Program, register.ByCommand, func(tx *store.Tx) error {
			role, err := register.First(o.ctx, tx, crm.Roles, register.Eq(&crm.Roles.Row.Preset, "head_of_sales"))
			if err != nil {
				return err
			}
			u := &crm.User{Surname: "Бондар", Email: "bondar@promin.example", Roles: register.Refs[crm.Role]{register.Ref[crm.Role](role.ID)}}
			if err := tx.Save(o.ctx, u); err != nil {
				return err
			}
			o.cookie, err = tx.SignIn(o.ctx, store.Session{User: u.ID, Method: "password"}, time.Hour)
			return err
		}))
		for _, path := range []string{"columns", "values", "check", "job", "rejects"} {
			if r := o.send("GET", fmt.Sprintf("/imports/%d/%s", i.ID, path), nil); r.StatusCode != http.StatusNotFound {
				o.Errorf("%s: %d", path, r.StatusCode)
			}
		}
		for _, path := range []string{"columns", "read", "values", "start", "cancel"} {
			if r := o.send("POST", fmt.Sprintf("/imports/%d/%s", i.ID, path), nil, "Content-Type", "application/x-www-form-urlencoded"); r.StatusCode != http.StatusNotFound {
				o.Errorf("%s: %d", path, r.StatusCode)
			}
		}
		// He may import partners, but not products.
		if r := o.upload("product", "products.csv", sales(o, "products.csv")); r.StatusCode != http.StatusForbidden {
			o.Errorf("into a register that is not his: %d %s", r.StatusCode, r.Header.Get("Location"))
		}
	})
}

func TestALongFileIsCheckedByAJobAndNothingIsWritten(t *testing.T) {
	onOffice(t, func(o *office) {
		o.pages.Hasty()
		i := o.ready("product", []byte("name,code\nЛампа,A1\nСтіл,A2\n,A3\n"), "0")
		step := fmt.Sprintf("/imports/%d/check", i.ID)
		if page := text(o, o.get(step).body); !strings.Contains(page, "Checking the file: nothing is written yet") {
			o.Fatalf("the page does not wait for the job: %s", page)
		}
		var done store.Job
		for tick, tries := time.NewTicker(10*time.Millisecond), 0; tries < 1000 && !done.State.Ended(); tries++ {
			<-tick.C
			var err error
			done, err = o.st.LatestJob(o.ctx, fmt.Sprintf("check:%d:%d:en", i.ID, i.Version))
			o.must(err)
		}
		if done.State != store.JobDone || done.Done != 3 {
			o.Fatalf("%s: %d rows, %s", done.State, done.Done, done.Error)
		}
		if n := o.rows(crm.Products.Register); n != 0 {
			o.Errorf("checking wrote %d products", n)
		}
		r := o.send("GET", step, nil, "HX-Request", "true", "HX-Target", "section#job-check")
		if at := r.Header.Get("HX-Redirect"); at != step+"?show=" {
			o.Errorf("the page that waits is led to %q", at)
		}
		page := o.get(step + "?show=")
		if said := text(o, page.body); !strings.Contains(said, "2 Will be created") && !strings.Contains(said, "2 New") {
			o.Errorf("what the job found is not shown: %s", said)
		}
		o.post(page.form(o, fmt.Sprintf("/imports/%d/start", i.ID)))
		o.counted(o.awaitImport(i.ID), 2, 0, 0, 1)
	})
}

func TestAnImportTellsOfAddressesToWhichNoOffersGo(t *testing.T) {
	onOffice(t, func(o *office) {
		o.must(o.st.Do(o.ctx, register.Program, register.ByProgram, func(tx register.Tx) error { return tx.Suppress(o.ctx, "gone@beech.example") }))
		i := o.bring("partner", "partners.csv", []byte("Name,Email\nБук,Gone@beech.example\nДуб,oak@oak.example\n"), nil, nil)
		if i.Created != 2 || i.NoOffers != 1 {
			o.Errorf("%d were made, %d of them told of", i.Created, i.NoOffers)
		}
		if page := o.get(fmt.Sprintf("/imports/%d/job", i.ID)); !strings.Contains(page.body, "In 1 row the address was erased") {
			o.Errorf("the report does not tell: %s", page.body)
		}
	})
}

func TestARefusedRowNamesTheFieldThatNoColumnFills(t *testing.T) {
	onOffice(t, func(o *office) {
		i := o.ready("counterparty", []byte("code\n12345678\n"), "0")
		if body := o.get(fmt.Sprintf("/imports/%d/check", i.ID)).body; !strings.Contains(body, "<td>Legal name</td>") {
			o.Errorf("the refused row does not name the field: %s", text(o, body))
		}
		if list := text(o, o.get("/imports").body); !strings.Contains(list, "Counterparties") || strings.Contains(list, " counterparty ") {
			o.Errorf("the list does not say the register in words: %s", list)
		}
	})
}
