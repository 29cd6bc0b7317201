package crm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dossier/internal/register"
	"dossier/internal/route"
)

// ProcessVersion is a process as it is or was followed. A draft may be drawn; a
// version that has been let loose stays as it is, for runs follow it to their
// end.
type ProcessVersion struct {
	register.Base
	Process register.Ref[Process]
	Number  int64
	State   VersionState
	Note    string // what is new in it
	Nodes   register.Parts[ProcessNode]
	Flows   register.Parts[ProcessFlow]
	Papers  register.Parts[ProcessPaper]

	acting bool // an action is at work
}

// ProcessVersions is the register of them.
var ProcessVersions = register.Define[ProcessVersion]("process_version", "process_versions",
	register.Do[ProcessVersion, ActivateVersion]("activate"),
	register.Do[ProcessVersion, CopyVersion]("copy"),
)

// Describe lists the fields.
func (v *ProcessVersion) Describe(f *register.Fields) {
	f.Ref(&v.Process).Required().Tracked()
	f.Int(&v.Number).ReadOnly().Indexed()
	f.Choice(&v.State).ReadOnly().Indexed().Tracked()
	f.LongText(&v.Note).Max(2000).Tracked()
	f.Section("map")
	f.Parts(&v.Nodes)
	f.Parts(&v.Flows)
	f.Parts(&v.Papers)
	f.Newest()
	f.Together(&v.Process, &v.Number)
	f.Directory()
}

// Title is the number.
func (v *ProcessVersion) Title(string) string { return fmt.Sprint("№ ", v.Number) }

// Change numbers a new version, and keeps one that is no draft as it is.
func (v *ProcessVersion) Change(ctx context.Context, tx register.Tx, was *ProcessVersion) error {
	if was == nil {
		n, err := tx.Next(ctx, fmt.Sprintf("process_version:%d", v.Process))
		if err != nil {
			return err
		}
		v.Number, v.State = n, VersionDraft
	} else if was.Process != v.Process {
		return register.RefuseAt("process", "version_of_one_process")
	} else if was.State != VersionDraft && !v.acting {
		return staysAsItWas(tx, ProcessVersions.Register, v, was, "version_is_in_use", "note")
	}
	return v.checkConditions(ctx, tx, was)
}

// checkConditions refuses conditions that cannot be read.
func (v *ProcessVersion) checkConditions(ctx context.Context, tx register.Tx, was *ProcessVersion) error {
	if was != nil && v.acting || v.Process == 0 {
		return nil
	}
	of, err := register.Load(ctx, tx.AsProgram(), Processes, v.Process)
	if err != nil {
		return refuseUnknown("process", err)
	}
	about := tx.Schema().Named(string(of.About))
	p := register.ProblemsOf(v)
	for i, n := range v.Nodes {
		readCondition(about, p, partField("nodes", i, "condition"), n.Condition)
	}
	for i, f := range v.Flows {
		readCondition(about, p, partField("flows", i, "condition"), f.Condition)
	}
	return p.Err()
}

// Check holds the numbers within their bounds.
func (v *ProcessVersion) Check(p *register.Problems) {
	for i, n := range v.Nodes {
		if n.Norm < 0 {
			p.AddAt(partField("nodes", i, "norm"), "too_small")
		}
		if n.Minutes < 0 && route.Wait(n.Wait) != route.ForDate {
			p.AddAt(partField("nodes", i, "minutes"), "too_small")
		}
	}
}

// Node is the step of a key, nil when there is none.
func (v *ProcessVersion) Node(key string) *ProcessNode {
	for i := range v.Nodes {
		if v.Nodes[i].Key == key {
			return &v.Nodes[i]
		}
	}
	return nil
}

// Leaving are the ways out of a step, in their order.
func (v *ProcessVersion) Leaving(key string) []ProcessFlow {
	var out []ProcessFlow
	for _, f := range v.Flows {
		if f.From == key {
			out = append(out, f)
		}
	}
	return out
}

// ProcessNode is one step of a version, as route.Node says it; stages,
// employees, roles and processes are those of the company.
type ProcessNode struct {
	register.Part
	Key         string
	Kind        NodeKind
	Name        string
	X, Y        int64
	Stage       register.Ref[Stage]
	Executor    ExecutorRule
	User        register.Ref[User]
	Role        register.Ref[Role]
	Norm        int64 // working minutes
	Instruction string
	Produces    Produces
	Results     string // one a line
	Wait        WaitRule
	Minutes     int64
	Field       string
	Condition   string
	Process     register.Ref[Process]
}

// Describe lists the fields.
func (n *ProcessNode) Describe(f *register.Fields) {
	f.Text(&n.Key).Max(60).Required()
	f.Choice(&n.Kind).Required()
	f.Text(&n.Name).Max(200)
	f.Int(&n.X)
	f.Int(&n.Y)
	f.Ref(&n.Stage)
	f.Choice(&n.Executor)
	f.Ref(&n.User)
	f.Ref(&n.Role)
	f.Int(&n.Norm)
	f.LongText(&n.Instruction).Max(4000)
	f.Choice(&n.Produces)
	f.LongText(&n.Results).Max(1000)
	f.Choice(&n.Wait)
	f.Int(&n.Minutes)
	f.Text(&n.Field).Max(60)
	f.Text(&n.Condition).Max(500)
	f.Ref(&n.Process)
}

// Options are the results that close the task of the step.
func (n *ProcessNode) Options() []string {
	var out []string
	for line := range strings.Lines(n.Results) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// ProcessFlow is a way from one step to another.
type ProcessFlow struct {
	register.Part
	From      string
	To        string
	Result    string
	Condition string
	Otherwise bool
}

// Describe lists the fields.
func (w *ProcessFlow) Describe(f *register.Fields) {
	f.Text(&w.From).Max(60).Required()
	f.Text(&w.To).Max(60).Required()
	f.Text(&w.Result).Max(200)
	f.Text(&w.Condition).Max(500)
	f.Bool(&w.Otherwise)
}

// ProcessPaper is a document that helps with the process or with one step of
// it: a file that lies with the process.
type ProcessPaper struct {
	register.Part
	Node string // key; empty is the whole process
	Kind PaperKind
	Name string
	File register.Ref[Attachment]
}

// Describe lists the fields.
func (d *ProcessPaper) Describe(f *register.Fields) {
	f.Text(&d.Node).Max(60)
	f.Choice(&d.Kind).Required()
	f.Text(&d.Name).Max(200)
	f.Ref(&d.File).Required()
}

// VersionState is whether a version is drawn, followed or left.
type VersionState string

// The states.
const (
	VersionDraft   VersionState = "draft"
	VersionActive  VersionState = "active"
	VersionRetired VersionState = "retired"
)

// Choices of states.
func (VersionState) Choices() []string { return []string{"draft", "active", "retired"} }

// NodeKind is what a step does.
type NodeKind route.Kind

// Choices of kinds.
func (NodeKind) Choices() []string {
	return []string{"start", "task", "choice", "split", "join", "timer", "subprocess", "won", "lost", "done"}
}

// ExecutorRule says who does a task.
type ExecutorRule route.Executor

// Choices of rules.
func (ExecutorRule) Choices() []string { return []string{"responsible", "head", "named", "role"} }

// WaitRule is what a timer waits for.
type WaitRule route.Wait

// Choices of what it waits for.
func (WaitRule) Choices() []string { return []string{"time", "date", "condition"} }

// Produces is what is made at a step.
type Produces string

// Choices of what is made.
func (Produces) Choices() []string {
	return []string{"quote", "contract", "order", "invoice", "waybill", "sample", "meeting", "other"}
}

// PaperKind is what a paper is for.
type PaperKind string

// Choices of kinds.
func (PaperKind) Choices() []string {
	return []string{"regulation", "instruction", "template", "other"}
}

// Map is the version as a map that knows nothing of records: codes, sign-in
// names and presets stand for those of the company.
func (v *ProcessVersion) Map(ctx context.Context, tx register.Tx) (*route.Map, error) {
	c, err := readCodes(ctx, tx.AsProgram())
	if err != nil {
		return nil, err
	}
	of, err := register.Load(ctx, tx.AsProgram(), Processes, v.Process)
	if err != nil {
		return nil, err
	}
	m := &route.Map{Name: of.Code}
	for _, n := range v.Nodes {
		one := route.Node{
			Key: n.Key, Kind: route.Kind(n.Kind), Title: n.Name, X: int(n.X), Y: int(n.Y), Stage: c.stages.code(register.ID(n.Stage)),
			Executor: route.Executor(n.Executor), Norm: int(n.Norm), Instruction: n.Instruction, Produces: string(n.Produces), Results: n.Options(),
			Wait: route.Wait(n.Wait), Minutes: int(n.Minutes), Field: n.Field, Condition: n.Condition, Process: c.processes.code(register.ID(n.Process)),
		}
		switch one.Executor {
		case route.Named:
			one.Who = c.users.code(register.ID(n.User))
		case route.Role:
			one.Who = c.roles.code(register.ID(n.Role))
		}
		m.Nodes = append(m.Nodes, one)
	}
	for _, f := range v.Flows {
		m.Flows = append(m.Flows, route.Flow{From: f.From, To: f.To, Result: f.Result, Condition: f.Condition, Otherwise: f.Otherwise})
	}
	return m, nil
}

// Take puts a map in the place of what the version says. It answers the codes
// that nothing in the company bears; those places stay empty.
func (v *ProcessVersion) Take(ctx context.Context, tx register.Tx, m *route.Map) (unknown []string, err error) {
	c, err := readCodes(ctx, tx.AsProgram())
	if err != nil {
		return nil, err
	}
	find := func(in codes, code string) register.ID {
		id := in.id(code)
		if code != "" && id == 0 {
			unknown = append(unknown, code)
		}
		return id
	}
	v.Nodes, v.Flows = nil, nil
	for _, n := range m.Nodes {
		one := ProcessNode{
			Key: n.Key, Kind: NodeKind(n.Kind), Name: n.Title, X: int64(n.X), Y: int64(n.Y), Stage: register.Ref[Stage](find(c.stages, n.Stage)),
			Executor: ExecutorRule(n.Executor), Norm: int64(n.Norm), Instruction: n.Instruction, Produces: Produces(n.Produces), Results: strings.Join(n.Results, "\n"),
			Wait: WaitRule(n.Wait), Minutes: int64(n.Minutes), Field: n.Field, Condition: n.Condition, Process: register.Ref[Process](find(c.processes, n.Process)),
		}
		switch n.Executor {
		case route.Named:
			one.User = register.Ref[User](find(c.users, n.Who))
		case route.Role:
			one.Role = register.Ref[Role](find(c.roles, n.Who))
		}
		v.Nodes = append(v.Nodes, one)
	}
	for _, f := range m.Flows {
		v.Flows = append(v.Flows, ProcessFlow{From: f.From, To: f.To, Result: f.Result, Condition: f.Condition, Otherwise: f.Otherwise})
	}
	return unknown, nil
}

// codes tells rows by codes and back.
type codes map[register.ID]string

func (c codes) code(id register.ID) string { return c[id] }

func (c codes) id(code string) register.ID {
	var least register.ID
	for id, one := range c {
		if one == code && code != "" && (least == 0 || id < least) {
			least = id
		}
	}
	return least
}

// company is what maps call by codes.
type company struct{ stages, users, roles, processes codes }

func readCodes(ctx context.Context, all register.Tx) (company, error) {
	c := company{codes{}, codes{}, codes{}, codes{}}
	stages, err := register.Select(ctx, all, Stages, register.Query{})
	if err != nil {
		return c, err
	}
	for _, s := range stages {
		c.stages[s.ID] = s.Code
	}
	users, err := register.Select(ctx, all, Users, register.Query{Filter: register.Alive()})
	if err != nil {
		return c, err
	}
	for _, u := range users {
		c.users[u.ID] = u.Email
	}
	roles, err := register.Select(ctx, all, Roles, register.Query{Filter: register.Alive()})
	if err != nil {
		return c, err
	}
	for _, r := range roles {
		c.roles[r.ID] = r.Preset
		if r.Preset == "" {
			c.roles[r.ID] = r.Names.In("en")
		}
	}
	processes, err := register.Select(ctx, all, Processes, register.Query{})
	if err != nil {
		return c, err
	}
	for _, one := range processes {
		c.processes[one.ID] = one.Code
	}
	return c, nil
}

// ActivateVersion lets a draft be followed by new runs; the former version is
// retired, and runs that follow it keep to it.
type ActivateVersion struct{}

// Describe lists the input: none.
func (*ActivateVersion) Describe(*register.Fields) {}

// Offered is for drafts.
func (*ActivateVersion) Offered(v *ProcessVersion) bool {
	return v.State == VersionDraft && !v.Archived
}

// Do refuses a map that cannot be followed, with every fault at its step.
func (*ActivateVersion) Do(ctx context.Context, tx register.Tx, v *ProcessVersion) error {
	if v.State != VersionDraft {
		return register.Refuse("version_is_in_use")
	}
	if err := v.fit(ctx, tx); err != nil {
		return err
	}
	all := tx.AsProgram()
	of, err := register.Load(ctx, all, Processes, v.Process)
	if err != nil {
		return err
	}
	if of.Active != 0 {
		former, err := register.Load(ctx, all, ProcessVersions, of.Active)
		if err != nil {
			return err
		}
		if err := former.become(ctx, all, VersionRetired); err != nil {
			return err
		}
	}
	if err := v.become(ctx, tx, VersionActive); err != nil {
		return err
	}
	of.Active = register.Ref[ProcessVersion](v.ID)
	return all.Save(ctx, of)
}

func (v *ProcessVersion) become(ctx context.Context, tx register.Tx, state VersionState) error {
	v.State, v.acting = state, true
	defer func() { v.acting = false }()
	return tx.Save(ctx, v)
}

// fit refuses what cannot be followed.
func (v *ProcessVersion) fit(ctx context.Context, tx register.Tx) error {
	if len(v.Nodes) == 0 {
		return register.RefuseAt("nodes", "version_has_no_steps")
	}
	of, err := register.Load(ctx, tx.AsProgram(), Processes, v.Process)
	if err != nil {
		return err
	}
	m, err := v.Map(ctx, tx)
	if err != nil {
		return err
	}
	p := register.ProblemsOf(v)
	for _, f := range m.Faults() {
		one := register.Problem{Field: "nodes", Key: f.Key, Args: f.Args}
		if i := slices.IndexFunc(v.Nodes, func(n ProcessNode) bool { return n.Key == f.Node }); i >= 0 {
			one.Field = partField("nodes", i, "key")
		}
		p.List = append(p.List, one)
	}
	for i, n := range v.Nodes {
		if n.Stage == 0 {
			continue
		}
		stage, err := register.Load(ctx, tx.AsProgram(), Stages, n.Stage)
		if err != nil {
			return err
		}
		if of.About != AboutDeals || of.Kind != 0 && stage.Kind != of.Kind {
			p.AddAt(partField("nodes", i, "stage"), "stage_of_another_kind")
		}
	}
	return p.Err()
}

// CopyVersion begins a new draft with what a version says.
type CopyVersion struct {
	made register.ID
}

// Describe lists the input: none.
func (*CopyVersion) Describe(*register.Fields) {}

// Do makes the draft.
func (in *CopyVersion) Do(ctx context.Context, tx register.Tx, v *ProcessVersion) error {
	next := &ProcessVersion{Process: v.Process, Nodes: fresh(v.Nodes), Flows: fresh(v.Flows), Papers: fresh(v.Papers)}
	if err := tx.Save(ctx, next); err != nil {
		return err
	}
	in.made = next.ID
	return nil
}

// Leads to the draft.
func (in *CopyVersion) Leads() register.Link { return linkTo(ProcessVersions.Register, in.made) }

// fresh are the same parts as new ones.
func fresh[T any](parts register.Parts[T]) register.Parts[T] {
	out := make(register.Parts[T], len(parts))
	copy(out, parts)
	for i := range out {
		register.PartOf(&out[i]).ID = 0
	}
	return out
}
