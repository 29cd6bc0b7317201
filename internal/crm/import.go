package crm

import (
	"context"
	"strconv"
	"time"

	"dossier/internal/register"
)

// Import is one sheet on its way into a register: uploaded, matched, tried,
// and brought in by a job.
type Import struct {
	register.Base
	Name      string // of the file
	Register  string
	File      register.File
	Body      string // the mapping used, JSON
	State     ImportState
	Owner     register.Ref[User]
	Total     int64 // rows of the sheet
	Done      int64 // rows dealt with
	Created   int64
	Changed   int64
	Unchanged int64
	Refused   int64
	NoOffers  int64         // rows with an address to which no offers are sent
	Rejects   register.File // the refused rows, to mend and bring again
	Trouble   string        // message key of why it stopped
	StartedAt time.Time
	EndedAt   time.Time
}

// Imports is the register of them.
var Imports = register.Define[Import]("data_import", "imports",
	register.Do[Import, StartImport]("start"),
	register.Do[Import, CancelImport]("cancel"),
	register.Do[Import, UndoImport]("undo"),
)

// Kinds of jobs that imports ask for; the input of each is ImportInput.
const (
	ImportJob     = "import"
	ImportUndoJob = "import.undo"
)

// ImportInput is the input of the jobs of imports.
type ImportInput struct {
	Import register.ID `json:"import"`
}

// Describe lists the fields. All but the name are the program's.
func (i *Import) Describe(f *register.Fields) {
	f.Text(&i.Name).Required().Searchable().Indexed()
	f.Text(&i.Register).Max(60).Required().ReadOnly().Indexed()
	f.Choice(&i.State).ReadOnly().Indexed().Tracked()
	f.File(&i.File).Required().ReadOnly()
	f.LongText(&i.Body).Max(200_000).Unseen()
	f.Ref(&i.Owner).Owner().ReadOnly()
	f.Section("result")
	f.Int(&i.Total).ReadOnly()
	f.Int(&i.Done).ReadOnly()
	f.Int(&i.Created).ReadOnly()
	f.Int(&i.Changed).ReadOnly()
	f.Int(&i.Unchanged).ReadOnly()
	f.Int(&i.Refused).ReadOnly()
	f.Int(&i.NoOffers).ReadOnly()
	f.File(&i.Rejects).ReadOnly()
	f.Text(&i.Trouble).ReadOnly()
	f.Moment(&i.StartedAt).ReadOnly()
	f.Moment(&i.EndedAt).ReadOnly()
	f.Newest()
}

// Hint is the register that the sheet goes into.
func (i *Import) Hint(string) string { return i.Register }

// About names the units of work and the jobs of the import.
func (i *Import) About() string { return "import:" + strconv.FormatInt(i.ID, 10) }

// UndoTime is how long after its end an import may be undone.
const UndoTime = 30 * 24 * time.Hour

// Change gives a new import its owner, who needs the right to import there.
func (i *Import) Change(_ context.Context, tx register.Tx, was *Import) error {
	of := tx.Schema().Named(i.Register)
	if of == nil {
		return register.RefuseAt("register", "not_a_choice")
	}
	if was != nil {
		return nil
	}
	if !register.May(tx.Actor(), of, register.Import) {
		return register.ErrForbidden
	}
	if i.State == "" {
		i.State = ImportDraft
	}
	if i.Owner == 0 {
		i.Owner = register.Ref[User](tx.Actor().User())
	}
	return nil
}

// StartImport hands the sheet to the job that brings it in.
type StartImport struct{}

// Describe lists the input: there is none.
func (*StartImport) Describe(*register.Fields) {}

// Offered is for imports not yet started.
func (*StartImport) Offered(i *Import) bool { return i.State == ImportDraft && i.Body != "" }

// Do makes the job in the same unit of work, so that it exists exactly when
// the state says so.
func (*StartImport) Do(ctx context.Context, tx register.Tx, i *Import) error {
	switch {
	case i.State != ImportDraft:
		return register.Refuse("import_started")
	case i.Body == "":
		return register.Refuse("import_not_matched")
	case !register.May(tx.Actor(), tx.Schema().Named(i.Register), register.Import):
		return register.ErrForbidden
	}
	i.State, i.StartedAt = ImportQueued, tx.Now()
	if err := tx.AsProgram().Save(ctx, i); err != nil {
		return err
	}
	return tx.Enqueue(ctx, register.Job{Kind: ImportJob, Key: i.About(), Input: ImportInput{i.ID}, At: tx.Now()})
}

// CancelImport stops an import; rows already brought in stay until undone.
type CancelImport struct{}

// Describe lists the input: there is none.
func (*CancelImport) Describe(*register.Fields) {}

// Offered is for imports that have not ended.
func (*CancelImport) Offered(i *Import) bool {
	return i.State == ImportDraft || i.State == ImportQueued || i.State == ImportRunning
}

// Do notes the wish; the job looks at the state between its batches.
func (in *CancelImport) Do(ctx context.Context, tx register.Tx, i *Import) error {
	if !in.Offered(i) {
		return register.Refuse("import_ended")
	}
	i.State, i.EndedAt = ImportCancelled, tx.Now()
	return tx.AsProgram().Save(ctx, i)
}

// UndoImport takes back what an import brought, where nobody has changed it.
type UndoImport struct{}

// Describe lists the input: there is none.
func (*UndoImport) Describe(*register.Fields) {}

// Offered is for imports that brought something.
func (*UndoImport) Offered(i *Import) bool {
	switch i.State {
	case ImportDone, ImportCancelled, ImportFailed:
		return i.Created+i.Changed > 0
	}
	return false
}

// Do makes the job that reads the journal backwards.
func (in *UndoImport) Do(ctx context.Context, tx register.Tx, i *Import) error {
	switch {
	case !in.Offered(i):
		return register.Refuse("import_not_undoable")
	case tx.Now().Sub(i.EndedAt) > UndoTime:
		return register.Refuse("import_too_old")
	}
	i.State = ImportUndoing
	if err := tx.AsProgram().Save(ctx, i); err != nil {
		return err
	}
	return tx.Enqueue(ctx, register.Job{Kind: ImportUndoJob, Key: i.About(), Input: ImportInput{i.ID}, At: tx.Now()})
}

// ImportState is how far an import is.
type ImportState string

// The states.
const (
	ImportDraft     ImportState = "draft" // being matched and tried
	ImportQueued    ImportState = "queued"
	ImportRunning   ImportState = "running"
	ImportDone      ImportState = "done"
	ImportFailed    ImportState = "failed"
	ImportCancelled ImportState = "cancelled"
	ImportUndoing   ImportState = "undoing"
	ImportUndone    ImportState = "undone"
)

// Choices are the states in their order.
func (ImportState) Choices() []string {
	return []string{"draft", "queued", "running", "done", "failed", "cancelled", "undoing", "undone"}
}
