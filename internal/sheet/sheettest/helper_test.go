package sheettest_test

import (
	"errors"
	"strconv"
	"testing"

	"dossier/internal/register"
	"dossier/internal/sheet"
)

func itoa(n int) string { return strconv.Itoa(n) }

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
