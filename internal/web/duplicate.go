package web

import (
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
		d.Found = append(d.Found, page.Duplicate{
			Label: c.title(r, one.Record), Href: address(r, register.BaseOf(one.Record).ID),
			Because: r.Hint(one.Record, string(c.p.Language())),
		})
	}
	return d, nil
}
