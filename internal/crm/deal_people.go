package crm

import (
	"context"
	"math/big"
	"slices"

	"dossier/internal/money"
	"dossier/internal/register"
)

// DealParticipant is somebody with a say in a deal: a firm, a person, or a
// person of a firm. What we think of him is an opinion, and seen as such.
type DealParticipant struct {
	register.Part
	Partner   register.Ref[Partner]
	Contact   register.Ref[Contact]
	Role      ParticipantRole
	Attitude  Attitude  // to us and this deal; empty is unknown and weighs as neutral
	Influence Influence // on the decision; empty is unknown and weighs nothing
	Comment   string
	No        int64 // by which ties name him; the same as long as he stays
}

// Describe lists the fields.
func (one *DealParticipant) Describe(f *register.Fields) {
	f.Ref(&one.Contact)
	f.Ref(&one.Partner)
	f.Choice(&one.Role).Required()
	f.Choice(&one.Attitude)
	f.Choice(&one.Influence)
	f.Text(&one.Comment).Max(500)
	f.Int(&one.No).ReadOnly()
}

// ParticipantRole is what somebody is in a deal.
type ParticipantRole string

// The roles.
const (
	DecisionMaker ParticipantRole = "decision_maker"
	Influencer    ParticipantRole = "influencer"
)

// Choices of roles.
func (ParticipantRole) Choices() []string {
	return []string{"client", "decision_maker", "user", "influencer", "competitor", "subcontractor", "consultant", "dealer"}
}

// Attitude is how somebody stands to a deal, from −2 to +2.
type Attitude string

// Choices of attitudes.
func (Attitude) Choices() []string {
	return []string{"opponent", "sceptic", "neutral", "supporter", "advocate"}
}

// Points are −2 to +2; nought of one who is neutral or unknown.
func (a Attitude) Points() int64 {
	return map[Attitude]int64{"opponent": -2, "sceptic": -1, "supporter": 1, "advocate": 2}[a]
}

// Influence is how much somebody decides, from 0 to 3.
type Influence string

// Choices of influence.
func (Influence) Choices() []string { return []string{"none", "low", "medium", "high"} }

// Points are 0 to 3; nought of one of whom nobody knows.
func (i Influence) Points() int64 {
	return map[Influence]int64{"low": 1, "medium": 2, "high": 3}[i]
}

// DealTie is how one participant hangs together with another: read from the
// first to the second.
type DealTie struct {
	register.Part
	From int64 // the number of a participant
	Kind TieKind
	To   int64
}

// Describe lists the fields.
func (t *DealTie) Describe(f *register.Fields) {
	f.Int(&t.From).Required()
	f.Choice(&t.Kind).Required()
	f.Int(&t.To).Required()
}

// TieKind is a kind of tie.
type TieKind string

// Choices of kinds.
func (TieKind) Choices() []string { return []string{"reports_to", "advises", "owns", "friend", "foe"} }

// Mutual reports whether a tie reads the same both ways.
func (k TieKind) Mutual() bool { return k == "friend" || k == "foe" }

// DealRival is a competitor in a deal.
type DealRival struct {
	register.Part
	Partner    register.Ref[Partner]
	Price      money.Money // offered to the client
	Strengths  string
	Weaknesses string
	Chance     int64 // that the client chooses him, in millionths
}

// Describe lists the fields.
func (one *DealRival) Describe(f *register.Fields) {
	f.Ref(&one.Partner).Required()
	f.Money(&one.Price)
	f.Percent(&one.Chance)
	f.Text(&one.Strengths).Max(500)
	f.Text(&one.Weaknesses).Max(500)
}

// Stance is on which side those with influence are, taken together.
type Stance string

// The stances; empty is unknown, for nobody has influence.
const (
	Against  Stance = "against"
	Balanced Stance = "balanced"
	InFavour Stance = "for"
)

// Choices of stances.
func (Stance) Choices() []string { return []string{"for", "balanced", "against"} }

// SupportIndex is Σ(attitude × influence) / (2 × Σ influence), from −1 to +1;
// nil when nobody has influence.
func SupportIndex(list []DealParticipant) *big.Rat {
	var backing, weight int64
	for i := range list {
		backing += list[i].Attitude.Points() * list[i].Influence.Points()
		weight += list[i].Influence.Points()
	}
	if weight == 0 {
		return nil
	}
	return big.NewRat(backing, 2*weight)
}

// weighPeople numbers new participants, forgets the ties of those who are gone,
// and counts the support.
func (d *Deal) weighPeople(ctx context.Context, tx register.Tx, was *Deal) error {
	d.Contested = len(d.Rivals) > 0
	var last int64
	there := map[int64]bool{}
	for _, one := range d.Participants {
		last = max(last, one.No)
	}
	if was != nil {
		for _, one := range was.Participants {
			last = max(last, one.No)
		}
	}
	for i := range d.Participants {
		one := &d.Participants[i]
		if one.No == 0 || there[one.No] {
			last++
			one.No = last
		}
		there[one.No] = true
	}
	var ties register.Parts[DealTie]
	for _, t := range d.Ties {
		if there[t.From] && there[t.To] {
			ties = append(ties, t)
		}
	}
	d.Ties = ties
	d.Support, d.Stance = 0, ""
	if index := SupportIndex(d.Participants); index != nil {
		d.Support = millionths(index)
		d.Stance = map[int]Stance{-1: Against, 0: Balanced, 1: InFavour}[index.Sign()]
	}
	for i, one := range d.Rivals {
		known := was != nil && slices.ContainsFunc(was.Rivals, func(o DealRival) bool { return o.Partner == one.Partner })
		if one.Partner == 0 || known {
			continue
		}
		if err := mustCompete(ctx, tx, partField("rivals", i, "partner"), one.Partner); err != nil {
			return err
		}
	}
	return nil
}

// millionths is a share half up at the last digit, away from nought.
func millionths(share *big.Rat) int64 {
	twice := new(big.Int).Mul(share.Num(), big.NewInt(2*certain))
	half := new(big.Int).Set(share.Denom())
	if share.Sign() < 0 {
		half.Neg(half)
	}
	twice.Add(twice, half)
	return twice.Quo(twice, new(big.Int).Mul(share.Denom(), big.NewInt(2))).Int64()
}

// checkPeople refuses participants who are nobody, or somebody twice, and ties
// of one with himself.
func (d *Deal) checkPeople(p *register.Problems) {
	type who struct {
		partner register.Ref[Partner]
		contact register.Ref[Contact]
	}
	known := map[who]bool{}
	for i, one := range d.Participants {
		at := who{one.Partner, one.Contact}
		switch {
		case at == who{}:
			p.AddAt(partField("participants", i, "contact"), "participant_is_nobody")
		case known[at]:
			p.AddAt(partField("participants", i, "contact"), "participant_twice")
		}
		known[at] = true
	}
	for i, t := range d.Ties {
		if t.From == t.To {
			p.AddAt(partField("ties", i, "to"), "tie_with_himself")
		}
	}
	for i, one := range d.Rivals {
		if one.Chance < 0 || one.Chance > certain {
			p.AddAt(partField("rivals", i, "chance"), "out_of_range")
		}
		if one.Price.Minor < 0 {
			p.AddAt(partField("rivals", i, "price"), "too_small")
		}
	}
}

// TieParticipants says how two participants of a deal hang together.
type TieParticipants struct {
	From int64
	Kind TieKind
	To   int64
}

// Describe lists the input.
func (in *TieParticipants) Describe(f *register.Fields) {
	f.Int(&in.From).Required()
	f.Choice(&in.Kind).Required()
	f.Int(&in.To).Required()
}

// Offered is where there are two to be tied.
func (*TieParticipants) Offered(d *Deal) bool {
	return len(d.Participants) > 1 && d.Outcome == Open && !d.Archived
}

// Do adds the tie; what is known already stays as it is.
func (in *TieParticipants) Do(ctx context.Context, tx register.Tx, d *Deal) error {
	if err := d.opinionsOf(tx); err != nil {
		return err
	}
	for field, no := range map[string]int64{"from": in.From, "to": in.To} {
		if d.participant(no) == nil {
			return register.RefuseAt(field, "no_such_participant")
		}
	}
	if in.From == in.To {
		return register.RefuseAt("to", "tie_with_himself")
	}
	for _, t := range d.Ties {
		same := t.From == in.From && t.To == in.To || t.Kind.Mutual() && t.From == in.To && t.To == in.From
		if same && t.Kind == in.Kind {
			return nil
		}
	}
	d.Ties = append(d.Ties, DealTie{From: in.From, Kind: in.Kind, To: in.To})
	return tx.Save(ctx, d)
}

// UntieParticipants takes a tie away.
type UntieParticipants struct{ From, To int64 }

// Describe lists the input.
func (in *UntieParticipants) Describe(f *register.Fields) {
	f.Int(&in.From).Required()
	f.Int(&in.To).Required()
}

// Offered is where there is one.
func (*UntieParticipants) Offered(d *Deal) bool {
	return len(d.Ties) > 0 && d.Outcome == Open && !d.Archived
}

// Do takes away all that ties the two, whichever way it reads.
func (in *UntieParticipants) Do(ctx context.Context, tx register.Tx, d *Deal) error {
	if err := d.opinionsOf(tx); err != nil {
		return err
	}
	var left register.Parts[DealTie]
	for _, t := range d.Ties {
		if (t.From != in.From || t.To != in.To) && (t.From != in.To || t.To != in.From) {
			left = append(left, t)
		}
	}
	if len(left) == len(d.Ties) {
		return register.RefuseAt("to", "no_such_tie")
	}
	d.Ties = left
	return tx.Save(ctx, d)
}

// opinionsOf refuses who may not say what he thinks of people.
func (d *Deal) opinionsOf(tx register.Tx) error {
	if !tx.Actor().Edits(tx.Schema().This(Deals.Register), register.Personal) {
		return register.ErrForbidden
	}
	return nil
}

// participant is the one with a number, nil when there is none.
func (d *Deal) participant(no int64) *DealParticipant {
	for i := range d.Participants {
		if d.Participants[i].No == no {
			return &d.Participants[i]
		}
	}
	return nil
}
