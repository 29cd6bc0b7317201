package crm_test

import (
	"slices"
	"testing"

	"dossier/internal/crm"
	"dossier/internal/register"
)

func TestATechniqueIsJudgedByTheDealsThatMovedOn(t *testing.T) {
	sheet := func(event register.Ref[crm.Event], worked register.Refs[crm.Technique], techniques ...register.Ref[crm.Technique]) *crm.Preparation {
		return &crm.Preparation{Event: event, Techniques: techniques, Worked: worked}
	}
	progress := map[register.Ref[crm.Event]]crm.Progress{
		1: {Deal: 10, Moved: true, Judged: true}, 2: {Deal: 10, Judged: true}, 3: {Deal: 11, Judged: true}, 4: {Deal: 12}, // too early to say
	} // the fifth has no deal
	figures := crm.TechniqueFigures{}
	figures.Add([]*crm.Preparation{sheet(1, register.Refs[crm.Technique]{7}, 7, 8), sheet(2, nil, 7)}, progress)
	figures.Add([]*crm.Preparation{sheet(3, nil, 7), sheet(4, nil, 8), sheet(5, nil, 8)}, progress)
	seven, eight := figures[7], figures[8]
	if seven.Meetings != 3 || seven.Worked != 1 || !slices.Equal(seven.Deals(), []register.ID{10, 11}) || !slices.Equal(seven.Moved(), []register.ID{10}) {
		t.Errorf("technique 7: %+v", seven)
	}
	if eight.Meetings != 3 || !slices.Equal(eight.Deals(), []register.ID{10}) || !slices.Equal(eight.Moved(), []register.ID{10}) {
		t.Errorf("technique 8: %+v", eight)
	}
}

func TestFurtherIsLaterInTheSameOrderOrWon(t *testing.T) {
	stage := func(kind register.Ref[crm.DealKind], position int64, outcome crm.Outcome) *crm.Stage {
		s := &crm.Stage{Kind: kind, Outcome: outcome}
		s.Position = position
		return s
	}
	first, second, won, lost := stage(1, 10, crm.Open), stage(1, 20, crm.Open), stage(1, 30, crm.Won), stage(1, 40, crm.Lost)
	for _, one := range []struct {
		from, to *crm.Stage
		want     bool
	}{
		{first, second, true},
		{second, first, false},
		{first, won, true},
		{first, lost, false},
		{won, won, false},
		{first, stage(2, 90, crm.Open), false},
		{nil, won, true},
		{first, nil, false},
	} {
		if got := crm.Further(one.from, one.to); got != one.want {
			t.Errorf("from %+v to %+v: %v", one.from, one.to, got)
		}
	}
}
