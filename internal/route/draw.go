package route

import (
	"cmp"
	"slices"
)

// Point is a place in the drawing of a map, in its points.
type Point struct{ X, Y int }

// The measures of a drawing: between columns and rows that are laid out, and
// around lines that go over or under steps.
const (
	columnGap = 72
	rowGap    = 40
	clearance = 22
	margin    = 24
)

// Size is how wide and how high a step of the kind is drawn.
func (k Kind) Size() (wide, high int) {
	switch k {
	case Task, Subprocess:
		return 172, 68
	case Choice, Split, Join:
		return 48, 48
	default:
		return 44, 44
	}
}

// box is what a step covers.
type box struct{ left, top, right, bottom int }

func (n *Node) box() box {
	wide, high := n.Kind.Size()
	return box{n.X, n.Y, n.X + wide, n.Y + high}
}

func (b box) middle() Point { return Point{(b.left + b.right) / 2, (b.top + b.bottom) / 2} }

// crosses reports whether a level or upright line touches the box.
func (b box) crosses(p, q Point) bool {
	const near = 4
	left, right := min(p.X, q.X), max(p.X, q.X)
	top, bottom := min(p.Y, q.Y), max(p.Y, q.Y)
	return left < b.right+near && right > b.left-near && top < b.bottom+near && bottom > b.top-near
}

// Lines gives the corners of the line of each way, in the order of Flows; a
// way that leads from or to nowhere has none.
func (m *Map) Lines() [][]Point {
	s := survey(m)
	lines := make([][]Point, len(m.Flows))
	for i := range m.Flows {
		from, a := s.at[m.Flows[i].From]
		to, b := s.at[m.Flows[i].To]
		if a && b {
			lines[i] = s.line(i, from, to)
		}
	}
	return lines
}

// line is the first of the usual lines that touches no other step.
func (s *surveyor) line(flow, from, to int) []Point {
	usual := s.usual(flow, s.m.Nodes[from].box(), s.m.Nodes[to].box())
	for _, line := range usual {
		if s.free(line, from, to) {
			return line
		}
	}
	return usual[0]
}

func (s *surveyor) free(line []Point, from, to int) bool {
	for i := range s.m.Nodes {
		if i == from || i == to {
			continue
		}
		b := s.m.Nodes[i].box()
		for j := 1; j < len(line); j++ {
			if b.crosses(line[j-1], line[j]) {
				return false
			}
		}
	}
	return true
}

// usual are the lines that may join two steps, the best first: forward with
// one bend near either step, or over or under all that stands between.
func (s *surveyor) usual(flow int, a, b box) [][]Point {
	from, to := a.middle(), b.middle()
	leave := s.port(flow, a)
	over, under := s.around(flow, a, b)
	overTop := []Point{{from.X, a.top}, {from.X, over}, {to.X, over}, {to.X, b.top}}
	underneath := []Point{{from.X, a.bottom}, {from.X, under}, {to.X, under}, {to.X, b.bottom}}
	if a == b { // it comes back to itself
		over = a.top - clearance
		return [][]Point{{{a.right - 20, a.top}, {a.right - 20, over}, {a.left + 20, over}, {a.left + 20, a.top}}}
	}
	if b.left >= a.right+8 {
		if abs(to.Y-leave.Y) < 6 {
			return [][]Point{{{a.right, to.Y}, {b.left, to.Y}}, overTop, underneath}
		}
		near := min(a.right+16+8*(s.turn(flow)%4), (a.right+b.left)/2)
		far := max(b.left-24, (a.right+b.left)/2)
		return [][]Point{
			{{a.right, leave.Y}, {near, leave.Y}, {near, to.Y}, {b.left, to.Y}},
			{{a.right, leave.Y}, {far, leave.Y}, {far, to.Y}, {b.left, to.Y}},
			{{a.right, leave.Y}, {near, leave.Y}, {near, over}, {to.X, over}, {to.X, b.top}},
			{{a.right, leave.Y}, {near, leave.Y}, {near, under}, {to.X, under}, {to.X, b.bottom}},
			corner(a, b), overTop, underneath,
		}
	}
	if a.left < b.right && b.left < a.right { // one stands above the other
		middle := (a.bottom + b.top) / 2
		if b.top >= a.bottom {
			return [][]Point{{{from.X, a.bottom}, {from.X, middle}, {to.X, middle}, {to.X, b.top}}, underneath}
		}
		middle = (a.top + b.bottom) / 2
		return [][]Point{{{from.X, a.top}, {from.X, middle}, {to.X, middle}, {to.X, b.bottom}}, overTop}
	}
	if abs(to.Y-from.Y) < 6 && !s.returns(flow) {
		return [][]Point{{{a.left, to.Y}, {b.right, to.Y}}, overTop, underneath}
	}
	if to.Y > a.bottom || to.Y < a.top {
		return [][]Point{corner(a, b), overTop, underneath}
	}
	return [][]Point{overTop, underneath}
}

// corner leaves a step upward or downward and comes to the side of another.
func corner(a, b box) []Point {
	from, to := a.middle(), b.middle()
	side, aside := b.left, min(24, (a.right-a.left)/4)
	if b.right < a.left {
		side, aside = b.right, -aside
	}
	edge := a.bottom
	if to.Y < from.Y {
		edge = a.top
	}
	return []Point{{from.X + aside, edge}, {from.X + aside, to.Y}, {side, to.Y}}
}

// returns reports whether another way leads back along a way.
func (s *surveyor) returns(flow int) bool {
	f := s.m.Flows[flow]
	return slices.ContainsFunc(s.m.Flows, func(o Flow) bool { return o.From == f.To && o.To == f.From })
}

// around are the heights above and below all steps that stand between two.
func (s *surveyor) around(flow int, a, b box) (over, under int) {
	left, right := min(a.left, b.left), max(a.right, b.right)
	over, under = min(a.top, b.top), max(a.bottom, b.bottom)
	for i := range s.m.Nodes {
		if n := s.m.Nodes[i].box(); n.left < right && n.right > left {
			over, under = min(over, n.top), max(under, n.bottom)
		}
	}
	step := clearance + 9*(flow%3)
	return over - step, under + step
}

// turn is which of the ways of its step a way is, those upward first.
func (s *surveyor) turn(flow int) int {
	from := s.m.Flows[flow].From
	ways := slices.Clone(s.out[from])
	slices.SortStableFunc(ways, func(i, j int) int { return cmp.Compare(s.targetY(i), s.targetY(j)) })
	return slices.Index(ways, flow)
}

func (s *surveyor) targetY(flow int) int {
	if i, ok := s.at[s.m.Flows[flow].To]; ok {
		return s.m.Nodes[i].box().middle().Y
	}
	return 0
}

// port is where a way leaves the right side of its step: the ways of a large
// step are spread over it.
func (s *surveyor) port(flow int, a box) Point {
	n := len(s.out[s.m.Flows[flow].From])
	level := abs(s.targetY(flow)-a.middle().Y) < 6 // it goes straight on
	if high := a.bottom - a.top; n > 1 && high > 60 && !level {
		return Point{a.right, a.top + high*(s.turn(flow)+1)/(n+1)}
	}
	return Point{a.right, a.middle().Y}
}

func abs(n int) int { return max(n, -n) }

// Arrange gives every step a place: columns by how many ways lie between it
// and the start, rows in the order in which they are come to.
func (m *Map) Arrange() {
	column := m.columns()
	rows := map[int][]int{}
	last := 0
	for i := range m.Nodes {
		rows[column[i]] = append(rows[column[i]], i)
		last = max(last, column[i])
	}
	x := margin
	for c := 0; c <= last; c++ {
		broad := 0
		for _, i := range rows[c] {
			wide, _ := m.Nodes[i].Kind.Size()
			broad = max(broad, wide)
		}
		for r, i := range rows[c] {
			wide, high := m.Nodes[i].Kind.Size()
			m.Nodes[i].X = x + (broad-wide)/2
			m.Nodes[i].Y = margin + clearance*2 + r*(68+rowGap) + (68-high)/2
		}
		x += broad + columnGap
	}
}

// InOrder gives the places of the steps in Nodes as a run may come to them, the
// start first.
func (m *Map) InOrder() []int {
	column := m.columns()
	out := make([]int, len(m.Nodes))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(i, j int) int { return cmp.Compare(column[i], column[j]) })
	return out
}

// columns says in which column each step stands: one after the step by which
// it is first come to. Ends stand last of all, steps that nothing reaches first.
func (m *Map) columns() []int {
	s := survey(m)
	column := make([]int, len(m.Nodes))
	for i := range column {
		column[i] = -1
	}
	var queue []int
	for i, n := range m.Nodes {
		if n.Kind == Start || len(s.in[n.Key]) == 0 {
			column[i] = 0
			queue = append(queue, i)
		}
	}
	far := 0
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, w := range s.out[m.Nodes[i].Key] {
			if to, ok := s.at[m.Flows[w].To]; ok && column[to] < 0 {
				column[to] = column[i] + 1
				far = max(far, column[to])
				queue = append(queue, to)
			}
		}
	}
	for i, n := range m.Nodes {
		if n.Kind.Ends() && column[i] > 0 {
			column[i] = far
		}
		column[i] = max(column[i], 0)
	}
	return column
}
