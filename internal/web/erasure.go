package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// eraseAct asks for a person to be erased.
const eraseAct register.Act = "erase"

// erasureRoutes are the pages on which somebody sees what an erasure would do
// before it is asked for.
func (s *Server) erasureRoutes() {
	for _, r := range []*register.Register{crm.Contacts.Register, crm.Partners.Register, crm.Leads.Register} {
		s.add("GET", "/"+r.Path+"/{id}/erase", PageKind, (*call).erasePage, of(r, eraseAct))
		s.add("POST", "/"+r.Path+"/{id}/erase", FormKind, (*call).askErasure, of(r, eraseAct))
	}
}

// erasePage shows what is linked to a person, what must stay, and where else
// he is spoken of.
func (c *call) erasePage() error { return c.showErasure(http.StatusOK, nil, nil, "") }

func (c *call) showErasure(status int, said url.Values, wrong wrongs, refusal string) error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	a := r.Action(string(eraseAct))
	v := page.Erasure{
		Title: c.p.Text(r.Name + ".erase"), Action: address(r, id) + "/erase", Key: newKey(), Refusal: refusal, Cancel: address(r, id),
	}
	var title string
	err = c.read(func(tx *store.Tx) error {
		rec, err := c.loadFor(tx, r, id, eraseAct)
		if err != nil {
			return err
		}
		if !a.Offered(rec) {
			return refusal404(r)
		}
		title = c.title(r, rec)
		plan, err := crm.PlanErasure(c.r.Context(), tx, register.Link{Register: r.Name, ID: id})
		if err != nil {
			return err
		}
		if err := c.erasureView(tx, plan, said, &v); err != nil {
			return err
		}
		in := inputOf(r, a)
		for _, f := range in.Fields {
			if f.Kind == register.PartsOf {
				continue
			}
			one := c.ask(names{}, in, f, said, wrong, "/lookup/"+r.Path+"/"+a.Name+"/")
			v.Fields = append(v.Fields, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Lead = title
	if c.background() && status != http.StatusOK {
		c.render(status, page.ErasureBody(c.p, v))
		return nil
	}
	sh := c.shell(v.Title, page.Crumb{Label: many(c.p, r), Href: "/" + r.Path}, page.Crumb{Label: title, Href: address(r, id)}, page.Crumb{Label: v.Title})
	c.render(status, page.ErasurePage(c.p, sh, v))
	return nil
}

// refusal404 answers that there is nothing to erase of a record.
func refusal404(r *register.Register) error {
	return fmt.Errorf("erase %s: %w", r.Name, register.ErrNotFound)
}

// erasureView puts a plan into words.
func (c *call) erasureView(tx *store.Tx, plan *crm.ErasurePlan, said url.Values, v *page.Erasure) error {
	for _, rec := range plan.Own {
		r := tx.Schema().Of(rec)
		v.Own = append(v.Own, page.ErasureLine{Label: c.p.Text(r.Name), Value: c.title(r, rec), Href: address(r, register.BaseOf(rec).ID)})
	}
	for _, l := range plan.Linked {
		v.Linked = append(v.Linked, page.ErasureLine{
			Label: c.p.Count(l.Register.Name+".count", int64(l.Count)), Value: c.p.Text("erasure.how_" + string(l.How)),
		})
	}
	for _, k := range plan.Keep {
		one := page.ErasureLine{Label: c.title(k.Of, k.Record), Value: c.p.Text(k.Why), Bad: k.Blocks}
		if register.May(c.actor, tx.Schema().This(k.Of), register.See) {
			one.Href = address(k.Of, register.BaseOf(k.Record).ID)
		}
		v.Keep = append(v.Keep, one)
	}
	v.Blocked, v.Shared, v.More = plan.Blocked() != "", plan.Shared, plan.More
	if plan.Waiting != 0 {
		v.Waiting = address(tx.Schema().This(crm.Erasures.Register), plan.Waiting)
	}
	chosen := map[string]bool{}
	for _, one := range said["mention"] {
		chosen[one] = true
	}
	for _, m := range plan.Mentions {
		id := register.BaseOf(m.Record).ID
		value := m.Of.Name + ":" + strconv.FormatInt(id, 10)
		v.Mentions = append(v.Mentions, page.ErasureMention{
			Value: value, Of: c.p.Text(m.Of.Name), Label: c.title(m.Of, m.Record), Href: address(m.Of, id),
			Field: labelOfText(c, m), Text: m.Snippet, Chosen: said == nil && m.Sure || chosen[value],
		})
	}
	return nil
}

// labelOfText is what a text is called in which somebody is mentioned; that of
// a part is called as the part's field is.
func labelOfText(c *call, m crm.Mention) string {
	if m.Of.Field(m.Field.Name) == m.Field {
		return label(c.p, m.Of, m.Field)
	}
	for _, f := range m.Of.Fields {
		if f.Kind == register.PartsOf && f.Target.Field(m.Field.Name) == m.Field {
			return label(c.p, m.Of, f)
		}
	}
	return ""
}

// chooses is the input of an action that is given the records in which the
// person is spoken of.
type chooses interface {
	Choose(mentions, others []register.Link)
}

// askErasure keeps the wish of the one who asks.
func (c *call) askErasure() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	a := r.Action(string(eraseAct))
	posted := c.r.PostForm
	err = c.once(func(tx *store.Tx) (done, error) {
		rec, err := c.loadFor(tx, r, id, eraseAct)
		if err != nil {
			return done{}, err
		}
		in := a.New()
		own := url.Values{}
		for _, f := range a.Input.Fields {
			if f.Kind != register.PartsOf && posted.Has(f.Name) {
				own[f.Name] = posted[f.Name]
			}
		}
		if err := register.Fill(register.Program, a.Input, in, map[string][]string(own), c.asTyped); err != nil {
			return done{}, err
		}
		others := slices.DeleteFunc(slices.Clone(posted["shown"]), func(text string) bool { return slices.Contains(posted["mention"], text) })
		in.(chooses).Choose(mentionsOf(posted["mention"]), mentionsOf(others))
		if err := perform(tx, r, a, []register.Record{rec}, in, c); err != nil {
			return done{}, err
		}
		l := in.(register.Leader).Leads()
		return done{To: address(tx.Schema().Named(l.Register), l.ID), Leave: true, Told: c.p.Text(r.Name + ".erase.done")}, nil
	})
	var refused *register.Problems
	if errors.As(err, &refused) && mendable(err) {
		w, whole := c.wrongsOf(refused, r, a.Input.Fields)
		return c.showErasure(http.StatusUnprocessableEntity, posted, w, whole)
	}
	return err
}

// mentionsOf reads event:12; what cannot be read is nobody's.
func mentionsOf(texts []string) []register.Link {
	var out []register.Link
	for _, text := range texts {
		name, number, _ := strings.Cut(text, ":")
		if id, err := strconv.ParseInt(number, 10, 64); err == nil {
			out = append(out, register.Link{Register: name, ID: id})
		}
	}
	return out
}

// erasureCard is what the card of an erasure has: who is to be erased, and the
// page that says what would be.
var erasureCard = special{
	first: "confirm",
	meta:  func(c *call, k *cardOf) []page.Meta { return k.metaOf(c, "asked_by", "user") },
	also: func(c *call, k *cardOf) []page.Button {
		e := k.rec.(*crm.Erasure)
		of := c.store.Schema().Named(e.Who.Register)
		if !e.Waits() || of == nil || !register.May(c.actor, of, eraseAct) {
			return nil
		}
		return []page.Button{{Label: c.p.Text("erasure.look"), Icon: "list-check", Href: address(of, e.Who.ID) + "/erase"}}
	},
	narrow: func(c *call, _ *store.Tx, k *cardOf) error {
		if k.rec.(*crm.Erasure).AskedBy == register.Ref[crm.User](c.actor.User()) {
			k.may["confirm"] = false
		}
		k.may[register.Edit], k.may[register.Archive] = false, false // the program alone writes it
		return nil
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) { return c.erasureFacts(tx, k), nil },
	quiet: []string{"report", "kept"},
}

func (c *call) erasureFacts(tx *store.Tx, k *cardOf) []page.Fact {
	e := k.rec.(*crm.Erasure)
	var facts []page.Fact
	for _, one := range []struct {
		counts register.Parts[crm.Counted]
		name   string
	}{{e.Report, "report"}, {e.Kept, "kept"}} {
		var list []string
		for _, n := range one.counts {
			if of := tx.Schema().Named(n.Register); of != nil {
				list = append(list, c.p.Count(of.Name+".count", n.Count))
			}
		}
		if len(list) > 0 {
			facts = append(facts, page.Fact{Label: c.p.Text("erasure." + one.name), Value: strings.Join(list, " · ")})
		}
	}
	return facts
}

// retentionCard is what the card of data that come to their end has.
var retentionCard = special{
	meta: func(c *call, k *cardOf) []page.Meta {
		return slices.Concat(k.metaOf(c, "responsible", "user"))
	},
	facts: func(c *call, tx *store.Tx, k *cardOf) ([]page.Fact, error) {
		one := k.rec.(*crm.Retention)
		if one.ActOn == "" || one.State != crm.RetentionNoticed && one.State != crm.RetentionDue {
			return nil, nil
		}
		f := page.Fact{Label: label(c.p, k.reg, k.reg.Field("act_on")), Value: c.p.DateWords(string(one.ActOn))}
		f.Note, f.Tone = c.untilWords(string(one.ActOn), string(tx.Today()))
		f.Tone = cmp.Or(f.Tone, page.Care)
		return []page.Fact{f}, nil
	},
}
