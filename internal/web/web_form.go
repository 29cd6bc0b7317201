package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// webFormRoutes are the forms that strangers fill in. They know nobody's
// session: what they do, the program does.
func (s *Server) webFormRoutes() {
	s.add("GET", "/f/{key}", PageKind, (*call).webForm, public)
	s.add("POST", "/f/{key}", FormKind, (*call).webFormSent, public, large(largestSent+usualBody))
	s.add("GET", "/f/{key}/embed.js", FileKind, (*call).webFormScript, public)
}

// formPost are the addresses that other sites may post to: they take no cookie
// for anything.
const formPost = "POST /f/{key}"

// runningForm is the form of the address, while it takes anything.
func (c *call) runningForm() (form *crm.WebForm, err error) {
	err = c.read(func(tx *store.Tx) error {
		form, err = running(c, tx, crm.WebForms, func(w *crm.WebForm) *crm.Outside { return &w.Outside })
		return err
	})
	return form, err
}

// webForm is the empty form, or the thanks after it was sent.
func (c *call) webForm() error {
	form, err := c.runningForm()
	if err != nil {
		return err
	}
	c.openTo(&form.Outside)
	v := c.publicForm(form, c.r.URL.Query(), nil)
	v.Sent = c.r.URL.Query().Has("sent")
	c.render(http.StatusOK, page.PublicFormPage(c.p, v))
	return nil
}

// publicForm is the form with what was said so far.
func (c *call) publicForm(form *crm.WebForm, said url.Values, wrong wrongs) page.PublicForm {
	v := c.outsideForm(&form.Outside, said, wrong)
	v.Action, v.Again, v.Thanks = "/f/"+form.Key, "/f/"+form.Key, cmp.Or(form.Thanks, c.p.Text("outside.thanks"))
	if v.Embedded {
		v.Again += "?embed=1"
	}
	return v
}

// webFormSent makes a lead of what was sent.
func (c *call) webFormSent() error {
	form, err := c.runningForm()
	if err != nil {
		return err
	}
	c.openTo(&form.Outside)
	said, file, err := c.readSent()
	if errors.Is(err, register.ErrTooMuch) {
		return c.webFormRefused(http.StatusRequestEntityTooLarge, form, said, wrongs{string(crm.AskFile): c.p.Text("outside.file_too_large", "size", sizeWords(c.p, largestSent))})
	}
	if err != nil {
		return err
	}
	wait, err := c.admit(form.Key, said)
	if err != nil {
		return err
	}
	if wait > 0 {
		return c.webFormRefused(http.StatusTooManyRequests, form, said, wrongs{"": c.p.Text("outside.too_often")})
	}
	wrong, err := c.outsideDo(file, func(ctx context.Context, tx *store.Tx) error {
		_, err := form.Receive(ctx, tx, c.sent(&form.Outside, said, file))
		return err
	})
	if err != nil {
		return err
	}
	if wrong != nil {
		return c.webFormRefused(http.StatusUnprocessableEntity, form, said, wrong)
	}
	to := url.Values{"sent": {"1"}}
	if said.Has("embed") {
		to.Set("embed", "1")
	}
	http.Redirect(c.w, c.r, withQuery("/f/"+form.Key, to), http.StatusSeeOther)
	return nil
}

// webFormRefused shows the form again with what is wrong.
func (c *call) webFormRefused(status int, form *crm.WebForm, said url.Values, wrong wrongs) error {
	c.render(status, page.PublicFormPage(c.p, c.publicForm(form, said, wrong)))
	return nil
}

// webFormScript is what a site puts in to show the form.
func (c *call) webFormScript() error {
	form, err := c.runningForm()
	if err != nil {
		return err
	}
	return c.embed(&form.Outside, "/f/"+form.Key)
}

// webFormCard is what the card of a form has: how to put it on a site.
var webFormCard = special{
	also: func(c *call, k *cardOf) []page.Button {
		f := k.rec.(*crm.WebForm)
		return c.opening(&f.Outside, "/f/"+f.Key, "web_form.open")
	},
	rail: func(c *call, _ *store.Tx, k *cardOf) ([]page.RailBox, error) {
		f := k.rec.(*crm.WebForm)
		return []page.RailBox{c.putting(&f.Outside, "/f/"+f.Key)}, nil
	},
}
