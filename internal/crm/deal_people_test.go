package crm_test

import (
	"errors"
	"math/big"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/money"
	"dossier/internal/register"
)

func TestTheSupportIndexWeighsAttitudesByInfluence(t *testing.T) {
	who := func(a crm.Attitude, i crm.Influence) crm.DealParticipant {
		return crm.DealParticipant{Attitude: a, Influence: i}
	}
	for _, c := range []struct {
		name string
		list []crm.DealParticipant
		want *big.Rat
	}{
		{"nobody", nil, nil},
		{"nobody with influence", []crm.DealParticipant{who("advocate", "none"), who("opponent", "")}, nil},
		{"all for us", []crm.DealParticipant{who("advocate", "high"), who("advocate", "low")}, big.NewRat(1, 1)},
		{"all against us", []crm.DealParticipant{who("opponent", "medium")}, big.NewRat(-1, 1)},
		{"one of each", []crm.DealParticipant{who("advocate", "medium"), who("opponent", "medium")}, new(big.Rat)},
		{"(2·3 − 1·2 + 1·1) / (2·6)", []crm.DealParticipant{who("advocate", "high"), who("sceptic", "medium"), who("supporter", "low")}, big.NewRat(5, 12)},
		{"unknown weighs as neutral", []crm.DealParticipant{who("", "high"), who("supporter", "high")}, big.NewRat(1, 4)},
	} {
		got := crm.SupportIndex(c.list)
		if (got == nil) != (c.want == nil) || got != nil && got.Cmp(c.want) != 0 {
			t.Errorf("%s: %v, wanted %v", c.name, got, c.want)
		}
	}
}

// environment is a deal with three who have a say in it.
func (w *world) environment() (*crm.Deal, *crm.Partner) {
	w.Helper()
	client := w.client(w.anna, "Карпати")
	firm := register.Ref[crm.Partner](client.ID)
	person := func(surname string) register.Ref[crm.Contact] {
		c := &crm.Contact{Surname: surname, Partner: firm}
		w.must(w.save(w.anna, c))
		return register.Ref[crm.Contact](c.ID)
	}
	d := &crm.Deal{Partner: firm, Participants: register.Parts[crm.DealParticipant]{
		{Contact: person("Ткачук"), Role: crm.DecisionMaker, Attitude: "advocate", Influence: "high"},
		{Contact: person("Бойко"), Role: crm.Influencer, Attitude: "sceptic", Influence: "medium"},
		{Partner: firm, Role: "user", Attitude: "supporter", Influence: "low"},
	}}
	w.must(w.save(w.anna, d))
	return d, client
}

func TestADealKnowsWhoIsForItAndWhoIsNot(t *testing.T) {
	onWorld(t, func(w *world) {
		d, _ := w.environment()
		if d.Support != 416_667 || d.Stance != crm.InFavour {
			t.Errorf("5/12 is %d, %s", d.Support, d.Stance)
		}
		d.Participants[0].Attitude, d.Participants[1].Attitude = "opponent", "opponent"
		w.must(w.save(w.anna, d))
		if d.Support != -750_000 || d.Stance != crm.Against {
			t.Errorf("−9/12 is %d, %s", d.Support, d.Stance)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error {
			n, err := tx.Count(ctx, crm.Deals.Register, register.Eq(&crm.Deals.Row.Stance, crm.Against), 0)
			if n != 1 {
				t.Errorf("%d deals are opposed", n)
			}
			return err
		}))
		d.Participants = append(d.Participants, crm.DealParticipant{Contact: d.Participants[0].Contact, Role: "user"})
		w.refused(w.save(w.anna, d), "participants.3.contact", "participant_twice")
		d = w.again(d)
		d.Participants = append(d.Participants, crm.DealParticipant{Role: "user"})
		w.refused(w.save(w.anna, d), "participants.3.contact", "participant_is_nobody")
		d = w.again(d)
		d.Participants = nil
		w.must(w.save(w.anna, d))
		if d.Support != 0 || d.Stance != "" {
			t.Errorf("of nobody nothing is known: %d, %s", d.Support, d.Stance)
		}
	})
}

func TestTiesStayWithTheirParticipants(t *testing.T) {
	onWorld(t, func(w *world) {
		d, _ := w.environment()
		tie := func(from, to int64, kind crm.TieKind) error {
			return w.as(w.anna, func(tx register.Tx) error {
				return (&crm.TieParticipants{From: from, Kind: kind, To: to}).Do(ctx, tx, d)
			})
		}
		w.must(tie(2, 1, "reports_to"))
		w.must(tie(1, 3, "friend"))
		w.must(tie(3, 1, "friend"))
		if len(d.Ties) != 2 {
			t.Errorf("a friendship is one tie, whoever names it: %+v", d.Ties)
		}
		w.refused(tie(1, 1, "foe"), "to", "tie_with_himself")
		w.refused(tie(1, 7, "foe"), "to", "no_such_participant")

		d.Participants = register.Parts[crm.DealParticipant]{d.Participants[2], d.Participants[0]}
		w.must(w.save(w.anna, d))
		if len(d.Ties) != 1 || d.Ties[0].Kind != "friend" || d.Participants[0].No != 3 {
			t.Errorf("ties of those who are gone go with them: %+v of %+v", d.Ties, d.Participants)
		}
		d.Participants = append(d.Participants, crm.DealParticipant{Partner: d.Partner, Contact: d.Participants[1].Contact, Role: "dealer"})
		w.must(w.save(w.anna, d))
		if d.Participants[2].No != 4 {
			t.Errorf("a number is not given twice: %+v", d.Participants)
		}
		w.must(w.as(w.anna, func(tx register.Tx) error { return (&crm.UntieParticipants{From: 1, To: 3}).Do(ctx, tx, d) }))
		if len(d.Ties) != 0 {
			t.Errorf("%+v", d.Ties)
		}
		if err := w.st.Do(ctx, w.rights(w.petro), register.ByForm, func(tx register.Tx) error {
			return (&crm.TieParticipants{From: 3, Kind: "foe", To: 1}).Do(ctx, tx, d)
		}); !errors.Is(err, register.ErrForbidden) {
			t.Errorf("who may not change the deal ties nobody: %v", err)
		}
	})
}

func TestARivalOfADealIsACompetitor(t *testing.T) {
	onWorld(t, func(w *world) {
		d, client := w.environment()
		d.Rivals = register.Parts[crm.DealRival]{{Partner: register.Ref[crm.Partner](client.ID)}}
		w.refused(w.save(w.anna, d), "rivals.0.partner", "not_a_competitor")
		rival := &crm.Partner{Name: "Суперник", Roles: crm.PartnerRoles{crm.CompetitorRole}}
		w.must(w.save(w.iryna, rival))
		d = w.again(d)
		d.Rivals = register.Parts[crm.DealRival]{{Partner: register.Ref[crm.Partner](rival.ID), Price: money.Of(90, "UAH"), Chance: 2_000_000}}
		w.refused(w.save(w.iryna, d), "rivals.0.chance", "out_of_range")
		d = w.again(d)
		d.Rivals = register.Parts[crm.DealRival]{{Partner: register.Ref[crm.Partner](rival.ID), Price: money.Of(90, "UAH"), Chance: 300_000, Strengths: "Швидкий"}}
		w.must(w.save(w.iryna, d))
	})
}
