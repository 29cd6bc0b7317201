package analysis

import "math/big"

// Pile is some deals: how many, and what they are worth in minor units.
type Pile struct{ Count, Amount int64 }

// Add puts another pile upon this one.
func (p *Pile) Add(o Pile) { p.Count, p.Amount = p.Count+o.Count, p.Amount+o.Amount }

// Furthest are deals that came as far as one stage and no further, by what
// became of them. Won deals passed all stages, whichever they stand at.
type Furthest struct{ Won, Lost, Open Pile }

// Step is a stage of a funnel: deals that entered it, that went on from it, that
// were lost when they had come this far, and that are still open here.
type Step struct{ Entered, Passed, Lost, Open Pile }

// Conversion is the share that went on, by count.
func (s Step) Conversion() *big.Rat { return Share(s.Passed.Count, s.Entered.Count) }

// Worth is the share that went on, by amount.
func (s Step) Worth() *big.Rat { return Share(s.Passed.Amount, s.Entered.Amount) }

// Funnel is the way of some deals through the stages, in their order. A deal
// entered a stage when it came that far or further, so that a stage that was
// skipped counts as entered. Each deal has the same amount at all its stages.
func Funnel(stages []Furthest) []Step {
	var on Pile
	for _, s := range stages {
		on.Add(s.Won)
	}
	out := make([]Step, len(stages))
	for i := len(stages) - 1; i >= 0; i-- {
		out[i] = Step{Passed: on, Lost: stages[i].Lost, Open: stages[i].Open}
		on.Add(stages[i].Lost)
		on.Add(stages[i].Open)
		out[i].Entered = on
	}
	return out
}

// Overall is the share of all deals of a funnel that were won, by count.
func Overall(steps []Step) *big.Rat {
	if len(steps) == 0 {
		return nil
	}
	return Share(steps[len(steps)-1].Passed.Count, steps[0].Entered.Count)
}

// LeastEffective is the stage where the largest amount was lost; of those that
// lost as much, where the most deals were. It is -1 when nothing was lost.
func LeastEffective(steps []Step) int {
	best := -1
	for i, s := range steps {
		if s.Lost == (Pile{}) {
			continue
		}
		if best < 0 || s.Lost.Amount > steps[best].Lost.Amount || s.Lost.Amount == steps[best].Lost.Amount && s.Lost.Count > steps[best].Lost.Count {
			best = i
		}
	}
	return best
}
