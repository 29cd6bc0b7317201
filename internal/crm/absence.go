package crm

import (
	"context"

	"dossier/internal/register"
)

// Absence is a time when an employee is away and another works with his
// clients, deals and tasks: from its first day to its last the deputy sees and
// does all that the absent one may. Nothing changes hands, so that all is as it
// was on his return.
type Absence struct {
	register.Base
	User   register.Ref[User]
	Deputy register.Ref[User]
	From   register.Date
	Till   register.Date // the last day
	Kind   AbsenceKind
	Note   string
	State  AbsenceState
}

// Absences is the register of them.
var Absences = register.Define[Absence]("absence", "absences")

// Describe lists the fields.
func (a *Absence) Describe(f *register.Fields) {
	f.Ref(&a.User).Required().Owner().Tracked()
	f.Ref(&a.Deputy).Required().Tracked()
	f.Date(&a.From).Required().Indexed().Tracked()
	f.Date(&a.Till).Required().Indexed().Tracked()
	f.Choice(&a.Kind).Indexed()
	f.Text(&a.Note).Max(500)
	f.Choice(&a.State).ReadOnly().Indexed()
	f.Newest()
}

// Title is the time of it.
func (a *Absence) Title(string) string { return string(a.From) + " – " + string(a.Till) }

// AbsencesJob begins and ends absences.
const AbsencesJob = "absences"

// Change refuses two absences of one employee at a time, and has the deputy put
// in his place when the time has come.
func (a *Absence) Change(ctx context.Context, tx register.Tx, was *Absence) error {
	if was == nil {
		a.State = AbsencePlanned
	}
	if a.User == 0 || a.Deputy == 0 || a.From == "" || a.Till == "" {
		return nil // the missing ones are named by the rule of required fields
	}
	if was == nil || was.Deputy != a.Deputy {
		if err := mustWork(ctx, tx, "deputy", a.Deputy); err != nil {
			return err
		}
	}
	row := Absences.Row
	others, err := register.Select(ctx, tx.AsProgram(), Absences, register.Query{Filter: register.All{
		register.Eq(&row.User, a.User), register.Ge(&row.Till, a.From), register.Is{Field: "from", Op: register.AtMost, Value: string(a.Till)}, register.Alive(),
	}})
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID != a.ID {
			return register.RefuseAt("from", "absent_already")
		}
	}
	return tx.Enqueue(ctx, register.Job{Kind: AbsencesJob, Key: AbsencesJob, At: tx.Now()})
}

// Check holds whichever way the absence was written.
func (a *Absence) Check(p *register.Problems) {
	if a.From != "" && a.Till != "" && a.Till < a.From {
		p.Add(&a.Till, "ends_before_it_begins")
	}
	if a.User != 0 && a.User == a.Deputy {
		p.Add(&a.Deputy, "not_oneself")
	}
}

// FollowAbsences puts deputies in the places of those who are away today, and
// takes them back from the places of those who returned.
func FollowAbsences(ctx context.Context, work register.Work) error {
	return work.Do(ctx, register.Program, register.ByProgram, func(tx register.Tx) error {
		list, err := register.Select(ctx, tx, Absences, register.Query{
			Filter: register.Any{register.Eq(&Absences.Row.State, AbsencePlanned), register.Eq(&Absences.Row.State, AbsenceGoesOn)},
		})
		if err != nil {
			return err
		}
		// Those who return make way before others leave.
		for _, now := range []AbsenceState{AbsenceOver, AbsenceGoesOn} {
			for _, a := range list {
				if a.on(tx.Today()) != now {
					continue
				}
				if err := a.follow(ctx, tx, now); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// on is the state of an absence on a day. An archived one was called off.
func (a *Absence) on(day register.Date) AbsenceState {
	switch {
	case a.Archived || a.Till < day:
		return AbsenceOver
	case a.From <= day:
		return AbsenceGoesOn
	}
	return AbsencePlanned
}

func (a *Absence) follow(ctx context.Context, tx register.Tx, now AbsenceState) error {
	u, err := register.Load(ctx, tx, Users, a.User)
	if err != nil {
		return err
	}
	before := u.Deputy
	switch {
	case now == AbsenceGoesOn:
		u.Deputy = a.Deputy
	case a.State == AbsenceGoesOn && u.Deputy == a.Deputy:
		u.Deputy = 0
	}
	if u.Deputy != before {
		if err := tx.Save(ctx, u); err != nil {
			return err
		}
	}
	if a.State == now {
		return nil
	}
	whole, err := register.Load(ctx, tx, Absences, register.Ref[Absence](a.ID))
	if err != nil {
		return err
	}
	whole.State = now
	return tx.Save(ctx, whole)
}

// Leave has the deputy taken back when an absence is called off.
func (a *Absence) Leave(ctx context.Context, tx register.Tx, _ register.Act) error {
	return tx.Enqueue(ctx, register.Job{Kind: AbsencesJob, Key: AbsencesJob, At: tx.Now()})
}

// AbsenceKind is why somebody is away.
type AbsenceKind string

// Choices of kinds.
func (AbsenceKind) Choices() []string { return []string{"vacation", "sick", "trip", "other"} }

// AbsenceState is where an absence stands.
type AbsenceState string

// The states.
const (
	AbsencePlanned AbsenceState = "planned"
	AbsenceGoesOn  AbsenceState = "goes_on"
	AbsenceOver    AbsenceState = "over"
)

// Choices of states.
func (AbsenceState) Choices() []string { return []string{"planned", "goes_on", "over"} }
