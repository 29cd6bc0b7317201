package crm

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dossier/internal/register"
)

// DataRequest is what a person asks of us about his data. The law gives days
// to answer it in.
type DataRequest struct {
	register.Base
	Number     string
	Kind       RequestKind
	Status     RequestStatus
	Applicant  string // as he calls himself
	Contact    register.Ref[Contact]
	Partner    register.Ref[Partner] // a private person or sole trader
	ReceivedAt time.Time
	Channel    ClaimChannel
	Scope      string // what exactly is asked

	Responsible register.Ref[User]
	Deadline    register.Date
	WarnOn      register.Date // from when it is urgent
	ExtendedOn  register.Date
	Extension   string // why, as the person was told

	Identified   IdentityCheck
	IdentifiedOn register.Date

	Decision   Decision
	Reasons    string // of the decision
	Answer     string // as it was sent
	AnsweredAt time.Time
	Late       bool
}

// DataRequests is the register of them.
var DataRequests = register.Define[DataRequest]("data_request", "data_requests",
	register.Do[DataRequest, TakeRequest]("take"),
	register.Do[DataRequest, IdentifyApplicant]("identify"),
	register.Do[DataRequest, ExtendRequest]("extend"),
	register.Do[DataRequest, AnswerRequest]("reply"),
)

// Describe lists the fields.
func (q *DataRequest) Describe(f *register.Fields) {
	f.Text(&q.Number).Max(40).Searchable().Unique().Tracked()
	f.Choice(&q.Kind).Required().Indexed().Tracked()
	f.Choice(&q.Status).ReadOnly().Indexed().Tracked()
	f.Text(&q.Applicant).Max(300).Class(register.Contact).Searchable().Tracked()
	f.Ref(&q.Contact).Tracked()
	f.Ref(&q.Partner).Tracked()
	f.Moment(&q.ReceivedAt).Indexed().Tracked()
	f.Choice(&q.Channel).Indexed()
	f.LongText(&q.Scope).Class(register.Personal)
	f.Section("work")
	f.Ref(&q.Responsible).Owner().Tracked()
	f.Date(&q.Deadline).ReadOnly().Indexed().Tracked()
	f.Date(&q.WarnOn).ReadOnly().Indexed()
	f.Date(&q.ExtendedOn).ReadOnly().Tracked()
	f.LongText(&q.Extension).ReadOnly().Class(register.Personal)
	f.Choice(&q.Identified).ReadOnly().Indexed().Tracked()
	f.Date(&q.IdentifiedOn).ReadOnly().Tracked()
	f.Section("decision")
	f.Choice(&q.Decision).ReadOnly().Indexed().Tracked()
	f.LongText(&q.Reasons).ReadOnly().Class(register.Personal)
	f.LongText(&q.Answer).ReadOnly().Class(register.Personal)
	f.Moment(&q.AnsweredAt).ReadOnly().Indexed().Tracked()
	f.Bool(&q.Late).ReadOnly().Indexed()
	f.Newest()
	f.Together(&q.Status, &q.Deadline)
	f.Together(&q.Status, &q.WarnOn)
}

// Title is the number.
func (q *DataRequest) Title(string) string { return "№ " + q.Number }

// Waits reports whether the request has no answer yet.
func (q *DataRequest) Waits() bool { return q.Status != RequestAnswered }

// How many calendar days a request may take, and after how many it is urgent:
// article 8 of the Ukrainian law, stricter than the month of article 12 of the
// GDPR, which allows two more months when the person is told why.
const (
	daysOfRequest  = 30
	daysToWarning  = 20
	monthsExtended = 2
)

// Change registers a new request and counts its days from its receipt.
func (q *DataRequest) Change(ctx context.Context, tx register.Tx, was *DataRequest) error {
	home, err := homeOrganisation(ctx, tx)
	if err != nil {
		return err
	}
	if was == nil {
		if err := q.begin(ctx, tx); err != nil {
			return err
		}
	}
	if q.ReceivedAt.After(tx.Now()) {
		return register.RefuseAt("received_at", "in_future")
	}
	zone := home.Work().Zone
	if was == nil || !was.ReceivedAt.Equal(q.ReceivedAt) {
		day := register.DayOf(q.ReceivedAt, zone)
		q.Deadline, q.WarnOn = dayAfter(day, daysOfRequest), dayAfter(day, daysToWarning)
	}
	q.Late = !q.AnsweredAt.IsZero() && register.DayOf(q.AnsweredAt, zone) > q.Deadline
	if q.Contact != 0 && q.Partner == 0 {
		of, err := register.Load(ctx, tx.AsProgram(), Contacts, q.Contact)
		if err != nil {
			return refuseUnknown("contact", err)
		}
		q.Partner = of.Partner
	}
	return nil
}

// begin gives a new request its number, its moment and who answers for it.
func (q *DataRequest) begin(ctx context.Context, tx register.Tx) error {
	if q.Number == "" {
		number, err := unusedCode(ctx, tx, DataRequests.Register, "number", 4)
		if err != nil {
			return err
		}
		q.Number = number
	}
	q.Status = cmp.Or(q.Status, RequestReceived)
	if q.ReceivedAt.IsZero() {
		q.ReceivedAt = tx.Now()
	}
	if q.Responsible == 0 && !nobodysAllowed(tx, DataRequests.Register) {
		q.Responsible = register.Ref[User](tx.Actor().User())
	}
	return nil
}

// Check holds whichever way the request was written.
func (q *DataRequest) Check(p *register.Problems) {
	if q.Contact == 0 && q.Partner == 0 && q.Applicant == "" {
		p.Add(&q.Applicant, "required")
	}
	if q.Status != RequestReceived && q.Responsible == 0 {
		p.Add(&q.Responsible, "required")
	}
}

// Leave keeps in sight a request that waits for its answer.
func (q *DataRequest) Leave(_ context.Context, tx register.Tx, _ register.Act) error {
	if q.Waits() && tx.Cause() != register.ByUndo {
		return register.Refuse("request_waits")
	}
	return nil
}

// Notices warn of personal codes in the text.
func (q *DataRequest) Notices() []Notice {
	return slices.Concat(personalNotice("scope", q.Scope), personalNotice("applicant", q.Applicant))
}

// TakeRequest begins the work on a request.
type TakeRequest struct {
	Responsible register.Ref[User] // none is the one it has
}

// Describe lists the input.
func (in *TakeRequest) Describe(f *register.Fields) { f.Ref(&in.Responsible) }

// Begin offers who has it.
func (in *TakeRequest) Begin(q *DataRequest) { in.Responsible = q.Responsible }

// Offered is for what was only received.
func (*TakeRequest) Offered(q *DataRequest) bool {
	return q.Status == RequestReceived && !q.Archived
}

// Do moves the request into work.
func (in *TakeRequest) Do(ctx context.Context, tx register.Tx, q *DataRequest) error {
	if q.Status != RequestReceived {
		return register.Refuse("request_taken_already")
	}
	q.Responsible = cmp.Or(in.Responsible, q.Responsible, register.Ref[User](tx.Actor().User()))
	if err := mustWork(ctx, tx, "responsible", q.Responsible); err != nil {
		return err
	}
	q.Status = RequestInWork
	return tx.AsProgram().Save(ctx, q)
}

// IdentifyApplicant notes how we know that who asks is who he says.
type IdentifyApplicant struct {
	How     IdentityCheck
	Contact register.Ref[Contact]
}

// Describe lists the input.
func (in *IdentifyApplicant) Describe(f *register.Fields) {
	f.Choice(&in.How).Required()
	f.Ref(&in.Contact)
}

// Begin offers whom it is about.
func (in *IdentifyApplicant) Begin(q *DataRequest) { in.Contact = q.Contact }

// Offered is until it is known.
func (*IdentifyApplicant) Offered(q *DataRequest) bool {
	return q.Waits() && q.Identified == "" && !q.Archived
}

// Do notes it.
func (in *IdentifyApplicant) Do(ctx context.Context, tx register.Tx, q *DataRequest) error {
	if !q.Waits() {
		return register.Refuse("request_answered_already")
	}
	q.Identified, q.IdentifiedOn, q.Contact = in.How, tx.Today(), cmp.Or(in.Contact, q.Contact)
	return tx.Save(ctx, q)
}

// ExtendRequest gives a request two more months, of which the person is told.
type ExtendRequest struct{ Reason string }

// Describe lists the input.
func (in *ExtendRequest) Describe(f *register.Fields) {
	f.LongText(&in.Reason).Required().Class(register.Personal)
}

// Offered is once.
func (*ExtendRequest) Offered(q *DataRequest) bool {
	return q.Waits() && q.ExtendedOn == "" && !q.Archived
}

// Do moves the deadline, while it is not past. In Ukraine a person's access to
// his own data may not be put off: articles 17 and 8 of the law.
func (in *ExtendRequest) Do(ctx context.Context, tx register.Tx, q *DataRequest) error {
	home, err := homeOrganisation(ctx, tx)
	switch {
	case err != nil:
		return err
	case !q.Waits() || q.ExtendedOn != "":
		return register.Refuse("request_extended_already")
	case q.Deadline < tx.Today():
		return register.Refuse("request_is_overdue")
	case q.Kind == AccessRequest && home.Country == "ua":
		return register.Refuse("access_is_not_put_off")
	}
	end, err := time.Parse(time.DateOnly, string(q.Deadline))
	if err != nil {
		return err
	}
	q.Deadline = register.Date(end.AddDate(0, monthsExtended, 0).Format(time.DateOnly))
	q.WarnOn = dayAfter(q.Deadline, daysToWarning-daysOfRequest)
	q.ExtendedOn, q.Extension = tx.Today(), in.Reason
	return tx.AsProgram().Save(ctx, q)
}

// AnswerRequest decides a request and notes what the person was told.
type AnswerRequest struct {
	Decision Decision
	Reasons  string
	Answer   string
	At       time.Time // none is now
}

// Describe lists the input.
func (in *AnswerRequest) Describe(f *register.Fields) {
	f.Choice(&in.Decision).Required()
	f.LongText(&in.Reasons).Class(register.Personal)
	f.LongText(&in.Answer).Required().Class(register.Personal)
	f.Moment(&in.At)
}

// Offered is for what is being worked on.
func (*AnswerRequest) Offered(q *DataRequest) bool {
	return q.Status == RequestInWork && !q.Archived
}

// Do ends the request. What is refused needs its reasons; nothing is done for
// somebody of whom nobody knows who he is.
func (in *AnswerRequest) Do(ctx context.Context, tx register.Tx, q *DataRequest) error {
	switch {
	case q.Status != RequestInWork:
		return register.Refuse("request_not_in_work")
	case in.Decision != Granted && in.Reasons == "":
		return register.RefuseAt("reasons", "required")
	case in.Decision != Refused && q.Identified == "":
		return register.RefuseAt("decision", "applicant_not_identified")
	}
	at, err := momentOf(tx, "at", in.At, q.ReceivedAt)
	if err != nil {
		return err
	}
	q.Status, q.Decision, q.Reasons, q.Answer, q.AnsweredAt = RequestAnswered, in.Decision, in.Reasons, in.Answer, at
	return tx.AsProgram().Save(ctx, q)
}

// RequestKind is what a person asks.
type RequestKind string

// AccessRequest asks what we know of the person.
const AccessRequest RequestKind = "access"

// Choices of kinds.
func (RequestKind) Choices() []string {
	return []string{"access", "correction", "erasure", "restriction", "objection", "withdrawal", "portability"}
}

// RequestStatus is how far a request has come. Actions alone move it.
type RequestStatus string

// The statuses.
const (
	RequestReceived RequestStatus = "received"
	RequestInWork   RequestStatus = "in_work"
	RequestAnswered RequestStatus = "answered"
)

// Choices of statuses.
func (RequestStatus) Choices() []string { return []string{"received", "in_work", "answered"} }

// IdentityCheck is how we know who asks.
type IdentityCheck string

// Choices of checks.
func (IdentityCheck) Choices() []string {
	return []string{"known_address", "called_back", "signature", "in_person", "document", "representative"}
}

// Decision is what becomes of a request.
type Decision string

// The decisions that rules know.
const (
	Granted Decision = "granted"
	Refused Decision = "refused"
)

// Choices of decisions.
func (Decision) Choices() []string { return []string{"granted", "partly", "refused"} }
