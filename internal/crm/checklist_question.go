package crm

import (
	"context"

	"dossier/internal/register"
)

// ChecklistQuestion is what is asked of a lead before it counts as qualified.
type ChecklistQuestion struct {
	Entry
	Points    int64 // of the score, for a yes
	Mandatory bool  // must be answered
	Essential bool  // must be answered by yes
}

// ChecklistQuestions is the directory of them.
var ChecklistQuestions = register.Define[ChecklistQuestion]("checklist_question", "checklist_questions")

// Describe lists the fields.
func (e *ChecklistQuestion) Describe(f *register.Fields) {
	e.describe(f)
	f.Int(&e.Points).Tracked()
	f.Bool(&e.Mandatory).Tracked()
	f.Bool(&e.Essential).Tracked()
}

// Change gives a new row its code and place.
func (e *ChecklistQuestion) Change(ctx context.Context, tx register.Tx, _ *ChecklistQuestion) error {
	return e.fill(ctx, tx, ChecklistQuestions.Register)
}

// Check keeps the points within the score.
func (e *ChecklistQuestion) Check(p *register.Problems) {
	e.Entry.Check(p)
	if e.Points < 0 || e.Points > mostScore {
		p.Add(&e.Points, "out_of_range")
	}
}

// mostScore is the score of a lead that has all.
const mostScore = 100

// EnoughScore is the score from which a lead is qualified.
const EnoughScore = 60

// ChecklistOf are the questions asked today, in their order.
func ChecklistOf(ctx context.Context, tx register.Tx) ([]*ChecklistQuestion, error) {
	return register.Select(ctx, tx.AsProgram(), ChecklistQuestions, register.Query{Filter: register.Alive()})
}

// scoreOf adds up what the answers are worth, up to a hundred.
func scoreOf(questions []*ChecklistQuestion, answers []LeadAnswer) int64 {
	var score int64
	for _, q := range questions {
		if answerTo(answers, q) == AnswerYes {
			score += q.Points
		}
	}
	return min(score, mostScore)
}

// answerTo is the answer to a question; empty is none yet.
func answerTo(answers []LeadAnswer, q *ChecklistQuestion) Answer {
	for _, a := range answers {
		if register.ID(a.Question) == q.ID {
			return a.Answer
		}
	}
	return ""
}
