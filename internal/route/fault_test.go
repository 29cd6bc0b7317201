package route

import (
	"slices"
	"testing"
)

func keys(m *Map) (out []string) {
	for _, f := range m.Faults() {
		out = append(out, f.Key[len("route."):])
	}
	return out
}

func TestTypicalSaleHasNoFaults(t *testing.T) {
	if f := typical().Faults(); len(f) > 0 {
		t.Errorf("the standard process has faults: %v", f)
	}
}

// line is start → a → done, the smallest map that can be followed.
func line() *Map {
	return &Map{
		Nodes: []Node{{Key: "start", Kind: Start}, {Key: "a", Kind: Task, Title: "Call", Executor: Responsible}, {Key: "done", Kind: Done}},
		Flows: []Flow{{From: "start", To: "a"}, {From: "a", To: "done"}},
	}
}

// fork is start → split → (a, b) → join → done.
func fork() *Map {
	return &Map{
		Nodes: []Node{
			{Key: "start", Kind: Start},
			{Key: "split", Kind: Split},
			{Key: "a", Kind: Task, Title: "A", Executor: Responsible},
			{Key: "b", Kind: Task, Title: "B", Executor: Head},
			{Key: "join", Kind: Join},
			{Key: "done", Kind: Done},
		},
		Flows: []Flow{
			{From: "start", To: "split"},
			{From: "split", To: "a"},
			{From: "split", To: "b"},
			{From: "a", To: "join"},
			{From: "b", To: "join"},
			{From: "join", To: "done"},
		},
	}
}

// choose is start → choice → (a, done), a → done.
func choose() *Map {
	m := line()
	m.Nodes = append(m.Nodes, Node{Key: "c", Kind: Choice, Title: "Large?"})
	m.Flows = []Flow{{From: "start", To: "c"}, {From: "c", To: "a", Condition: "amount.ge=100"}, {From: "c", To: "done", Otherwise: true}, {From: "a", To: "done"}}
	return m
}

func TestEveryRuleFindsItsFault(t *testing.T) {
	for name, c := range map[string]struct {
		of   func() *Map
		harm func(m *Map)
		want []string
	}{
		"whole":      {line, func(*Map) {}, nil},
		"fork":       {fork, func(*Map) {}, nil},
		"choice":     {choose, func(*Map) {}, nil},
		"empty":      {line, func(m *Map) { *m = Map{} }, []string{"no_start", "no_end"}},
		"no start":   {line, func(m *Map) { m.Nodes[0].Kind = Timer; m.Nodes[0].Wait = ForTime; m.Nodes[0].Minutes = 5 }, []string{"no_start"}},
		"two starts": {line, func(m *Map) { m.add(Node{Key: "s2", Kind: Start}); m.join("s2", "a") }, []string{"starts"}},
		"way into the start": {line, func(m *Map) {
			m.Nodes[1].Results = []string{"x", "y"}
			m.Flows[1].Result = "x"
			m.join("a", "start").Result = "y"
		}, []string{"into_start"}},
		"no end":            {line, func(m *Map) { m.Nodes[2] = Node{Key: "done", Kind: Task, Title: "B", Executor: Head} }, []string{"no_end", "no_way"}},
		"way out of an end": {line, func(m *Map) { m.join("done", "a") }, []string{"after_end"}},
		"bad key":           {line, func(m *Map) { m.Nodes[1].Key = "ключ" }, []string{"key"}},
		"same key":          {line, func(m *Map) { m.Nodes[1].Key = "done" }, []string{"same_key"}},
		"strange kind":      {line, func(m *Map) { m.Nodes[1].Kind = "teleport" }, []string{"kind"}},
		"loose way": {line, func(m *Map) {
			m.Nodes[1].Results = []string{"x", "y"}
			m.Flows[1].Result = "x"
			m.join("a", "nowhere").Result = "y"
		}, []string{"loose"}},
		"step that none reaches":    {line, func(m *Map) { m.add(Node{Key: "b", Kind: Task, Title: "B", Executor: Head}); m.join("b", "done") }, []string{"unreached"}},
		"step without a way":        {line, func(m *Map) { m.Flows = m.Flows[:1] }, []string{"no_way", "unreached"}},
		"circle with no way out":    {choose, func(m *Map) { m.Flows[3].To = "a" }, []string{"no_end_from"}},
		"task without a title":      {line, func(m *Map) { m.Nodes[1].Title = "" }, []string{"no_title"}},
		"task of none":              {line, func(m *Map) { m.Nodes[1].Executor = "" }, []string{"no_executor"}},
		"task of an unknown role":   {line, func(m *Map) { m.Nodes[1].Executor = Role }, []string{"no_who"}},
		"task of an unknown person": {line, func(m *Map) { m.Nodes[1].Executor = Named }, []string{"no_who"}},
		"norm before now":           {line, func(m *Map) { m.Nodes[1].Norm = -1 }, []string{"norm"}},
		"two ways without results":  {line, func(m *Map) { m.join("a", "done") }, []string{"ways"}},
		"result without a way":      {line, func(m *Map) { m.Nodes[1].Results = []string{"yes", "no"}; m.Flows[1].Result = "yes" }, []string{"result_no_way"}},
		"result of two ways": {line, func(m *Map) {
			m.Nodes[1].Results = []string{"yes"}
			m.Flows[1].Result = "yes"
			m.join("a", "a").Result = "yes"
		}, []string{"result_ways"}},
		"way of no result": {line, func(m *Map) { m.Nodes[1].Results = []string{"yes"}; m.Flows[1].Result = "yes"; m.join("a", "done") }, []string{"way_without_result"}},
		"way of a strange result": {line, func(m *Map) {
			m.Nodes[1].Results = []string{"yes"}
			m.Flows[1].Result = "yes"
			m.join("a", "a").Result = "maybe"
		}, []string{"strange_result"}},
		"way of a result not given":  {line, func(m *Map) { m.Flows[1].Result = "yes" }, []string{"strange_result"}},
		"same result twice":          {line, func(m *Map) { m.Nodes[1].Results = []string{"yes", "yes"}; m.Flows[1].Result = "yes" }, []string{"same_result"}},
		"empty result":               {line, func(m *Map) { m.Nodes[1].Results = []string{"", "yes"}; m.Flows[1].Result = "yes" }, []string{"empty_result"}},
		"condition at a task":        {line, func(m *Map) { m.Flows[1].Condition = "x=1" }, []string{"not_choice"}},
		"result at the start":        {line, func(m *Map) { m.Flows[0].Result = "yes" }, []string{"not_task"}},
		"choice of one way":          {choose, func(m *Map) { m.Flows = slices.Delete(m.Flows, 1, 2) }, []string{"unreached", "choice_ways"}},
		"choice without otherwise":   {choose, func(m *Map) { m.Flows[2].Otherwise = false; m.Flows[2].Condition = "x=1" }, []string{"no_otherwise"}},
		"choice of two otherwises":   {choose, func(m *Map) { m.Flows[1] = Flow{From: "c", To: "a", Otherwise: true} }, []string{"otherwises"}},
		"choice without a condition": {choose, func(m *Map) { m.Flows[1].Condition = "" }, []string{"no_condition"}},
		"timer of nothing":           {line, func(m *Map) { m.Nodes[1] = Node{Key: "a", Kind: Timer} }, []string{"no_wait"}},
		"timer of no time":           {line, func(m *Map) { m.Nodes[1] = Node{Key: "a", Kind: Timer, Wait: ForTime} }, []string{"no_minutes"}},
		"timer of no date":           {line, func(m *Map) { m.Nodes[1] = Node{Key: "a", Kind: Timer, Wait: ForDate} }, []string{"no_field"}},
		"timer of no condition":      {line, func(m *Map) { m.Nodes[1] = Node{Key: "a", Kind: Timer, Wait: ForCondition} }, []string{"no_wait_condition"}},
		"subprocess of none":         {line, func(m *Map) { m.Nodes[1] = Node{Key: "a", Kind: Subprocess} }, []string{"no_process"}},
		"circle without rest":        {choose, func(m *Map) { m.Flows[1].To = "c" }, []string{"unreached", "idle"}},
		"split of one way":           {fork, func(m *Map) { m.Flows = slices.Delete(m.Flows, 2, 3) }, []string{"split_ways", "unreached"}},
		"split twice to one":         {fork, func(m *Map) { m.join("split", "a") }, []string{"split_same"}},
		"split without a join":       {fork, func(m *Map) { m.Nodes[4] = Node{Key: "join", Kind: Task, Title: "C", Executor: Head} }, []string{"no_join", "end_in_block"}},
		"join without a split":       {fork, func(m *Map) { m.Nodes[1] = choice("split"); m.Flows[1].Otherwise = true; m.Flows[2].Condition = "x=1" }, []string{"no_split"}},
		"end within a block":         {fork, func(m *Map) { m.Flows[4].To = "done" }, []string{"join_ways", "end_in_block", "across"}},
		"way out of a block": {fork, func(m *Map) {
			m.add(choice("c"))
			m.Flows[0].To = "c"
			m.join("c", "split").Otherwise = true
			m.join("c", "done").Condition = "x=1"
			m.Nodes[2].Results = []string{"on", "back"}
			m.Flows[3].Result = "on"
			m.join("a", "c").Result = "back"
		}, []string{"across"}},
		"way into a block": {fork, func(m *Map) {
			m.add(choice("c"))
			m.Flows[0].To = "c"
			m.join("c", "split").Otherwise = true
			m.join("c", "a").Condition = "x=1"
		}, []string{"across", "across", "no_split", "no_join"}},
		"join of one way": {line, func(m *Map) { m.Nodes[1] = Node{Key: "a", Kind: Join} }, []string{"no_split", "join_ways"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := c.of()
			c.harm(m)
			got := keys(m)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.want))
			if !slices.Equal(got, want) {
				t.Errorf("faults %v, want %v", got, want)
			}
		})
	}
}

func (m *Map) add(n Node) { m.Nodes = append(m.Nodes, n) }

func (m *Map) join(from, to string) *Flow {
	m.Flows = append(m.Flows, Flow{From: from, To: to})
	return &m.Flows[len(m.Flows)-1]
}

func choice(key string) Node { return Node{Key: key, Kind: Choice} }

func TestFaultsNameTheirStepAndWay(t *testing.T) {
	m := choose()
	m.Flows[1].Condition = ""
	f := m.Faults()
	if len(f) != 1 || f[0].Node != "c" || f[0].Flow != 2 || f[0].Args["step"] != "Large?" || f[0].Args["to"] != "Call" {
		t.Errorf("the fault does not say where it is: %+v", f)
	}
}

func TestJoinsAreThoseOfTheirSplits(t *testing.T) {
	m := fork()
	// A block within the block: b → inner → (c, d) → inner join → join.
	m.add(Node{Key: "inner", Kind: Split})
	m.add(Node{Key: "c", Kind: Task, Title: "C", Executor: Head})
	m.add(Node{Key: "d", Kind: Task, Title: "D", Executor: Head})
	m.add(Node{Key: "met", Kind: Join})
	m.Flows[4].To = "inner"
	for _, w := range [][2]string{{"inner", "c"}, {"inner", "d"}, {"c", "met"}, {"d", "met"}, {"met", "join"}} {
		m.join(w[0], w[1])
	}
	if f := m.Faults(); len(f) > 0 {
		t.Fatalf("a block within a block has faults: %v", f)
	}
	joins := m.Joins()
	if len(joins) != 2 || joins["split"] != "join" || joins["inner"] != "met" {
		t.Errorf("joins %v", joins)
	}
}

func TestMapsThatAreTooLargeAreRefused(t *testing.T) {
	m := &Map{Nodes: make([]Node, MostNodes+1)}
	if got := keys(m); !slices.Equal(got, []string{"many"}) {
		t.Errorf("faults %v", got)
	}
}

func FuzzFaults(f *testing.F) {
	f.Add([]byte{0, 1, 9}, []byte{0, 1, 1, 2})
	f.Fuzz(func(t *testing.T, kinds, ways []byte) {
		m := &Map{}
		all := []Kind{Start, Task, Choice, Split, Join, Timer, Subprocess, Won, Lost, Done}
		for i, k := range kinds[:min(len(kinds), 20)] {
			m.add(Node{Key: "n" + string(rune('a'+i)), Kind: all[int(k)%len(all)], Wait: ForTime})
		}
		for i := 0; i+1 < len(ways) && i < 80 && len(m.Nodes) > 0; i += 2 {
			m.join(m.Nodes[int(ways[i])%len(m.Nodes)].Key, m.Nodes[int(ways[i+1])%len(m.Nodes)].Key)
		}
		m.Faults()
		m.Joins()
		m.Lines()
		m.Arrange()
	})
}
