package crm

import (
	"context"
	"math/big"
	"time"

	"dossier/internal/calendar"
	"dossier/internal/money"
	"dossier/internal/register"
)

// InventoryUnit is one piece of our advertising inventory. It is at one place
// at a time: in our stock, at a client, in repair, or gone.
type InventoryUnit struct {
	register.Base
	Number     string // of the inventory list, on its label
	Name       string
	Kind       register.Ref[InventoryKind]
	Status     InventoryStatus
	Condition  InventoryCondition
	BoughtOn   register.Date
	Cost       money.Money
	LifeMonths int64 // useful life; nought is that of its kind, or no end
	Serial     string
	Note       string

	Partner    register.Ref[Partner] // where it is, or is kept for
	Placement  register.Ref[Placement]
	PlacedOn   register.Date
	ReturnBy   register.Date // as agreed
	CheckedOn  register.Date // last seen there
	CheckBy    register.Date // to be seen again
	GoneOn     register.Date
	GoneReason string
}

// InventoryUnits is the register of them.
var InventoryUnits = register.Define[InventoryUnit]("inventory_unit", "inventory_units",
	register.Do[InventoryUnit, IssueUnit]("issue"),
	register.Do[InventoryUnit, CheckUnit]("check"),
	register.Do[InventoryUnit, TakeUnitBack]("take_back"),
	register.Do[InventoryUnit, ReserveUnit]("reserve"),
	register.Do[InventoryUnit, ReleaseUnit]("release"),
	register.Do[InventoryUnit, RepairUnit]("repair"),
	register.Do[InventoryUnit, MendedUnit]("mended"),
	register.Do[InventoryUnit, LoseUnit]("lose"),
	register.Do[InventoryUnit, WriteOffUnit]("write_off"),
)

// Describe lists the fields.
func (u *InventoryUnit) Describe(f *register.Fields) {
	f.Text(&u.Number).Max(40).Searchable().Unique().Tracked()
	f.Text(&u.Name).Required().Searchable().Indexed().Tracked()
	f.Ref(&u.Kind).Required().Tracked()
	f.Choice(&u.Status).ReadOnly().Indexed().Tracked()
	f.Choice(&u.Condition).Indexed().Tracked()
	f.Date(&u.BoughtOn).Indexed().Tracked()
	f.Money(&u.Cost).Class(register.Prices).Tracked().Summed()
	f.Int(&u.LifeMonths).Tracked()
	f.Text(&u.Serial).Max(100).Searchable()
	f.LongText(&u.Note)
	f.Section("place")
	f.Ref(&u.Partner).ReadOnly().Tracked()
	f.Ref(&u.Placement).ReadOnly()
	f.Date(&u.PlacedOn).ReadOnly().Indexed()
	f.Date(&u.ReturnBy).ReadOnly().Indexed()
	f.Date(&u.CheckedOn).ReadOnly().Indexed()
	f.Date(&u.CheckBy).ReadOnly().Indexed()
	f.Date(&u.GoneOn).ReadOnly().Indexed()
	f.Text(&u.GoneReason).Max(500).ReadOnly().Tracked()
	f.SortBy(&u.Number)
	f.Together(&u.Status, &u.CheckBy)
}

// Title is the name.
func (u *InventoryUnit) Title(string) string { return u.Name }

// Hint is the inventory number.
func (u *InventoryUnit) Hint(string) string { return u.Number }

// Change numbers a new unit, puts it into stock and gives it the life of its
// kind.
func (u *InventoryUnit) Change(ctx context.Context, tx register.Tx, was *InventoryUnit) error {
	if was != nil {
		return nil
	}
	u.Status = InStock
	if u.Condition == "" {
		u.Condition = "new"
	}
	if u.Number == "" {
		number, err := unusedCode(ctx, tx, InventoryUnits.Register, "number", 6)
		if err != nil {
			return err
		}
		u.Number = number
	}
	if u.LifeMonths == 0 && u.Kind != 0 {
		kind, err := register.Load(ctx, tx, InventoryKinds, u.Kind)
		if err != nil {
			return refuseUnknown("kind", err)
		}
		u.LifeMonths = kind.LifeMonths
	}
	return nil
}

// Check holds whichever way the unit was written.
func (u *InventoryUnit) Check(p *register.Problems) {
	checkLife(p, u.LifeMonths)
	if u.Cost.Minor < 0 {
		p.Add(&u.Cost, "too_small")
	}
}

// Leave keeps in sight what is at a client.
func (u *InventoryUnit) Leave(context.Context, register.Tx, register.Act) error {
	switch u.Status {
	case Reserved, Placed, InRepair:
		return register.Refuse("inventory_is_away")
	}
	return nil
}

// Value is what the unit is still worth on a day: its cost less an equal part
// for every whole month of its useful life that has passed, never below
// nought, rounded half up once. Without a useful life it keeps its cost.
func (u *InventoryUnit) Value(on register.Date) money.Money {
	if u.Cost.IsZero() || u.LifeMonths <= 0 || u.BoughtOn == "" {
		return u.Cost
	}
	left := u.LifeMonths - wholeMonths(u.BoughtOn, on)
	if left <= 0 {
		return money.New(0, u.Cost.Currency)
	}
	worth, err := money.Round(new(big.Rat).Mul(u.Cost.Rat(), big.NewRat(min(left, u.LifeMonths), u.LifeMonths)), u.Cost.Currency)
	if err != nil {
		return money.Money{}
	}
	return worth
}

// wholeMonths counts the months from one day to another that are over.
func wholeMonths(from, to register.Date) int64 {
	a, errA := time.Parse(time.DateOnly, string(from))
	b, errB := time.Parse(time.DateOnly, string(to))
	if errA != nil || errB != nil || b.Before(a) {
		return 0
	}
	n := int64(b.Year()-a.Year())*12 + int64(b.Month()-a.Month())
	if register.Date(calendar.Day(from).AddMonths(int(n))) > to {
		n--
	}
	return n
}

// checkDays is after how many days a unit is to be seen again.
const checkDays = 90

// seen notes that the unit was seen where it is.
func (u *InventoryUnit) seen(on register.Date) { u.CheckedOn, u.CheckBy = on, dayAfter(on, checkDays) }

// away empties what speaks of the place.
func (u *InventoryUnit) away() {
	u.Partner, u.Placement, u.PlacedOn, u.ReturnBy, u.CheckedOn, u.CheckBy = 0, 0, "", "", "", ""
}

// InventoryStatus is where a unit is. Actions alone move it.
type InventoryStatus string

// The statuses.
const (
	InStock    InventoryStatus = "in_stock"
	Reserved   InventoryStatus = "reserved"
	Placed     InventoryStatus = "placed"
	InRepair   InventoryStatus = "repair"
	UnitLost   InventoryStatus = "lost"
	WrittenOff InventoryStatus = "written_off"
)

// Choices of statuses.
func (InventoryStatus) Choices() []string {
	return []string{"in_stock", "reserved", "placed", "repair", "lost", "written_off"}
}

// InventoryCondition is the state a unit is in.
type InventoryCondition string

// Choices of condition.
func (InventoryCondition) Choices() []string { return []string{"new", "good", "worn", "broken"} }
