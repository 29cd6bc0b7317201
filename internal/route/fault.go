package route

import (
	"fmt"
	"slices"
)

// Fault says why a map cannot be followed, or why a file is not a map.
type Fault struct {
	Node string         // key of the step; empty for a fault of the whole map
	Flow int            // number of the way in Flows, from one; nought for none
	Key  string         // of the words that say it
	Args map[string]any // what the words speak of
}

// Error makes a fault of a file an error; people are shown the words of Key.
func (f Fault) Error() string {
	if len(f.Args) == 0 {
		return f.Key
	}
	return fmt.Sprintf("%s %v", f.Key, f.Args)
}

// MostNodes is how many steps a map may have.
const MostNodes = 500

// Faults says all that keeps the map from being followed from its start to an
// end, in the order of the steps. A map without faults never strands a run.
func (m *Map) Faults() []Fault {
	s := survey(m)
	if !s.keys() {
		return s.faults // nothing else can be said of steps that have one name
	}
	s.ends()
	for i := range m.Nodes {
		s.node(&m.Nodes[i])
	}
	s.reach()
	s.idle()
	s.blocks()
	slices.SortStableFunc(s.faults, func(a, b Fault) int { return s.place(a) - s.place(b) })
	return s.faults
}

// surveyor looks at a map from all sides and notes what is wrong.
type surveyor struct {
	m      *Map
	at     map[string]int   // place of a node by its key
	out    map[string][]int // ways that leave a node, by their places
	in     map[string][]int
	faults []Fault
}

func survey(m *Map) *surveyor {
	s := &surveyor{m: m, at: map[string]int{}, out: map[string][]int{}, in: map[string][]int{}}
	for i, n := range m.Nodes {
		s.at[n.Key] = i
	}
	for i, f := range m.Flows {
		s.out[f.From] = append(s.out[f.From], i)
		s.in[f.To] = append(s.in[f.To], i)
	}
	return s
}

// place is where a fault stands among the others: those of the map first.
func (s *surveyor) place(f Fault) int {
	if i, ok := s.at[f.Node]; ok && f.Node != "" {
		return i + 1
	}
	return 0
}

func (s *surveyor) add(node, key string, pairs ...any) { s.addWay(node, 0, key, pairs...) }

func (s *surveyor) addWay(node string, flow int, key string, pairs ...any) {
	args := map[string]any{"step": s.title(node)}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	s.faults = append(s.faults, Fault{Node: node, Flow: flow, Key: "route." + key, Args: args})
}

// title is what people call a step: its title, else its key.
func (s *surveyor) title(key string) string {
	if i, ok := s.at[key]; ok {
		return s.m.Nodes[i].Name()
	}
	return key
}

// Name is what people call the step: its title, else its key.
func (n *Node) Name() string {
	if n.Title != "" {
		return n.Title
	}
	return n.Key
}

func (s *surveyor) keys() bool {
	if len(s.m.Nodes) > MostNodes {
		s.add("", "many", "most", MostNodes)
		return false
	}
	seen := map[string]bool{}
	for _, n := range s.m.Nodes {
		switch {
		case !ValidKey(n.Key):
			s.add(n.Key, "key", "key", n.Key)
		case seen[n.Key]:
			s.add(n.Key, "same_key", "key", n.Key)
		}
		seen[n.Key] = true
	}
	return len(s.faults) == 0
}

// ValidKey reports whether a key is of Latin letters and digits, 40 at most.
func ValidKey(key string) bool {
	for _, r := range key {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return false
		}
	}
	return key != "" && len(key) <= 40
}

// ends looks for a start, an end, and ways that lead from or to nowhere.
func (s *surveyor) ends() {
	starts, last := 0, 0
	for _, n := range s.m.Nodes {
		if n.Kind == Start {
			starts++
			if starts > 1 {
				s.add(n.Key, "starts")
			}
		}
		if n.Kind.Ends() {
			last++
		}
	}
	if starts == 0 {
		s.add("", "no_start")
	}
	if last == 0 {
		s.add("", "no_end")
	}
	for i, f := range s.m.Flows {
		_, from := s.at[f.From]
		_, to := s.at[f.To]
		if !from || !to {
			s.addWay(f.From, i+1, "loose")
		}
	}
}

// Ends reports whether a step of the kind ends the run.
func (k Kind) Ends() bool { return k == Won || k == Lost || k == Done }

func (s *surveyor) node(n *Node) {
	if n.Kind == Start && len(s.in[n.Key]) > 0 {
		s.add(n.Key, "into_start")
	}
	switch n.Kind {
	case Start:
		s.oneWay(n)
	case Join:
		s.oneWay(n)
	case Timer:
		s.timer(n)
		s.oneWay(n)
	case Subprocess:
		if n.Process == "" {
			s.add(n.Key, "no_process")
		}
		s.oneWay(n)
	case Task:
		s.task(n)
	case Choice:
		s.choice(n)
	case Split:
		s.split(n)
	case Won, Lost, Done:
		if len(s.out[n.Key]) > 0 {
			s.add(n.Key, "after_end")
		}
	default:
		s.add(n.Key, "kind", "kind", string(n.Kind))
	}
	if n.Kind != Choice {
		for _, i := range s.out[n.Key] {
			if f := s.m.Flows[i]; f.Condition != "" || f.Otherwise {
				s.addWay(n.Key, i+1, "not_choice", "to", s.title(f.To))
			}
		}
	}
	if n.Kind != Task {
		for _, i := range s.out[n.Key] {
			if f := s.m.Flows[i]; f.Result != "" {
				s.addWay(n.Key, i+1, "not_task", "to", s.title(f.To), "result", f.Result)
			}
		}
	}
}

// oneWay wants exactly one way out of a step.
func (s *surveyor) oneWay(n *Node) {
	switch ways := s.out[n.Key]; {
	case len(ways) == 0:
		s.add(n.Key, "no_way")
	case len(ways) > 1:
		s.add(n.Key, "ways")
	}
}

func (s *surveyor) task(n *Node) {
	if n.Title == "" {
		s.add(n.Key, "no_title")
	}
	switch n.Executor {
	case Responsible, Head:
	case Named, Role:
		if n.Who == "" {
			s.add(n.Key, "no_who")
		}
	default:
		s.add(n.Key, "no_executor")
	}
	if n.Norm < 0 {
		s.add(n.Key, "norm")
	}
	if len(n.Results) == 0 {
		s.oneWay(n)
		for _, i := range s.out[n.Key] {
			if f := s.m.Flows[i]; f.Result != "" {
				s.addWay(n.Key, i+1, "strange_result", "result", f.Result)
			}
		}
		return
	}
	s.results(n)
}

// results wants every result covered by exactly one way.
func (s *surveyor) results(n *Node) {
	ways := map[string]int{}
	for _, i := range s.out[n.Key] {
		f := s.m.Flows[i]
		switch {
		case f.Result == "":
			s.addWay(n.Key, i+1, "way_without_result", "to", s.title(f.To))
		case !slices.Contains(n.Results, f.Result):
			s.addWay(n.Key, i+1, "strange_result", "result", f.Result)
		}
		ways[f.Result]++
	}
	seen := map[string]bool{}
	for _, r := range n.Results {
		switch {
		case r == "":
			s.add(n.Key, "empty_result")
		case seen[r]:
			s.add(n.Key, "same_result", "result", r)
		case ways[r] == 0:
			s.add(n.Key, "result_no_way", "result", r)
		case ways[r] > 1:
			s.add(n.Key, "result_ways", "result", r)
		}
		seen[r] = true
	}
}

func (s *surveyor) timer(n *Node) {
	switch n.Wait {
	case ForTime:
		if n.Minutes <= 0 {
			s.add(n.Key, "no_minutes")
		}
	case ForDate:
		if n.Field == "" {
			s.add(n.Key, "no_field")
		}
	case ForCondition:
		if n.Condition == "" {
			s.add(n.Key, "no_wait_condition")
		}
	default:
		s.add(n.Key, "no_wait")
	}
}

func (s *surveyor) choice(n *Node) {
	ways, otherwise := s.out[n.Key], 0
	if len(ways) < 2 {
		s.add(n.Key, "choice_ways")
	}
	for _, i := range ways {
		switch f := s.m.Flows[i]; {
		case f.Otherwise:
			otherwise++
		case f.Condition == "":
			s.addWay(n.Key, i+1, "no_condition", "to", s.title(f.To))
		}
	}
	switch {
	case otherwise == 0 && len(ways) > 0:
		s.add(n.Key, "no_otherwise")
	case otherwise > 1:
		s.add(n.Key, "otherwises")
	}
}

func (s *surveyor) split(n *Node) {
	if len(s.out[n.Key]) < 2 {
		s.add(n.Key, "split_ways")
	}
	seen := map[string]bool{}
	for _, i := range s.out[n.Key] {
		f := s.m.Flows[i]
		if seen[f.To] {
			s.addWay(n.Key, i+1, "split_same", "to", s.title(f.To))
		}
		seen[f.To] = true
	}
}

// reach wants every step reached from the start, and an end from every step.
func (s *surveyor) reach() {
	var starts, ends []string
	for _, n := range s.m.Nodes {
		if n.Kind == Start {
			starts = append(starts, n.Key)
		}
		// Of a step with no way on it has been said; it is not said of all
		// that lead to it.
		if n.Kind.Ends() || len(s.out[n.Key]) == 0 {
			ends = append(ends, n.Key)
		}
	}
	forth := s.from(starts, s.out, func(f Flow) string { return f.To })
	back := s.from(ends, s.in, func(f Flow) string { return f.From })
	for _, n := range s.m.Nodes {
		if len(starts) > 0 && !forth[n.Key] {
			s.add(n.Key, "unreached")
		}
		if !back[n.Key] {
			s.add(n.Key, "no_end_from")
		}
	}
}

// from is what is reached from some steps.
func (s *surveyor) from(keys []string, ways map[string][]int, next func(Flow) string) map[string]bool {
	seen := map[string]bool{}
	for len(keys) > 0 {
		key := keys[len(keys)-1]
		keys = keys[:len(keys)-1]
		if seen[key] {
			continue
		}
		seen[key] = true
		for _, i := range ways[key] {
			keys = append(keys, next(s.m.Flows[i]))
		}
	}
	return seen
}

// idle looks for circles in which nobody works and nothing waits: a run would
// go round for ever within one moment.
func (s *surveyor) idle() {
	const fresh, open, closed = 0, 1, 2
	state := map[string]int{}
	var visit func(key string) bool
	visit = func(key string) bool {
		i, ok := s.at[key]
		if !ok || s.m.Nodes[i].pauses() || state[key] == closed {
			return false
		}
		if state[key] == open {
			return true
		}
		state[key] = open
		for _, w := range s.out[key] {
			if visit(s.m.Flows[w].To) {
				state[key] = closed
				return true
			}
		}
		state[key] = closed
		return false
	}
	for _, n := range s.m.Nodes {
		if state[n.Key] == fresh && visit(n.Key) {
			s.add(n.Key, "idle")
		}
	}
}

// pauses reports whether a run surely rests at the step.
func (n *Node) pauses() bool {
	return n.Kind == Task || n.Kind == Subprocess || n.Kind == Timer && n.Wait == ForTime
}

// blocks wants a join to every split, and no way into or out of what lies
// between them.
func (s *surveyor) blocks() {
	within, joins, faults := s.nesting()
	s.faults = append(s.faults, faults...)
	for _, n := range s.m.Nodes {
		inside, reached := within[n.Key]
		switch {
		case !reached:
			// A step that no start reaches has been spoken of.
		case n.Kind == Join && len(s.in[n.Key]) < 2:
			s.add(n.Key, "join_ways")
		case n.Kind.Ends() && len(inside) > 0:
			s.add(n.Key, "end_in_block", "split", s.title(inside[len(inside)-1]))
		case n.Kind == Split && joins[n.Key] == "":
			s.add(n.Key, "no_join")
		}
	}
}

// nesting says within which splits each step lies, the innermost last, and
// which join ends each split.
func (s *surveyor) nesting() (within map[string][]string, joins map[string]string, faults []Fault) {
	within, joins = map[string][]string{}, map[string]string{}
	note := func(node string, flow int, key string, pairs ...any) {
		before := len(s.faults)
		s.addWay(node, flow, key, pairs...)
		faults = append(faults, s.faults[before])
		s.faults = s.faults[:before]
	}
	var queue []string
	for _, n := range s.m.Nodes {
		if n.Kind == Start {
			within[n.Key] = nil
			queue = append(queue, n.Key)
		}
	}
	odd := map[string]bool{}
	for len(queue) > 0 {
		key := queue[0]
		queue = queue[1:]
		n := s.m.Nodes[s.at[key]]
		after := slices.Clip(within[key])
		switch n.Kind {
		case Split:
			after = append(after, key)
		case Join:
			if len(after) == 0 {
				note(key, 0, "no_split")
				break
			}
			inner := after[len(after)-1]
			joins[inner], after = key, after[:len(after)-1]
		}
		for _, i := range s.out[key] {
			to := s.m.Flows[i].To
			if _, ok := s.at[to]; !ok {
				continue
			}
			before, reached := within[to]
			switch {
			case !reached:
				within[to] = slices.Clone(after)
				queue = append(queue, to)
			case !slices.Equal(before, after) && !odd[to]:
				odd[to] = true
				note(key, i+1, "across", "to", s.title(to))
			}
		}
	}
	return within, joins, faults
}

// Joins gives the join of each split, by their keys; a map with faults has
// splits without one.
func (m *Map) Joins() map[string]string {
	_, joins, _ := survey(m).nesting()
	return joins
}

// From gives the ways that leave a step, in their order.
func (m *Map) From(key string) []Flow {
	var out []Flow
	for _, f := range m.Flows {
		if f.From == key {
			out = append(out, f)
		}
	}
	return out
}

// Node gives the step of a key, nil if there is none.
func (m *Map) Node(key string) *Node {
	for i := range m.Nodes {
		if m.Nodes[i].Key == key {
			return &m.Nodes[i]
		}
	}
	return nil
}
