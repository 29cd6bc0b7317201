package web_test

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"testing"
)

// breakBase leaves a contact that speaks of a partner who is not there.
func (w *world) breakBase() {
	w.Helper()
	db, err := sql.Open("sqlite", filepath.Join(w.st.Dir(), "dossier.db"))
	w.must(err)
	defer db.Close()
	_, err = db.ExecContext(w.ctx, "PRAGMA foreign_keys = off; UPDATE contacts SET partner = 987654 WHERE id = (SELECT min(id) FROM contacts)")
	w.must(err)
	found, err := w.st.Damage(w.ctx)
	w.must(err)
	if len(found) == 0 {
		w.Fatal("no damage is found")
	}
}

func TestEverybodyIsToldOnEachPageThatTheDatabaseIsDamaged(t *testing.T) {
	onFile(t, func(w *world) {
		anna, olena := w.as(w.anna), w.as(w.olena)
		const told, command = "Nothing is saved just now.", "dossier restore BACKUP --replace --data "
		anna.get("/clients").is(http.StatusOK).hides(told)
		w.breakBase()
		for _, path := range []string{"/clients", "/partners/new", "/deals/board", "/profile"} {
			anna.get(path).is(http.StatusOK).says(told, "The administrator has to restore a backup").hides(command, w.st.Dir())
			olena.get(path).is(http.StatusOK).says(told, command+w.st.Dir())
		}
		olena.get("/settings/audit").is(http.StatusOK).says(told, command+w.st.Dir())
		w.stranger().get("/sign-in").is(http.StatusOK).says("Damage was found in the database").hides(command, w.st.Dir())

		form := anna.get("/partners/new").is(http.StatusOK)
		said := form.fill("/partners", "name", "Нова", "roles", "client")
		anna.post("/partners", said).is(http.StatusServiceUnavailable).says("Damage was found in the database")
		for language, words := range map[string]string{
			"uk": "виявлено пошкодження", "ru": "обнаружено повреждение", "bg": "е открита повреда", "en": "Damage was found",
		} {
			w.stranger().get("/sign-in?language=" + language).is(http.StatusOK).says(words)
		}
	})
}
