package web

import (
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// looksAlike refuses a new record once, so that its maker may look at those
// that are like it, and mend what else is wrong with it.
type looksAlike struct {
	duplicates page.Duplicates
	wrong      *register.Problems
}

func (looksAlike) Error() string { return "looks like records that are there" }

// mostAlike is how many records a form names that its own may be the same as.
const mostAlike = 5

// lookAlike finds the records that a new one may be the same as.
func (c *call) lookAlike(tx *store.Tx, rec register.Record) (page.Duplicates, error) {
	found, err := crm.FindDuplicates(c.r.Context(), tx, rec)
	if err != nil {
		return page.Duplicates{}, err
	}
	r := tx.Schema().Of(rec)
	d := page.Duplicates{Hidden: found.Hidden}
	for i, one := range found.Seen {
		if i == mostAlike {
			break
		}
		with := page.Duplicate{
			Label: c.title(r, one.Record), Href: address(r, register.BaseOf(one.Record).ID),
			Because: r.Hint(one.Record, string(c.p.Language())),
		}
		if with.Merge, err = c.mergeable(tx, r, rec, one.Record); err != nil {
			return d, err
		}
		d.Found = append(d.Found, with)
	}
	return d, nil
}

// mergeable is the number of a record with which a new one may become one once
// it is made, empty where it may not.
func (c *call) mergeable(tx *store.Tx, r *register.Register, rec, other register.Record) (string, error) {
	if register.BaseOf(rec).ID != 0 || r.Action(string(register.Merge)) == nil || !register.May(c.actor, r, register.Merge) || c.place() == page.InDialog {
		return "", nil
	}
	if one, ok := rec.(*crm.Contact); ok && one.Partner != other.(*crm.Contact).Partner {
		return "", nil
	}
	id := register.BaseOf(other).ID
	n, err := tx.Count(c.r.Context(), r, register.All{register.ByID(id), c.actor.Rows(r, register.Merge)}, 1)
	if err != nil || n == 0 {
		return "", err
	}
	return strconv.FormatInt(id, 10), nil
}
