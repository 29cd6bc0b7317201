package register

import "slices"

// Act is what may be done to a register's rows; a described action's name is
// an act as well.
type Act string

const (
	See     Act = "see"
	Create  Act = "create"
	Edit    Act = "edit"
	Archive Act = "archive"
	Delete  Act = "delete"
	Export  Act = "export"
	Import  Act = "import"
	Bulk    Act = "bulk"
	Merge   Act = "merge"
	History Act = "history"
)

// Acts are the acts every register has.
func Acts() []Act {
	return []Act{See, Create, Edit, Archive, Delete, Export, Import, Bulk, Merge, History}
}

// Acts are the acts of a register: those every register has, then its own.
func (r *Register) Acts() []Act {
	out := Acts()
	for _, a := range r.Actions {
		if !slices.Contains(out, Act(a.Name)) {
			out = append(out, Act(a.Name))
		}
	}
	return out
}

// Actor is on whose behalf a unit of work is done.
type Actor interface {
	User() ID     // nought is the program
	Name() string // for logs
	// Rows are the rows on which the actor may do act.
	Rows(r *Register, act Act) Filter
	Sees(r *Register, c Class) bool
	Edits(r *Register, c Class) bool
	// Team are the users of the actor's teams, himself among them.
	Team() []ID
}

// Program is the actor of rules, jobs and commands: it may do everything.
var Program Actor = program{}

type program struct{}

func (program) User() ID                    { return 0 }
func (program) Name() string                { return "program" }
func (program) Rows(*Register, Act) Filter  { return All{} }
func (program) Sees(*Register, Class) bool  { return true }
func (program) Edits(*Register, Class) bool { return true }
func (program) Team() []ID                  { return nil }

// Never reports whether f is met by no row: the right is missing altogether.
func Never(f Filter) bool {
	any, ok := f.(Any)
	return ok && len(any) == 0
}

// Always reports whether f is met by every row.
func Always(f Filter) bool {
	all, ok := f.(All)
	return f == nil || ok && len(all) == 0
}

// May reports whether the actor may do act to some row of r.
func May(a Actor, r *Register, act Act) bool { return !Never(a.Rows(r, act)) }

// Reach says how far a right reaches: whose records, whose teams' shared ones.
type Reach struct {
	Users []ID // owners within reach
	Teams []ID // teams whose shared records are within reach
	// Through gives the rows of another register within the actor's reach, for
	// records seen by those who see what they belong to.
	Through func(target *Register) Filter
	// Registers are the registers that a guarding link may point into.
	Registers []*Register
}

// Reached is the filter of the rows of r within reach, by r's own description:
// its owners, what guards it, whom it is shared with.
func Reached(r *Register, act Act, reach Reach) Filter {
	var some Any
	for _, f := range r.Fields {
		switch {
		case f.Owner && f.Kind == Reference:
			some = append(some, Is{Field: f.Name, Op: OneOf, Value: idList(reach.Users)})
		case f.Owner && f.Kind == References:
			some = append(some, Is{Field: f.Name, Op: OneOf, Value: idList(reach.Users)})
		case f.Guard && f.Kind == Reference && f.Target != nil && f.Target.Name != r.Name:
			some = append(some, guarded(Through{Field: f.Name, Filter: reach.Through(f.Target)}))
		case f.Guard && f.Kind == LinkTo:
			for _, target := range reach.Registers {
				if rows := reach.Through(target); !Never(rows) {
					some = append(some, Linked{Field: f.Name, Register: target, Filter: rows})
				}
			}
		case f.Shared && act == See && f.Kind == Bool:
			some = append(some, Is{Field: f.Name, Op: Equal, Value: true})
		case f.Shared && act == See && f.Kind == Reference:
			some = append(some, Is{Field: f.Name, Op: OneOf, Value: idList(reach.Teams)})
		}
	}
	if r.Name == "user" {
		some = append(some, Is{Field: "id", Op: OneOf, Value: idList(reach.Users)})
	}
	return some
}

// guarded keeps a filter through a reference simple when the target's rows
// are all or none.
func guarded(t Through) Filter {
	switch {
	case Never(t.Filter):
		return Any{}
	case Always(t.Filter):
		return Is{Field: t.Field, Op: IsSet}
	}
	return t
}

func idList(ids []ID) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}
