package sheet_test

import (
	"errors"
	"testing"

	"dossier/internal/register"
	"dossier/internal/sheet"
)

// faultOf wants an error that says what is wrong with a file, and that turns
// into a refusal like all others.
func faultOf(t *testing.T, err error) *sheet.Fault {
	t.Helper()
	var f *sheet.Fault
	var p *register.Problems
	if !errors.As(err, &f) || !errors.As(err, &p) {
		t.Fatalf("%v is no fault of a file", err)
	}
	return f
}
