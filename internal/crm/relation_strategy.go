package crm

import (
	"context"
	"slices"

	"dossier/internal/register"
)

// RelationStrategy is how a company serves clients of a kind: to what end, how
// often it speaks to them and by whom.
type RelationStrategy struct {
	Entry
	Goal      StrategyGoal
	Classes   PartnerClasses // clients it is for; none is any
	Relations PartnerRelations
	EveryDays int64 // a contact at least that often; nought plans none
	Methods   ContactMethods
	Server    string // who serves
	Discount  int64  // the highest, in millionths; nought is none named
	Credit    string
	Inventory string
	Note      string
}

// RelationStrategies is the directory of them. Of those that a client fits the
// first is its own, until somebody chooses another.
var RelationStrategies = register.Define[RelationStrategy]("relation_strategy", "relation_strategies")

// Describe lists the fields.
func (e *RelationStrategy) Describe(f *register.Fields) {
	e.describe(f)
	f.Choice(&e.Goal).Required()
	f.Section("clients")
	f.Several(&e.Classes)
	f.Several(&e.Relations)
	f.Section("service")
	f.Int(&e.EveryDays)
	f.Several(&e.Methods)
	f.Text(&e.Server).Max(200)
	f.Section("terms")
	f.Percent(&e.Discount).Class(register.Prices)
	f.Text(&e.Credit).Max(500)
	f.Text(&e.Inventory).Max(500)
	f.LongText(&e.Note)
}

// Change gives a new row its code and place.
func (e *RelationStrategy) Change(ctx context.Context, tx register.Tx, _ *RelationStrategy) error {
	return e.fill(ctx, tx, RelationStrategies.Register)
}

// Check holds the numbers within their bounds.
func (e *RelationStrategy) Check(p *register.Problems) {
	e.Entry.Check(p)
	if e.EveryDays < 0 || e.EveryDays > 730 {
		p.Add(&e.EveryDays, "out_of_range")
	}
	if e.Discount < 0 || e.Discount > certain {
		p.Add(&e.Discount, "out_of_range")
	}
}

// Fits reports whether the strategy is for such clients.
func (e *RelationStrategy) Fits(c *Partner) bool {
	return (len(e.Classes) == 0 || slices.Contains(e.Classes, c.Class)) &&
		(len(e.Relations) == 0 || slices.Contains(e.Relations, c.Relation))
}

// StrategyGoal is what a company wants of clients of a kind.
type StrategyGoal string

// Choices of goals.
func (StrategyGoal) Choices() []string { return []string{"develop", "keep", "milk", "test", "leave"} }

// PartnerClasses are several classes of clients.
type PartnerClasses []PartnerClass

// Choices of classes.
func (PartnerClasses) Choices() []string { return PartnerClass("").Choices() }

// PartnerRelations are several relations with clients.
type PartnerRelations []Relation

// Choices of relations.
func (PartnerRelations) Choices() []string { return Relation("").Choices() }

// ContactMethods are several ways to reach people.
type ContactMethods []ContactMethod

// Choices of methods.
func (ContactMethods) Choices() []string { return ContactMethod("").Choices() }
