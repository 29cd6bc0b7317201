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
	check := o.get(step)
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
	}, func(f form) { f.choose(o, "constant.roles.to", "Client") }))
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
