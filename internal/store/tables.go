package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/register"
)

// columnType is what a column holds, in the words of neither database.
type columnType int

const (
	wholeColumn columnType = iota // int64
	smallColumn                   // 0 or 1
	textColumn                    // compared byte by byte
	bytesColumn
	jsonColumn
	idColumn // the primary key, numbered by the database, never used again
)

// table is a table as the description of a register wants it, or as the
// catalogue of a database says it is.
type table struct {
	name    string
	columns []column
	key     []string // primary key of several columns; empty when there is an idColumn
	indices []index
	search  []string // columns with the texts of a search, kept in trigrams
}

type column struct {
	name    string
	kind    columnType
	null    bool
	refers  string // table whose id it holds
	cascade bool   // the row goes when the row it refers to goes
}

type index struct {
	name    string
	columns []string
	unique  bool
	where   string // of a partial index
}

// tablesOf are the tables of registers, those of each register's sets and
// parts after its own.
func tablesOf(regs []*register.Register) []table {
	var out []table
	for _, r := range regs {
		out = append(out, recordTable(r))
		for _, f := range r.Fields {
			switch {
			case f.Custom:
			case f.Kind == register.References:
				out = append(out, setTable(r, f))
			case f.Kind == register.PartsOf:
				out = append(out, partTable(r, f.Target))
			}
		}
		for _, t := range r.Tallies {
			out = append(out, tallyTable(r, t))
		}
	}
	return out
}

func recordTable(r *register.Register) table {
	t := table{name: r.Path, columns: []column{
		{name: "id", kind: idColumn},
		{name: "version", kind: wholeColumn},
		{name: "created_at", kind: wholeColumn},
		{name: "created_by", kind: wholeColumn, null: true},
		{name: "updated_at", kind: wholeColumn},
		{name: "updated_by", kind: wholeColumn, null: true},
		{name: "archived", kind: smallColumn},
		{name: "custom", kind: jsonColumn},
	}}
	l := listOf(r)
	t.indices = append(t.indices, index{name: indexName(t.name + "_listed"), columns: l.walked()})
	for _, head := range []string{"created_at", "updated_at"} {
		t.addIndex(head, l.ranged(head)...)
	}
	for _, head := range []string{"created_by", "updated_by"} {
		t.addIndex(head, l.under(head)...)
	}
	t.addFields(r)
	for _, f := range r.Fields {
		t.addFieldIndices(f, l)
	}
	for _, names := range r.Together {
		t.addTogether(r, names)
	}
	for _, d := range r.Distinct {
		t.addDistinct(r, d)
	}
	for _, class := range searchClasses(r) {
		t.search = append(t.search, "search_"+string(class))
	}
	if slices.Contains(t.search, "search_"+string(register.Open)) {
		t.search = append(t.search, "search_latin")
	}
	for _, name := range t.search {
		t.columns = append(t.columns, column{name: name, kind: textColumn})
	}
	return t
}

// setTable keeps a set of references.
func setTable(r *register.Register, f *register.Field) table {
	name := r.Path + "_" + f.Name
	target := column{name: "target", kind: wholeColumn}
	if f.Target != nil {
		target.refers = f.Target.Path
	}
	return table{
		name:    name,
		columns: []column{{name: "owner", kind: wholeColumn, refers: r.Path, cascade: true}, target, {name: "position", kind: wholeColumn}},
		key:     []string{"owner", "target"},
		indices: []index{{name: name + "_by_target", columns: []string{"target", "owner"}}},
	}
}

// partTable keeps parts. Its indices end in the owner: parts are only looked
// for to find whose they are.
func partTable(r, part *register.Register) table {
	t := table{name: part.Path, columns: []column{
		{name: "id", kind: idColumn},
		{name: "owner", kind: wholeColumn, refers: r.Path, cascade: true},
		{name: "position", kind: wholeColumn},
	}}
	t.addIndex("owner", "owner", "position")
	t.addFields(part)
	for _, f := range part.Fields {
		switch {
		case !f.Indexed:
		case f.Unique:
			t.addUnique(f)
			fallthrough
		default:
			name := f.Name
			if folded(f) {
				name += "_fold"
			}
			if len(cells(f)) == 1 {
				t.addIndex(name, name, "owner")
			}
		}
	}
	return t
}

// addFields adds the columns of r's fields.
func (t *table) addFields(r *register.Register) {
	for _, f := range r.Fields {
		for _, c := range cells(f) {
			col := column{name: c.name, kind: textColumn, null: c.null}
			switch {
			case f.Kind == register.Bool:
				col.kind = smallColumn
			case c.number:
				col.kind = wholeColumn
			}
			if f.Kind == register.Reference && f.Target != nil {
				col.refers = f.Target.Path
			}
			t.columns = append(t.columns, col)
		}
		if folded(f) {
			t.columns = append(t.columns, column{name: f.Name + "_fold", kind: textColumn})
		}
		if keyed(f) {
			t.columns = append(t.columns, column{name: f.Name + "_key", kind: bytesColumn})
		}
	}
}

// listing is how the lists of a register ask for its rows: those that are not
// archived, in the register's order, of one role. An index that ends in all
// of these answers both the page and the count of a list alone.
type listing struct {
	order []string // columns of the order, without the id
	roles []string // columns of several choices
	fold  string   // folded text of the first column of the order, empty for none
}

func listOf(r *register.Register) listing {
	l := listing{order: orderOf(r), fold: foldOf(r)}
	for _, f := range r.Fields {
		if f.Kind == register.Several && f.Indexed && !f.Custom {
			l.roles = append(l.roles, f.Name)
		}
	}
	return l
}

// under are the columns of an index for lists of rows that say one thing in
// these columns.
func (l listing) under(columns ...string) []string {
	out := append(slices.Clone(columns), "archived")
	for _, name := range slices.Concat(l.order, []string{"id"}, l.roles) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// walked are the columns of an index for whole lists. It also has the text
// that they are ordered by, which is looked into while walking.
func (l listing) walked() []string {
	out := l.under()
	if l.fold != "" {
		out = append(out, l.fold)
	}
	return out
}

// ranged are the columns of an index for lists in the order of a column. Its
// last ones let rows be counted without reading them.
func (l listing) ranged(column string) []string {
	return slices.Concat([]string{column, "id", "archived"}, l.roles)
}

// addFieldIndices adds the indices of one field of a record.
func (t *table) addFieldIndices(f *register.Field, l listing) {
	if f.Custom {
		return
	}
	if f.Unique {
		t.addUnique(f)
	}
	if !f.Indexed {
		return
	}
	switch f.Kind {
	case register.Text:
		t.addIndex(f.Name, f.Name+"_key", "id")
		t.addIndex(f.Name+"_fold", f.Name+"_fold")
	case register.Email, register.Phone:
		t.addIndex(f.Name+"_fold", f.Name+"_fold")
	case register.Reference, register.Choice, register.Bool:
		t.addIndex(f.Name, l.under(f.Name)...)
	case register.LinkTo:
		t.addIndex(f.Name, f.Name+"_register", f.Name+"_id")
	case register.Several:
		for i, choice := range f.Choices {
			t.indices = append(t.indices, index{
				name: indexName(t.name + "_by_" + f.Name + "_" + choice), columns: listing{order: l.order, fold: l.fold}.walked(),
				where: fmt.Sprintf(`(%s & %d) <> 0`, quote(f.Name), int64(1)<<i),
			})
		}
	case register.Int, register.Price, register.Quantity, register.Percent, register.Day, register.Moment:
		t.addIndex(f.Name, l.ranged(f.Name)...)
	}
}

// addTogether adds the index of fields that are asked for at once. What is not
// archived is always asked for; that stands second, so that sums come group by
// group in the order of the index. That of sums has at its end by what rows are
// seen: who sees a part of them has each tested, and the index alone tells.
func (t *table) addTogether(r *register.Register, names []string) {
	var columns []string
	for i, name := range names {
		if i == 1 {
			columns = append(columns, "archived")
		}
		of := cells(r.Field(name))
		for i := range of { // of money the currency comes first: sums are kept apart by it
			columns = append(columns, of[len(of)-1-i].name)
		}
	}
	columns = append(columns, "id")
	if r.Field(names[len(names)-1]).Kind == register.Money {
		for _, f := range r.Fields {
			if (f.Guard || f.Owner) && f.Kind == register.Reference && !slices.Contains(names, f.Name) {
				columns = append(columns, f.Name)
			}
		}
	}
	t.addIndex(strings.Join(names, "_"), columns...)
}

func (t *table) addIndex(what string, columns ...string) {
	t.indices = append(t.indices, index{name: indexName(t.name + "_by_" + what), columns: columns})
}

// addUnique keeps two rows from saying the same; nothing may be said often.
func (t *table) addUnique(f *register.Field) {
	t.indices = append(t.indices, index{name: indexName(t.name + "_" + f.Name + "_unique"), columns: []string{f.Name}, unique: true, where: saysOf(f)})
}

// saysOf is the condition that a field says something.
func saysOf(f *register.Field) string {
	switch {
	case f.Kind == register.Reference:
		return quote(f.Name) + " IS NOT NULL"
	case cells(f)[0].number:
		return quote(f.Name) + " <> 0"
	}
	return quote(f.Name) + " <> ''"
}

// addDistinct keeps two rows outside the archive from saying the same in all
// the fields.
func (t *table) addDistinct(r *register.Register, d register.Distinct) {
	where := []string{"archived = 0"}
	for _, name := range d.Fields {
		where = append(where, saysOf(r.Field(name)))
	}
	if d.Unless != "" {
		where = append(where, quote(d.Unless)+" IS NULL")
	}
	t.indices = append(t.indices, index{name: distinctIndex(t.name, d), columns: d.Fields, unique: true, where: strings.Join(where, " AND ")})
}

func distinctIndex(table string, d register.Distinct) string {
	return indexName(table + "_" + strings.Join(d.Fields, "_") + "_distinct")
}

// indexName keeps a name within the 63 bytes that PostgreSQL reads.
func indexName(name string) string {
	const most = 63
	if len(name) <= most {
		return name
	}
	var sum uint32 = 2166136261
	for _, b := range []byte(name) {
		sum = (sum ^ uint32(b)) * 16777619
	}
	tail := "_" + strconv.FormatUint(uint64(sum), 36)
	return name[:most-len(tail)] + tail
}

// orderOf are the columns that r's lists are ordered by when nothing else is
// asked for, without the id that always comes last; none where lists go by the
// id, or up by one column and down by another.
func orderOf(r *register.Register) []string {
	var out []string
	for _, s := range r.Sort {
		f := r.Field(s.Field)
		switch {
		case f.Name == "id" || s.Down != r.Sort[0].Down:
			return out
		case keyed(f):
			out = append(out, f.Name+"_key")
		case f.Kind == register.Money && f.Base != "":
			out = append(out, f.Base)
		case len(cells(f)) == 1:
			out = append(out, f.Name)
		default:
			return out
		}
	}
	return out
}

// foldOf is the column with the folded text of the first field that r's lists
// are ordered by, empty for none.
func foldOf(r *register.Register) string {
	if len(r.Sort) == 0 || r.IsPart() {
		return ""
	}
	if f := r.Field(r.Sort[0].Field); folded(f) {
		return f.Name + "_fold"
	}
	return ""
}

// column returns the column of that name.
func (t table) column(name string) (column, bool) {
	i := slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return column{}, false
	}
	return t.columns[i], true
}

// createTables are the statements that make tables with all that belongs to
// them. On PostgreSQL references come last, as tables refer to one another in
// circles.
func createTables(d dialect, tables []table) []string {
	var out []string
	for _, t := range tables {
		out = append(out, t.create(d)...)
	}
	if d.name == "postgres" {
		for _, t := range tables {
			for _, c := range t.columns {
				if c.refers != "" {
					out = append(out, c.constrain(t.name))
				}
			}
		}
	}
	return out
}

func (t table) create(d dialect) []string {
	var lines []string
	for _, c := range t.columns {
		line := "    " + c.define(d)
		if d.name == "sqlite" && c.refers != "" {
			line += " " + c.reference()
		}
		lines = append(lines, line)
	}
	if len(t.key) > 0 {
		lines = append(lines, "    PRIMARY KEY ("+quoted(t.key)+")")
	}
	tail := ""
	if d.name == "sqlite" {
		tail = " STRICT"
		if len(t.key) > 0 {
			tail += ", WITHOUT ROWID"
		}
	}
	out := []string{"CREATE TABLE " + quote(t.name) + " (\n" + strings.Join(lines, ",\n") + "\n)" + tail}
	for _, x := range t.indices {
		out = append(out, x.create(t.name))
	}
	return append(out, t.createSearch(d)...)
}

// define is the column as CREATE TABLE says it, without what it refers to.
func (c column) define(d dialect) string {
	s := quote(c.name) + " " + c.sqlType(d)
	if c.kind == idColumn {
		return s
	}
	if c.null {
		s += " NULL"
	} else {
		s += " NOT NULL"
		if c.refers == "" {
			s += " DEFAULT " + c.nothing(d)
		}
	}
	return s
}

func (c column) reference() string {
	s := "REFERENCES " + quote(c.refers) + " (id)"
	if c.cascade {
		s += " ON DELETE CASCADE"
	}
	return s
}

func (c column) constrain(table string) string {
	return "ALTER TABLE " + quote(table) + " ADD CONSTRAINT " + quote(indexName(table+"_"+c.name+"_fkey")) +
		" FOREIGN KEY (" + quote(c.name) + ") " + c.reference()
}

func (c column) sqlType(d dialect) string {
	sqlite := d.name == "sqlite"
	switch c.kind {
	case idColumn:
		if sqlite {
			return "INTEGER PRIMARY KEY AUTOINCREMENT"
		}
		return "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
	case wholeColumn:
		if !sqlite {
			return "BIGINT"
		}
	case smallColumn:
		if !sqlite {
			return "SMALLINT"
		}
	case textColumn:
		if !sqlite {
			return `TEXT COLLATE "C"`
		}
		return "TEXT"
	case bytesColumn:
		if !sqlite {
			return "BYTEA"
		}
		return "BLOB"
	case jsonColumn:
		if !sqlite {
			return "JSONB"
		}
		return "TEXT"
	}
	return "INTEGER"
}

func (c column) nothing(d dialect) string {
	switch c.kind {
	case textColumn:
		return "''"
	case jsonColumn:
		return "'{}'"
	case bytesColumn:
		if d.name == "sqlite" {
			return "x''"
		}
		return "''"
	}
	return "0"
}

func (x index) create(table string) string {
	s := "CREATE INDEX "
	if x.unique {
		s = "CREATE UNIQUE INDEX "
	}
	s += quote(x.name) + " ON " + quote(table) + " (" + quoted(x.columns) + ")"
	if x.where != "" {
		s += " WHERE " + x.where
	}
	return s
}

// createSearch keeps the trigrams of a table's search texts: on SQLite in a
// table of its own that triggers keep up to date, on PostgreSQL in indices.
func (t table) createSearch(d dialect) []string {
	var out []string
	if len(t.search) == 0 {
		return nil
	}
	if d.name == "postgres" {
		for _, name := range t.search {
			out = append(out, "CREATE INDEX "+quote(t.trigrams(name))+" ON "+quote(t.name)+" USING gin ("+quote(name)+" gin_trgm_ops)")
		}
		return out
	}
	fts, columns := quote(t.name+"_fts"), quoted(t.search)
	list := func(row string) string {
		some := []string{row + ".id"}
		for _, name := range t.search {
			some = append(some, row+"."+quote(name))
		}
		return strings.Join(some, ", ")
	}
	var changed []string
	for _, name := range t.search {
		changed = append(changed, "old."+quote(name)+" <> new."+quote(name))
	}
	enter := "    INSERT INTO " + fts + " (rowid, " + columns + ") VALUES (" + list("new") + ");\n"
	leave := "    INSERT INTO " + fts + " (" + fts + ", rowid, " + columns + ") VALUES ('delete', " + list("old") + ");\n"
	trigger := func(name, when, do string) string {
		return "CREATE TRIGGER " + quote(t.name+"_fts_"+name) + " AFTER " + when + " BEGIN\n" + do + "END"
	}
	on := " ON " + quote(t.name)
	return []string{
		"CREATE VIRTUAL TABLE " + fts + " USING fts5 (" + columns + ", tokenize='trigram case_sensitive 1', content=" + quote(t.name) + ", content_rowid='id')",
		trigger("insert", "INSERT"+on, enter),
		trigger("delete", "DELETE"+on, leave),
		trigger("update", "UPDATE OF "+columns+on+" WHEN "+strings.Join(changed, " OR "), leave+enter),
	}
}

func (t table) trigrams(column string) string { return indexName(t.name + "_" + column + "_trigrams") }

func quoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return strings.Join(out, ", ")
}

// replaceSearch makes the trigrams of a table that is there anew.
func (t table) replaceSearch(d dialect) []string {
	var out []string
	if d.name == "postgres" {
		for _, name := range t.search {
			out = append(out, "DROP INDEX IF EXISTS "+quote(t.trigrams(name)))
		}
		return append(out, t.createSearch(d)...)
	}
	for _, when := range []string{"insert", "delete", "update"} {
		out = append(out, "DROP TRIGGER IF EXISTS "+quote(t.name+"_fts_"+when))
	}
	fts := quote(t.name + "_fts")
	out = append(out, "DROP TABLE IF EXISTS "+fts)
	if len(t.search) == 0 {
		return out
	}
	out = append(out, t.createSearch(d)...)
	return append(out, "INSERT INTO "+fts+" ("+fts+") VALUES ('rebuild')")
}
