package page

import (
	"strconv"

	"dossier/internal/lang"
)

// Failure is a page instead of the one asked for: what happened, why, and what
// one can do.
type Failure struct {
	// Status is the HTTP status; it chooses the words.
	Status int
	// Because adds what only the program knows: which right, which limit.
	Because string
	// Granter says who can give the missing right.
	Granter string
	// Code finds the request in the log.
	Code string
	// Back leads to where one came from, Home to the first page.
	Back, Home string
	// Retry asks again; empty when that would be of no use.
	Retry string
	// Kept is what was typed, for statuses from 500 on: nothing is lost.
	Kept []Kept
	// Alone is set when there is no shell around the page: nobody is signed in.
	Alone bool
}

// Kept is one thing that was typed into a form that could not be saved.
type Kept struct{ Label, Text string }

// said is the status whose words are shown: those that have none of their own
// speak as their class.
func (f Failure) said() int {
	switch f.Status {
	case 400, 401, 403, 404, 405, 409, 413, 415, 422, 428, 429, 500, 503:
		return f.Status
	}
	if f.Status >= 500 {
		return 500
	}
	return 400
}

// words is a text about the status: its title, why, what to do.
func (f Failure) words(p *lang.Printer, about string) string {
	return p.Text("form.error_" + strconv.Itoa(f.said()) + "_" + about)
}

func (f Failure) icon() string {
	switch f.said() {
	case 401, 403:
		return "lock"
	case 404:
		return "search"
	case 409, 428:
		return "users"
	case 413, 415:
		return "file"
	case 429, 503:
		return "hourglass"
	}
	return "alert-triangle"
}
