package web

import (
	"net/http"

	"dossier/internal/page"
)

// homeRoutes are the way in after signing in.
func (s *Server) homeRoutes() {
	s.add("GET", "/{$}", PageKind, (*call).home)
	s.add("GET", "/keys", FragmentKind, (*call).keys)
	s.add("GET", "/ui", PageKind, (*call).gallery, administrative)
}

// home leads to the first page of the reader's menu.
func (c *call) home() error {
	for _, section := range c.menu(c.menuProfile()) {
		for _, link := range section.Links {
			return c.goTo(link.Href)
		}
	}
	s := c.shell(c.p.Text("home.title"))
	c.render(http.StatusOK, page.PlainPage(c.p, s, page.Empty{
		Icon: "lock", Alone: true, Title: c.p.Text("home.no_rights"), Text: c.p.Text("home.no_rights_why"),
		Actions: []page.Button{{Label: c.p.Text("page.profile"), Href: "/profile"}},
	}))
	return nil
}

// keys is the dialog with all keys.
func (c *call) keys() error {
	c.render(http.StatusOK, page.Keys(c.p))
	return nil
}

// gallery shows every component that pages are made of.
func (c *call) gallery() error {
	c.render(http.StatusOK, page.GalleryPage(c.p, c.shell(c.p.Text("page.gallery"))))
	return nil
}
