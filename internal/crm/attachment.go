package crm

import (
	"context"

	"dossier/internal/register"
)

// Attachment is a file that belongs to a record of any register. A file that
// takes its place is a row of its own; the two form a chain of versions.
type Attachment struct {
	register.Base
	About       register.Link
	File        register.File
	Kind        AttachmentKind
	Description string
	Author      register.Ref[User]
	Edition     int64 // 1 for the first
	Previous    register.Ref[Attachment]
	Current     bool // no later version has taken its place
}

// Attachments is the register of them.
var Attachments = register.Define[Attachment]("attachment", "attachments",
	register.Do[Attachment, ReplaceFile]("replace"),
)

// Describe lists the fields. Whoever sees the record sees its files.
func (a *Attachment) Describe(f *register.Fields) {
	f.Text(&a.Description).Searchable().Tracked()
	f.Link(&a.About).Required().Guard()
	f.File(&a.File).Required().Tracked()
	f.Choice(&a.Kind).Indexed().Tracked()
	f.Ref(&a.Author).Owner().ReadOnly()
	f.Int(&a.Edition).ReadOnly()
	f.Ref(&a.Previous).ReadOnly()
	f.Bool(&a.Current).ReadOnly().Indexed()
	f.Newest()
	f.Together(&a.About, &a.CreatedAt) // the files of a record, in order
}

// Title is the name of the file.
func (a *Attachment) Title(string) string { return a.File.Name }

// Hint is the description.
func (a *Attachment) Hint(string) string { return a.Description }

// Change signs a new file and keeps a stored one as it is: another content is
// another version.
func (a *Attachment) Change(_ context.Context, tx register.Tx, was *Attachment) error {
	if of := tx.Schema().Named(a.About.Register); of == nil || !discussed(of) {
		return register.RefuseAt("about", "unknown_reference")
	}
	if was == nil {
		a.Author = register.Ref[User](tx.Actor().User())
		a.Current = true
		a.Edition = max(a.Edition, 1)
		return nil
	}
	if was.File != a.File || was.About != a.About {
		return register.RefuseAt("file", "file_stays")
	}
	return nil
}

// ReplaceFile puts a new version in the place of a file.
type ReplaceFile struct {
	File        register.File
	Description string
}

// Describe lists the input.
func (in *ReplaceFile) Describe(f *register.Fields) {
	f.File(&in.File).Required()
	f.Text(&in.Description)
}

// Offered is for the last version.
func (*ReplaceFile) Offered(a *Attachment) bool { return a.Current && !a.Archived }

// Do makes the new version and marks the old one as superseded.
func (in *ReplaceFile) Do(ctx context.Context, tx register.Tx, a *Attachment) error {
	if !a.Current {
		return register.Refuse("file_superseded")
	}
	next := &Attachment{
		About: a.About, File: in.File, Kind: a.Kind, Description: in.Description,
		Edition: a.Edition + 1, Previous: register.Ref[Attachment](a.ID),
	}
	if next.Description == "" {
		next.Description = a.Description
	}
	a.Current = false
	if err := tx.AsProgram().Save(ctx, a); err != nil {
		return err
	}
	return tx.Save(ctx, next)
}

// AttachmentKind is what sort of paper a file is.
type AttachmentKind string

// ProtocolFile is the protocol of a meeting.
const ProtocolFile AttachmentKind = "protocol"

// Choices of kinds.
func (AttachmentKind) Choices() []string {
	return []string{"contract", "layout", "photo", "protocol", "price_list", "letter", "other"}
}
