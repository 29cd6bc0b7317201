package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms says which rooms of the program each room may import; the picture in
// docs/architecture.md is drawn from it. Libraries and the standard library
// are not spoken of.
var rooms = map[string][]string{
	"money":      {},
	"calendar":   {},
	"analysis":   {},
	"chart":      {},
	"route":      {},
	"lang":       {"money", "calendar"},
	"identity":   {},
	"secret":     {},
	"register":   {"money"},
	"crm":        {"register", "money", "identity", "secret", "calendar", "analysis", "route"},
	"store":      {"register", "money", "identity"},
	"job":        {"register"},
	"sheet":      {"register", "money", "lang", "identity"},
	"page":       {"lang", "money", "calendar", "page/asset"},
	"paper":      {"lang"},
	"page/asset": {},
	"web":        {"*"},
	"demo":       {"register", "crm", "money", "calendar"},

	// For tests alone: no package of the program may import it.
	"store/storetest": {"store", "register"},
	"sheet/sheettest": {"*"},
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	const own = "dossier/internal/"
	seen := 0
	for d := json.NewDecoder(out); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		room, ok := strings.CutPrefix(p.ImportPath, own)
		if !ok {
			continue
		}
		seen++
		may, known := rooms[room]
		if !known {
			t.Errorf("room %s is not in the table", room)
		}
		for _, path := range p.Imports {
			other, ok := strings.CutPrefix(path, own)
			if !ok {
				continue
			}
			if other == "store/storetest" || !slices.Contains(may, other) && !slices.Contains(may, "*") {
				t.Errorf("%s imports %s", room, other)
			}
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if seen != len(rooms) {
		t.Errorf("%d rooms found, %d in the table", seen, len(rooms))
	}
}
