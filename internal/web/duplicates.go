package web

import (
	"cmp"
	"encoding/json"
	"maps"
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

// How much the page of duplicates takes in: rows that share one signal, and
// groups that it shows at once.
const (
	mostRepeated    = 20_000
	duplicateGroups = 20
	mostCompared    = 8 // rows before it that one is joined with
)

// likeness are records that look the same, and why.
type likeness struct {
	ids     []register.ID
	because string
}

// duplicates are the groups of records that look the same, as far as the reader
// may see them: the doubles of each signal are found in its index.
func (c *call) duplicates() error {
	r := c.register()
	if !register.May(c.actor, r, register.Merge) {
		return register.ErrForbidden
	}
	from, _ := strconv.Atoi(c.r.URL.Query().Get("from"))
	v := page.DuplicatePage{Title: c.p.Text(r.Name + ".duplicates")}
	err := c.read(func(tx *store.Tx) error {
		groups, err := c.alike(tx, r)
		if err != nil {
			return err
		}
		if len(groups) == 0 {
			v.Empty = &page.Empty{Icon: "circle-check", Title: c.p.Text("merge.no_duplicates")}
			return nil
		}
		v.Lead = c.p.Count("merge.groups", int64(len(groups)))
		from = max(0, min(from, len(groups)-1))
		till := min(from+duplicateGroups, len(groups))
		at := func(n int) string { return withQuery("/"+r.Path+"/duplicates", url.Values{"from": {strconv.Itoa(n)}}) }
		if from > 0 {
			v.Newer = at(max(0, from-duplicateGroups))
		}
		if till < len(groups) {
			v.Older = at(till)
		}
		v.Range = c.p.Text("list.range", "from", c.p.Integer(int64(from+1)), "to", c.p.Integer(int64(till)), "count", c.p.Integer(int64(len(groups))))
		v.Groups, err = c.groupViews(tx, r, groups[from:till])
		return err
	})
	if err != nil {
		return err
	}
	sh := c.shell(v.Title, page.Crumb{Label: many(c.p, r), Href: "/" + r.Path}, page.Crumb{Label: v.Title})
	c.render(http.StatusOK, page.DuplicatesPage(c.p, sh, v))
	return nil
}

// alike joins records that share a signal into groups, but those of which
// somebody said that they are not the same.
func (c *call) alike(tx *store.Tx, r *register.Register) ([]likeness, error) {
	ctx := c.r.Context()
	apart, err := tx.Apart(ctx, r)
	if err != nil {
		return nil, err
	}
	surnames := map[register.ID]string{}
	if r.Name == crm.Contacts.Name {
		for _, key := range []string{"match_cyr", "match_ua"} {
			rows, err := tx.Repeated(ctx, r, key, "", mostRepeated)
			if err != nil {
				return nil, err
			}
			for _, row := range rows {
				surnames[row.ID] = cmp.Or(surnames[row.ID], row.Value)
			}
		}
	}
	up := map[register.ID]register.ID{}
	var root func(id register.ID) register.ID
	root = func(id register.ID) register.ID {
		if at, ok := up[id]; ok && at != id {
			up[id] = root(at)
			return up[id]
		}
		return id
	}
	because := map[register.ID]string{}
	for _, s := range signals(r) {
		if f := r.Field(s.field); !c.actor.Sees(r, f.Class) {
			continue
		}
		rows, err := tx.Repeated(ctx, r, s.field, s.of, mostRepeated)
		if err != nil {
			return nil, err
		}
		for i, b := range rows {
			for j := i - 1; j >= max(0, i-mostCompared) && rows[j].Value == b.Value; j-- {
				a := rows[j]
				if a.ID == b.ID || apart[[2]register.ID{min(a.ID, b.ID), max(a.ID, b.ID)}] ||
					s.surname && (surnames[a.ID] == "" || surnames[a.ID] != surnames[b.ID]) {
					continue
				}
				x, y := root(a.ID), root(b.ID)
				x, y = min(x, y), max(x, y)
				up[x], up[y] = x, x
				because[x] = cmp.Or(because[x], because[y], s.because)
			}
		}
	}
	found := map[register.ID]*likeness{}
	for id := range up {
		at := root(id)
		if found[at] == nil {
			found[at] = &likeness{because: because[at]}
		}
		found[at].ids = append(found[at].ids, id)
	}
	var out []likeness
	for _, at := range slices.Sorted(maps.Keys(found)) {
		g := found[at]
		if slices.Sort(g.ids); len(g.ids) > 1 {
			out = append(out, *g)
		}
	}
	return out, nil
}

func (c *call) groupViews(tx *store.Tx, r *register.Register, groups []likeness) ([]page.DuplicateGroup, error) {
	var ids []register.ID
	for _, g := range groups {
		ids = append(ids, g.ids...)
	}
	recs, err := tx.Named(c.r.Context(), r, ids)
	if err != nil {
		return nil, err
	}
	var out []page.DuplicateGroup
	for _, g := range groups {
		v := page.DuplicateGroup{Because: c.p.Text(g.because), Apart: "/" + r.Path + "/apart", Key: newKey(), Merge: mergeAddress(r, g.ids[:min(len(g.ids), crm.MostMerged)]...)}
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
