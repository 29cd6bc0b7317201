package page

import "dossier/internal/lang"

// Job is long work: an import, an export, a bulk change. Its page may be closed.
type Job struct {
	ID    string
	Title string
	// State is waiting, running, done, failed or cancelled.
	State JobState
	// Poll is asked again every second while the job runs.
	Poll string
	// Step is what is being done: "Записую рядки".
	Step string
	// Steps are all of them in order, for work that has several.
	Steps []JobStep
	// Done and Total are in Unit; Total 0 means not known yet.
	Done, Total int64
	// Progress is the sentence: "5 240 з 8 800 рядків".
	Progress string
	// Speed and Left are ready to read: "2 450 рядків за секунду", "ще 2 с".
	Speed, Left string
	StartedAt   string
	FinishedAt  string
	Who         string
	// Errors are the refused so far, Shown of them here.
	Errors    int64
	Shown     []Refusal
	ErrorsURL string
	// Cancel, Undo and Result are addresses, empty when there is nothing to do.
	Cancel string
	Undo   string
	// UndoText is what taking back is called; empty is that of an import.
	UndoText string
	// UndoUntil says till when: "до 29 лис".
	UndoUntil string
	Result    string
	// Heed is what to heed in what was brought in.
	Heed string
	// Failed says why the whole job stopped.
	Failed string
	// Rows were left as they are, under LeftTitle.
	Rows      []JobLeft
	LeftTitle string
	// MoreRows is the address of those after them, empty when there are none.
	MoreRows string
	// Counts of what came out: new, changed, same, refused.
	Counts []Count
}

// JobLeft is a record that the work left as it is, and why.
type JobLeft struct{ Label, Href, Reason string }

// JobState is how far a job has come.
type JobState string

// The states of a job.
const (
	JobWaiting   JobState = "waiting"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// JobStep is one step of a job.
type JobStep struct {
	Label string
	// Note is a count or a duration.
	Note  string
	State JobState
}

// Count is one number of a result with its link to the proof.
type Count struct {
	Label string
	// Number is ready to read: "4 238".
	Number string
	Tone   Tone
	Href   string
	// Current is set for the one whose rows are shown below.
	Current bool
}

// Refusal is one row that was not taken.
type Refusal struct {
	// Row is its number in the file, as a spreadsheet counts.
	Row    string
	Column string
	// Typed is what the file says.
	Typed  string
	Reason string
}

func (j Job) over() bool {
	return j.State == JobDone || j.State == JobFailed || j.State == JobCancelled
}

func (j Job) undoText(p *lang.Printer) string {
	if j.UndoText != "" {
		return j.UndoText
	}
	return p.Text("job.undo")
}

func (j Job) says(p *lang.Printer) string { return p.Text("job.is_" + string(j.State)) }

func (j Job) icon() string { return j.State.icon() }

func (j Job) tone() Tone { return j.State.tone() }

func (s JobState) tone() Tone {
	switch s {
	case JobDone:
		return Good
	case JobFailed:
		return Bad
	case JobCancelled:
		return Care
	}
	return Info
}

func (s JobStep) icon() string { return s.State.icon() }

func (s JobState) icon() string {
	switch s {
	case JobRunning:
		return "loader-2"
	case JobDone:
		return "circle-check"
	case JobFailed:
		return "alert-circle"
	case JobCancelled:
		return "circle-x"
	}
	return "clock"
}
