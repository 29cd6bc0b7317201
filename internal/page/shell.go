package page

import "dossier/internal/lang"

// Shell is everything around a page that is the same on all of them.
type Shell struct {
	Title   string // of the page, for the browser's tab
	Theme   string // "system", "light" or "dark"; empty is system
	Density string // "compact", "normal" or "comfortable"; empty is normal
	Narrow  bool   // the sidebar shows icons alone
	KeysOff bool   // single-key shortcuts are switched off

	Company  string     // whose data this is, at the head of the sidebar
	Profile  string     // menu profile in use; empty when there is but one
	Profiles []MenuItem // those that one may switch to
	Menu     []MenuSection
	Pinned   []Pin
	Bar      []MenuLink // the four of the phone's bottom bar: two before and two after Create, the last gives way to More

	Crumbs []Crumb
	Create []MenuItem // what one may create, last used first
	User   User
	Toasts []Toast // what the last request has to tell
	Banner *Notice // a warning about the whole program, for administrators
	Bell   Bell
	Missed *Missed // reminders that fired while the reader was away

	sheets []string // style sheets of this page beside the one of all
}

// MenuSection is a titled part of the sidebar; the first one has no title.
type MenuSection struct {
	Title string
	Links []MenuLink
}

// MenuLink leads to a register or another page.
type MenuLink struct {
	Icon    string
	Label   string
	Href    string
	Count   string // quiet number; empty is none
	Hot     bool   // the number is unread or overdue
	Current bool
	Key     string // event.code after G that leads here, as "KeyD"
}

// Pin is a saved view or a record that the user keeps in the sidebar.
type Pin struct {
	Label   string
	Href    string
	Hue     Hue
	Count   string
	Current bool
}

// Crumb is a step on the way to the page; the last one has no Href.
type Crumb struct {
	Label string
	Href  string
}

// User is who works.
type User struct {
	Name     string // full
	Short    string // "Коваленко О. П."
	Initials string
	Hue      Hue
	Href     string // of the profile
}

// Head is what the browser must know of a page before it draws it.
type Head struct {
	Title   string
	Theme   string
	Density string
	Narrow  bool
	KeysOff bool
	Sheets  []string // style sheets beside the one of all pages: "office.css"
}

// KeyGroup is a titled part of the list of keys.
type KeyGroup struct {
	Title string
	Keys  []KeyHelp
}

// KeyHelp says what keys do; those of one step stand in one string, as "Ctrl K".
type KeyHelp struct {
	Keys []string
	Does string
}

func (s Shell) head() Head {
	return Head{Title: s.Title, Theme: s.Theme, Density: s.Density, Narrow: s.Narrow, KeysOff: s.KeysOff, Sheets: s.sheets}
}

// with is the shell of a page that brings style sheets of its own.
func (s Shell) with(sheets ...string) Shell {
	s.sheets = sheets
	return s
}

func (h Head) theme() string   { return or(h.Theme, "system") }
func (h Head) density() string { return or(h.Density, "normal") }

func (h Head) sidebar() string {
	if h.Narrow {
		return "narrow"
	}
	return "wide"
}

func (h Head) keys() string {
	if h.KeysOff {
		return "off"
	}
	return "on"
}

// other is the theme that the button in the top bar leads to.
func (s Shell) other() string {
	if s.Theme == "dark" {
		return "light"
	}
	return "dark"
}

// bar gives one place of the phone's bottom bar, or none.
func (s Shell) bar(from, to int) []MenuLink {
	return s.Bar[min(from, len(s.Bar)):min(to, len(s.Bar))]
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

// keyHelp lists the keys that hold on every page, in registers and on boards.
func keyHelp(p *lang.Printer) []KeyGroup {
	help := func(does string, keys ...string) KeyHelp { return KeyHelp{Keys: keys, Does: p.Text(does)} }
	return []KeyGroup{
		{p.Text("page.keys_everywhere"), []KeyHelp{
			help("page.key_palette", "Ctrl", "K"),
			help("page.key_create", "N"),
			help("page.key_sidebar", "["),
			help("page.key_save", "Ctrl", "Enter"),
			help("page.key_close", "Esc"),
			help("page.key_help", "?"),
		}},
		{p.Text("page.keys_register"), []KeyHelp{
			help("page.key_row", "J", "K"),
			help("page.key_choose", "X"),
			help("page.key_open", "Enter"),
			help("page.key_peek", "O"),
			help("page.key_edit", "E"),
			help("page.key_row_menu", "Shift", "F10"),
		}},
		{p.Text("page.keys_board"), []KeyHelp{
			help("page.key_move", "Ctrl", "Shift", "→"),
			help("page.key_card_menu", "Shift", "F10"),
		}},
	}
}
