package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// signal is a field in which records that are the same say the same.
type signal struct {
	field, of string // of names the field of a part
	because   string // message key
	surname   bool   // only where the surname is alike too
}

// signals are those of a register, the surest first.
func signals(r *register.Register) []signal {
	ways := []signal{
		{field: "phones", of: "number", because: "merge.same_phone", surname: r.Name == crm.Contacts.Name},
		{field: "emails", of: "address", because: "merge.same_email", surname: r.Name == crm.Contacts.Name},
	}
	if r.Name == crm.Partners.Name {
		for _, key := range []string{"match_cyr", "match_ua", "match_bg", "match_ru"} {
			ways = append(ways, signal{field: key, because: "merge.same_name"})
		}
	}
	return ways
}

// duplicateGroups is how many groups the page shows at once.
const duplicateGroups = 20

// How many values of a signal are looked at in one question: few at first, as
// they mostly make a page, and more where they do not.
const fewValues, manyValues = 50, 3200

// mostCompared is with how many rows before it a row of the same value is
// compared.
const mostCompared = 8

// likeness are records that look the same, and why: by which signal and by
// which value of it.
type likeness struct {
	ids   []register.ID
	by    int // of the signals
	value string
}

// duplicates are the groups of records that look the same, as far as the reader
// may see them. The page walks the index of one signal after the other, from
// where its address says on, and no further than it shows: a base of any size
// is asked for one page of it.
func (c *call) duplicates() error {
	r := c.register()
	if !register.May(c.actor, r, register.Merge) {
		return register.ErrForbidden
	}
	q := c.r.URL.Query()
	by, _ := strconv.Atoi(q.Get("by"))
	path := "/" + r.Path + "/duplicates"
	v := page.DuplicatePage{Title: c.p.Text(r.Name + ".duplicates"), Lead: c.p.Text("merge.groups_lead")}
	if q.Has("by") {
		v.First = path
	}
	err := c.read(func(tx *store.Tx) error {
		groups, err := c.alike(tx, r, max(by, 0), q.Get("after"))
		if err != nil {
			return err
		}
		if len(groups) == 0 {
			v.Lead = ""
			v.Empty = &page.Empty{Icon: "circle-check", Title: c.p.Text("merge.no_duplicates")}
			if v.First != "" {
				v.Empty.Title = c.p.Text("merge.no_more_duplicates")
			}
			return nil
		}
		if len(groups) > duplicateGroups {
			last, till := groups[duplicateGroups-1], duplicateGroups
			for till < len(groups) && groups[till].by == last.by && groups[till].value == last.value {
				till++ // the next page begins behind the value
			}
			groups = groups[:till]
			v.Next = withQuery(path, url.Values{"by": {strconv.Itoa(last.by)}, "after": {last.value}})
		}
		v.Groups, err = c.groupViews(tx, r, groups)
		return err
	})
	if err != nil {
		return err
	}
	sh := c.shell(v.Title, page.Crumb{Label: many(c.p, r), Href: "/" + r.Path}, page.Crumb{Label: v.Title})
	c.render(http.StatusOK, page.DuplicatesPage(c.p, sh, v))
	return nil
}

// alike are the groups of records that share a signal, from the value of one
// on, but those of which somebody said that they are not the same: those of a
// page and one more.
func (c *call) alike(tx *store.Tx, r *register.Register, by int, after string) ([]likeness, error) {
	ctx := c.r.Context()
	apart, err := tx.Apart(ctx, r)
	if err != nil {
		return nil, err
	}
	var out []likeness
	ways := signals(r)
	for ; by < len(ways); by, after = by+1, "" {
		if f := r.Field(ways[by].field); !c.actor.Sees(r, f.Class) {
			continue
		}
		most := fewValues
		for more := true; more; most = min(4*most, manyValues) {
			rows, last, err := tx.Repeated(ctx, r, ways[by].field, ways[by].of, after, most)
			if err != nil {
				return nil, err
			}
			found, err := c.joined(tx, r, ways[:by+1], rows, apart)
			if err != nil {
				return nil, err
			}
			if out = append(out, found...); len(out) > duplicateGroups {
				return out, nil
			}
			after, more = last, last != ""
		}
	}
	return out, nil
}

// joined makes groups of rows that say the same in the last of the signals. Two
// that say the same in one before it were joined by that already.
func (c *call) joined(tx *store.Tx, r *register.Register, ways []signal, rows []store.Repeated, apart map[[2]register.ID]bool) ([]likeness, error) {
	last := ways[len(ways)-1]
	said, err := c.said(tx, r, ways, rows)
	if err != nil {
		return nil, err
	}
	same := func(a, b register.ID) bool {
		if apart[[2]register.ID{min(a, b), max(a, b)}] {
			return false
		}
		x, y := said[a], said[b]
		if last.surname && (x.surname == 0 || x.surname != y.surname) {
			return false
		}
		for i := range ways[:len(ways)-1] {
			if slices.ContainsFunc(x.values[i], func(v string) bool { return slices.Contains(y.values[i], v) }) {
				return false
			}
		}
		return true
	}
	slices.SortStableFunc(rows, func(a, b store.Repeated) int {
		if a.Value != b.Value {
			return 0 // as they came
		}
		return cmp.Compare(said[a.ID].surname, said[b.ID].surname)
	})
	var out []likeness
	for from := 0; from < len(rows); {
		till := from + 1
		for till < len(rows) && rows[till].Value == rows[from].Value {
			till++
		}
		out = append(out, likeOf(rows[from:till], len(ways)-1, same)...)
		from = till
	}
	return out, nil
}

// likeOf are the groups among rows of one value.
func likeOf(rows []store.Repeated, by int, same func(a, b register.ID) bool) []likeness {
	at := make([]int, len(rows)) // the first row of the group of each
	for i := range rows {
		at[i] = i
		for j := i - 1; j >= max(0, i-mostCompared); j-- {
			if rows[i].ID == rows[j].ID || !same(rows[i].ID, rows[j].ID) {
				continue
			}
			was, is := max(at[i], at[j]), min(at[i], at[j])
			for k := range at[:i+1] {
				if at[k] == was {
					at[k] = is
				}
			}
		}
	}
	var out []likeness
	for first := range rows {
		g := likeness{by: by, value: rows[first].Value}
		for i := first; i < len(rows); i++ {
			if at[i] == first {
				g.ids = append(g.ids, rows[i].ID)
			}
		}
		if slices.Sort(g.ids); len(slices.Compact(g.ids)) > 1 {
			out = append(out, g)
		}
	}
	return out
}

// saying is what a record says in the signals before the last, and how its
// surname sounds.
type saying struct {
	values  [][]string
	surname int64
}

// said reads it of rows, in one question and one for each kind of parts.
func (c *call) said(tx *store.Tx, r *register.Register, ways []signal, rows []store.Repeated) (map[register.ID]saying, error) {
	var only []string
	for _, s := range ways[:len(ways)-1] {
		only = append(only, s.field)
	}
	if ways[len(ways)-1].surname {
		only = append(only, surnameKeys...)
	}
	out := map[register.ID]saying{}
	if len(only) == 0 || len(rows) == 0 {
		return out, nil
	}
	var ids []register.ID
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), 2000) {
		recs, err := tx.Select(c.r.Context(), r, register.Query{Filter: register.ByID(part...), Only: only, Whole: true})
		if err != nil {
			return nil, err
		}
		for _, rec := range recs {
			one := saying{values: make([][]string, len(ways))}
			for i, s := range ways[:len(ways)-1] {
				one.values[i] = s.valuesOf(r, rec)
			}
			for _, key := range surnameKeys {
				if f := r.Field(key); ways[len(ways)-1].surname && one.surname == 0 {
					one.surname = f.Value(rec).(int64)
				}
			}
			out[register.BaseOf(rec).ID] = one
		}
	}
	return out, nil
}

// surnameKeys are the keys by which surnames are alike.
var surnameKeys = []string{"match_cyr", "match_ua"}

// valuesOf is what a record says in the field of a signal.
func (s signal) valuesOf(r *register.Register, rec register.Record) []string {
	f := r.Field(s.field)
	if f.Kind != register.PartsOf {
		if f.Empty(rec) {
			return nil
		}
		return []string{fmt.Sprint(f.Value(rec))}
	}
	var out []string
	for _, part := range f.Value(rec).([]any) {
		if text := fmt.Sprint(f.Target.Field(s.of).Value(part)); text != "" {
			out = append(out, text)
		}
	}
	return out
}

func (c *call) groupViews(tx *store.Tx, r *register.Register, groups []likeness) ([]page.DuplicateGroup, error) {
	var ids []register.ID
	ways := signals(r)
	for _, g := range groups {
		ids = append(ids, g.ids...)
	}
	recs, err := tx.Named(c.r.Context(), r, ids)
	if err != nil {
		return nil, err
	}
	var out []page.DuplicateGroup
	for _, g := range groups {
		v := page.DuplicateGroup{Because: c.p.Text(ways[g.by].because), Apart: "/" + r.Path + "/apart", Key: newKey(), Merge: mergeAddress(r, g.ids[:min(len(g.ids), crm.MostMerged)]...)}
		for _, id := range g.ids {
			if rec := recs[id]; rec != nil {
				v.Records = append(v.Records, page.DuplicateRecord{
					ID: strconv.FormatInt(id, 10), Label: c.title(r, rec), Href: address(r, id), Hint: r.Hint(rec, string(c.p.Language())),
				})
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// setApart notes that records are not the same.
func (c *call) setApart() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	r := c.register()
	ids, err := idsSaid(c.r.PostForm["id"])
	if err != nil {
		return err
	}
	if len(ids) < 2 || len(ids) > mostAtOnce {
		return refusal{http.StatusBadRequest, "merge.needs_two"}
	}
	return c.once(func(tx *store.Tx) (done, error) {
		if _, err := c.loadAllFor(tx, r, ids, register.Merge); err != nil {
			return done{}, err
		}
		return done{To: "/" + r.Path + "/duplicates", Leave: true, Told: c.p.Text("merge.set_apart")}, tx.SetApart(c.r.Context(), r, ids)
	})
}

func jsonNumber(text string) any {
	if _, err := strconv.ParseInt(text, 10, 64); err != nil {
		return text
	}
	return json.Number(text)
}
