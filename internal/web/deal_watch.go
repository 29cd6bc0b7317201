package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// nextStep is what is planned next in a deal: by its kind and day alone, for
// whoever sees the deal may not see the rest.
type nextStep struct {
	at         time.Time
	icon, text string
}

// mostSteps bounds the plans that are looked through for the cards of a page.
const mostSteps = 400

// nextSteps are what is planned next in each of some deals.
func (c *call) nextSteps(tx *store.Tx, ids []register.ID) (map[register.ID]nextStep, error) {
	out := map[register.ID]nextStep{}
	if len(ids) == 0 {
		return out, nil
	}
	deals := make([]register.Ref[crm.Deal], len(ids))
	for i, id := range ids {
		deals[i] = register.Ref[crm.Deal](id)
	}
	ctx, all := c.r.Context(), tx.AsProgram()
	tasks, err := register.Select(ctx, all, crm.Tasks, register.Query{
		Filter: register.All{register.In(&crm.Tasks.Row.Deal, deals...), register.Eq(&crm.Tasks.Row.Open, true), register.Alive()}, Limit: mostSteps,
	})
	if err != nil {
		return nil, err
	}
	take := func(deal register.Ref[crm.Deal], step nextStep) {
		was, known := out[register.ID(deal)]
		if !known || was.at.IsZero() || !step.at.IsZero() && step.at.Before(was.at) {
			out[register.ID(deal)] = step
		}
	}
	for _, t := range tasks {
		step := nextStep{at: t.Deadline, icon: "checkbox", text: c.p.Text("deal.next_task")}
		if !t.Deadline.IsZero() {
			step.text = c.p.DateWords(c.p.Day(t.Deadline))
		}
		take(t.Deal, step)
	}
	events, err := register.Select(ctx, all, crm.Events, register.Query{
		Filter: register.All{
			register.In(&crm.Events.Row.Deal, deals...), register.Eq(&crm.Events.Row.Class, crm.Planned),
			register.Is{Field: "start", Op: register.AtLeast, Value: c.now},
			register.Alive(),
		}, Limit: mostSteps,
	})
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		step := nextStep{at: e.Start, icon: "calendar-event", text: c.p.MomentWords(e.Start, c.now)}
		if e.AllDay {
			step.text = c.p.DateWords(c.p.Day(e.Start))
		}
		take(e.Deal, step)
	}
	return out, nil
}

// watchChips are the quiet badges of an open deal.
func (c *call) watchChips(d *crm.Deal) []page.Chip {
	var out []page.Chip
	if d.CloseOn != "" {
		chip := page.Chip{Label: c.p.DateWords(string(d.CloseOn)), Icon: "calendar", Title: label(c.p, crm.Deals.Register, crm.Deals.Field("close_on"))}
		if string(d.CloseOn) < c.p.Today() {
			chip.Tone, chip.Title = page.Bad, c.p.Text("deal.watch.date_passed")
		}
		out = append(out, chip)
	}
	return append(out, c.unsteadyChips(d)...)
}

// unsteadyChips say that a deal keeps moving, or that it goes down.
func (c *call) unsteadyChips(d *crm.Deal) []page.Chip {
	var out []page.Chip
	if d.Unsteady {
		out = append(out, page.Chip{Label: c.p.Integer(max(d.AmountMoves, d.CloseMoves)) + "×", Icon: "refresh", Tone: page.Care, Title: c.p.Text("deal.unsteady")})
	}
	if d.Fell {
		out = append(out, page.Chip{Label: c.p.Text("deal.watch.fell"), Icon: "trending-down", Tone: page.Care})
	}
	return out
}

// nextFact is the next step of an open deal on its card.
func (c *call) nextFact(tx *store.Tx, d *crm.Deal) (page.Fact, error) {
	f := page.Fact{Label: c.p.Text("deal.next_step"), Value: "–", Note: c.p.Text("board.no_next"), Tone: page.Bad}
	next, err := c.nextSteps(tx, []register.ID{d.ID})
	if step, planned := next[d.ID]; planned {
		f.Value, f.Note, f.Tone = step.text, "", ""
		if step.icon == "checkbox" {
			f.Note = c.p.Text("deal.next_task")
		}
	}
	return f, err
}

// dayWatched are the deals that the monitoring speaks of: those that stand too
// long, those without a next step, those less likely than they were.
func (c *call) dayWatched(tx *store.Tx, d *dayOf) error {
	r := tx.Schema().This(crm.Deals.Register)
	if !c.may(r, register.See) {
		return nil
	}
	var seen []register.ID
	for _, name := range []string{"over_norm", "no_step", "fell"} {
		list, err := register.Select(c.r.Context(), tx, crm.Deals, register.Query{
			Filter: register.All{register.Eq(&crm.Deals.Row.Responsible, register.Ref[crm.User](d.who)), crm.DealWatches[name](c.now, d.today), register.Alive()}, Limit: 6,
		})
		if err != nil {
			return err
		}
		if len(list) == 6 {
			d.more[dayAttention] = cmp.Or(d.more[dayAttention], withQuery("/deals", url.Values{"responsible.eq": {strconv.FormatInt(d.who, 10)}, "only": {name}}))
		}
		for _, one := range list {
			if slices.Contains(seen, one.ID) || one.CloseOn != "" && one.CloseOn < d.today { // dayDeals has it
				continue
			}
			seen = append(seen, one.ID)
			t := dayThing{at: calendar.Day(d.today).Starts(c.p.Zone()), partner: one.Partner, calls: true}
			if one.Contact != 0 {
				t.contacts = register.Refs[crm.Contact]{one.Contact}
			}
			t.Icon, t.Hue, t.Title, t.Href = "briefcase", page.Violet, c.title(r, one), address(r, one.ID)
			t.Why, t.Tone = c.p.Text("deal.watch."+name), page.Care
			d.add(dayAttention, t)
		}
	}
	return nil
}

// stageNeeds are what a stage asks for beyond fields that can be asked at once;
// they leave the problems.
func (c *call) stageNeeds(r *register.Register, deal register.ID, p *register.Problems) []page.StageNeed {
	var out []page.StageNeed
	at := address(r, deal)
	p.List = slices.DeleteFunc(p.List, func(one register.Problem) bool {
		what, _ := one.Args["what"].(string)
		need := page.StageNeed{Text: c.p.TextOf(one.Key, one.Args)}
		switch f := r.Field(one.Field); {
		case one.Key == "stage_needs_document":
			need.Href, need.Label = at+"?tab=files", c.p.Text("board.to_files")
		case one.Key == "stage_needs_task":
			need.Href = "/tasks/new?" + url.Values{"deal": {strconv.FormatInt(deal, 10)}, "subject": {what}}.Encode()
			need.Label = c.p.Text("board.to_task")
		case one.Key == "stage_needs_field" && f != nil && f.Kind == register.PartsOf:
			need.Text = label(c.p, r, f)
			need.Href, need.Label = at+"/edit?field="+f.Name, c.p.Text("board.to_card")
		default:
			return false
		}
		out = append(out, need)
		return true
	})
	return out
}

// points are the points of a checklist that are confirmed already or that a
// stage asks for.
func (c *call) points(tx *store.Tx, d *crm.Deal, p *register.Problems) ([]page.Choice, error) {
	asked := map[string]bool{}
	for _, one := range p.List {
		if what, ok := one.Args["what"].(string); ok && one.Key == "stage_needs_point" {
			asked[what] = true
		}
	}
	if len(asked)+len(d.Confirmed) == 0 {
		return nil, nil
	}
	list, err := register.Select(c.r.Context(), tx, crm.StageRequirements, register.Query{Filter: register.All{
		register.Eq(&crm.StageRequirements.Row.Kind, crm.NeedsPoint), register.Where(&crm.StageRequirements.Row.Stage, register.Eq(&crm.Stages.Row.Kind, d.Kind)), register.Alive(),
	}})
	if err != nil {
		return nil, err
	}
	var out []page.Choice
	for _, q := range list {
		if asked[q.What] || slices.Contains(d.Confirmed, register.Ref[crm.StageRequirement](q.ID)) {
			out = append(out, page.Choice{Value: strconv.FormatInt(q.ID, 10), Label: q.What})
		}
	}
	return out, nil
}

// tickPoints asks for points as boxes to be ticked.
func tickPoints(q page.Field, points []page.Choice) page.Field {
	q.Control, q.Choices, q.Lookup = page.AskSeveral, points, ""
	return q
}
