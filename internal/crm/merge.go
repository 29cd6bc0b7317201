package crm

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dossier/internal/register"
)

// Merge is one record having taken the place of others that meant the same:
// whose place, what came over to it, and whether that was taken back.
type Merge struct {
	register.Base
	Name    string        // of the one that stayed, as it was then
	Stay    register.Link // the one that stayed
	Gone    register.Parts[MergedRecord]
	State   MergeState
	Taken   register.Parts[MergedField] // fields whose values were taken from others
	Moved   register.Parts[Counted]
	By      register.Ref[User]
	Trouble string // message key of what hindered a job
	Token   string // names its units of work in the journal
}

// Merges is the register of them.
var Merges = register.Define[Merge]("merge", "merges",
	register.Do[Merge, UndoMerge]("undo"),
)

// Describe lists the fields. Whoever sees the record that stayed sees what was
// merged into it.
func (m *Merge) Describe(f *register.Fields) {
	f.Text(&m.Name).Max(500).ReadOnly().Searchable().Indexed()
	f.Link(&m.Stay).ReadOnly().Guard()
	f.Parts(&m.Gone).ReadOnly()
	f.Choice(&m.State).ReadOnly().Indexed().Tracked()
	f.Parts(&m.Moved).ReadOnly()
	f.Ref(&m.By).ReadOnly()
	f.Text(&m.Trouble).Unseen()
	f.Parts(&m.Taken).Unseen()
	f.Text(&m.Token).Unseen()
	f.Newest()
}

// MergedRecord is one whose place was taken.
type MergedRecord struct {
	register.Part
	Record int64
	Name   string
	Code   string
}

// Describe lists the fields.
func (g *MergedRecord) Describe(f *register.Fields) {
	f.Text(&g.Name).Max(500)
	f.Text(&g.Code).Max(60)
	f.Int(&g.Record)
}

// MergedField is a field whose value is taken from another record.
type MergedField struct {
	register.Part
	Field string
	From  int64 // id of the record
}

// Describe lists the fields.
func (t *MergedField) Describe(f *register.Fields) {
	f.Text(&t.Field).Max(60).Required()
	f.Int(&t.From).Required()
}

// MergeState is how far a merge is.
type MergeState string

// The states.
const (
	MergeMoving  MergeState = "moving" // what belongs to the others is coming over
	Merged       MergeState = "merged"
	MergeUndone  MergeState = "undone"
	MergeFailed  MergeState = "failed"
	MergeUndoing MergeState = "undoing"
)

// Choices of states.
func (MergeState) Choices() []string {
	return []string{"moving", "merged", "undone", "failed", "undoing"}
}

// MostMerged is how many records become one at once.
const MostMerged = 5

// MergeAtOnce is how many records come over while the one who asked waits;
// more are a job's.
const MergeAtOnce = 500

// mergeBatch is how many a job moves in one unit of work.
const mergeBatch = 100

// Kinds of the jobs that move what is much, and take it back.
const (
	MergeJob     = "merge"
	MergeUndoJob = "merge.undo"
)

// MergeInput is what the job is given: the merge.
type MergeInput struct {
	Merge register.ID `json:"merge"`
}

// MergePartners makes one partner of several.
type MergePartners struct {
	Stay register.Ref[Partner]
	Take register.Parts[MergedField]
	Read register.Parts[VersionRead]
	made register.ID // the merge that came of it
}

// Describe lists the input.
func (in *MergePartners) Describe(f *register.Fields) {
	f.Ref(&in.Stay).Required()
	f.Parts(&in.Take)
	f.Parts(&in.Read)
}

// DoAll merges the partners.
func (in *MergePartners) DoAll(ctx context.Context, tx register.Tx, partners []*Partner) error {
	m := merging{of: tx.Schema().This(Partners.Register), stay: register.ID(in.Stay), take: in.Take, read: in.Read}
	for _, c := range partners {
		m.recs = append(m.recs, c)
	}
	var err error
	in.made, err = m.begin(ctx, tx)
	return err
}

// Leads is the partner that stays.
func (in *MergePartners) Leads() register.Link {
	return register.Link{Register: Partners.Name, ID: register.ID(in.Stay)}
}

// Made is the merge that came of it.
func (in *MergePartners) Made() register.ID { return in.made }

// MergeContacts makes one contact of several of the same partner.
type MergeContacts struct {
	Stay register.Ref[Contact]
	Take register.Parts[MergedField]
	Read register.Parts[VersionRead]
	made register.ID // the merge that came of it
}

// Made is the merge that came of it.
func (in *MergeContacts) Made() register.ID { return in.made }

// Describe lists the input.
func (in *MergeContacts) Describe(f *register.Fields) {
	f.Ref(&in.Stay).Required()
	f.Parts(&in.Take)
	f.Parts(&in.Read)
}

// DoAll merges the contacts. A person at two partners is two contacts, each
// the same as the other.
func (in *MergeContacts) DoAll(ctx context.Context, tx register.Tx, contacts []*Contact) error {
	m := merging{of: tx.Schema().This(Contacts.Register), stay: register.ID(in.Stay), take: in.Take, read: in.Read}
	for _, c := range contacts {
		if c.Partner != contacts[0].Partner {
			return register.Refuse("merge_of_two_partners")
		}
		m.recs = append(m.recs, c)
	}
	var err error
	in.made, err = m.begin(ctx, tx)
	return err
}

// Leads is the contact that stays.
func (in *MergeContacts) Leads() register.Link {
	return register.Link{Register: Contacts.Name, ID: register.ID(in.Stay)}
}

// VersionRead is the version of a record that somebody had before his eyes
// when he chose.
type VersionRead struct {
	register.Part
	Record  int64
	Version int64
}

// Describe lists the fields.
func (v *VersionRead) Describe(f *register.Fields) {
	f.Int(&v.Record).Required()
	f.Int(&v.Version).Required()
}

// merging is a merge while it is done.
type merging struct {
	of   *register.Register
	recs []register.Record
	stay register.ID
	take []MergedField
	read []VersionRead

	sources map[string]register.Record // by field, whose value is kept
}

func (m *merging) ids() []register.ID {
	out := make([]register.ID, len(m.recs))
	for i, rec := range m.recs {
		out[i] = register.BaseOf(rec).ID
	}
	return out
}

// gone are the ids of those whose place is taken.
func (m *merging) gone() []register.ID {
	return slices.DeleteFunc(m.ids(), func(id register.ID) bool { return id == m.stay })
}

func (m *merging) rec(id register.ID) register.Record {
	for _, rec := range m.recs {
		if register.BaseOf(rec).ID == id {
			return rec
		}
	}
	return nil
}

// begin refuses what cannot be, and merges: at once, or by a job when much has
// to come over. It answers the id of the merge.
func (m *merging) begin(ctx context.Context, tx register.Tx) (register.ID, error) {
	if err := m.check(ctx, tx); err != nil {
		return 0, err
	}
	made := &Merge{
		Name: m.of.Title(m.rec(m.stay), "uk"), Stay: register.Link{Register: m.of.Name, ID: m.stay},
		State: MergeMoving, Taken: m.take, By: register.Ref[User](tx.Actor().User()), Token: rand.Text(),
	}
	for _, id := range m.gone() {
		rec := m.rec(id)
		made.Gone = append(made.Gone, MergedRecord{Record: id, Name: m.of.Title(rec, "uk"), Code: codeOf(m.of, rec)})
	}
	tx.About(made.About())
	all := tx.AsProgram()
	much, err := all.Pointing(ctx, m.of, m.gone(), MergeAtOnce)
	if err != nil {
		return 0, err
	}
	if err := all.Save(ctx, made); err != nil {
		return 0, err
	}
	n := 0
	for _, one := range much {
		n += one.Count
	}
	if n >= MergeAtOnce {
		return made.ID, tx.Enqueue(ctx, register.Job{Kind: MergeJob, Key: made.About(), Input: MergeInput{made.ID}, At: tx.Now()})
	}
	return made.ID, m.finish(ctx, tx, made)
}

// About names the units of work of the merge in the journal.
func (m *Merge) About() string { return "merge:" + m.Token }

// check refuses what cannot become one, and what its asker may not change.
func (m *merging) check(ctx context.Context, tx register.Tx) error {
	switch {
	case len(m.recs) < 2:
		return register.Refuse("merge_needs_two")
	case len(m.recs) > MostMerged:
		return register.Refuse("merge_too_many", "most", MostMerged)
	case m.rec(m.stay) == nil:
		return register.RefuseAt("stay", "merge_stays_not")
	}
	for _, v := range m.read {
		rec := m.rec(v.Record)
		if rec == nil || register.BaseOf(rec).Version != v.Version {
			return register.ErrStale
		}
	}
	for _, rec := range m.recs {
		if register.BaseOf(rec).Archived {
			return register.Refuse("merge_of_archived")
		}
	}
	for _, act := range []register.Act{register.Merge, register.Edit} {
		n, err := tx.AsProgram().Count(ctx, m.of, register.All{register.ByID(m.ids()...), tx.Actor().Rows(m.of, act)}, 0)
		if err != nil {
			return err
		}
		if n < len(m.recs) {
			return register.ErrForbidden
		}
	}
	busy, err := m.busy(ctx, tx)
	if err != nil {
		return err
	}
	if busy {
		return register.Refuse("merge_goes_on")
	}
	for i, t := range m.take {
		if f := m.of.Field(t.Field); f == nil || !Chosen(f) || m.rec(t.From) == nil {
			return register.RefuseAt(partField("take", i, "field"), "unknown_field")
		}
	}
	return m.checkClasses(tx.Actor())
}

// busy reports whether one of the records is being merged already.
func (m *merging) busy(ctx context.Context, tx register.Tx) (bool, error) {
	going, err := register.Select(ctx, tx.AsProgram(), Merges, register.Query{
		Whole: true, Filter: register.In(&Merges.Row.State, MergeMoving, MergeUndoing),
	})
	return slices.ContainsFunc(going, func(other *Merge) bool {
		return other.Stay.Register == m.of.Name && slices.ContainsFunc(m.ids(), func(id register.ID) bool { return slices.Contains(other.records(), id) })
	}), err
}

// records are the ids of all that became one.
func (m *Merge) records() []register.ID {
	out := []register.ID{m.Stay.ID}
	for _, g := range m.Gone {
		out = append(out, g.Record)
	}
	return out
}

// checkClasses refuses to merge what somebody could not write himself.
func (m *merging) checkClasses(a register.Actor) error {
	for _, f := range m.of.Fields {
		if f.Unseen || f.ReadOnly || a.Sees(m.of, f.Class) && a.Edits(m.of, f.Class) {
			continue
		}
		if slices.ContainsFunc(m.recs, func(rec register.Record) bool { return !silent(f, rec) }) {
			return register.Refuse("merge_hidden")
		}
	}
	return nil
}

// Chosen reports whether a merge keeps one of the values of a field, so that
// somebody has to choose: parts and sets are united.
func Chosen(f *register.Field) bool {
	switch f.Kind {
	case register.PartsOf, register.References, register.Several:
		return false
	}
	return !f.Unseen && !f.ReadOnly
}

// finish moves what is left, and makes one of the records.
func (m *merging) finish(ctx context.Context, tx register.Tx, made *Merge) error {
	all := tx.AsProgram()
	did, err := all.Repoint(ctx, m.of, m.gone(), m.stay, 0)
	if err != nil {
		return err
	}
	made.count(did.Moved)
	for i, rec := range m.recs { // as they are now that all has come over
		if m.recs[i], err = all.Load(ctx, m.of, register.BaseOf(rec).ID); err != nil {
			return err
		}
	}
	stay := m.rec(m.stay)
	known := formerName(m.of, stay)
	m.choose()
	m.unite(stay)
	if one, ok := stay.(uniter); ok {
		one.unite(m)
	}
	into, formerly := m.of.Field("merged_into"), m.of.Field("formerly")
	former := []string{formerly.Value(stay).(string), known}
	for _, id := range m.gone() {
		rec := m.rec(id)
		former = append(former, formerName(m.of, rec), formerly.Value(rec).(string))
		m.release(stay, rec)
		into.Set(rec, m.stay)
		if err := all.Save(ctx, rec); err != nil {
			return err
		}
		if err := all.Archive(ctx, rec, true); err != nil {
			return err
		}
	}
	formerly.Set(stay, lines(former, formerName(m.of, stay)))
	if err := all.Save(ctx, stay); err != nil {
		return err
	}
	if err := repointViews(ctx, all, m.of, m.gone(), m.stay); err != nil {
		return err
	}
	made.State = Merged
	if err := all.Save(ctx, made); err != nil {
		return err
	}
	if err := tellMerged(ctx, tx, m.of, m.stay); err != nil {
		return err
	}
	return tx.Audit(ctx, "merge.done", made.Stay, map[string]any{"records": len(m.recs)})
}

// uniter is a record that takes more from others than their values.
type uniter interface{ unite(m *merging) }

// count adds up what came over, by register.
func (m *Merge) count(moved []register.Pointed) {
	for _, one := range moved {
		m.Moved = addCount(m.Moved, one.Register.Name, int64(one.Count))
	}
}

// Source is the record whose value of a field is kept when nobody chooses: the
// one that stays, if it says something; else the first that does.
func Source(f *register.Field, stay register.Record, recs []register.Record) register.Record {
	for _, rec := range append([]register.Record{stay}, recs...) {
		if !silent(f, rec) {
			return rec
		}
	}
	return stay
}

// silent reports whether a record says nothing in a field; nought and no say
// nothing either.
func silent(f *register.Field, rec register.Record) bool {
	switch f.Kind {
	case register.PartsOf, register.References, register.Several, register.Moment:
		return f.Empty(rec)
	}
	return f.Value(rec) == f.Zero()
}

// choose notes whose value of each field is kept.
func (m *merging) choose() {
	m.sources = map[string]register.Record{}
	for _, f := range m.of.Fields {
		m.sources[f.Name] = Source(f, m.rec(m.stay), m.recs)
	}
	for _, t := range m.take {
		if rec := m.rec(t.From); rec != nil {
			m.sources[t.Field] = rec
		}
	}
}

// unite puts into the record that stays what it takes from the others.
func (m *merging) unite(stay register.Record) {
	for _, f := range m.of.Fields {
		if f.Unseen || f.ReadOnly {
			continue
		}
		switch f.Kind {
		case register.PartsOf:
			m.uniteParts(f, stay)
		case register.References:
			var now []register.ID
			for _, rec := range m.inOrder() {
				for _, id := range f.Value(rec).([]register.ID) {
					if !slices.Contains(now, id) && !m.own(f, id) {
						now = append(now, id)
					}
				}
			}
			f.Set(stay, now)
		case register.Several:
			var now []string
			for _, choice := range f.Choices {
				if slices.ContainsFunc(m.recs, func(rec register.Record) bool { return slices.Contains(f.Value(rec).([]string), choice) }) {
					now = append(now, choice)
				}
			}
			f.Set(stay, now)
		default:
			v := f.Value(m.sources[f.Name])
			if id, ok := v.(register.ID); ok && f.Kind == register.Reference && m.own(f, id) {
				v = register.ID(0)
			}
			f.Set(stay, v)
		}
	}
}

// inOrder are the records, the one that stays first.
func (m *merging) inOrder() []register.Record {
	out := []register.Record{m.rec(m.stay)}
	for _, id := range m.gone() {
		out = append(out, m.rec(id))
	}
	return out
}

// own reports whether a reference leads to one of those that become one.
func (m *merging) own(f *register.Field, id register.ID) bool {
	return f.Target != nil && f.Target.Name == m.of.Name && slices.Contains(m.ids(), id)
}

// uniteParts adds the parts of the others that the one that stays has not. What
// only one of them may be, as the main one, stays with its own.
func (m *merging) uniteParts(f *register.Field, stay register.Record) {
	parts := f.Value(stay).([]any)
	for _, id := range m.gone() {
		for _, part := range f.Value(m.rec(id)).([]any) {
			if slices.ContainsFunc(parts, func(has any) bool { return samePart(f.Target, has, part) }) {
				continue
			}
			added := f.Target.NewPart()
			for _, g := range f.Target.Fields {
				if g.Kind == register.Bool && g.Name == "main" && len(parts) > 0 {
					continue
				}
				g.Set(added, g.Value(part))
			}
			parts = append(parts, added)
		}
	}
	f.Set(stay, parts)
}

// samePart reports whether a part says nothing that another does not say: what
// names it is the same, and the rest is the same or empty. How it was typed
// and of which kind it is makes no other of it.
func samePart(of *register.Register, has, part any) bool {
	named := slices.ContainsFunc(of.Fields, func(g *register.Field) bool { return g.Required && g.Indexed })
	for _, g := range of.Fields {
		same := g.Same(g.Value(has), g.Value(part))
		switch {
		case same || g.ReadOnly || g.Name == "main":
		case named && (g.Kind == register.Choice || g.Empty(part)):
		default:
			return false
		}
	}
	return true
}

// release takes from a record whose place is taken the values that no two may
// have, where the one that stays has them now.
func (m *merging) release(stay, rec register.Record) {
	for _, f := range m.of.Fields {
		if f.Unique && !f.Empty(rec) && f.Same(f.Value(stay), f.Value(rec)) {
			f.Set(rec, nil)
		}
	}
}

// codeOf is the code of a record, of those that have one.
func codeOf(r *register.Register, rec register.Record) string {
	if f := r.Field("code"); f != nil && f.Kind == register.Text {
		return f.Value(rec).(string)
	}
	return ""
}

// formerName is by what a record was known.
func formerName(r *register.Register, rec register.Record) string {
	return strings.TrimSpace(r.Title(rec, "uk") + " " + codeOf(r, rec))
}

// lines are texts without doubles, a line each, but the one that is known
// anyway.
func lines(texts []string, known string) string {
	var out []string
	for _, text := range texts {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" && line != known && !slices.Contains(out, line) {
				out = append(out, line)
			}
		}
	}
	return strings.Join(out, "\n")
}

// unite keeps with the class, the mark of a VIP and the strategy of a partner
// who gave them and when, as the one said it from whom they are taken.
func (c *Partner) unite(m *merging) {
	c.uniting = true
	class, vip, strategy := m.sources["class"].(*Partner), m.sources["vip"].(*Partner), m.sources["strategy"].(*Partner)
	c.ClassManual, c.ClassReason = class.ClassManual, class.ClassReason
	c.VipOn, c.VipBy = vip.VipOn, vip.VipBy
	c.StrategyManual = strategy.StrategyManual
}

// unite makes the contact that stays the main one if another was, and one who
// works there if another did.
func (c *Contact) unite(m *merging) {
	for _, rec := range m.recs {
		other := rec.(*Contact)
		if other == c {
			continue
		}
		if !other.Left {
			c.Left, c.LeftOn = false, ""
		}
		c.Main, other.Main = c.Main || other.Main, false
	}
	c.Main = c.Main && !c.Left
}

// stayMerged refuses to change what another record took the place of.
func stayMerged(tx register.Tx, merged bool) error {
	if merged && tx.Actor() != register.Program {
		return register.Refuse("merged_record")
	}
	return nil
}

// tellMerged has what follows from the dealings of a partner told anew.
func tellMerged(ctx context.Context, tx register.Tx, of *register.Register, ids ...register.ID) error {
	if of.Name != Partners.Name {
		return nil
	}
	for _, id := range ids {
		for _, job := range []register.Job{
			{Kind: RelationJob, Key: fmt.Sprintf("%s:%d", RelationJob, id), At: tx.Now(), Input: RelationInput{id}},
			{Kind: ContactJob, Key: fmt.Sprintf("%s:%d", ContactJob, id), At: tx.Now(), Input: ContactInput{id}},
		} {
			if err := tx.Enqueue(ctx, job); err != nil {
				return err
			}
		}
	}
	return nil
}

// repointViews lets the filters of saved views mean the record that took the
// place of others.
func repointViews(ctx context.Context, all register.Tx, of *register.Register, from []register.ID, to register.ID) error {
	views, err := register.Select(ctx, all, SavedViews, register.Query{Whole: true})
	if err != nil {
		return err
	}
	for _, v := range views {
		r := all.Schema().Named(v.Register)
		if r == nil || v.Filter == "" {
			continue
		}
		f, err := register.UnmarshalFilter(r, []byte(v.Filter))
		if err != nil {
			continue // a view of a field that is no more
		}
		now, moved := repointFilter(r, f, of, from, to)
		if !moved {
			continue
		}
		text, err := register.MarshalFilter(r, now)
		if err != nil {
			return err
		}
		v.Filter = string(text)
		if err := all.Save(ctx, v); err != nil {
			return err
		}
	}
	return nil
}

// repointFilter is a filter that means another record, and whether it is
// another filter.
func repointFilter(r *register.Register, f register.Filter, of *register.Register, from []register.ID, to register.ID) (register.Filter, bool) {
	list := func(some []register.Filter) ([]register.Filter, bool) {
		out, moved := make([]register.Filter, len(some)), false
		for i, one := range some {
			now, did := repointFilter(r, one, of, from, to)
			out[i], moved = now, moved || did
		}
		return out, moved
	}
	switch f := f.(type) {
	case register.Asked:
		now, moved := repointFilter(r, f.Filter, of, from, to)
		return register.Asked{Filter: now}, moved
	case register.All:
		now, moved := list(f)
		return register.All(now), moved
	case register.Any:
		now, moved := list(f)
		return register.Any(now), moved
	case register.Not:
		now, moved := repointFilter(r, f.Filter, of, from, to)
		return register.Not{Filter: now}, moved
	case register.Through:
		field, err := f.Of(r)
		if err != nil || field.Target == nil {
			return f, false
		}
		now, moved := repointFilter(field.Target, f.Filter, of, from, to)
		f.Filter = now
		return f, moved
	case register.Is:
		field, err := f.Of(r)
		if err != nil || field.Target == nil || field.Target.Name != of.Name {
			return f, false
		}
		value, moved := repointValue(f.Value, from, to)
		f.Value = value
		return f, moved
	}
	return f, false
}

func repointValue(v any, from []register.ID, to register.ID) (any, bool) {
	switch v := v.(type) {
	case register.ID:
		if slices.Contains(from, v) {
			return to, true
		}
	case []any:
		out, moved := make([]any, len(v)), false
		for i, one := range v {
			now, did := repointValue(one, from, to)
			out[i], moved = now, moved || did
		}
		return out, moved
	}
	return v, false
}

// Change lets the program alone make merges.
func (m *Merge) Change(_ context.Context, tx register.Tx, _ *Merge) error {
	if tx.Actor() != register.Program {
		return register.ErrForbidden
	}
	return nil
}

// MoveMerged goes on with a merge that has much to move: a batch in each unit of
// work, and at last the records themselves. Cut off, it goes on where it was.
func MoveMerged(ctx context.Context, work register.Work, actor register.Actor, in MergeInput) error {
	for more := true; more; {
		err := work.Do(ctx, actor, register.ByProgram, func(tx register.Tx) error {
			made, err := register.Load(ctx, tx.AsProgram(), Merges, register.Ref[Merge](in.Merge))
			if err != nil || made.State != MergeMoving {
				more = false
				return err
			}
			more, err = made.move(ctx, tx)
			return err
		})
		if err != nil {
			return failMerge(ctx, work, actor, in, MergeFailed, err)
		}
	}
	return nil
}

// failMerge notes that a merge, or its taking back, came to nothing because of
// what somebody did meanwhile. Other errors are tried again.
func failMerge(ctx context.Context, work register.Work, actor register.Actor, in MergeInput, state MergeState, because error) error {
	var refused *register.Problems
	if !errors.As(because, &refused) && !errors.Is(because, register.ErrNotFound) && !errors.Is(because, register.ErrForbidden) {
		return because
	}
	return work.Do(ctx, actor, register.ByProgram, func(tx register.Tx) error {
		made, err := register.Load(ctx, tx.AsProgram(), Merges, register.Ref[Merge](in.Merge))
		if err != nil {
			return err
		}
		made.State, made.Trouble = state, "merge_failed"
		if refused != nil && len(refused.List) > 0 {
			made.Trouble = refused.List[0].Key
			if made.Trouble == "merge_changed_since" { // it names records, each reader may see others
				made.Trouble = "merge_changed_hidden"
			}
		}
		if err := tx.AsProgram().Save(ctx, made); err != nil {
			return err
		}
		return made.tellEnd(ctx, tx)
	})
}

// tellEnd tells who asked for it that the work of a job has ended, well or not.
func (m *Merge) tellEnd(ctx context.Context, tx register.Tx) error {
	return notify(ctx, tx, &Notification{User: m.By, Kind: MergeEnded, About: register.Link{Register: Merges.Name, ID: m.ID}})
}

// move brings over a batch, and reports whether there is more to do.
func (m *Merge) move(ctx context.Context, tx register.Tx) (more bool, err error) {
	tx.About(m.About())
	all := tx.AsProgram()
	of := tx.Schema().Named(m.Stay.Register)
	did, err := all.Repoint(ctx, of, m.records()[1:], m.Stay.ID, mergeBatch)
	if err != nil {
		return false, err
	}
	m.count(did.Moved)
	if did.More {
		return true, all.Save(ctx, m)
	}
	one := merging{of: of, stay: m.Stay.ID, take: m.Taken}
	for _, id := range m.records() {
		rec, err := all.Load(ctx, of, id)
		if err != nil {
			return false, err
		}
		one.recs = append(one.recs, rec)
	}
	if err := one.finish(ctx, tx, m); err != nil {
		return false, err
	}
	return false, m.tellEnd(ctx, tx)
}

// UndoMerge takes a merge back.
type UndoMerge struct{}

// Describe lists the input: there is none.
func (*UndoMerge) Describe(*register.Fields) {}

// Offered is for merges that are done.
func (*UndoMerge) Offered(m *Merge) bool { return m.State == Merged || m.State == MergeFailed }

// Do puts back all that the merge changed, unless some of it was changed since:
// then nothing is, and it says what. Much is put back by a job.
func (in *UndoMerge) Do(ctx context.Context, tx register.Tx, m *Merge) error {
	of := tx.Schema().Named(m.Stay.Register)
	switch {
	case !in.Offered(m):
		return register.Refuse("merge_not_undoable")
	case tx.Now().Sub(m.CreatedAt) > UndoTime:
		return register.Refuse("merge_too_old")
	}
	mine := register.All{register.ByID(m.records()...), tx.Actor().Rows(of, register.Merge)}
	n, err := tx.AsProgram().Count(ctx, of, mine, 0)
	if err != nil {
		return err
	}
	if n < len(m.records()) {
		return register.ErrForbidden
	}
	if m.Came() >= MergeAtOnce {
		m.State, m.Trouble = MergeUndoing, ""
		if err := tx.AsProgram().Save(ctx, m); err != nil {
			return err
		}
		return tx.Enqueue(ctx, register.Job{Kind: MergeUndoJob, Key: MergeUndoJob + ":" + m.Token, Input: MergeInput{m.ID}, At: tx.Now()})
	}
	return m.takeBack(ctx, tx)
}

// Came is how many records came over so far.
func (m *Merge) Came() int64 {
	var n int64
	for _, one := range m.Moved {
		n += one.Count
	}
	return n
}

// takeBack puts everything back, or says what hinders it.
func (m *Merge) takeBack(ctx context.Context, tx register.Tx) error {
	all := tx.AsProgram()
	clashes, err := all.TakeBack(ctx, m.About())
	if err != nil {
		return err
	}
	if len(clashes) > 0 {
		return m.clash(ctx, tx, clashes)
	}
	m.State, m.Trouble = MergeUndone, ""
	if err := all.Save(ctx, m); err != nil {
		return err
	}
	if err := tellMerged(ctx, tx, tx.Schema().Named(m.Stay.Register), m.records()...); err != nil {
		return err
	}
	return tx.Audit(ctx, "merge.undone", m.Stay, map[string]any{"records": len(m.records())})
}

// mostClashes is how many records a refusal names.
const mostClashes = 3

// clash names the records that were changed since, as far as the actor sees
// them.
func (m *Merge) clash(ctx context.Context, tx register.Tx, clashes []register.Clash) error {
	var said []string
	for _, one := range clashes {
		r := tx.Schema().Named(one.Record.Register)
		rec, err := tx.Load(ctx, r, one.Record.ID)
		if errors.Is(err, register.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if name := r.Title(rec, "uk"); !slices.Contains(said, name) && len(said) < mostClashes {
			said = append(said, name)
		}
	}
	if len(said) == 0 {
		return register.Refuse("merge_changed_hidden")
	}
	return register.Refuse("merge_changed_since", "names", strings.Join(said, ", "))
}

// TakeBackMerged takes back a merge that moved much.
func TakeBackMerged(ctx context.Context, work register.Work, actor register.Actor, in MergeInput) error {
	err := work.Do(ctx, actor, register.ByUndo, func(tx register.Tx) error {
		made, err := register.Load(ctx, tx.AsProgram(), Merges, register.Ref[Merge](in.Merge))
		if err != nil || made.State != MergeUndoing {
			return err
		}
		if err := made.takeBack(ctx, tx); err != nil {
			return err
		}
		return made.tellEnd(ctx, tx)
	})
	if err != nil {
		return failMerge(ctx, work, actor, in, Merged, err)
	}
	return nil
}

// MadeBy is the merge that came of an input of the action, nought before it was
// done.
func MadeBy(in any) register.ID {
	switch in := in.(type) {
	case *MergePartners:
		return in.made
	case *MergeContacts:
		return in.made
	}
	return 0
}
