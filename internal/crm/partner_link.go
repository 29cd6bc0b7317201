package crm

import (
	"context"
	"errors"

	"dossier/internal/register"
)

// PartnerLink says that two partners hang together, how and since when.
type PartnerLink struct {
	register.Base
	Partner   register.Ref[Partner] // the one the kind is read from
	Kind      register.Ref[LinkKind]
	To        register.Ref[Partner]
	ValidFrom register.Date // none is always
	ValidTill register.Date // the last day; none is for good
	Strength  Strength
	Source    string // where we know it from
	Note      string
}

// PartnerLinks is the register of them.
var PartnerLinks = register.Define[PartnerLink]("partner_link", "partner_links")

// Describe lists the fields. Whoever sees one of the two sees the link; the
// other's name shows to those who see it.
func (l *PartnerLink) Describe(f *register.Fields) {
	f.Ref(&l.Partner).Required().Guard().Tracked()
	f.Ref(&l.Kind).Required().Tracked()
	f.Ref(&l.To).Required().Guard().Tracked()
	f.Date(&l.ValidFrom).Tracked()
	f.Date(&l.ValidTill).Indexed().Tracked()
	f.Choice(&l.Strength).Indexed().Tracked()
	f.Text(&l.Source).Max(200)
	f.LongText(&l.Note)
	f.Newest()
}

// Change refuses a second link of the same kind and direction while the first
// is valid. A kind read alike from both sides has no direction.
func (l *PartnerLink) Change(ctx context.Context, tx register.Tx, _ *PartnerLink) error {
	if l.Partner == 0 || l.Kind == 0 || l.To == 0 {
		return nil // the missing ones are named by the rule of required fields
	}
	all := tx.AsProgram()
	kind, err := register.Load(ctx, all, LinkKinds, l.Kind)
	if err != nil {
		return refuseUnknown("kind", err)
	}
	row := PartnerLinks.Row
	same := register.Any{register.All{register.Eq(&row.Partner, l.Partner), register.Eq(&row.To, l.To)}}
	if kind.Symmetric {
		same = append(same, register.All{register.Eq(&row.Partner, l.To), register.Eq(&row.To, l.Partner)})
	}
	others, err := register.Select(ctx, all, PartnerLinks, register.Query{
		Filter: register.All{same, register.Eq(&row.Kind, l.Kind), register.Alive()},
	})
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID != l.ID && overlaps(l.ValidFrom, l.ValidTill, o.ValidFrom, o.ValidTill) {
			return register.RefuseAt("kind", "link_exists")
		}
	}
	return nil
}

// overlaps reports whether two spans of days have a day in common; an empty
// end is open.
func overlaps(from, till, otherFrom, otherTill register.Date) bool {
	return (till == "" || otherFrom == "" || otherFrom <= till) && (otherTill == "" || from == "" || from <= otherTill)
}

// Check holds whichever way the link was written.
func (l *PartnerLink) Check(p *register.Problems) {
	if l.Partner != 0 && l.Partner == l.To {
		p.Add(&l.To, "not_oneself")
	}
	if l.ValidFrom != "" && l.ValidTill != "" && l.ValidTill < l.ValidFrom {
		p.Add(&l.ValidTill, "ends_before_it_begins")
	}
}

// Moved reports whether the link still says something: not of a partner and
// itself, nor what another link says already.
func (l *PartnerLink) Moved(ctx context.Context, tx register.Tx) (bool, error) {
	if l.Partner == l.To {
		return false, nil
	}
	err := l.Change(ctx, tx, nil)
	var said *register.Problems
	if errors.As(err, &said) {
		return false, nil
	}
	return true, err
}

// Valid reports whether the link holds on a day.
func (l *PartnerLink) Valid(on register.Date) bool {
	return overlaps(l.ValidFrom, l.ValidTill, on, on)
}

// Strength is how much a link weighs, from 1 to 3.
type Strength string

// Choices of strengths, the weakest first.
func (Strength) Choices() []string { return []string{"weak", "medium", "strong"} }
