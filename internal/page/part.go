// Package page draws what people see. Its components take values, ready to be
// shown, and give HTML; they can ask nothing of the database or the request.
//
// The small parts (Button, Chip, Avatar, Menu, Dialog …) are structs that draw
// themselves: a template writes @Button{Label: p.Text("save")}. Pages are
// functions of a printer, the Shell around them and a struct of their own.
package page

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Extra are further attributes of an element, in order: data-, hx- and aria-
// ones. Everything else about an element has a field of its own.
type Extra []templ.KeyValue[string, any]

// With makes Extra of names and values in turn. An odd one out is an
// attribute without a value.
func With(pairs ...string) Extra {
	extra := make(Extra, 0, (len(pairs)+1)/2)
	for i := 0; i < len(pairs); i += 2 {
		var value any = true
		if i+1 < len(pairs) {
			value = pairs[i+1]
		}
		extra = append(extra, templ.KeyValue[string, any]{Key: pairs[i], Value: value})
	}
	return extra
}

// Items gives the attributes to templ.
func (e Extra) Items() []templ.KeyValue[string, any] { return e }

func (e Extra) and(more Extra) Extra { return append(e[:len(e):len(e)], more...) }

// And is e with more attributes after its own.
func (e Extra) And(pairs ...string) Extra { return append(e[:len(e):len(e)], With(pairs...)...) }

// Hue is one of the eleven colours that users may give to stages, statuses,
// tags and people; empty is neutral. There is no free colour, so that contrast
// holds in every theme and in print.
type Hue string

// The eleven hues.
const (
	Gray   Hue = "gray"
	Red    Hue = "red"
	Orange Hue = "orange"
	Amber  Hue = "amber"
	Lime   Hue = "lime"
	Green  Hue = "green"
	Teal   Hue = "teal"
	Sky    Hue = "sky"
	Blue   Hue = "blue"
	Violet Hue = "violet"
	Pink   Hue = "pink"
)

// Hues are all eleven in the order in which people choose from them.
var Hues = []Hue{Gray, Red, Orange, Amber, Lime, Green, Teal, Sky, Blue, Violet, Pink}

// HueOf gives the same hue for the same number, for avatars of records that
// have no colour of their own.
func HueOf(id int64) Hue { return Hues[1+uint64(id)%uint64(len(Hues)-1)] }

func (h Hue) class() string {
	if h == "" {
		return ""
	}
	return "hue-" + string(h)
}

// Tone says what something means: good, in need of care, bad, or for
// information. Empty means nothing in particular.
type Tone string

// The four tones, and Outline for a chip that should not be coloured at all.
const (
	Good    Tone = "good"
	Care    Tone = "care"
	Bad     Tone = "bad"
	Info    Tone = "info"
	Outline Tone = "outline"
)

func (t Tone) class() string {
	if t == "" {
		return ""
	}
	return "tone-" + string(t)
}

// Weight is how much a button asks to be pressed.
type Weight string

// A page has one Primary button; Quiet ones have no border until pointed at;
// Danger destroys, and says what in its label. Empty is an ordinary button.
const (
	Primary Weight = "primary"
	Quiet   Weight = "quiet"
	Danger  Weight = "danger"
)

// Button is a button, or a link that looks like one when it has Href.
type Button struct {
	Label  string // always; shown as a name for the ear when Bare
	Icon   string // name of an icon, before the label
	Weight Weight
	Small  bool
	Bare   bool   // icon alone; the label is its name and its title
	Href   string // makes it a link
	Submit bool   // sends the form it stands in, or the one named by Form
	Form   string // id of another form
	Name   string // sent with the form, with Value
	Value  string
	Opens  string // id of the menu, in the page, that it opens
	Count  string // quiet number after the label
	Keys   string // aria-keyshortcuts, as "Control+K"
	Class  string // layout only: "desktop-only", "end"
	Off    bool   // disabled
	Extra  Extra
}

// Render draws the button.
func (b Button) Render(ctx context.Context, w io.Writer) error { return b.html().Render(ctx, w) }

func (b Button) kind() string {
	if b.Submit {
		return "submit"
	}
	return "button"
}

// Chip is a short word in a coloured field: a status, a stage, a tag.
type Chip struct {
	Label string
	Hue   Hue
	Tone  Tone
	Icon  string
	Href  string
	Title string
	Class string
}

// Render draws the chip.
func (c Chip) Render(ctx context.Context, w io.Writer) error { return c.html().Render(ctx, w) }

// Size of an avatar; empty is 24 pixels.
type Size string

// Small is 20 pixels, Large 32, Huge 48.
const (
	Small Size = "small"
	Large Size = "large"
	Huge  Size = "huge"
)

// Avatar is one or two letters in a coloured field: round for people, square
// for companies and things.
type Avatar struct {
	Initials string
	Name     string // full name, as title and for the ear; empty when the name stands beside it
	Hue      Hue
	Size     Size
	Square   bool
}

// Render draws the avatar.
func (a Avatar) Render(ctx context.Context, w io.Writer) error { return a.html().Render(ctx, w) }

// People is a row of small avatars, with "+2" after the last one shown.
type People struct {
	Shown []Avatar
	More  string // "+2"; empty when all are shown
	Title string // names of all, for a row that hides some
}

// Render draws the row.
func (v People) Render(ctx context.Context, w io.Writer) error { return v.html().Render(ctx, w) }

// Menu is a list of links and actions that a button opens. ID is unique on the
// page; the button names it in Opens.
type Menu struct {
	ID    string
	Label string // for the ear
	Items []MenuItem
	Class string
}

// MenuItem is a link when it has Href, a form that posts when it has Post, a
// button for scripts otherwise.
type MenuItem struct {
	Label   string
	Icon    string
	Hint    string // quiet text at the end: a code, a current value
	Keys    string // one key shown at the end
	Href    string
	Post    string // address to post to
	Name    string // sent with the post
	Value   string
	Checked bool // the chosen one of several
	Danger  bool
	Rule    bool // a line above it
	Hue     Hue  // a dot instead of an icon
	Extra   Extra
}

// MenuItems is what a menu asked from the server is filled with.
type MenuItems []MenuItem

// Render draws the items alone.
func (m MenuItems) Render(ctx context.Context, w io.Writer) error { return m.html().Render(ctx, w) }

// Render draws the closed menu.
func (m Menu) Render(ctx context.Context, w io.Writer) error { return m.html().Render(ctx, w) }

// Segments is a switch between a few views of the same thing.
type Segments struct {
	Label string // for the ear
	Items []Segment
	Class string
}

// Segment is one of them; Icon alone is shown on phones.
type Segment struct {
	Label   string
	Icon    string
	Href    string
	Current bool
	Extra   Extra
}

// Render draws the switch.
func (s Segments) Render(ctx context.Context, w io.Writer) error { return s.html().Render(ctx, w) }

// Tabs are the parts of one card or page, each with an address of its own.
type Tabs struct {
	Label string // for the ear
	Items []Tab
	More  string // names the menu of those that find no room; empty draws them sideways
}

// Tab is one of them.
type Tab struct {
	Label   string
	Icon    string
	Href    string
	Count   string // empty is not shown
	Tone    Tone   // of the count
	Current bool
	Extra   Extra
}

// Render draws the tabs.
func (t Tabs) Render(ctx context.Context, w io.Writer) error { return t.html().Render(ctx, w) }

// Dialog is a question over the page: a confirmation or at most three fields.
// It is the content of the page's one <dialog>; its children are the body,
// inside the form that posts to Action.
type Dialog struct {
	ID     string // prefix of ids inside
	Title  string
	Lead   string // a sentence under the title; empty is none
	Close  string // label of ×: p.Text("menu.close")
	Cancel string // label of the way out; empty draws none
	Action string // address that the form asks; empty draws no form
	Get    bool   // the form only looks: it goes to another page instead of posting
	Sure   Button // the deciding button, drawn last
	Also   Button // another one, drawn at the start of the foot
	Extra  Extra  // of the form, instead of what posts it in place
}

// Render draws it without children.
func (d Dialog) Render(ctx context.Context, w io.Writer) error { return d.html().Render(ctx, w) }

// Box takes children: @Dialog{…}.Box() { … }.
func (d Dialog) Box() templ.Component { return d.html() }

// form is how the dialog's form is sent.
func (d Dialog) form() Extra {
	switch {
	case d.Extra != nil:
		return With("method", "post").and(d.Extra)
	case d.Get:
		return With("method", "get")
	}
	return With("method", "post", "hx-post", d.Action, "hx-target", "this", "hx-swap", "outerHTML", "novalidate")
}

// Drawer is a panel at the side of the page: a preview, quick creation, groups
// of filters. It is the content of the page's one drawer; its children are the
// body.
type Drawer struct {
	ID     string
	Title  string
	Close  string // label of ×: p.Text("menu.close")
	Href   string // full page of what is shown; empty is none
	Whole  string // label of that link: p.Text("list.open_card")
	Footer templ.Component
}

// Render draws it without children.
func (d Drawer) Render(ctx context.Context, w io.Writer) error { return d.html().Render(ctx, w) }

// Box takes children: @Drawer{…}.Box() { … }.
func (d Drawer) Box() templ.Component { return d.html() }

// Toast tells that something was done. One with Undo stays ten seconds, an
// error until it is closed, any other five seconds.
type Toast struct {
	Text  string
	Tone  Tone
	Undo  string // address to post to
	Again string // label of undo: p.Text("menu.undo")
	Href  string // where to look at it, with Look as its label
	Look  string
	Close string // label of ×: p.Text("menu.close")
}

// Render draws the toast.
func (t Toast) Render(ctx context.Context, w io.Writer) error { return t.html().Render(ctx, w) }

// lasts is for how many milliseconds the toast stays, 0 until it is closed.
func (t Toast) lasts() string {
	switch {
	case t.Tone == Bad:
		return "0"
	case t.Undo != "":
		return "10000"
	}
	return "5000"
}

// Notice is a line or two in the page that stays until its cause is gone.
type Notice struct {
	Text  string
	Title string // bold, before the text; empty is none
	Tone  Tone
	Icon  string // empty is the tone's own
	Class string
	Code  string // a command to copy, under the text; empty is none
	Poll  string // address of the page that tells how it goes on; empty is none
}

// Render draws it without children.
func (n Notice) Render(ctx context.Context, w io.Writer) error { return n.html().Render(ctx, w) }

// Box takes children: @Notice{…}.Box() { … }.
func (n Notice) Box() templ.Component { return n.html() }

func (n Notice) icon() string {
	if n.Icon != "" {
		return n.Icon
	}
	switch n.Tone {
	case Good:
		return "circle-check"
	case Care, Bad:
		return "alert-circle"
	}
	return "info-circle"
}

// Empty stands where rows would be: what is missing, why, and what to do.
type Empty struct {
	Icon    string
	Title   string
	Text    string
	Actions []Button
	Alone   bool // it is the whole page: its title is the page's heading
}

// Render draws it without children.
func (e Empty) Render(ctx context.Context, w io.Writer) error { return e.html().Render(ctx, w) }

// Box takes children: @Empty{…}.Box() { … }.
func (e Empty) Box() templ.Component { return e.html() }

// Meter is a bar of Value out of Of, with the numbers in words beside it.
type Meter struct {
	Label string // for the ear: what is measured, with its numbers
	Value int64
	Of    int64
	Tone  Tone
}

// Render draws the bar.
func (m Meter) Render(ctx context.Context, w io.Writer) error { return m.html().Render(ctx, w) }

// width is the filled part in hundredths, never past the end.
func (m Meter) width() int64 {
	if m.Of <= 0 || m.Value <= 0 {
		return 0
	}
	return min(100, m.Value*100/m.Of)
}
