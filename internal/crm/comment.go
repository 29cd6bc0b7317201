package crm

import (
	"context"
	"time"

	"dossier/internal/register"
)

// Comment is a remark about a record of any register.
type Comment struct {
	register.Base
	About    register.Link
	Text     string
	Author   register.Ref[User]
	Mentions register.Refs[User]
	EditedAt time.Time
}

// Comments is the register of them.
var Comments = register.Define[Comment]("comment", "comments")

// Describe lists the fields. Whoever sees the record sees its comments.
func (c *Comment) Describe(f *register.Fields) {
	f.Link(&c.About).Required().Guard()
	f.LongText(&c.Text).Required().Searchable().Tracked()
	f.Ref(&c.Author).Owner().ReadOnly()
	f.Refs(&c.Mentions)
	f.Moment(&c.EditedAt).ReadOnly()
	f.Newest()
	f.Together(&c.About, &c.CreatedAt) // what was said of a record, in order
}

// Title is the beginning of the text.
func (c *Comment) Title(string) string {
	const enough = 60
	text := []rune(c.Text)
	if len(text) <= enough {
		return c.Text
	}
	return string(text[:enough]) + "…"
}

// EditTime is how long an author may mend a comment.
const EditTime = 15 * time.Minute

// Change signs a new comment and lets its author alone mend it, for a while.
func (c *Comment) Change(_ context.Context, tx register.Tx, was *Comment) error {
	if of := tx.Schema().Named(c.About.Register); of == nil || !discussed(of) {
		return register.RefuseAt("about", "unknown_reference")
	}
	if was == nil {
		c.Author = register.Ref[User](tx.Actor().User())
		return nil
	}
	switch {
	case tx.Actor() == register.Program || tx.Cause() == register.ByUndo:
	case was.About != c.About:
		return register.RefuseAt("about", "comment_stays")
	case register.ID(was.Author) != tx.Actor().User():
		return register.ErrForbidden
	case tx.Now().Sub(was.CreatedAt) > EditTime:
		return register.Refuse("comment_too_old")
	}
	if was.Text != c.Text {
		c.EditedAt = tx.Now()
	}
	return nil
}

// Notices warn of personal codes in the text.
func (c *Comment) Notices() []Notice { return personalNotice("text", c.Text) }
