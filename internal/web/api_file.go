package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"dossier/internal/register"
	"dossier/internal/store"
)

// recordPart is the part of a form of the API that says the record; the part
// with the file bears the name of its field.
const recordPart = "record"

// inParts reports whether the body comes as a form of several parts.
func (c *call) inParts() bool {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	return kind == "multipart/form-data"
}

// apiBring makes a record that holds a file: the record as JSON, the file as
// it is, streamed to where it is kept.
func (c *call) apiBring() error {
	r := c.register()
	if !register.May(c.actor, r, register.Create) {
		return register.ErrForbidden // before anything is sent in vain
	}
	raw, body, files, err := c.bodyInParts(r)
	if err != nil {
		return err
	}
	return c.apiWriteBody(raw, body, func(tx *store.Tx, body map[string]any) (answered, error) {
		rec := r.New()
		if err := register.FillJSON(c.actor, r, rec, body); err != nil {
			return answered{}, err
		}
		for f, file := range files {
			f.Set(rec, file)
		}
		return c.apiCreated(tx, r, rec)
	})
}

// bodyInParts reads a form of the API. raw tells one form from another.
func (c *call) bodyInParts(r *register.Register) (raw []byte, body map[string]any, files map[*register.Field]register.File, err error) {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return nil, nil, nil, refusal{http.StatusBadRequest, ""}
	}
	body, files = map[string]any{}, map[*register.Field]register.File{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, nil, unreadableBody(err)
		}
		text, err := c.onePart(r, part, files, &body)
		if err != nil {
			return nil, nil, nil, err
		}
		raw = append(append(raw, text...), '\n')
	}
	if len(files) == 0 {
		return nil, nil, nil, refusal{http.StatusBadRequest, "card.no_file_came"}
	}
	return raw, body, files, nil
}

func (c *call) onePart(r *register.Register, part *multipart.Part, files map[*register.Field]register.File, body *map[string]any) ([]byte, error) {
	name := part.FormName()
	if name == recordPart && part.FileName() == "" {
		text, err := io.ReadAll(io.LimitReader(part, usualBody+1))
		if err != nil {
			return nil, unreadableBody(err)
		}
		if len(text) > usualBody {
			return nil, &http.MaxBytesError{Limit: usualBody}
		}
		*body, err = register.ReadObject(bytes.NewReader(text))
		return text, err
	}
	f := r.Field(name)
	switch {
	case f == nil || f.Unseen || f.Kind != register.FileOf:
		return nil, register.UnknownField{Register: r.Name, Field: name}
	case f.ReadOnly || !c.actor.Edits(r, f.Class):
		return nil, register.HiddenField{Register: r.Name, Field: name}
	case part.FileName() == "":
		return nil, refusal{http.StatusBadRequest, "card.no_file_came"}
	case files[f].Hash != "":
		return nil, register.RefuseAt(name, "duplicate_key")
	}
	file, err := c.keep(part)
	if errors.Is(err, register.ErrTooMuch) {
		err = &http.MaxBytesError{Limit: largestFile}
	}
	if err != nil {
		return nil, err
	}
	files[f] = file
	return json.Marshal(file)
}
