package crm

import (
	"slices"

	"dossier/internal/register"
)

// Counted is to how many records of a register something was done.
type Counted struct {
	register.Part
	Register string
	Count    int64
}

// Describe lists the fields.
func (n *Counted) Describe(f *register.Fields) {
	f.Text(&n.Register).Max(60)
	f.Int(&n.Count)
}

// addCount is a list with so many more of a register.
func addCount(list register.Parts[Counted], name string, n int64) register.Parts[Counted] {
	i := slices.IndexFunc(list, func(c Counted) bool { return c.Register == name })
	if i < 0 {
		list, i = append(list, Counted{Register: name}), len(list)
	}
	list[i].Count += n
	return list
}
