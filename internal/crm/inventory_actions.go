package crm

import (
	"cmp"
	"context"
	"slices"

	"dossier/internal/money"
	"dossier/internal/register"
)

// mustBe refuses to move a unit from where it is not.
func (u *InventoryUnit) mustBe(allowed ...InventoryStatus) error {
	if !slices.Contains(allowed, u.Status) {
		return register.Refuse("inventory_is_elsewhere")
	}
	return nil
}

// save writes the unit: where it is, is the program's to say.
func (u *InventoryUnit) save(ctx context.Context, tx register.Tx) error {
	return tx.AsProgram().Save(ctx, u)
}

// dayOf is the day that a form says, or today; days to come are refused.
func dayOf(tx register.Tx, field string, said register.Date) (register.Date, error) {
	day := cmp.Or(said, tx.Today())
	if day > tx.Today() {
		return day, register.RefuseAt(field, "in_future")
	}
	return day, nil
}

// ReserveUnit keeps a unit in stock for a client.
type ReserveUnit struct {
	Partner register.Ref[Partner]
}

// Describe lists the input.
func (in *ReserveUnit) Describe(f *register.Fields) { f.Ref(&in.Partner).Required() }

// Offered is for units in stock.
func (*ReserveUnit) Offered(u *InventoryUnit) bool { return u.Status == InStock && !u.Archived }

// Do reserves it.
func (in *ReserveUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(InStock); err != nil {
		return err
	}
	if _, err := register.Load(ctx, tx, Partners, in.Partner); err != nil {
		return refuseUnknown("partner", err)
	}
	u.Status, u.Partner = Reserved, in.Partner
	return u.save(ctx, tx)
}

// ReleaseUnit takes a reservation back.
type ReleaseUnit struct{}

// Describe lists the input: there is none.
func (*ReleaseUnit) Describe(*register.Fields) {}

// Offered is for reserved units.
func (*ReleaseUnit) Offered(u *InventoryUnit) bool { return u.Status == Reserved }

// Do frees it.
func (*ReleaseUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(Reserved); err != nil {
		return err
	}
	u.Status = InStock
	u.away()
	return u.save(ctx, tx)
}

// IssueUnit places a unit at a client.
type IssueUnit struct {
	Partner   register.Ref[Partner]
	Contact   register.Ref[Contact]
	PlacedOn  register.Date // none is today
	ReturnBy  register.Date
	Condition InventoryCondition
	Contract  string
	Deposit   money.Money
	Promised  money.Money
	Note      string

	made register.Link
}

// Describe lists the input.
func (in *IssueUnit) Describe(f *register.Fields) {
	f.Ref(&in.Partner).Required()
	f.Ref(&in.Contact)
	f.Date(&in.PlacedOn)
	f.Date(&in.ReturnBy)
	f.Choice(&in.Condition)
	f.Text(&in.Contract).Max(200)
	f.Money(&in.Deposit)
	f.Money(&in.Promised)
	f.LongText(&in.Note)
}

// Begin offers the client it is kept for.
func (in *IssueUnit) Begin(u *InventoryUnit) { in.Partner, in.Condition = u.Partner, u.Condition }

// Offered is for what is in our hands.
func (*IssueUnit) Offered(u *InventoryUnit) bool {
	return (u.Status == InStock || u.Status == Reserved) && !u.Archived
}

// Leads to the placement, whose act is printed.
func (in *IssueUnit) Leads() register.Link { return in.made }

// Do makes the placement.
func (in *IssueUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(InStock, Reserved); err != nil {
		return err
	}
	if u.Status == Reserved && u.Partner != in.Partner {
		return register.RefuseAt("partner", "inventory_reserved_for_another")
	}
	day, err := dayOf(tx, "placed_on", in.PlacedOn)
	if err != nil {
		return err
	}
	partner, err := register.Load(ctx, tx, Partners, in.Partner)
	if err != nil {
		return refuseUnknown("partner", err)
	}
	if partner.Archived {
		return register.RefuseAt("partner", "partner_is_archived")
	}
	if in.Contact != 0 {
		contact, err := register.Load(ctx, tx, Contacts, in.Contact)
		if err != nil {
			return refuseUnknown("contact", err)
		}
		if err := belongs(ctx, tx.AsProgram(), "contact", in.Partner, contact.Partner); err != nil {
			return err
		}
	}
	u.Condition = cmp.Or(in.Condition, u.Condition)
	l := &Placement{
		Unit: register.Ref[InventoryUnit](u.ID), Partner: in.Partner, Contact: in.Contact, PlacedOn: day, ReturnBy: in.ReturnBy, Condition: u.Condition,
		Responsible: register.Ref[User](tx.Actor().User()), Contract: in.Contract, Deposit: in.Deposit, Promised: in.Promised, Note: in.Note, moving: true,
	}
	if err := tx.AsProgram().Save(ctx, l); err != nil {
		return err
	}
	in.made = register.Link{Register: Placements.Name, ID: l.ID}
	u.Status, u.Partner, u.Placement, u.PlacedOn, u.ReturnBy = Placed, in.Partner, register.Ref[Placement](l.ID), day, in.ReturnBy
	u.seen(day)
	return u.save(ctx, tx)
}

// end closes the stay of a unit, which its actor must see.
func (u *InventoryUnit) end(ctx context.Context, tx register.Tx, day register.Date, how PlacementEnd, note string) error {
	if u.Placement == 0 {
		return nil
	}
	l, err := register.Load(ctx, tx, Placements, u.Placement)
	if err != nil {
		return err
	}
	if day < l.PlacedOn {
		return register.RefuseAt("on", "ends_before_it_begins")
	}
	l.EndedOn, l.End, l.EndCondition, l.EndNote, l.moving = day, how, u.Condition, note, true
	return tx.AsProgram().Save(ctx, l)
}

// TakeUnitBack takes a unit from a client into stock.
type TakeUnitBack struct {
	On        register.Date // none is today
	Condition InventoryCondition
	Note      string

	led register.Link
}

// Describe lists the input.
func (in *TakeUnitBack) Describe(f *register.Fields) {
	f.Date(&in.On)
	f.Choice(&in.Condition).Required()
	f.Text(&in.Note).Max(500)
}

// Begin offers the condition it was last seen in.
func (in *TakeUnitBack) Begin(u *InventoryUnit) { in.Condition = u.Condition }

// Offered is for what is at a client.
func (*TakeUnitBack) Offered(u *InventoryUnit) bool { return u.Status == Placed }

// Leads to the placement, whose act of return is printed.
func (in *TakeUnitBack) Leads() register.Link { return in.led }

// Do ends the stay.
func (in *TakeUnitBack) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(Placed); err != nil {
		return err
	}
	day, err := dayOf(tx, "on", in.On)
	if err != nil {
		return err
	}
	u.Condition = in.Condition
	if err := u.end(ctx, tx, day, EndReturned, in.Note); err != nil {
		return err
	}
	in.led = register.Link{Register: Placements.Name, ID: register.ID(u.Placement)}
	u.Status = InStock
	u.away()
	return u.save(ctx, tx)
}

// CheckUnit notes what was found of a unit at the client's.
type CheckUnit struct {
	Found     bool
	Condition InventoryCondition
	Contents  int64 // our goods among all in it
	Photo     register.File
	Remark    string
	On        register.Date // none is today
}

// Describe lists the input.
func (in *CheckUnit) Describe(f *register.Fields) {
	f.Bool(&in.Found)
	f.Choice(&in.Condition)
	f.Percent(&in.Contents)
	f.File(&in.Photo)
	f.Text(&in.Remark).Max(1000)
	f.Date(&in.On)
}

// Begin offers that all is as it was.
func (in *CheckUnit) Begin(u *InventoryUnit) { in.Found, in.Condition = true, u.Condition }

// Offered is for what is at a client.
func (*CheckUnit) Offered(u *InventoryUnit) bool { return u.Status == Placed }

// Do notes the check. What was not found is to be looked for again at once.
func (in *CheckUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(Placed); err != nil {
		return err
	}
	day, err := dayOf(tx, "on", in.On)
	switch {
	case err != nil:
		return err
	case day < u.PlacedOn:
		return register.RefuseAt("on", "ends_before_it_begins")
	case in.Contents < 0 || in.Contents > certain:
		return register.RefuseAt("contents", "out_of_range")
	case !in.Found && in.Remark == "":
		return register.RefuseAt("remark", "inventory_missing_needs_remark")
	}
	if _, err := register.Load(ctx, tx, Placements, u.Placement); err != nil {
		return err // who does not see the client checks nothing there
	}
	k := &InventoryCheck{
		CheckedOn: day, Unit: register.Ref[InventoryUnit](u.ID), Partner: u.Partner, Placement: u.Placement, By: register.Ref[User](tx.Actor().User()),
		Found: in.Found, Condition: in.Condition, Contents: in.Contents, Photo: in.Photo, Remark: in.Remark, moving: true,
	}
	if err := tx.AsProgram().Save(ctx, k); err != nil {
		return err
	}
	if in.Found && day >= u.CheckedOn {
		u.Condition = cmp.Or(in.Condition, u.Condition)
		u.seen(day)
	} else if !in.Found {
		u.CheckBy = day
	}
	return u.save(ctx, tx)
}

// RepairUnit takes a unit from a client into repair; its stay there goes on.
type RepairUnit struct {
	Note string
}

// Describe lists the input.
func (in *RepairUnit) Describe(f *register.Fields) { f.Text(&in.Note).Max(500).Required() }

// Offered is for what is at a client.
func (*RepairUnit) Offered(u *InventoryUnit) bool { return u.Status == Placed }

// Do notes what is wrong with it.
func (in *RepairUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(Placed); err != nil {
		return err
	}
	if _, err := register.Load(ctx, tx, Placements, u.Placement); err != nil {
		return err
	}
	u.Status, u.Condition = InRepair, "broken"
	u.Note = firstLine(in.Note, u.Note)
	return u.save(ctx, tx)
}

// firstLine puts a line before a text.
func firstLine(line, text string) string {
	if text == "" {
		return line
	}
	return line + "\n" + text
}

// MendedUnit brings a unit back from repair: to the client, or into stock.
type MendedUnit struct {
	Back bool // to the client
}

// Describe lists the input.
func (in *MendedUnit) Describe(f *register.Fields) { f.Bool(&in.Back) }

// Begin offers the client.
func (in *MendedUnit) Begin(*InventoryUnit) { in.Back = true }

// Offered is for what is in repair.
func (*MendedUnit) Offered(u *InventoryUnit) bool { return u.Status == InRepair }

// Do moves it.
func (in *MendedUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(InRepair); err != nil {
		return err
	}
	u.Condition = "good"
	if in.Back {
		u.Status = Placed
		u.seen(tx.Today())
		return u.save(ctx, tx)
	}
	if err := u.end(ctx, tx, tx.Today(), EndReturned, ""); err != nil {
		return err
	}
	u.Status = InStock
	u.away()
	return u.save(ctx, tx)
}

// LoseUnit notes that a unit is lost at a client.
type LoseUnit struct {
	Reason string
	On     register.Date // none is today
}

// Describe lists the input.
func (in *LoseUnit) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(500).Required()
	f.Date(&in.On)
}

// Offered is for what is at a client.
func (*LoseUnit) Offered(u *InventoryUnit) bool { return u.Status == Placed }

// Do ends the stay.
func (in *LoseUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(Placed); err != nil {
		return err
	}
	return u.leave(ctx, tx, UnitLost, EndLost, in.On, in.Reason)
}

// leave takes a unit out of our inventory.
func (u *InventoryUnit) leave(ctx context.Context, tx register.Tx, status InventoryStatus, how PlacementEnd, on register.Date, reason string) error {
	day, err := dayOf(tx, "on", on)
	if err != nil {
		return err
	}
	if reason == "" {
		return register.RefuseAt("reason", "required")
	}
	if err := u.end(ctx, tx, day, how, reason); err != nil {
		return err
	}
	u.away()
	u.Status, u.GoneOn, u.GoneReason = status, day, reason
	return u.save(ctx, tx)
}

// WriteOffUnit takes a unit out of our inventory for good.
type WriteOffUnit struct {
	Reason string
	On     register.Date // none is today
}

// Describe lists the input.
func (in *WriteOffUnit) Describe(f *register.Fields) {
	f.Text(&in.Reason).Max(500).Required()
	f.Date(&in.On)
}

// Offered is for what is ours and not promised.
func (*WriteOffUnit) Offered(u *InventoryUnit) bool {
	return u.Status == InStock || u.Status == Placed || u.Status == InRepair
}

// Do writes it off.
func (in *WriteOffUnit) Do(ctx context.Context, tx register.Tx, u *InventoryUnit) error {
	if err := u.mustBe(InStock, Placed, InRepair); err != nil {
		return err
	}
	return u.leave(ctx, tx, WrittenOff, EndGone, in.On, in.Reason)
}
