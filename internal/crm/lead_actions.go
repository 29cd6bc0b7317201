package crm

import (
	"cmp"
	"context"
	"slices"

	"dossier/internal/register"
)

// move saves a lead whose status an action moves.
func (l *Lead) move(ctx context.Context, tx register.Tx) error {
	if l.Erased != "" {
		return register.Refuse("erased_record")
	}
	l.acting = true
	defer func() { l.acting = false }()
	return tx.AsProgram().Save(ctx, l)
}

// TakeLead begins the work on a lead. What is nobody's becomes the actor's.
type TakeLead struct{}

// Describe lists the input: none.
func (*TakeLead) Describe(*register.Fields) {}

// Offered is for new leads.
func (*TakeLead) Offered(l *Lead) bool { return l.Status == NewLead && !l.Archived }

// Do takes it.
func (*TakeLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	if l.Status != NewLead {
		return register.Refuse("lead_is_not_new")
	}
	l.Status = LeadInWork
	l.Responsible = cmp.Or(l.Responsible, register.Ref[User](tx.Actor().User()))
	if err := l.share(ctx, tx, l.Responsible); err != nil {
		return err
	}
	return l.move(ctx, tx)
}

// share lets an employee see what was dealt with a lead before it was his.
func (l *Lead) share(ctx context.Context, tx register.Tx, to register.Ref[User]) error {
	all := tx.AsProgram()
	events, err := register.Select(ctx, all, Events, register.Query{
		Filter: register.All{register.Eq(&Events.Row.Lead, register.Ref[Lead](l.ID)), register.Alive()}, Whole: true, Limit: mostOfLead,
	})
	if err != nil || to == 0 {
		return err
	}
	for _, e := range events {
		if e.Responsible == to || slices.Contains(e.Others, to) {
			continue
		}
		if e.Class == Planned { // who has the lead has what is to be done with it
			e.Responsible = to
		} else {
			e.Others = append(e.Others, to)
		}
		if err := all.Save(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// AnswerLead says what is known of a lead by the questions of the checklist.
type AnswerLead struct {
	Answers register.Parts[LeadAnswer]
}

// Describe lists the input.
func (in *AnswerLead) Describe(f *register.Fields) { f.Parts(&in.Answers) }

// Begin offers what is known.
func (in *AnswerLead) Begin(l *Lead) {
	for _, a := range l.Answers {
		in.Answers = append(in.Answers, LeadAnswer{Question: a.Question, Answer: a.Answer})
	}
}

// Offered is while the lead is worked on.
func (*AnswerLead) Offered(l *Lead) bool {
	return (l.Status == NewLead || l.Status == LeadInWork) && !l.Archived
}

// Do keeps one answer a question, and counts.
func (in *AnswerLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	if !in.Offered(l) {
		return register.Refuse("lead_not_in_work")
	}
	questions, err := ChecklistOf(ctx, tx)
	if err != nil {
		return err
	}
	var kept register.Parts[LeadAnswer]
	for i, a := range in.Answers {
		if a.Answer == "" {
			continue
		}
		if !slices.ContainsFunc(questions, func(q *ChecklistQuestion) bool { return q.ID == register.ID(a.Question) }) {
			return register.RefuseAt(partField("answers", i, "question"), "unknown_reference")
		}
		if slices.ContainsFunc(kept, func(k LeadAnswer) bool { return k.Question == a.Question }) {
			return register.RefuseAt(partField("answers", i, "question"), "question_answered_twice")
		}
		one := LeadAnswer{Question: a.Question, Answer: a.Answer}
		for _, was := range l.Answers {
			if was.Question == a.Question {
				one.ID = was.ID
			}
		}
		kept = append(kept, one)
	}
	l.Answers, l.Score = kept, scoreOf(questions, kept)
	return l.move(ctx, tx)
}

// QualifyLead says that the interest is real enough to make a deal of.
type QualifyLead struct{}

// Describe lists the input: none.
func (*QualifyLead) Describe(*register.Fields) {}

// Offered is for leads in work.
func (*QualifyLead) Offered(l *Lead) bool { return l.Status == LeadInWork && !l.Archived }

// Do asks the checklist.
func (*QualifyLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	if l.Status != LeadInWork {
		return register.Refuse("lead_not_in_work")
	}
	questions, err := ChecklistOf(ctx, tx)
	if err != nil {
		return err
	}
	for _, q := range questions {
		switch answer := answerTo(l.Answers, q); {
		case answer == "" && (q.Mandatory || q.Essential):
			return register.Refuse("lead_question_open", "question", q.Names)
		case answer != AnswerYes && q.Essential:
			return register.Refuse("lead_lacks_essential", "question", q.Names)
		}
	}
	if l.Score = scoreOf(questions, l.Answers); l.Score < EnoughScore {
		return register.Refuse("lead_score_low", "score", l.Score, "enough", EnoughScore)
	}
	l.Status = QualifiedLead
	return l.move(ctx, tx)
}

// ReturnLead takes back a qualification that was a mistake.
type ReturnLead struct{}

// Describe lists the input: none.
func (*ReturnLead) Describe(*register.Fields) {}

// Offered is until the lead is converted.
func (*ReturnLead) Offered(l *Lead) bool { return l.Status == QualifiedLead && !l.Archived }

// Do takes the lead back to work.
func (*ReturnLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	if l.Status != QualifiedLead {
		return register.Refuse("lead_not_qualified")
	}
	l.Status = LeadInWork
	return l.move(ctx, tx)
}

// DisqualifyLead says that nothing comes of a lead, and why.
type DisqualifyLead struct {
	Reason           register.Ref[LeadReason]
	DuplicateOf      register.Ref[Lead]
	DuplicatePartner register.Ref[Partner]
	ReasonNote       string
}

// Describe lists the input.
func (in *DisqualifyLead) Describe(f *register.Fields) {
	f.Ref(&in.Reason).Required()
	f.Ref(&in.DuplicateOf)
	f.Ref(&in.DuplicatePartner)
	f.Text(&in.ReasonNote).Max(1000)
}

// Offered is until the lead is qualified.
func (*DisqualifyLead) Offered(l *Lead) bool {
	return (l.Status == NewLead || l.Status == LeadInWork) && !l.Archived
}

// Do ends the lead. One that nobody has looked into can only be spam or the
// same as another.
func (in *DisqualifyLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	switch {
	case !in.Offered(l):
		return register.Refuse("lead_not_in_work")
	case in.Reason == 0:
		return register.RefuseAt("reason", "required")
	}
	reason, err := register.Load(ctx, tx, LeadReasons, in.Reason)
	if err != nil {
		return refuseUnknown("reason", err)
	}
	if l.Status == NewLead && reason.Sort != SpamLead && reason.Sort != DuplicateLead {
		return register.RefuseAt("reason", "new_lead_only_spam_or_duplicate")
	}
	if reason.Sort == DuplicateLead {
		if err := in.checkDuplicate(ctx, tx, l); err != nil {
			return err
		}
		l.DuplicateOf, l.DuplicatePartner = in.DuplicateOf, in.DuplicatePartner
	}
	l.Status, l.Reason, l.ReasonNote = DisqualifiedLead, in.Reason, in.ReasonNote
	if err := l.move(ctx, tx); err != nil {
		return err
	}
	return l.miss(ctx, tx, reason)
}

// checkDuplicate wants one other record, that the actor sees.
func (in *DisqualifyLead) checkDuplicate(ctx context.Context, tx register.Tx, l *Lead) error {
	switch {
	case in.DuplicateOf == 0 && in.DuplicatePartner == 0:
		return register.RefuseAt("duplicate_of", "duplicate_needs_other")
	case register.ID(in.DuplicateOf) == l.ID:
		return register.RefuseAt("duplicate_of", "not_oneself")
	}
	if in.DuplicateOf != 0 {
		if _, err := register.Load(ctx, tx, Leads, in.DuplicateOf); err != nil {
			return refuseUnknown("duplicate_of", err)
		}
	}
	if in.DuplicatePartner != 0 {
		if _, err := register.Load(ctx, tx, Partners, in.DuplicatePartner); err != nil {
			return refuseUnknown("duplicate_partner", err)
		}
	}
	return nil
}

// ReopenLead takes a lead that came to nothing back to work. It is a right of
// its own.
type ReopenLead struct {
	ReopenReason string
}

// Describe lists the input.
func (in *ReopenLead) Describe(f *register.Fields) { f.Text(&in.ReopenReason).Max(500).Required() }

// Offered is for disqualified leads.
func (*ReopenLead) Offered(l *Lead) bool { return l.Status == DisqualifiedLead && !l.Archived }

// Do forgets the reason, which the history keeps.
func (in *ReopenLead) Do(ctx context.Context, tx register.Tx, l *Lead) error {
	switch {
	case l.Status != DisqualifiedLead:
		return register.Refuse("lead_not_disqualified")
	case in.ReopenReason == "":
		return register.RefuseAt("reopen_reason", "required")
	}
	l.Status, l.ReopenReason = LeadInWork, in.ReopenReason
	l.Reason, l.ReasonNote, l.DuplicateOf, l.DuplicatePartner = 0, "", 0, 0
	l.Responsible = cmp.Or(l.Responsible, register.Ref[User](tx.Actor().User()))
	return l.move(ctx, tx)
}

// TransferLeads hands leads over to another employee.
type TransferLeads struct {
	To register.Ref[User]
}

// Describe lists the input.
func (in *TransferLeads) Describe(f *register.Fields) { f.Ref(&in.To).Required() }

// DoAll makes the new employee responsible for each, and lets him see what was
// before him; they may thereby leave the reach of who hands them over.
func (in *TransferLeads) DoAll(ctx context.Context, tx register.Tx, leads []*Lead) error {
	if err := mustWork(ctx, tx, "to", in.To); err != nil {
		return err
	}
	for _, l := range leads {
		if l.Status == ConvertedLead {
			return register.Refuse("lead_is_converted")
		}
		l.Responsible = in.To
		if err := l.share(ctx, tx, in.To); err != nil {
			return err
		}
		if err := l.move(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}
