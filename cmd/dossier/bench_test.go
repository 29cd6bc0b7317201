package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
	"dossier/internal/store/storetest"
	"dossier/internal/web"
)

const benchPassword = "a long word for tests alone"

// at is a store over a new database at a fixed moment.
func at(t *testing.T, dsn string, asked func(string, []any)) *store.Store {
	t.Helper()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	st, err := store.Open(t.Context(), store.Options{
		DSN: dsn, Registers: crm.Registers(), Dir: t.TempDir(), Key: make([]byte, 32), Clock: func() time.Time { return now }, Asked: asked,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

// raw is a database beneath its store.
func raw(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if store.IsPostgres(dsn) {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// rows are all rows of a table in a fixed order, without the columns that
// tell who wrote them and when.
func rows(t *testing.T, db *sql.DB, table, order string) []string {
	t.Helper()
	answer, err := db.Query("SELECT * FROM " + table + " ORDER BY " + order)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	columns, err := answer.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for answer.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := answer.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var line strings.Builder
		for i, name := range columns {
			switch name {
			case "created_at", "created_by", "updated_at", "updated_by", "unit":
			default:
				fmt.Fprintf(&line, "%s=%v\n", name, values[i])
			}
		}
		out = append(out, line.String())
	}
	if err := answer.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestASeededRowIsWhatSaveWouldHaveMade(t *testing.T) {
	const partners, events = 140, 500
	storetest.EachDSN(t, nil, func(t *testing.T, seeded string) {
		st := at(t, seeded, nil)
		if err := seedBase(t.Context(), st, size{partners: partners, events: events}, 7, benchPassword); err != nil {
			t.Fatal(err)
		}
		one := raw(t, seeded)
		tables := []string{
			"partners", "partners_activities", "partners_phones", "partners_emails", "partners_sites", "partners_addresses",
			"contacts", "contacts_phones", "contacts_emails", "deals",
			"events", "events_contacts", "events_others", "tasks", "tasks_executors", "commitments",
		}
		before := map[string][]string{}
		for _, table := range tables {
			before[table] = rows(t, one, table, orderOf(table))
			if len(before[table]) == 0 {
				t.Errorf("no rows of %s", table)
			}
		}

		// The same records are saved in the place of the seeded ones.
		b, err := readBase(t.Context(), st)
		if err != nil {
			t.Fatal(err)
		}
		for i := range tables {
			if _, err := one.Exec("DELETE FROM " + tables[len(tables)-1-i]); err != nil {
				t.Fatal(err)
			}
		}
		restart(t, one, seeded, tables)
		if _, err := one.Exec("DELETE FROM counter WHERE series IN ('task.number', 'commitment.number')"); err != nil {
			t.Fatal(err)
		}
		err = st.Write(t.Context(), register.Program, register.ByImport, func(tx *store.Tx) error {
			var all []register.Record
			for n := int64(1); n <= partners; n++ {
				all = append(all, b.family(7, n).records()...)
			}
			for n := int64(1); n <= events; n++ {
				e, _ := b.event(7, n, events, partners)
				all = append(all, e)
			}
			for n := int64(1); n <= (size{partners: partners, events: events}).tasks(); n++ {
				one, promise, _ := b.task(7, n, events/eventsOfTask, partners)
				all = append(all, one)
				if promise != nil {
					all = append(all, promise)
				}
			}
			for _, rec := range all {
				base := register.BaseOf(rec)
				id := base.ID
				*base = register.Base{}
				if err := tx.Save(t.Context(), rec); err != nil {
					return fmt.Errorf("save %T %d: %w", rec, id, err)
				}
				if base.ID != id {
					return fmt.Errorf("%T %d was saved as %d", rec, id, base.ID)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			after := rows(t, one, table, orderOf(table))
			for i := range max(len(before[table]), len(after)) {
				if i >= len(before[table]) || i >= len(after) || before[table][i] != after[i] {
					t.Errorf("row %d of %s differs, %d seeded and %d saved: %s", i, table, len(before[table]), len(after), difference(before[table], after, i))
					break
				}
			}
		}
	})
}

// restart lets the numbers of tables begin anew.
func restart(t *testing.T, db *sql.DB, dsn string, tables []string) {
	t.Helper()
	for _, table := range tables {
		text := "UPDATE sqlite_sequence SET seq = 0 WHERE name = '" + table + "'"
		if store.IsPostgres(dsn) {
			if noID(table) {
				continue
			}
			text = "ALTER TABLE " + table + " ALTER COLUMN id RESTART"
		}
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
}

// noID reports whether the rows of a table are known by their owner and place.
func noID(table string) bool {
	return slices.Contains([]string{"partners_activities", "events_contacts", "events_others", "tasks_executors"}, table)
}

func orderOf(table string) string {
	if noID(table) {
		return "owner, position"
	}
	return "id"
}

func difference(seeded, saved []string, i int) string {
	if i >= len(seeded) || i >= len(saved) {
		return "one is missing"
	}
	var out strings.Builder
	is, was := strings.Split(seeded[i], "\n"), strings.Split(saved[i], "\n")
	for j := range min(len(is), len(was)) {
		if is[j] != was[j] {
			fmt.Fprintf(&out, "\nseeded %s, saved %s", is[j], was[j])
		}
	}
	return out.String()
}

func TestASeededBaseIsWhole(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		st := at(t, dsn, nil)
		if err := seedBase(t.Context(), st, size{partners: 600, events: 1000}, 1, benchPassword); err != nil {
			t.Fatal(err)
		}
		diff, err := store.Diff(t.Context(), dsn, crm.Registers())
		if err != nil || !diff.Empty() {
			t.Errorf("indices were not made again: %v %q", err, diff.Notes())
		}
		if found, err := st.Damage(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("%v %q", err, found)
		}
		if _, err := st.VerifyAudit(t.Context(), nil); err != nil {
			t.Error(err)
		}
		err = st.Read(t.Context(), register.Program, func(tx *store.Tx) error {
			for r, want := range map[*register.Register]int{
				crm.Partners.Register: 600, crm.Contacts.Register: 1200, crm.Deals.Register: 300,
				crm.Events.Register: 1000, crm.Tasks.Register: 200, crm.Commitments.Register: 40,
			} {
				if n, err := tx.Count(t.Context(), r, nil, 0); err != nil || n != want {
					t.Errorf("%d %s, not %d: %v", n, r.Path, want, err)
				}
			}
			n, err := tx.Count(t.Context(), crm.Partners.Register, register.Asked{Filter: register.Mentions{Words: "буд"}}, 0)
			if n == 0 {
				t.Error("the search index is empty")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = st.Write(t.Context(), register.Program, register.ByForm, func(tx *store.Tx) error {
			c := &crm.Partner{Name: "Новий", Roles: crm.PartnerRoles{crm.ClientRole}}
			if err := tx.Save(t.Context(), c); err != nil {
				return err
			}
			if c.Code != "000601" || c.ID != 601 {
				t.Errorf("numbers do not go on: code %s, id %d", c.Code, c.ID)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// notebook collects the statements of pages, each shape once for each page.
type notebook struct {
	mu   sync.Mutex
	open bool
	list []question
}

type question struct {
	text string
	args []any
}

func (n *notebook) note(text string, args []any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.open && !slices.ContainsFunc(n.list, func(q question) bool { return q.text == text }) {
		n.list = append(n.list, question{text, slices.Clone(args)})
	}
}

func (n *notebook) take(during func()) []question {
	n.mu.Lock()
	n.open, n.list = true, nil
	n.mu.Unlock()
	during()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.open = false
	return n.list
}

// pages are those that people open all day, with the sorts and filters that
// they offer.
func pages() []string {
	out := []string{
		"/clients", "/partners", "/suppliers", "/contacts", "/deals", "/deals/board", "/counterparties", "/products",
		"/partners/17", "/contacts/17", "/deals/17", "/palette", "/partners?all=1",
	}
	for _, sort := range []string{"name", "-name", "created_at", "-updated_at", "code", "class", "-vip", "country"} {
		out = append(out, "/clients?sort="+sort, "/partners?all=1&sort="+sort)
	}
	for _, sort := range []string{"number", "-amount", "close_on", "outcome", "-started_on"} {
		out = append(out, "/deals?sort="+sort)
	}
	ask := func(path string, pairs ...string) {
		q := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			q.Add(pairs[i], pairs[i+1])
		}
		out = append(out, path+"?"+q.Encode())
	}
	for _, part := range []string{"буд", "насоспостач", "те", "zz"} {
		ask("/clients", "name.has", part)
		ask("/clients", "q", part)
		ask("/contacts", "q", part)
		ask("/palette", "q", part)
		ask("/lookup/partners", "q", part)
	}
	ask("/palette", "q", "380671234")
	ask("/palette", "q", "melnyk")
	for _, one := range [][2]string{
		{"status.in", "1"},
		{"status.in", "1,2"},
		{"region.in", "3"},
		{"responsible.in", "2"},
		{"responsible.within", "me"},
		{"class.in", "a"},
		{"vip", "true"},
		{"created_at.within", "last7"},
		{"created_at.ge", "2023-01-01T00:00:00Z"},
		{"code", "000017"},
		{"name.starts", "к"},
		{"country.in", "bg"},
		{"backups.in", "3"},
		{"parent.in", "100"},
	} {
		ask("/clients", one[0], one[1])
		ask("/clients", one[0], one[1], "sort", "-created_at")
	}
	ask("/clients", "status.in", "1", "region.in", "2", "vip", "true")
	out = append(out,
		"/partners/6", "/partners/6/timeline", "/partners/6?kind=money", "/partners/6/timeline?type=2", "/contacts/17/timeline", "/deals/17/timeline",
		"/calendar?view=month", "/calendar?view=month&who=2", "/calendar?view=month&who=2&day=2025-03-01", "/calendar?view=week&who=2&who=3", "/calendar?view=people", "/day",
		"/events", "/meetings", "/tasks", "/commitments", "/tasks/board",
	)
	for _, sort := range []string{"number", "-start", "handle_by"} {
		out = append(out, "/events?sort="+sort)
	}
	for _, one := range [][2]string{
		{"partner.in", "6"},
		{"partner.in", "17"},
		{"type.in", "2"},
		{"type.in", "2,3"},
		{"status.in", "3"},
		{"class.in", "planned"},
		{"class.in", "held,not_held"},
		{"responsible.in", "2"},
		{"responsible.within", "me"},
		{"start.within", "last7"},
		{"start.ge", "2026-01-01T00:00:00Z"},
		{"method.in", "telephone"},
		{"direction.in", "incoming"},
		{"priority.in", "high"},
		{"matter.in", "sale"},
		{"handling.in", "not_done"},
		{"deal.in", "17"},
		{"contacts.in", "17"},
		{"others.in", "3"},
		{"only", "attention"},
		{"only", "overdue"},
	} {
		ask("/events", one[0], one[1])
	}
	ask("/deals", "stage.in", "2")
	ask("/deals", "partner.in", "17")
	ask("/deals", "close_on.within", "next7")
	ask("/deals/board", "responsible.in", "3")
	ask("/contacts", "partner.in", "17")
	ask("/contacts", "birthday.ge", "2000-01-01")
	ask("/partners/duplicates")
	ask("/contacts/duplicates")
	return out
}

func TestNoPageReadsALargeTableThrough(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		asked := &notebook{}
		st := at(t, dsn, asked.note)
		if err := seedBase(t.Context(), st, size{partners: 4000, events: 12000}, 1, benchPassword); err != nil {
			t.Fatal(err)
		}
		key, err := secret.NewKey(make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		server, err := web.New(t.Context(), web.Options{Store: st, Key: key, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		listening := httptest.NewServer(server.Handler())
		t.Cleanup(listening.Close)
		letIn(t, st, "manager3@dossier.example")
		db := raw(t, dsn)
		if store.IsPostgres(dsn) {
			db.SetMaxOpenConns(1)
			if _, err := db.Exec("SET enable_seqscan = off"); err != nil {
				t.Fatal(err)
			}
		}
		explained := map[string]bool{}
		for _, who := range []string{benchEmail, "manager3@dossier.example"} { // who sees everything, and who sees his own
			v, err := signInVisitor(t.Context(), listening.URL, who, benchPassword)
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range pages() {
				if who != benchEmail && (strings.Contains(path, "all=1") || strings.Contains(path, "/duplicates")) {
					continue // what he may see is counted up to its limit, with no order to walk; he merges nothing
				}
				questions := asked.take(func() { v.open(t, path, who == benchEmail) })
				if who == benchEmail && (len(questions) == 0 || len(questions) > 64) {
					t.Errorf("%s asks the database %d questions", path, len(questions))
				}
				for _, q := range questions {
					if explained[q.text] {
						continue
					}
					explained[q.text] = true
					plan := explain(t.Context(), t, db, q, store.IsPostgres(dsn))
					if fault := fault(q.text, plan); fault != "" {
						t.Errorf("%s %s: %s\n%s\n%v\n%s", who, path, fault, shortened(q.text), q.args, strings.Join(plan, "\n"))
					}
				}
			}
		}
		if len(explained) < 150 {
			t.Errorf("only %d statements were looked at", len(explained))
		}
	})
}

// open opens a page; a record may be hidden from who is not to see everything.
func (v *visitor) open(t *testing.T, path string, everything bool) {
	t.Helper()
	ctx := t.Context()
	if strings.Contains(path, "/timeline") {
		ctx = context.WithValue(ctx, part{}, true)
	}
	_, _, err := v.get(ctx, path)
	if err != nil && (everything || !strings.Contains(err.Error(), "404 Not Found")) {
		t.Error(err)
	}
}

// letIn gives a user the password of the tests.
func letIn(t *testing.T, st *store.Store, email string) {
	t.Helper()
	hash, err := secret.NewPasswords().Hash(t.Context(), benchPassword)
	if err != nil {
		t.Fatal(err)
	}
	err = st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error {
		u, err := register.First(t.Context(), tx, crm.Users, register.Eq(&crm.Users.Row.Email, email))
		if err != nil {
			return err
		}
		return tx.SetPassword(t.Context(), u.ID, hash)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var columnList = regexp.MustCompile(`SELECT t\."id", t\."version".*? FROM`)

func shortened(text string) string { return columnList.ReplaceAllString(text, "SELECT … FROM") }

// explain is the plan of a statement, line by line.
func explain(ctx context.Context, t *testing.T, db *sql.DB, q question, postgres bool) []string {
	t.Helper()
	text := "EXPLAIN QUERY PLAN " + q.text
	if postgres {
		text = "EXPLAIN " + q.text
	}
	answer, err := db.QueryContext(ctx, text, q.args...)
	if err != nil {
		t.Fatalf("%s: %v", q.text, err)
	}
	defer answer.Close()
	columns, err := answer.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for answer.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := answer.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(values[len(values)-1])) // the other columns of SQLite tell how lines nest
	}
	return out
}

var (
	large = regexp.MustCompile(`FROM (partners|contacts|deals|counterparties|events|tasks|commitments|history|journal|visit|audit|notice)\b`)
	// Reading a table from its first row to its last, by no index.
	scan = regexp.MustCompile(`^SCAN (t|i|s|partners|contacts|deals|events|tasks|commitments|history|journal|visit|audit|notice)$|Seq Scan on (partners|contacts|deals|counterparties|events|tasks|commitments)`)
	// Reading all that is not archived, or all of an index.
	wide = regexp.MustCompile(`^(SEARCH [ti] USING .*\(archived=\?\)|SCAN [ti] USING .*)$`)
)

var (
	// Rows of one client, who is compared with in each row and looked up in no index.
	compared = regexp.MustCompile(`\+\(t\."partner" = `)
	// Rows of one person or one client.
	owned = regexp.MustCompile(`t\."(responsible|partner)" = `)
	// Reading a period of all rows.
	period = regexp.MustCompile(`USING INDEX \w+_listed \(archived=\? AND`)
)

// fault says why a plan is not one for a large table.
func fault(text string, plan []string) string {
	if !large.MatchString(text) {
		return ""
	}
	sorted := slices.ContainsFunc(plan, func(line string) bool { return strings.Contains(line, "TEMP B-TREE FOR ORDER BY") })
	if compared.MatchString(text) {
		return "the rows of one client are looked for among all"
	}
	for _, line := range plan {
		switch {
		case owned.MatchString(text) && period.MatchString(line):
			return "a period of all rows is read for those of one"
		case scan.MatchString(strings.TrimSpace(line)):
			return "a table is read through"
		case sorted && wide.MatchString(line) && !slices.ContainsFunc(plan, func(l string) bool { return strings.Contains(l, "CO-ROUTINE") }):
			return "a table is read through to be sorted"
		}
	}
	return ""
}

func TestWhatIsDoneEachNightReadsTheRowsOfThoseItIsAbout(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		asked := &notebook{}
		st := at(t, dsn, asked.note)
		if err := seedBase(t.Context(), st, size{partners: 200, events: 0}, 1, benchPassword); err != nil {
			t.Fatal(err)
		}
		db := raw(t, dsn)
		if store.IsPostgres(dsn) {
			db.SetMaxOpenConns(1)
			if _, err := db.Exec("SET enable_seqscan = off"); err != nil {
				t.Fatal(err)
			}
		}
		questions := asked.take(func() {
			if err := errors.Join(crm.TellAllRelations(t.Context(), st), crm.FindEnding(t.Context(), st)); err != nil {
				t.Error(err)
			}
		})
		explained := map[string]bool{}
		for _, q := range questions {
			if explained[q.text] || !ofSome.MatchString(q.text) {
				continue
			}
			explained[q.text] = true
			for _, line := range explain(t.Context(), t, db, q, store.IsPostgres(dsn)) {
				if ofState.MatchString(line) {
					t.Errorf("all rows of a state are read for those of some: %s\n%s", line, shortened(q.text))
				}
			}
		}
		if len(explained) < 3 {
			t.Errorf("only %d statements were looked at", len(explained))
		}
	})
}

var (
	// Rows of some clients, or about one record.
	ofSome = regexp.MustCompile(`^SELECT .*FROM (deals t WHERE .*"partner" IN \(|retentions t WHERE .*who_id)`)
	// Reading all rows of a state.
	ofState = regexp.MustCompile(`INDEX \w+ \((outcome|state|archived)=\?|Index.* on (deals|retentions)_by_(outcome|state)|^SCAN t`)
)

func TestClientsMoveDealsAtOnceEachHisOwn(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		st := at(t, dsn, nil)
		if err := seedBase(t.Context(), st, size{partners: 900, events: 0}, 1, benchPassword); err != nil {
			t.Fatal(err)
		}
		v := visit(t, st)
		if err := v.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		deals := slices.Sorted(slices.Values(v.deals))
		var moving sync.WaitGroup
		for i := range uint64(8) {
			moving.Go(func() {
				rng := rand.New(rand.NewPCG(i, 1))
				for range 5 {
					if _, err := v.moveDeal(t.Context(), rng); err != nil {
						t.Error(err)
					}
				}
			})
		}
		moving.Wait()
		if after := slices.Sorted(slices.Values(v.deals)); !slices.Equal(after, deals) {
			t.Errorf("%d deals can be moved afterwards, there were %d", len(after), len(deals))
		}
	})
}

// visit is the one who sees everything, signed in at a server of a store.
func visit(t *testing.T, st *store.Store) *visitor {
	t.Helper()
	key, err := secret.NewKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(t.Context(), web.Options{Store: st, Key: key, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server.Handler())
	t.Cleanup(listening.Close)
	v, err := signInVisitor(t.Context(), listening.URL, benchEmail, benchPassword)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestACountOfRowsFoundByWordsIsExact(t *testing.T) {
	storetest.EachDSN(t, nil, func(t *testing.T, dsn string) {
		st := at(t, dsn, nil)
		if err := seedBase(t.Context(), st, size{partners: 1500, events: 0}, 1, benchPassword); err != nil {
			t.Fatal(err)
		}
		v := visit(t, st)
		n := 0
		err := st.Read(t.Context(), register.Program, func(tx *store.Tx) (err error) {
			n, err = tx.Count(t.Context(), crm.Partners.Register, register.All{register.Alive(), register.Mentions{Words: "380"}}, 0)
			return err
		})
		if err != nil || n <= 1000 {
			t.Fatalf("%d partners are too few: %v", n, err)
		}
		whole := context.WithValue(t.Context(), whole{}, true)
		_, text, err := v.get(whole, "/partners?q=380")
		if err != nil {
			t.Fatal(err)
		}
		recount := regexp.MustCompile(`понад 1[\s\x{a0}]000`).FindString(text)
		address := regexp.MustCompile(`hx-get="(/partners/count\?[^"]+)"`).FindStringSubmatch(text)
		if recount == "" || address == nil || strings.Contains(text, "data-whole") {
			t.Fatalf("the list does not say that it counts: %q %q", recount, address)
		}
		_, text, err = v.get(whole, html.UnescapeString(address[1]))
		if err != nil {
			t.Fatal(err)
		}
		exact := fmt.Sprintf(`1[\s\x{a0}]%03d`, n-1000)
		if !regexp.MustCompile(`^`+exact).MatchString(text) || !regexp.MustCompile(`1–50 з `+exact+`<`).MatchString(text) ||
			!regexp.MustCompile(`Вибрати всі `+exact+` `).MatchString(text) {
			t.Errorf("%d are counted as\n%s", n, text)
		}
	})
}
