package crm

import (
	"context"
	"errors"
	"slices"
	"time"

	"dossier/internal/analysis"
	"dossier/internal/register"
)

// Relation is how far the relation with a client has come: package analysis
// tells it by what the client bought in the twelve months before this one.
type Relation analysis.Relation

// Choices of relations, from the worst to the best.
func (Relation) Choices() []string {
	all := analysis.Relations()
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = string(one)
	}
	return out
}

// relationMonths is how many whole months the relation is told by.
const relationMonths = 12

// Kinds of jobs that tell relations anew.
const (
	RelationJob  = "relation"  // of one partner, after a sale
	RelationsJob = "relations" // of all clients, each night
)

// jobPause is how long a job that changes a client waits after the write that
// asked for it, so that it does not meet the work that goes on.
const jobPause = 5 * time.Second

// RelationInput is what RelationJob is about.
type RelationInput struct{ Partner register.ID }

// salesOf are the sales of one partner as the relation needs them.
type salesOf struct {
	months [relationMonths]int64 // in the base currency
	now    int64                 // in the month going on
	before bool                  // something was bought before the window
	last   register.Date
}

// relation is told by the whole months; the month going on only lifts: who
// buys today is no longer potential or lost.
func (s salesOf) relation() Relation {
	told := analysis.RelationOf(s.months[:], s.before)
	if s.now > 0 && (told == analysis.Potential || told == analysis.LostRelation) {
		told = analysis.OneTime
	}
	return Relation(told)
}

// TellRelations tells the relations of some clients anew, writes those that
// changed and logs why as far as the program knows. A relation set by hand
// holds until the next sale or its last day. Until shipments are kept, a won
// deal is the sale.
func TellRelations(ctx context.Context, tx register.Tx, partners []*Partner) error {
	all := tx.AsProgram()
	sales, err := salesOfEach(ctx, all, partners)
	if err != nil {
		return err
	}
	for _, c := range partners {
		s := sales[register.Ref[Partner](c.ID)]
		if c.RelationManual && (c.RelationTill == "" || c.RelationTill >= tx.Today()) && s.last <= c.RelationOn {
			continue
		}
		now := s.relation()
		if c.Relation == now && !c.RelationManual {
			continue
		}
		whole, err := register.Load(ctx, all, Partners, register.Ref[Partner](c.ID))
		if err != nil {
			return err
		}
		if err := whole.relate(ctx, all, now, &RelationChange{Automatic: true}); err != nil {
			return err
		}
	}
	return nil
}

// salesOfEach asks for the sales of all of them at once.
func salesOfEach(ctx context.Context, all register.Tx, partners []*Partner) (map[register.Ref[Partner]]salesOf, error) {
	ids := make([]register.Ref[Partner], len(partners))
	for i, c := range partners {
		ids[i] = register.Ref[Partner](c.ID)
	}
	today, err := time.Parse(time.DateOnly, string(all.Today()))
	if err != nil {
		return nil, err
	}
	thisMonth := today.AddDate(0, 0, 1-today.Day())
	began := register.Date(thisMonth.AddDate(0, -relationMonths, 0).Format(time.DateOnly))
	sold := register.All{register.In(&Deals.Row.Partner, ids...), register.Eq(&Deals.Row.Outcome, Won)}

	out := map[register.Ref[Partner]]salesOf{}
	days, err := all.Group(ctx, Deals.Register, register.Grouping{
		Filter: append(slices.Clone(sold), register.Is{Field: "closed_on", Op: register.AtLeast, Value: began}),
		By:     []string{"partner", "closed_on"}, Sum: "amount_base",
	})
	if err != nil {
		return nil, err
	}
	for _, g := range days {
		id, day := partnerKey(g.Keys[0]), register.Date(g.Keys[1].(string))
		s := out[id]
		s.last = max(s.last, day)
		at, err := time.Parse(time.DateOnly, string(day))
		if err != nil {
			return nil, err
		}
		if i := relationMonths - monthsBetween(at, thisMonth); i < relationMonths {
			s.months[i] += g.Total.Number
		} else {
			s.now += g.Total.Number
		}
		out[id] = s
	}
	earlier, err := all.Group(ctx, Deals.Register, register.Grouping{
		Filter: append(slices.Clone(sold), register.Is{Field: "closed_on", Op: register.Less, Value: began}),
		By:     []string{"partner"},
	})
	if err != nil {
		return nil, err
	}
	for _, g := range earlier {
		id := partnerKey(g.Keys[0])
		s := out[id]
		s.before = true
		out[id] = s
	}
	return out, nil
}

func partnerKey(v any) register.Ref[Partner] { return register.Ref[Partner](v.(register.ID)) }

// monthsBetween is how many months the month of a day lies before another.
func monthsBetween(day, month time.Time) int {
	return (month.Year()-day.Year())*12 + int(month.Month()) - int(day.Month())
}

// relate puts the client into a relation and writes the line of the log. Of
// one that became worse by itself nobody knows yet why.
func (c *Partner) relate(ctx context.Context, all register.Tx, now Relation, line *RelationChange) error {
	was := c.Relation
	c.Relation, c.RelationManual, c.RelationOn = now, !line.Automatic, all.Today()
	if line.Automatic {
		c.RelationTill = ""
	}
	if err := all.Save(ctx, c); err != nil {
		return err
	}
	if was == now || was == "" && now == Relation(analysis.Potential) {
		return nil // a client begins as a potential one
	}
	line.Partner, line.Was, line.Now, line.At = register.Ref[Partner](c.ID), was, now, all.Now()
	line.Worse = analysis.Compare(analysis.Relation(was), analysis.Relation(now)) < 0
	if err := all.Save(ctx, line); err != nil {
		return err
	}
	if !line.Worse || !line.Automatic || c.Responsible == 0 {
		return nil
	}
	return line.askWhy(ctx, all, c)
}

// SetRelation says by hand how the relation with a client stands. It holds
// until the next sale, or until a day.
type SetRelation struct {
	Relation Relation
	Reason   register.Ref[RelationReason]
	Till     register.Date // none is until the next sale
	Comment  string
}

// Describe lists the input.
func (in *SetRelation) Describe(f *register.Fields) {
	f.Choice(&in.Relation).Required()
	f.Ref(&in.Reason).Required()
	f.Date(&in.Till)
	f.Text(&in.Comment).Max(1000)
}

// Offered is for clients.
func (*SetRelation) Offered(c *Partner) bool {
	return slices.Contains(c.Roles, ClientRole) && !c.Archived
}

// Do sets the relation and logs who did and why.
func (in *SetRelation) Do(ctx context.Context, tx register.Tx, c *Partner) error {
	if in.Till != "" && in.Till < tx.Today() {
		return register.RefuseAt("till", "in_past")
	}
	c.RelationTill = in.Till
	return c.relate(ctx, tx.AsProgram(), in.Relation, &RelationChange{
		Reason: in.Reason, Comment: in.Comment, Author: register.Ref[User](tx.Actor().User()),
	})
}

// relationsAtOnce is how many clients one unit of work tells the relation of:
// so few that whoever saves meanwhile waits no longer than 50 ms.
const relationsAtOnce = 30

// TellRelation tells the relation of one client anew.
func TellRelation(ctx context.Context, work register.Work, id register.ID) error {
	return work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		c, err := register.Load(ctx, tx, Partners, register.Ref[Partner](id))
		if err != nil {
			return unlessGone(err)
		}
		return TellRelations(ctx, tx, []*Partner{c})
	})
}

// unlessGone is the error of a load, none when the record is gone since.
func unlessGone(err error) error {
	if errors.Is(err, register.ErrNotFound) {
		return nil
	}
	return err
}

// TellAllRelations tells the relations of all clients anew, in small units of
// work that leave room for others.
func TellAllRelations(ctx context.Context, work register.Work) error {
	return eachClient(ctx, work, TellRelations)
}

// eachClient does something to all clients in use, some at a time; they come
// without their parts.
func eachClient(ctx context.Context, work register.Work, do func(context.Context, register.Tx, []*Partner) error) error {
	var last register.ID
	for more := true; more; {
		err := work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
			clients, err := register.Select(ctx, tx, Partners, register.Query{
				Filter: register.All{
					register.Includes(&Partners.Row.Roles, ClientRole), register.Alive(),
					register.Is{Field: "id", Op: register.Greater, Value: last},
				},
				Sort: []register.Sort{{Field: "id"}}, Limit: relationsAtOnce, Whole: true,
			})
			if err != nil {
				return err
			}
			if more = len(clients) == relationsAtOnce; len(clients) == 0 {
				return nil
			}
			last = clients[len(clients)-1].ID
			return do(ctx, tx, clients)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
