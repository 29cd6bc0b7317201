package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dossier/internal/identity"
	"dossier/internal/money"
	"dossier/internal/register"
)

// where turns a filter into SQL. Values travel as parameters, but for whole
// numbers of known; names come from the description alone.
type where struct {
	ctx   context.Context
	tx    *Tx
	asked bool // inside register.Asked
	depth int
	views []register.View // inside the filters of these
	met   int             // views so far, at whatever depth
	args  []any
	road  road
}

func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return w.tx.d.mark(len(w.args))
}

// sql is the condition of a filter on the table of r, aliased alias.
func (w *where) sql(r *register.Register, alias string, f register.Filter) (string, error) {
	switch f := f.(type) {
	case nil:
		return "1 = 1", nil
	case register.All:
		return w.join(r, alias, f, " AND ", "1 = 1")
	case register.Any:
		return w.any(r, alias, f)
	case register.Asked:
		outer := w.asked
		w.asked = true
		s, err := w.sql(r, alias, f.Filter)
		w.asked = outer
		return s, err
	case register.Not:
		defer w.aside()()
		s, err := w.sql(r, alias, f.Filter)
		return "(" + s + ") IS NOT TRUE", err // a row with nothing there is not it either
	case register.Is:
		fld, err := f.Of(r)
		if err != nil {
			return "", err
		}
		if err := w.may(r, fld); err != nil {
			return "", err
		}
		if views, plain, rest := f.Views(); views != nil {
			return w.inViews(r, alias, fld, views, plain, rest)
		}
		return w.weigh(r, alias, fld, f)
	case register.Through:
		fld, err := f.Of(r)
		if err != nil {
			return "", err
		}
		if err := w.may(r, fld); err != nil {
			return "", err
		}
		return w.through(r, alias, fld, f.Filter)
	case register.Linked:
		fld, err := f.Of(r)
		if err != nil {
			return "", err
		}
		target := w.tx.schema.This(f.Register)
		in, inner, err := w.nested(target, f.Filter)
		return fmt.Sprintf("(%s.%s = %s AND %s)", alias, quote(fld.Name+"_register"), w.arg(target.Name),
			w.points(alias+"."+quote(fld.Name+"_id"), target, inner, in)), err
	case register.Referred:
		by := w.tx.schema.This(f.By)
		fld := by.Field(f.Field)
		if fld == nil || fld.Kind != register.Reference || fld.Target.Name != r.Name {
			return "", register.UnknownField{Register: by.Name, Field: f.Field}
		}
		in, inner, err := w.nested(by, f.Filter)
		return fmt.Sprintf("EXISTS (SELECT 1 FROM %s %s WHERE %s = %s.id AND (%s))", by.Path, inner, w.column(inner, fld), alias, in), err
	case register.Mentions:
		return w.mentions(r, alias, f)
	}
	return "", fmt.Errorf("unknown filter %T", f)
}

func (w *where) join(r *register.Register, alias string, list []register.Filter, by, none string) (string, error) {
	var parts []string
	for _, f := range list {
		s, err := w.sql(r, alias, f)
		if err != nil {
			return "", err
		}
		if s == "1 = 1" && by == " AND " || s == "1 = 0" && by == " OR " {
			continue
		}
		parts = append(parts, s)
	}
	switch len(parts) {
	case 0:
		return none, nil
	case 1:
		return parts[0], nil
	}
	return "(" + strings.Join(parts, by) + ")", nil
}

// may refuses what an actor may not speak of: fields hidden from him.
func (w *where) may(r *register.Register, f *register.Field) error {
	if w.asked && !r.IsPart() && !w.tx.actor.Sees(r, f.Class) {
		return register.HiddenField{Register: r.Name, Field: f.Name}
	}
	return nil
}

// nested compiles a filter on another table under an alias of its own. What
// was asked from outside follows only to rows that its actor may see.
func (w *where) nested(target *register.Register, f register.Filter) (cond, alias string, err error) {
	w.depth++
	alias = fmt.Sprintf("t%d", w.depth)
	outer := w.road
	w.road = road{}
	defer func() { w.road = outer }()
	cond, err = w.sql(target, alias, f)
	if w.asked && err == nil && !target.IsPart() {
		var seen string
		w.asked = false
		seen, err = w.sql(target, alias, w.tx.actor.Rows(target, register.See))
		w.asked = true
		if seen != "1 = 1" {
			cond = "(" + cond + ") AND (" + seen + ")"
		}
	}
	return cond, alias, err
}

func (w *where) through(r *register.Register, alias string, f *register.Field, filter register.Filter) (string, error) {
	target := w.tx.schema.This(f.Target)
	in, inner, err := w.nested(target, filter)
	if err != nil {
		return "", err
	}
	switch f.Kind {
	case register.PartsOf:
		return fmt.Sprintf("%s.id IN (SELECT %s.owner FROM %s %s WHERE %s)", alias, inner, target.Path, inner, in), nil
	case register.References:
		return fmt.Sprintf("%s.id IN (SELECT l.owner FROM %s l WHERE l.target IN (SELECT %s.id FROM %s %s WHERE %s))",
			alias, r.Path+"_"+f.Name, inner, target.Path, inner, in), nil
	}
	return w.points(w.column(alias, f), target, inner, in), nil
}

// points is met by rows whose column has the id of a target row that meets in.
// What somebody asks for is narrow and is collected first. What he may see is
// wide, and is asked of each row that is looked at.
func (w *where) points(column string, target *register.Register, inner, in string) string {
	if w.asked {
		return fmt.Sprintf("%s IN (SELECT %s.id FROM %s %s WHERE %s)", column, inner, target.Path, inner, in)
	}
	alone := ""
	if w.road.either && w.tx.d.name == "postgres" {
		alone = " OFFSET 0" // or it would read the whole target to have an answer for each row
	}
	return fmt.Sprintf("EXISTS (SELECT 1 FROM %s %s WHERE %s.id = %s AND (%s)%s)", target.Path, inner, inner, column, in, alone)
}

// column is the SQL expression of a field that has one column to compare.
func (w *where) column(alias string, f *register.Field) string {
	if f.Custom {
		return w.tx.d.custom(alias, f)
	}
	name := f.Name
	switch f.Kind {
	case register.Money:
		name += "_minor"
	case register.LinkTo:
		name += "_id"
	}
	return alias + "." + quote(name)
}

var comparison = map[register.Op]string{
	register.Equal: " = ", register.Differs: " <> ", register.Less: " < ", register.AtMost: " <= ",
	register.Greater: " > ", register.AtLeast: " >= ",
}

func (w *where) compare(r *register.Register, alias string, f *register.Field, is register.Is) (string, error) {
	if w.asked && f.Unseen {
		return "", register.UnknownField{Register: r.Name, Field: f.Name}
	}
	col := w.column(alias, f)
	switch is.Op {
	case register.IsSet:
		return w.filled(r, alias, f, col), nil
	case register.Unset:
		return "NOT " + w.filled(r, alias, f, col), nil
	case register.Within:
		if f.Kind == register.References {
			return w.setWithin(r, alias, f, is.Value)
		}
		return w.within(f, col, is.Value)
	case register.Under:
		return w.under(f, col, is.Value)
	case register.Moved:
		return w.moved(r, alias, f, is.Value)
	}
	switch f.Kind {
	case register.References:
		return w.inSet(r, alias, f, is)
	case register.Several:
		s, _ := is.Value.(string)
		return fmt.Sprintf("(%s & %d) <> 0", col, bitsOf(f, []string{s})), nil
	case register.LinkTo:
		l, _ := is.Value.(register.Link)
		return fmt.Sprintf("(%s = %s AND %s = %s)", alias+"."+quote(f.Name+"_register"), w.arg(l.Register), col, w.arg(l.ID)), nil
	case register.NamesOf:
		return w.namesHave(alias, f, is)
	}
	switch is.Op {
	case register.OneOf, register.NoneOf:
		return w.oneOf(alias, f, col, is)
	case register.Has, register.Starts:
		return w.textHas(r, alias, f, is)
	}
	op, ok := comparison[is.Op]
	if !ok {
		return "", register.BadFilter{Param: f.Name, Key: "unknown_operator"}
	}
	if is.Value == nil {
		if is.Op == register.Differs {
			return w.filled(r, alias, f, col), nil
		}
		return "NOT " + w.filled(r, alias, f, col), nil
	}
	switch {
	case f.Kind == register.Money:
		m := is.Value.(money.Money)
		return fmt.Sprintf("(%s = %s AND %s%s%s)", w.currency(alias, f), w.arg(m.Currency), col, op, w.arg(m.Minor)), nil
	case folded(f) && (is.Op == register.Equal || is.Op == register.Differs):
		return alias + "." + quote(f.Name+"_fold") + op + w.arg(identity.Fold(is.Value.(string))), nil
	case f.Kind == register.Moment && (is.Op == register.Equal || is.Op == register.AtMost):
		// A moment asked for by its second means that whole second.
		from := millis(is.Value.(time.Time))
		if is.Op == register.Equal {
			return fmt.Sprintf("(%s >= %s AND %s < %s)", col, w.arg(from), col, w.arg(from+1000)), nil
		}
	case f.Kind == register.Reference && is.Op == register.Differs:
		return fmt.Sprintf("(%s%s%s OR %s IS NULL)", col, op, w.arg(is.Value), col), nil
	}
	if f.Kind == register.Day && (is.Op == register.Less || is.Op == register.AtMost) {
		// Not "<>": an index of days is read from here on, and not all that say none.
		return fmt.Sprintf("(%s > '' AND %s%s%s)", col, col, op, w.arg(is.Value)), nil
	}
	cond := col + op + w.known(f, w.plain(f, is.Value))
	if is.Op == register.Equal && is.Value != "" {
		cond += saysSomething(f, col)
	}
	return cond, nil
}

// saysSomething lets the database use the index of a unique text, which has
// none of the rows that say nothing: it does not guess that of a parameter.
func saysSomething(f *register.Field, col string) string {
	if !f.Unique || f.Custom || f.Kind != register.Text && f.Kind != register.Email && f.Kind != register.Phone {
		return ""
	}
	return " AND " + col + " <> ''"
}

// known is a value as the statement has it: a parameter. But PostgreSQL plans a
// statement for any value after a while, and the deals of one stage are not
// those of any, nor are cancelled events as many as held ones: numbers that
// choose the index, choices and yes and no are written out.
func (w *where) known(f *register.Field, v any) string {
	if w.tx.d.name != "postgres" {
		return w.arg(v)
	}
	switch v := v.(type) {
	case int64:
		if f.Kind == register.Bool || w.road.begins(f) {
			return strconv.FormatInt(v, 10)
		}
	case string:
		if f.Kind == register.Choice && !f.Custom && slices.Contains(f.Choices, v) {
			return "'" + v + "'"
		}
	}
	return w.arg(v)
}

// plain is a value as the database compares it.
func (w *where) plain(f *register.Field, v any) any {
	switch v := v.(type) {
	case bool:
		return bit(v)
	case time.Time:
		return millis(v)
	}
	return v
}

func (w *where) currency(alias string, f *register.Field) string {
	if !f.Custom {
		return alias + "." + quote(f.Name+"_currency")
	}
	if w.tx.d.name == "sqlite" {
		return fmt.Sprintf("json_extract(%s.custom, '$.%s.currency')", alias, f.Name)
	}
	return fmt.Sprintf("(%s.custom->'%s'->>'currency')", alias, f.Name)
}

// filled is met by rows that say something in the field.
func (w *where) filled(r *register.Register, alias string, f *register.Field, col string) string {
	if f.Custom {
		return "(" + col + " IS NOT NULL)"
	}
	switch f.Kind {
	case register.Reference:
		return "(" + col + " IS NOT NULL)"
	case register.References:
		return fmt.Sprintf("EXISTS (SELECT 1 FROM %s l WHERE l.owner = %s.id)", r.Path+"_"+f.Name, alias)
	case register.PartsOf:
		return fmt.Sprintf("EXISTS (SELECT 1 FROM %s l WHERE l.owner = %s.id)", f.Target.Path, alias)
	case register.Money:
		return "(" + w.currency(alias, f) + " <> '')"
	case register.Moment, register.Several, register.LinkTo:
		return "(" + col + " <> 0)"
	case register.FileOf:
		return "(" + alias + "." + quote(f.Name+"_hash") + " <> '')"
	case register.NamesOf:
		return fmt.Sprintf("(%s.%s <> '' OR %s.%s <> '' OR %s.%s <> '' OR %s.%s <> '')", alias, quote(f.Name+"_uk"),
			alias, quote(f.Name+"_ru"), alias, quote(f.Name+"_bg"), alias, quote(f.Name+"_en"))
	case register.Int, register.Bool, register.Price, register.Quantity, register.Percent:
		return "(" + col + " <> 0)"
	}
	return "(" + col + " <> '')"
}

func (w *where) oneOf(alias string, f *register.Field, col string, is register.Is) (string, error) {
	list, ok := is.Value.([]any)
	if !ok {
		list = []any{is.Value}
	}
	if len(list) == 0 {
		if is.Op == register.NoneOf {
			return "1 = 1", nil
		}
		return "1 = 0", nil
	}
	if f.Name == "id" {
		list = padded(list)
	}
	fold := folded(f)
	if fold {
		col = alias + "." + quote(f.Name+"_fold")
	}
	marks := make([]string, len(list))
	for i, v := range list {
		if s, ok := v.(string); ok && fold {
			v = identity.Fold(s)
		}
		marks[i] = w.known(f, w.plain(f, v))
	}
	in := " IN (" + strings.Join(marks, ", ") + ")"
	if is.Op == register.NoneOf {
		return fmt.Sprintf("(%s NOT%s OR %s IS NULL)", col, in, col), nil
	}
	if !fold && !slices.Contains(list, any("")) {
		return "(" + col + in + saysSomething(f, col) + ")", nil
	}
	return col + in, nil
}

func (w *where) inSet(r *register.Register, alias string, f *register.Field, is register.Is) (string, error) {
	list, ok := is.Value.([]any)
	if !ok {
		list = []any{is.Value}
	}
	if len(list) == 0 {
		return "1 = 0", nil
	}
	marks := make([]string, len(list))
	for i, v := range list {
		marks[i] = w.arg(v)
	}
	return fmt.Sprintf("%s.id IN (SELECT l.owner FROM %s l WHERE l.target IN (%s))", alias, r.Path+"_"+f.Name, strings.Join(marks, ", ")), nil
}

func (w *where) namesHave(alias string, f *register.Field, is register.Is) (string, error) {
	text, _ := is.Value.(string)
	var some []string
	for _, l := range register.Languages {
		some = append(some, w.tx.d.contains(alias+"."+quote(f.Name+"_"+l), w.arg(text)))
	}
	return "(" + strings.Join(some, " OR ") + ")", nil
}

// sought is what a part of a text is looked for by.
func sought(f *register.Field, value any) string {
	text, _ := value.(string)
	if f.Kind == register.Phone {
		return identity.Digits(text)
	}
	return identity.Fold(text)
}

// textHas compares folded texts. A searchable field narrows by the search
// index first and is then tested itself.
func (w *where) textHas(r *register.Register, alias string, f *register.Field, is register.Is) (string, error) {
	text, _ := is.Value.(string)
	word := sought(f, is.Value)
	if word == "" {
		return "1 = 1", nil
	}
	fold, long := folded(f), utf8.RuneCountInString(word) >= trigram
	if fold && is.Op == register.Starts {
		return w.prefix(alias+"."+quote(f.Name+"_fold"), word), nil
	}
	test := func(alias string) string {
		switch {
		case fold && !long:
			return w.prefix(alias+"."+quote(f.Name+"_fold"), word)
		case fold:
			return w.tx.d.contains(alias+"."+quote(f.Name+"_fold"), w.arg(word))
		}
		return w.tx.d.contains(w.column(alias, f), w.arg(text))
	}
	if !f.Searchable || f.Custom || r.IsPart() || !long {
		return test(alias), nil
	}
	if !fold {
		test = nil
	}
	return w.found(r, alias, []string{"search_" + string(f.Class)}, []string{word}, test, fold, f.Name+"_fold" == foldOf(r))
}

// setWithin is met when the actor, or one of his team, is in a set of users.
func (w *where) setWithin(r *register.Register, alias string, f *register.Field, v any) (string, error) {
	word, _ := v.(register.Word)
	if !slices.Contains(f.Words(), word) {
		return "", register.BadFilter{Param: f.Name, Key: "not_a_choice"}
	}
	who := []any{w.tx.actor.User()}
	if word == register.MyTeam {
		who = ids(w.tx.actor.Team())
	}
	return w.inSet(r, alias, f, register.Is{Field: f.Name, Op: register.OneOf, Value: who})
}

// moved is met by rows whose visited field made a move.
func (w *where) moved(r *register.Register, alias string, f *register.Field, v any) (string, error) {
	m, ok := v.(register.Move)
	if !ok || !f.Visited {
		return "", register.BadFilter{Param: f.Name, Key: "unknown_operator"}
	}
	cond := "v.register = " + w.arg(r.Name) + " AND v.record = " + alias + ".id AND v.field = " + w.arg(f.Name) + " AND v.value = " + w.arg(m.To)
	if m.Since != "" {
		cond += " AND v.entered_at >= " + w.arg(midnight(m.Since, 0))
	}
	if m.Till != "" {
		cond += " AND v.entered_at < " + w.arg(midnight(m.Till, 1))
	}
	if m.From != register.Anywhere {
		cond += " AND COALESCE((SELECT p.value FROM visit p WHERE p.register = v.register AND p.record = v.record AND p.field = v.field AND p.id < v.id ORDER BY p.id DESC LIMIT 1), 0) = " + w.arg(m.From)
	}
	return "EXISTS (SELECT 1 FROM visit v WHERE " + cond + ")", nil
}

// midnight begins the day so many days after another, in UTC.
func midnight(day register.Date, days int) int64 {
	t, _ := time.Parse(time.DateOnly, string(day))
	return millis(t.AddDate(0, 0, days))
}

func (w *where) within(f *register.Field, col string, v any) (string, error) {
	word, _ := v.(register.Word)
	if !slices.Contains(f.Words(), word) {
		return "", register.BadFilter{Param: f.Name, Key: "not_a_choice"}
	}
	switch word {
	case register.Me:
		return col + " = " + w.arg(w.tx.actor.User()), nil
	case register.MyTeam:
		return w.oneOf("", &register.Field{Kind: register.Reference}, col, register.Is{Op: register.OneOf, Value: ids(w.tx.actor.Team())})
	}
	from, to := register.Period(word, w.tx.Today())
	var all []string
	edge := func(op string, day register.Date, after int) {
		if f.Kind == register.Day {
			all = append(all, col+op+w.arg(string(day)))
			return
		}
		t, _ := time.ParseInLocation(time.DateOnly, string(day), w.tx.store.Zone())
		all = append(all, col+op+w.arg(millis(t.AddDate(0, 0, after))))
	}
	if from != "" {
		edge(" >= ", from, 0)
	}
	switch {
	case to == "":
	case f.Kind == register.Day:
		edge(" <= ", to, 0)
	default:
		edge(" < ", to, 1)
	}
	if from == "" {
		all = append(all, w.filled(nil, "", f, col))
	}
	return "(" + strings.Join(all, " AND ") + ")", nil
}

func ids(list []register.ID) []any {
	out := make([]any, len(list))
	for i, id := range list {
		out[i] = id
	}
	return out
}

// under is met by the row itself and all below it in its tree.
func (w *where) under(f *register.Field, col string, v any) (string, error) {
	target := f.Target
	if target == nil || w.tx.schema.This(target).Tree == "" {
		return "", register.BadFilter{Param: f.Name, Key: "unknown_operator"}
	}
	target = w.tx.schema.This(target)
	return fmt.Sprintf(`%s IN (WITH RECURSIVE below(id) AS (SELECT CAST(%s AS BIGINT) UNION SELECT x.id FROM %s x JOIN below ON x.%s = below.id) SELECT id FROM below)`,
		col, w.arg(v), target.Path, quote(target.Tree)), nil
}

// order is one column that a list is ordered by.
type order struct {
	field *register.Field
	expr  string
	down  bool
}

// orders are the columns of a query's order; the id always comes last, so
// that every row has a place of its own.
func (w *where) orders(r *register.Register, sort []register.Sort) ([]order, error) {
	sort = fullOrder(r, sort)
	var out []order
	for _, s := range sort {
		f := r.Field(s.Field)
		if f == nil {
			return nil, register.UnknownField{Register: r.Name, Field: s.Field}
		}
		if !w.tx.actor.Sees(r, f.Class) {
			return nil, register.HiddenField{Register: r.Name, Field: f.Name}
		}
		if f.Name == "id" {
			return append(out, order{f, "t.id", s.Down}), nil
		}
		expr := w.column("t", f)
		switch {
		case keyed(f):
			expr = "t." + quote(f.Name+"_key")
		case f.Kind == register.Money && f.Base != "":
			f = r.Field(f.Base)
			expr = "t." + quote(f.Name)
		case f.Custom:
			expr = "COALESCE(" + expr + ", " + zeroText(f) + ")"
		}
		out = append(out, order{f, expr, s.Down})
	}
	down := len(out) > 0 && out[len(out)-1].down
	return append(out, order{r.Field("id"), "t.id", down}), nil
}

// fullOrder is the order that is asked for. Rows that say the same of a choice
// stand as they do in its index: those archived last, then in the usual order.
func fullOrder(r *register.Register, sort []register.Sort) []register.Sort {
	if len(sort) == 0 {
		return r.Sort
	}
	f := r.Field(sort[0].Field)
	if len(sort) > 1 || f == nil || f.Custom || f.Kind != register.Choice && f.Kind != register.Bool || f.Name == "archived" || len(orderOf(r)) < len(r.Sort) {
		return sort
	}
	sort = append(slices.Clone(sort), register.Sort{Field: "archived", Down: sort[0].Down})
	for _, s := range r.Sort {
		if s.Field != f.Name {
			sort = append(sort, register.Sort{Field: s.Field, Down: sort[0].Down})
		}
	}
	return sort
}

func zeroText(f *register.Field) string {
	if _, ok := f.Zero().(string); ok {
		return "''"
	}
	return "0"
}

// after is the condition of the rows that come after a cursor.
func (w *where) after(orders []order, c register.Cursor) (string, error) {
	bad := register.BadFilter{Param: "after", Key: "unreadable"}
	if len(c.Keys) != len(orders)-1 {
		return "", bad
	}
	values := make([]any, 0, len(orders))
	for i, o := range orders[:len(orders)-1] {
		v := c.Keys[i]
		if keyed(o.field) {
			text, _ := v.(string)
			key, err := base64.RawStdEncoding.DecodeString(text)
			if err != nil {
				return "", bad
			}
			v = key
		}
		values = append(values, v)
	}
	values = append(values, c.ID)
	same := !slices.ContainsFunc(orders, func(o order) bool { return o.down != orders[0].down })
	if same {
		exprs, marks := make([]string, len(orders)), make([]string, len(orders))
		for i, o := range orders {
			exprs[i], marks[i] = o.expr, w.arg(values[i])
		}
		return "(" + strings.Join(exprs, ", ") + ")" + past(orders[0].down, c.Back) + "(" + strings.Join(marks, ", ") + ")", nil
	}
	var some []string
	for i := range orders {
		var all []string
		for j := range i {
			all = append(all, orders[j].expr+" = "+w.arg(values[j]))
		}
		all = append(all, orders[i].expr+past(orders[i].down, c.Back)+w.arg(values[i]))
		some = append(some, "("+strings.Join(all, " AND ")+")")
	}
	return "(" + strings.Join(some, " OR ") + ")", nil
}

func past(down, back bool) string {
	if down != back {
		return " < "
	}
	return " > "
}

// cursor is the place of a record in an order.
func cursor(orders []order, rec register.Record, back bool) register.Cursor {
	c := register.Cursor{ID: register.BaseOf(rec).ID, Back: back, Keys: []any{}}
	for _, o := range orders[:len(orders)-1] {
		f := o.field
		v := f.Value(rec)
		switch {
		case keyed(f):
			v = base64.RawStdEncoding.EncodeToString(sortKey(v.(string)))
		default:
			switch x := v.(type) {
			case bool:
				v = bit(x)
			case time.Time:
				v = millis(x)
			}
		}
		c.Keys = append(c.Keys, v)
	}
	return c
}
