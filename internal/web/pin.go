package web

import (
	"net/http"
	"strconv"
	"strings"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// pin keeps a record in its reader's menu, or takes it out.
func (c *call) pin() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	if err := c.parseForm(); err != nil {
		return err
	}
	on := c.r.PostForm.Get("on") == "1"
	err = c.write(func(tx *store.Tx) error {
		if _, err := tx.Load(c.r.Context(), r, id); err != nil {
			return err
		}
		return tx.Pin(c.r.Context(), c.actor.User(), address(r, id), on)
	})
	if err != nil {
		return err
	}
	if c.background() {
		c.render(http.StatusOK, page.StarView(c.p, page.Star{On: on, Action: address(r, id) + "/pin"}))
		return nil
	}
	return c.goTo(address(r, id))
}

// pinnedRecords are the records that the reader keeps in his menu, as far as
// he still may see them.
func (c *call) pinnedRecords() []page.Pin {
	var pins []page.Pin
	err := c.read(func(tx *store.Tx) error {
		addresses, err := tx.Pins(c.r.Context(), c.actor.User())
		if err != nil {
			return err
		}
		var w wanted
		of := map[string]register.Link{}
		for _, a := range addresses {
			path, id, _ := strings.Cut(strings.TrimPrefix(a, "/"), "/")
			n, err := strconv.ParseInt(id, 10, 64)
			r := tx.Schema().At(path)
			if err != nil || r == nil || !register.May(c.actor, r, register.See) {
				continue
			}
			of[a] = register.Link{Register: r.Name, ID: n}
			w.add(r, n)
		}
		n, err := w.read(c.r.Context(), tx)
		if err != nil {
			return err
		}
		for _, a := range addresses {
			r := tx.Schema().Named(of[a].Register)
			if r == nil || n[r.Name][of[a].ID] == nil {
				continue
			}
			pins = append(pins, page.Pin{
				Label: c.title(r, n[r.Name][of[a].ID]), Href: a, Hue: page.HueOf(of[a].ID), Current: c.pagePath() == a,
			})
		}
		return nil
	})
	if err != nil {
		c.log.Warn("pinned records cannot be read", "code", c.code, "error", err) // the page is worth more than its menu
	}
	return pins
}
