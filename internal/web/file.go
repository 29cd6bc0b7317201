package web

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/identity"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/store"
)

// largestFile is how many bytes one file may have.
const largestFile = 100 << 20

// fileRoutes bring files for forms and give those of records.
func (s *Server) fileRoutes() {
	of := of(crm.Attachments.Register, register.See)
	s.add("POST", "/files", FileKind, (*call).receive, large(largestFile+usualBody))
	s.add("GET", "/attachments/{id}/download", FileKind, (*call).download, of)
	s.add("GET", "/attachments/{id}/view", FileKind, (*call).view, of)
}

// files are the attachments of a record.
func (c *call) files(tx *store.Tx, k *cardOf) (*page.Files, error) {
	ctx, of := c.r.Context(), tx.Schema().This(crm.Attachments.Register)
	list, err := register.Select(ctx, tx, crm.Attachments, register.Query{Filter: k.about(of), Limit: mostFiles})
	if err != nil {
		return nil, err
	}
	recs := recordsOf(list)
	n, err := namesOf(ctx, tx, recs, []*register.Field{of.Field("author")})
	if err != nil {
		return nil, err
	}
	v := &page.Files{}
	if register.May(c.actor, of, register.Create) {
		v.Upload = page.Upload{
			ID: "bring", Name: "file", Href: k.address() + "/files", Many: true, Largest: largestFile,
			TooBig: c.p.Text("card.file_too_big", "size", sizeWords(c.p, largestFile), "name", "{name}"),
		}
		v.Limit = c.p.Text("card.file_limit", "size", sizeWords(c.p, largestFile))
	}
	var total int64
	for _, one := range list {
		total += one.File.Size
		v.List = append(v.List, c.fileView(n, of, one))
	}
	v.Total = sizeWords(c.p, total)
	return v, nil
}

// mostFiles is how many files a card shows.
const mostFiles = 200

func (c *call) fileView(n names, of *register.Register, one *crm.Attachment) page.File {
	at := address(of, one.ID)
	v := page.File{
		ID: strconv.FormatInt(one.ID, 10), Name: one.File.Name, Size: sizeWords(c.p, one.File.Size), Shape: shapeOf(one.File.Type),
		Who: n.who(c.p, register.ID(one.Author)), Time: c.p.MomentWords(one.CreatedAt, c.now), Moment: one.CreatedAt.Format(time.RFC3339),
		Download: at + "/download",
	}
	if one.Kind != "" {
		v.Kind = choice(c.p, of, of.Field("kind"), string(one.Kind))
	}
	if inline[one.File.Type] != "" {
		v.View = at + "/view"
	}
	if register.Always(c.actor.Rows(of, register.Delete)) || register.ID(one.Author) == c.actor.User() && register.May(c.actor, of, register.Delete) {
		v.Delete = at + "/delete"
	}
	return v
}

// sizeWords is a size in bytes as people read it: 412 KB, 12.4 MB.
func sizeWords(p *lang.Printer, bytes int64) string {
	const kilo, mega = 1 << 10, 1 << 20
	switch {
	case bytes < kilo:
		return p.Text("card.size_b", "n", p.Integer(bytes))
	case bytes < mega:
		return p.Text("card.size_kb", "n", p.Integer((bytes+kilo/2)/kilo))
	case bytes%mega == 0 || bytes >= 100*mega:
		return p.Text("card.size_mb", "n", p.Integer((bytes+mega/2)/mega))
	}
	return p.Text("card.size_mb", "n", p.Decimal((bytes*10+mega/2)/mega, 1))
}

// shapeOf chooses the sign of a file.
func shapeOf(kind string) string {
	switch {
	case strings.HasPrefix(kind, "image/"):
		return "image"
	case kind == "application/pdf":
		return "pdf"
	case kind == "text/csv", strings.Contains(kind, "spreadsheet"):
		return "sheet"
	case strings.HasPrefix(kind, "text/"), strings.Contains(kind, "wordprocessing"), strings.HasSuffix(kind, "opendocument.text"):
		return "text"
	case kind == "application/zip":
		return "archive"
	case strings.HasPrefix(kind, "audio/"):
		return "sound"
	case strings.HasPrefix(kind, "video/"):
		return "video"
	}
	return "other"
}

// attachmentCard is what the card of a file has: the file itself.
var attachmentCard = special{
	meta: func(c *call, k *cardOf) []page.Meta {
		file := k.rec.(*crm.Attachment).File
		return slices.Concat([]page.Meta{{Text: sizeWords(c.p, file.Size)}}, k.metaOf(c, "description", ""))
	},
	buttons: func(c *call, k *cardOf) []page.Button {
		out := []page.Button{{Label: c.p.Text("download"), Icon: "download", Href: k.address() + "/download", Extra: page.With("download", "")}}
		if inline[k.rec.(*crm.Attachment).File.Type] != "" {
			out = append(out, page.Button{Label: c.p.Text("open"), Icon: "eye", Href: k.address() + "/view", Class: wide(1)})
		}
		return out
	},
}

// bring adds files to a record as its attachments.
func (c *call) bring() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	about := register.Link{Register: r.Name, ID: id}
	err = c.read(func(tx *store.Tx) error { // before the bytes come
		_, err := tx.Load(c.r.Context(), r, id)
		if err == nil && !register.May(c.actor, tx.Schema().This(crm.Attachments.Register), register.Create) {
			err = register.ErrForbidden
		}
		return err
	})
	if err != nil {
		return err
	}
	var made []*crm.Attachment
	err = c.eachFile(func(_ string, f register.File) error {
		return c.write(func(tx *store.Tx) error {
			if err := tx.KeepFile(c.r.Context(), f.Hash); err != nil {
				return err
			}
			one := &crm.Attachment{About: about, File: f}
			made = append(made, one)
			return tx.Save(c.r.Context(), one)
		})
	})
	if err != nil {
		return c.refuseFile(err)
	}
	if !c.background() {
		return c.goTo(address(r, id) + "?tab=files")
	}
	of := c.store.Schema().This(crm.Attachments.Register)
	n := names{"user": {}}
	if u := c.staff.Load().User(c.actor.User()); u != nil {
		n["user"][u.ID] = u
	}
	for _, one := range made {
		c.render(http.StatusOK, page.FileLine(c.p, c.fileView(n, of, one)))
	}
	return nil
}

// receive takes a file for a form and answers with the line that stands for it.
func (c *call) receive() error {
	var brought []register.File
	var input string
	err := c.eachFile(func(name string, f register.File) error {
		input, brought = name, append(brought, f)
		return nil
	})
	if err != nil {
		return c.refuseFile(err)
	}
	for _, f := range brought {
		c.render(http.StatusOK, page.Uploaded(c.p, input, c.fileInForm(f)))
	}
	return nil
}

// refuseFile says in the line of an upload why it was not taken.
func (c *call) refuseFile(err error) error {
	if errors.Is(err, register.ErrTooMuch) {
		err = &http.MaxBytesError{Limit: largestFile}
	}
	status := statusOf(err)
	if !c.background() || status == http.StatusUnauthorized || status >= 500 {
		return err
	}
	text := c.because(err)
	if status == http.StatusRequestEntityTooLarge {
		text = c.p.Text("card.file_limit", "size", sizeWords(c.p, largestFile))
	}
	if text == "" {
		text = c.p.Text("error." + strconv.Itoa(status) + ".what")
	}
	c.render(status, page.UploadRefused("", text))
	return nil
}

// eachFile streams the files of a request to where they are kept and hands on
// what is known of each, as it comes.
func (c *call) eachFile(do func(input string, f register.File) error) error {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return refusal{http.StatusUnsupportedMediaType, ""}
	}
	came := false
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadableBody(err)
		}
		if part.FileName() == "" {
			continue
		}
		came = true
		f, err := c.keep(part)
		if err != nil {
			return err
		}
		if err := do(part.FormName(), f); err != nil {
			return err
		}
	}
	if !came {
		return refusal{http.StatusBadRequest, "card.no_file_came"}
	}
	return nil
}

// asksFile reports whether the forms of a register take a file.
func asksFile(r *register.Register) bool {
	return slices.ContainsFunc(r.Fields, func(f *register.Field) bool { return f.Kind == register.FileOf })
}

// carries lets the forms of a register be as large as a file, where they take
// one.
func carries(r *register.Register) func(*Route) {
	if asksFile(r) {
		return large(largestFile + usualBody)
	}
	return func(*Route) {}
}

// parseParts reads a form that may carry files: those are kept, and the form
// says them as if they had come before.
func (c *call) parseParts() error {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return refusal{http.StatusBadRequest, ""}
	}
	form, left := url.Values{}, int64(usualBody)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadableBody(err)
		}
		if part.FileName() != "" {
			f, err := c.keep(part)
			if err != nil {
				return err
			}
			form.Add(part.FormName(), c.sayFile(f))
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return unreadableBody(err)
		}
		if left -= int64(len(text)); left < 0 {
			return &http.MaxBytesError{Limit: usualBody}
		}
		if _, isFile := mimeFile(part); !isFile {
			form.Add(part.FormName(), string(text))
		}
	}
	c.r.PostForm = form
	return nil
}

// mimeFile reports whether a part is the input of a file in which nothing was
// chosen: it comes with an empty name.
func mimeFile(part *multipart.Part) (name string, is bool) {
	_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	name, is = params["filename"]
	return name, is
}

// unreadableBody tells a body that is too long or broken off from a fault.
func unreadableBody(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return refusal{http.StatusBadRequest, ""}
}

// keep stores one file of a request. Its type is what its bytes say, not what
// its sender does.
func (c *call) keep(part *multipart.Part) (register.File, error) {
	name, err := fileName(part.FileName())
	if err != nil {
		return register.File{}, err
	}
	body := bufio.NewReaderSize(part, 4096)
	head, err := body.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return register.File{}, unreadableBody(err)
	}
	kind := typeOf(name, head)
	hash, size, err := c.store.PutFile(c.r.Context(), body, largestFile)
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			err = register.ErrTooMuch
		}
		return register.File{}, err
	}
	return register.File{Hash: hash, Name: name, Type: kind, Size: size}, nil
}

// fileName is the name of a file without the folders it lay in and without
// letters that no name may have.
func fileName(said string) (string, error) {
	name := path.Base(strings.ReplaceAll(said, `\`, "/"))
	name, err := identity.CleanLine(name)
	if err != nil {
		return "", refusal{http.StatusUnprocessableEntity, "card.bad_file_name"}
	}
	for len(name) > 200 {
		end := path.Ext(name)
		if len(end) > 20 {
			end = ""
		}
		letters := []rune(strings.TrimSuffix(name, end))
		name = string(letters[:len(letters)-1]) + end
	}
	if name == "" || name == "." || name == "/" || name == ".." {
		name = "file"
	}
	return name, nil
}

// byName are types that are told apart by the name alone, by what the bytes
// look like. All others that are not in sniffed are given as mere bytes.
var byName = map[string]map[string]string{
	"application/zip": {
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		".odt":  "application/vnd.oasis.opendocument.text",
		".ods":  "application/vnd.oasis.opendocument.spreadsheet",
		".zip":  "application/zip",
	},
	"text/plain": {".txt": "text/plain", ".csv": "text/csv", ".md": "text/plain", ".log": "text/plain"},
}

// sniffed are the types that are given as what they are.
var sniffed = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "application/pdf": true,
	"audio/mpeg": true, "audio/wave": true, "video/mp4": true, "video/webm": true,
}

// mereBytes is the type of everything else: browsers save it and do nothing.
const mereBytes = "application/octet-stream"

func typeOf(name string, head []byte) string {
	kind, _, _ := mime.ParseMediaType(http.DetectContentType(head))
	if sniffed[kind] {
		return kind
	}
	if named := byName[kind][strings.ToLower(path.Ext(name))]; named != "" {
		return named
	}
	return mereBytes
}

// sealed shuts everything off for whatever a file may be.
const sealed = "sandbox; default-src 'none'"

// inline are the types that may be looked at in the browser, each with the
// policy it is given: images shut off altogether, a PDF in the browser's own
// reader.
var inline = map[string]string{
	"image/png": sealed, "image/jpeg": sealed, "image/gif": sealed, "image/webp": sealed,
	"application/pdf": "default-src 'none'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}

// download gives the bytes of an attachment to be saved.
func (c *call) download() error { return c.give(false) }

// view gives them to be looked at, where that is safe.
func (c *call) view() error { return c.give(true) }

func (c *call) give(look bool) error {
	id, err := c.idOf()
	if err != nil {
		return err
	}
	var one *crm.Attachment
	err = c.read(func(tx *store.Tx) error {
		one, err = register.Load(c.r.Context(), tx, crm.Attachments, register.Ref[crm.Attachment](id))
		return err
	})
	if err != nil {
		return err
	}
	content, err := c.store.OpenFile(one.File.Hash)
	if errors.Is(err, register.ErrNotFound) {
		return refusal{http.StatusGone, "card.file_gone"}
	}
	if err != nil {
		return err
	}
	defer content.Close()
	kind, policy, how := one.File.Type, sealed, "attachment"
	if !sniffed[kind] && !byNameHas(kind) {
		kind = mereBytes
	}
	if look {
		head := make([]byte, 512)
		n, err := io.ReadFull(content, head)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read file %s: %w", one.File.Hash, err)
		}
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read file %s: %w", one.File.Hash, err)
		}
		if inline[kind] == "" || http.DetectContentType(head[:n]) != kind {
			return refusal{http.StatusUnsupportedMediaType, "card.not_viewable"}
		}
		how, policy = "inline", inline[kind]
	}
	h := c.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", disposition(how, one.File.Name))
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+one.File.Hash+`"`)
	http.ServeContent(c.w, c.r, "", one.CreatedAt, content)
	return nil
}

func byNameHas(kind string) bool {
	for _, kinds := range byName {
		for _, k := range kinds {
			if k == kind {
				return true
			}
		}
	}
	return false
}

// disposition says what a browser shall do with a file and what it is called,
// by RFC 6266: in letters of its own, and in plain ones for old readers.
func disposition(how, name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	return how + `; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// fileInForm is a file that a form holds and that no record says yet.
func (c *call) fileInForm(f register.File) page.File {
	return page.File{ID: c.sayFile(f), Name: f.Name, Size: sizeWords(c.p, f.Size), Shape: shapeOf(f.Type)}
}

// brought is a file as a form carries it, of who brought it.
type brought struct {
	Hash, Name, Type string
	Size             int64
	User             register.ID
}

// sayFile is what a form says for a file that was brought. It is signed, so
// that nobody can say the file of somebody else.
func (c *call) sayFile(f register.File) string {
	text, _ := json.Marshal(brought{f.Hash, f.Name, f.Type, f.Size, c.actor.User()}) // strings and numbers always marshal
	body := base64.RawURLEncoding.EncodeToString(text)
	return body + "." + c.sign("file", body)
}

// fileSaid is the reverse of sayFile; nothing for an empty text.
func (c *call) fileSaid(text string) (any, error) {
	if text == "" {
		return nil, nil
	}
	body, signature, _ := strings.Cut(text, ".")
	var b brought
	decoded, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || signature != c.sign("file", body) || json.Unmarshal(decoded, &b) != nil || b.User != c.actor.User() {
		return nil, register.ErrUnreadable("unreadable")
	}
	return register.File{Hash: b.Hash, Name: b.Name, Type: b.Type, Size: b.Size}, nil
}
