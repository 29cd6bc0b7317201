package crm

import (
	"cmp"
	"context"
	"slices"

	"dossier/internal/register"
)

// DistributionRule says whose new leads of some sort are. Rules are asked in
// their order and the first that fits decides; what a rule does not name may be
// anything.
type DistributionRule struct {
	Entry
	Channel  register.Ref[LeadChannel]
	AdSource register.Ref[AdSource] // or one below it
	Region   register.Ref[Region]   // or one below it
	Industry register.Ref[Industry]
	Product  register.Ref[Product] // among the wanted ones
	Way      DistributionWay
	Employee register.Ref[User]
	Team     register.Ref[Team] // with those below it
}

// DistributionRules is the register of them.
var DistributionRules = register.Define[DistributionRule]("distribution_rule", "distribution_rules",
	register.Do[DistributionRule, RaiseRule]("raise"),
	register.Do[DistributionRule, LowerRule]("lower"),
)

// Describe lists the fields.
func (e *DistributionRule) Describe(f *register.Fields) {
	e.describe(f)
	f.Section("when")
	f.Ref(&e.Channel).Tracked()
	f.Ref(&e.AdSource).Tracked()
	f.Ref(&e.Region).Tracked()
	f.Ref(&e.Industry).Tracked()
	f.Ref(&e.Product).Tracked()
	f.Section("whose")
	f.Choice(&e.Way).Required().Indexed().Tracked()
	f.Ref(&e.Employee).Tracked()
	f.Ref(&e.Team).Tracked()
}

// Change gives a new rule its code and place, and forgets whom its way does not
// ask for.
func (e *DistributionRule) Change(ctx context.Context, tx register.Tx, _ *DistributionRule) error {
	if e.Way == "" {
		e.Way = ToEmployee
	}
	if e.Way == ToEmployee {
		e.Team = 0
	} else {
		e.Employee = 0
	}
	return e.fill(ctx, tx, DistributionRules.Register)
}

// Check wants somebody to give leads to.
func (e *DistributionRule) Check(p *register.Problems) {
	e.Entry.Check(p)
	if e.Way == ToEmployee && e.Employee == 0 {
		p.Add(&e.Employee, "required")
	}
	if (e.Way == InTurn || e.Way == ByLoad) && e.Team == 0 {
		p.Add(&e.Team, "required")
	}
}

// DistributionWay is how a rule chooses an employee.
type DistributionWay string

// The ways.
const (
	ToEmployee DistributionWay = "employee" // always the same one
	InTurn     DistributionWay = "in_turn"  // those of a team one after another
	ByLoad     DistributionWay = "by_load"  // whoever of a team has the fewest open leads
)

// Choices of ways.
func (DistributionWay) Choices() []string { return []string{"employee", "in_turn", "by_load"} }

// RaiseRule lets a rule be asked before the one above it.
type RaiseRule struct{}

// Describe lists the input: none.
func (*RaiseRule) Describe(*register.Fields) {}

// Offered is for rules in use.
func (*RaiseRule) Offered(e *DistributionRule) bool { return !e.Archived }

// Do changes places.
func (*RaiseRule) Do(ctx context.Context, tx register.Tx, e *DistributionRule) error {
	return e.swap(ctx, tx, -1)
}

// LowerRule lets a rule be asked after the one below it.
type LowerRule struct{}

// Describe lists the input: none.
func (*LowerRule) Describe(*register.Fields) {}

// Offered is for rules in use.
func (*LowerRule) Offered(e *DistributionRule) bool { return !e.Archived }

// Do changes places.
func (*LowerRule) Do(ctx context.Context, tx register.Tx, e *DistributionRule) error {
	return e.swap(ctx, tx, +1)
}

// swap changes places with the neighbour by so many steps; at the end nothing
// changes. Rules of one place are told apart first.
func (e *DistributionRule) swap(ctx context.Context, tx register.Tx, by int) error {
	rules, err := rulesOf(ctx, tx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(rules, func(r *DistributionRule) bool { return r.ID == e.ID })
	if at < 0 || at+by < 0 || at+by >= len(rules) {
		return nil
	}
	rules[at], rules[at+by] = rules[at+by], rules[at]
	for i, r := range rules {
		if place := int64(i+1) * 10; r.Position != place {
			r.Position = place
			if err := tx.Save(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// rulesOf are the rules in use, in their order.
func rulesOf(ctx context.Context, tx register.Tx) ([]*DistributionRule, error) {
	return register.Select(ctx, tx.AsProgram(), DistributionRules, register.Query{Filter: register.Alive(), Whole: true})
}

// Distribution is whom a lead would go to, and why.
type Distribution struct {
	User   register.Ref[User]    // nought is nobody: the lead waits for whoever takes it
	Rule   *DistributionRule     // that decided; nil is none
	Absent register.Ref[User]    // in whose place User is
	Loads  map[register.ID]int64 // open leads of those whom the rule chose from, when it goes by load
	Tried  []TriedRule           // up to the one that decided
}

// TriedRule is a rule that was asked: the field by which it does not fit, empty
// when it fits.
type TriedRule struct {
	Rule  *DistributionRule
	Field string
}

// NobodyThere stands for the field of a rule that fits and has nobody who could
// take the lead.
const NobodyThere = "nobody"

// Distribute tells whom a lead would go to by the rules. It changes nothing.
func Distribute(ctx context.Context, tx register.Tx, l *Lead) (Distribution, error) {
	var out Distribution
	rules, err := rulesOf(ctx, tx)
	if err != nil || len(rules) == 0 {
		return out, err
	}
	d := distributor{all: tx.AsProgram()}
	if d.staff, err = ReadStaff(ctx, d.all); err != nil {
		return out, err
	}
	for _, r := range rules {
		field, err := d.fails(ctx, r, l)
		if err != nil {
			return out, err
		}
		if field == "" {
			if err := d.choose(ctx, r, &out); err != nil {
				return out, err
			}
			if out.User == 0 {
				field = NobodyThere
			}
		}
		out.Tried = append(out.Tried, TriedRule{r, field})
		if field == "" {
			out.Rule = r
			return out, nil
		}
	}
	return out, nil
}

// distribute gives a new lead to whom the rules say. Of leads that come at once
// each sees what became of those before it.
func (l *Lead) distribute(ctx context.Context, tx register.Tx) error {
	if err := tx.Alone(ctx, "lead.distribution"); err != nil {
		return err
	}
	d, err := Distribute(ctx, tx, l)
	if err != nil || d.User == 0 {
		return err
	}
	l.Responsible, l.GivenTo, l.Rule = d.User, d.User, register.Ref[DistributionRule](d.Rule.ID)
	return nil
}

type distributor struct {
	all   register.Tx
	staff *Staff
}

// fails is the field of a rule that a lead does not meet.
func (d distributor) fails(ctx context.Context, r *DistributionRule, l *Lead) (string, error) {
	switch {
	case r.Channel != 0 && r.Channel != l.Channel:
		return "channel", nil
	case r.Industry != 0 && r.Industry != l.Industry:
		return "industry", nil
	case r.Product != 0 && !slices.Contains(l.Products, r.Product):
		return "product", nil
	}
	for at := l.AdSource; r.AdSource != 0 && at != r.AdSource; {
		if at == 0 {
			return "ad_source", nil
		}
		one, err := register.Load(ctx, d.all, AdSources, at)
		if err != nil {
			return "", refuseUnknown("ad_source", err)
		}
		at = one.Parent
	}
	for at := l.Region; r.Region != 0 && at != r.Region; {
		if at == 0 {
			return "region", nil
		}
		one, err := register.Load(ctx, d.all, Regions, at)
		if err != nil {
			return "", refuseUnknown("region", err)
		}
		at = one.Parent
	}
	return "", nil
}

// choose finds the employee a rule means, who works today and may work with
// leads.
func (d distributor) choose(ctx context.Context, r *DistributionRule, out *Distribution) error {
	if r.Way == ToEmployee {
		one, err := register.Load(ctx, d.all, Users, r.Employee)
		if err != nil {
			return unlessGone(err)
		}
		away, err := d.away(ctx, []*User{one})
		if err != nil {
			return err
		}
		if deputy := away[one.ID]; deputy != 0 {
			out.Absent = r.Employee
			if one, err = register.Load(ctx, d.all, Users, deputy); err != nil {
				return unlessGone(err)
			}
		}
		if d.takes(one) {
			out.User = register.Ref[User](one.ID)
		}
		return nil
	}
	team, err := register.Select(ctx, d.all, Users, register.Query{Filter: register.All{register.Below(&Users.Row.Team, r.Team), register.Alive()}})
	if err != nil {
		return err
	}
	away, err := d.away(ctx, team)
	if err != nil {
		return err
	}
	team = slices.DeleteFunc(team, func(u *User) bool { return away[u.ID] != 0 || !d.takes(u) })
	if len(team) == 0 {
		return nil
	}
	slices.SortFunc(team, func(a, b *User) int { return cmp.Compare(a.ID, b.ID) })
	if r.Way == ByLoad {
		return d.leastLoaded(ctx, team, out)
	}
	return d.next(ctx, r, team, out)
}

// takes reports whether leads may be given to an employee.
func (d distributor) takes(u *User) bool {
	rights := d.staff.Rights(u.ID)
	return u.Enters() && rights != nil && register.May(rights, Leads.Register, register.Edit)
}

// away are the deputies of those who are away.
func (d distributor) away(ctx context.Context, users []*User) (map[register.ID]register.Ref[User], error) {
	ids := make([]register.Ref[User], len(users))
	for i, u := range users {
		ids[i] = register.Ref[User](u.ID)
	}
	today := d.all.Today()
	list, err := register.Select(ctx, d.all, Absences, register.Query{Filter: register.All{
		register.In(&Absences.Row.User, ids...), register.Le(&Absences.Row.From, today), register.Ge(&Absences.Row.Till, today), register.Alive(),
	}})
	out := map[register.ID]register.Ref[User]{}
	for _, a := range list {
		out[register.ID(a.User)] = a.Deputy
	}
	return out, err
}

// leastLoaded is whoever has the fewest open leads, of equals the first known.
func (d distributor) leastLoaded(ctx context.Context, team []*User, out *Distribution) error {
	ids := make([]register.Ref[User], len(team))
	out.Loads = map[register.ID]int64{}
	for i, u := range team {
		ids[i], out.Loads[u.ID] = register.Ref[User](u.ID), 0
	}
	groups, err := d.all.Group(ctx, Leads.Register, register.Grouping{
		Filter: register.All{
			register.In(&Leads.Row.Responsible, ids...), register.In(&Leads.Row.Status, NewLead, LeadInWork, QualifiedLead), register.Alive(),
		},
		By: []string{"responsible"},
	})
	if err != nil {
		return err
	}
	for _, g := range groups {
		out.Loads[g.Keys[0].(register.ID)] = g.Count
	}
	least := slices.MinFunc(team, func(a, b *User) int { return cmp.Compare(out.Loads[a.ID], out.Loads[b.ID]) })
	out.User = register.Ref[User](least.ID)
	return nil
}

// next is the one after whom the rule gave a lead to last.
func (d distributor) next(ctx context.Context, r *DistributionRule, team []*User, out *Distribution) error {
	last, err := register.Select(ctx, d.all, Leads, register.Query{
		Filter: register.Eq(&Leads.Row.Rule, register.Ref[DistributionRule](r.ID)), Sort: []register.Sort{{Field: "id", Down: true}}, Limit: 1,
	})
	if err != nil {
		return err
	}
	at := 0
	if len(last) > 0 {
		at = slices.IndexFunc(team, func(u *User) bool { return u.ID > register.ID(last[0].GivenTo) })
	}
	out.User = register.Ref[User](team[max(at, 0)].ID)
	return nil
}
