package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// conflict answers a form whose record somebody else saved first: both
// versions field by field, and a choice for each. Nothing typed is lost.
func (c *call) conflict(f form) error {
	var v page.Conflict
	err := c.read(func(tx *store.Tx) error {
		ctx := c.r.Context()
		theirs, err := tx.Load(ctx, f.reg, f.id)
		if err != nil {
			return err
		}
		started, err := c.startedFrom(tx, f)
		if err != nil {
			return err
		}
		sides, mine := c.sides(f, theirs, started)
		n, err := namesOf(ctx, tx, []register.Record{theirs, mine, started}, slices.Concat(f.reg.Head, f.reg.Fields))
		if err != nil {
			return err
		}
		b := register.BaseOf(theirs)
		v = page.Conflict{
			Title: c.title(f.reg, theirs), Version: strconv.FormatInt(b.Version, 10), Key: newKey(),
			Who: n.who(c.p, b.UpdatedBy), When: c.p.Time(b.UpdatedAt),
			Action: withPlace(address(f.reg, f.id), c.formQuery(), c.place()), Theirs: address(f.reg, f.id),
		}
		if c.p.Day(b.UpdatedAt) != c.p.Day(c.now) {
			v.When = c.p.Moment(b.UpdatedAt)
		}
		for _, s := range sides {
			v.Rows = append(v.Rows, page.Difference{
				Name: s.field.Name, Label: label(c.p, f.reg, s.field), Touched: s.touched, Typed: s.typed,
				Was:    n.wholeWords(c.p, f.reg, s.field, s.field.Value(started)),
				Theirs: n.wholeWords(c.p, f.reg, s.field, s.field.Value(theirs)),
				Mine:   cmp.Or(s.unread, n.wholeWords(c.p, f.reg, s.field, s.field.Value(mine))),
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.background() {
		c.render(http.StatusConflict, page.ConflictBody(c.p, v))
		return nil
	}
	crumbs := []page.Crumb{{Label: many(c.p, f.reg), Href: "/" + f.reg.Path}, {Label: v.Title, Href: v.Theirs}, {Label: c.p.Text("form.conflict_title")}}
	c.render(http.StatusConflict, page.ConflictPage(c.p, c.shell(c.p.Text("form.conflict_title"), crumbs...), v))
	return nil
}

// startedFrom is the record as the form was filled from it; the record of now
// when the journal does not reach so far.
func (c *call) startedFrom(tx *store.Tx, f form) (register.Record, error) {
	version, _ := strconv.ParseInt(f.version, 10, 64)
	was, err := tx.AsOf(c.r.Context(), f.reg, f.id, version)
	if errors.Is(err, register.ErrNotFound) {
		return tx.Load(c.r.Context(), f.reg, f.id)
	}
	return was, err
}

// side is a field in which the two versions differ.
type side struct {
	field   *register.Field
	touched bool
	typed   []page.Hidden
	unread  string // what was typed, when it cannot be read
}

// sides compares what the form says with the record of now, and reads the
// form into a record that can be shown.
func (c *call) sides(f form, theirs, started register.Record) ([]side, register.Record) {
	now, before := c.written(f.fields, theirs), c.written(f.fields, started)
	mine := f.reg.New()
	for _, one := range f.reg.Fields {
		one.Set(mine, one.Value(theirs))
	}
	var out []side
	for _, one := range f.fields {
		own := inputsOf(one.Name, f.said)
		if len(own) == 0 || len(changedTexts(f.reg, inputsOf(one.Name, now), own)) == 0 {
			continue
		}
		s := side{field: one, touched: len(changedTexts(f.reg, inputsOf(one.Name, before), own)) > 0}
		for name, texts := range own {
			for _, text := range texts {
				s.typed = append(s.typed, page.Hidden{Name: name, Value: text})
			}
		}
		slices.SortStableFunc(s.typed, func(a, b page.Hidden) int { return cmp.Compare(a.Name, b.Name) })
		if err := register.Fill(c.actor, f.reg, mine, said(own), c.asTyped); err != nil {
			s.unread = strings.Join(own[one.Name], " ")
		}
		out = append(out, s)
	}
	return out, mine
}

// inputsOf are the inputs of one field.
func inputsOf(field string, said url.Values) url.Values {
	out := url.Values{}
	for name, texts := range said {
		if name == field || strings.HasPrefix(name, field+".") {
			out[name] = texts
		}
	}
	return out
}

// chosenSides is what a form says once a conflict was decided: of the fields
// that shall stay as the other saved them, nothing.
func chosenSides(said url.Values) url.Values {
	out := url.Values{}
	for name, texts := range said {
		head, _, _ := strings.Cut(name, ".")
		if head != "take" && said.Get("take."+head) != "theirs" {
			out[name] = texts
		}
	}
	return out
}
