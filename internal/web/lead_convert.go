package web

import (
	"net/url"
	"strconv"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// likely is from which likeness on a client is put into the form at once.
const likely = 60

// knownAlready tells of the clients and people that a lead may already be, and
// puts the likeliest into a form that nobody has filled in yet.
func (c *call) knownAlready(tx *store.Tx, l *crm.Lead, q *asking, fresh bool, n names) error {
	found, err := crm.FindLeadDuplicates(c.r.Context(), tx, l)
	if err != nil {
		return err
	}
	q.alike.Hidden = found.Partners.Hidden || found.Contacts.Hidden
	for _, one := range []struct {
		input string
		of    *register.Register
		list  []crm.Duplicate
	}{{"partner", crm.Partners.Register, found.Partners.Seen}, {"contact", crm.Contacts.Register, found.Contacts.Seen}} {
		for i, d := range one.list {
			if i == mostAlike {
				break
			}
			id := register.BaseOf(d.Record).ID
			q.alike.Found = append(q.alike.Found, page.Duplicate{
				Label: c.title(one.of, d.Record), Href: address(one.of, id), Because: c.p.Text("lead.convert.likeness", "n", c.p.Integer(int64(d.Likeness))),
			})
			if i == 0 && fresh && d.Likeness >= likely && c.mayChoose(q.said, one.input, d.Record) {
				q.said.Set(one.input, strconv.FormatInt(id, 10))
				if n[one.of.Name] == nil {
					n[one.of.Name] = map[register.ID]register.Record{}
				}
				n[one.of.Name][id] = d.Record
			}
		}
	}
	return nil
}

// mayChoose reports whether a likeness may be put into the form: a person only
// of the client that is there.
func (c *call) mayChoose(said url.Values, input string, rec register.Record) bool {
	person, ok := rec.(*crm.Contact)
	if input != "contact" || !ok {
		return true
	}
	return said.Get("partner") == strconv.FormatInt(int64(person.Partner), 10)
}
