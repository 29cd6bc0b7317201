package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"dossier/internal/store"
	"dossier/internal/store/storetest"
)

func TestTheLogSaysWhenAFileWasLookedThrough(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		var log bytes.Buffer
		lookForDamage(t.Context(), at(t, dsn, nil), slog.New(slog.NewTextHandler(&log, nil)))
		if said := strings.Contains(log.String(), "looked through"); said == store.IsPostgres(dsn) {
			t.Errorf("the log says %q", log.String())
		}
	})
}
