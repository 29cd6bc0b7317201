package web

import (
	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// looksAlike refuses a new record once, so that its maker may look at those
// that are like it.
type looksAlike struct{ duplicates page.Duplicates }

func (looksAlike) Error() string { return "looks like records that are there" }

// mostAlike is how many records a form names that its own may be the same as.
const mostAlike = 5

// lookAlike answers looksAlike when a new record may be one that is there.
func (c *call) lookAlike(tx *store.Tx, rec register.Record) error {
	found, err := crm.FindDuplicates(c.r.Context(), tx, rec)
	if err != nil || len(found.Seen) == 0 && !found.Hidden {
		return err
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
	return looksAlike{d}
}
