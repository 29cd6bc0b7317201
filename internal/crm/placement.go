package crm

import (
	"context"

	"dossier/internal/money"
	"dossier/internal/register"
)

// Placement is the stay of a unit of inventory at a client, from its issue to
// its return. Its acts are printed.
type Placement struct {
	register.Base
	Number      string // of the act
	Unit        register.Ref[InventoryUnit]
	Partner     register.Ref[Partner]
	Contact     register.Ref[Contact] // who took it
	PlacedOn    register.Date
	Condition   InventoryCondition // when it was issued
	ReturnBy    register.Date
	Responsible register.Ref[User]
	Contract    string
	Deposit     money.Money
	Promised    money.Money // turnover a month
	Note        string

	EndedOn      register.Date
	End          PlacementEnd
	EndCondition InventoryCondition
	EndNote      string

	moving bool // an action is at work
}

// Placements is the register of them.
var Placements = register.Define[Placement]("placement", "placements")

// Describe lists the fields.
func (l *Placement) Describe(f *register.Fields) {
	f.Text(&l.Number).Max(40).Searchable().Unique().ReadOnly()
	f.Ref(&l.Unit).Required().ReadOnly()
	f.Ref(&l.Partner).Required().Guard().ReadOnly()
	f.Ref(&l.Contact).Tracked()
	f.Date(&l.PlacedOn).ReadOnly().Indexed()
	f.Choice(&l.Condition).ReadOnly()
	f.Date(&l.ReturnBy).Indexed().Tracked()
	f.Ref(&l.Responsible).Owner().Tracked()
	f.Section("terms")
	f.Text(&l.Contract).Max(200).Tracked()
	f.Money(&l.Deposit).Class(register.Prices).Tracked()
	f.Money(&l.Promised).Class(register.Prices).Tracked()
	f.LongText(&l.Note)
	f.Section("end")
	f.Date(&l.EndedOn).ReadOnly().Indexed().Tracked()
	f.Choice(&l.End).ReadOnly().Indexed().Tracked()
	f.Choice(&l.EndCondition).ReadOnly()
	f.Text(&l.EndNote).Max(500).ReadOnly()
	f.Newest()
	f.Together(&l.Partner, &l.PlacedOn)
}

// Title is the number of the act.
func (l *Placement) Title(string) string { return "№ " + l.Number }

// Change numbers the act. Placements begin and end with the unit they place.
func (l *Placement) Change(ctx context.Context, tx register.Tx, was *Placement) error {
	if was == nil && !l.moving {
		return register.Refuse("placement_by_issue")
	}
	if was != nil {
		return nil
	}
	number, err := unusedCode(ctx, tx, Placements.Register, "number", 6)
	l.Number = number
	return err
}

// Check holds whichever way the placement was written.
func (l *Placement) Check(p *register.Problems) {
	if l.Deposit.Minor < 0 {
		p.Add(&l.Deposit, "too_small")
	}
	if l.Promised.Minor < 0 {
		p.Add(&l.Promised, "too_small")
	}
	if l.ReturnBy != "" && l.ReturnBy < l.PlacedOn {
		p.Add(&l.ReturnBy, "ends_before_it_begins")
	}
	if l.EndedOn != "" && l.EndedOn < l.PlacedOn {
		p.Add(&l.EndedOn, "ends_before_it_begins")
	}
}

// Leave keeps what still stands at a client.
func (l *Placement) Leave(context.Context, register.Tx, register.Act) error {
	if l.EndedOn == "" {
		return register.Refuse("inventory_is_away")
	}
	return nil
}

// PlacementEnd is how a stay ended; none while it lasts.
type PlacementEnd string

// The ends.
const (
	EndReturned PlacementEnd = "returned"
	EndLost     PlacementEnd = "lost"
	EndGone     PlacementEnd = "written_off"
)

// Choices of ends.
func (PlacementEnd) Choices() []string { return []string{"returned", "lost", "written_off"} }
