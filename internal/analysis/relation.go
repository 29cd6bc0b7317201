package analysis

// Relation is how far the relation with a client has come, told by what it
// buys.
type Relation string

// The relations, from the worst to the best.
const (
	LostRelation     Relation = "lost"      // bought once, and nothing in the window
	Potential        Relation = "potential" // never bought
	OneTime          Relation = "one_time"  // in one sub-period of the window
	RegularUneven    Relation = "regular_z"
	RegularSteady    Relation = "regular_y"
	RegularLikeClock Relation = "regular_x"
)

// Relations are all of them, from the worst to the best.
func Relations() []Relation {
	return []Relation{LostRelation, Potential, OneTime, RegularUneven, RegularSteady, RegularLikeClock}
}

// RelationOf is the relation with a client whose sales in the sub-periods of
// the window are sums; before says that it had bought earlier than that.
func RelationOf(sums []int64, before bool) Relation {
	bought := 0
	for _, v := range sums {
		if v > 0 {
			bought++
		}
	}
	switch {
	case bought == 0 && before:
		return LostRelation
	case bought == 0:
		return Potential
	case bought == 1:
		return OneTime
	}
	switch class, _ := RegularityOf(sums); class {
	case X:
		return RegularLikeClock
	case Y:
		return RegularSteady
	}
	return RegularUneven
}

// Compare is negative when the relation became worse from a to b, positive when
// it became better.
func Compare(a, b Relation) int { return rank(b) - rank(a) }

func rank(r Relation) int {
	for i, one := range Relations() {
		if one == r {
			return i
		}
	}
	return rank(Potential)
}
