package crm

import (
	"context"

	"dossier/internal/register"
)

// InventoryCheck is what was found of a unit at a client's.
type InventoryCheck struct {
	register.Base
	CheckedOn register.Date
	Unit      register.Ref[InventoryUnit]
	Partner   register.Ref[Partner]
	Placement register.Ref[Placement]
	By        register.Ref[User]
	Found     bool
	Condition InventoryCondition
	Contents  int64 // our goods among all in it, millionths
	Photo     register.File
	Remark    string

	moving bool // the action is at work
}

// InventoryChecks is the log of them.
var InventoryChecks = register.Define[InventoryCheck]("inventory_check", "inventory_checks")

// Describe lists the fields.
func (k *InventoryCheck) Describe(f *register.Fields) {
	f.Date(&k.CheckedOn).ReadOnly().Indexed()
	f.Ref(&k.Unit).Required().ReadOnly()
	f.Ref(&k.Partner).Required().Guard().ReadOnly()
	f.Ref(&k.Placement).ReadOnly()
	f.Ref(&k.By).Owner().ReadOnly()
	f.Bool(&k.Found).ReadOnly().Indexed()
	f.Choice(&k.Condition).ReadOnly().Indexed()
	f.Percent(&k.Contents).ReadOnly()
	f.File(&k.Photo).ReadOnly()
	f.Text(&k.Remark).Max(1000).Searchable().Tracked()
	f.Latest(&k.CheckedOn)
	f.Together(&k.Partner, &k.CheckedOn)
}

// Title is the day.
func (k *InventoryCheck) Title(string) string { return string(k.CheckedOn) }

// Change keeps checks to the action that makes them.
func (k *InventoryCheck) Change(_ context.Context, _ register.Tx, was *InventoryCheck) error {
	if was == nil && !k.moving {
		return register.Refuse("inventory_check_by_unit")
	}
	return nil
}
