package web

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/sheet"
	"dossier/internal/store"
)

// importRoutes are the steps of an import, each with an address of its own:
// file, columns, values, check, then the job and what came of it. The list and
// the card of imports are the usual ones.
func (s *Server) importRoutes() {
	r := s.store.Schema().This(crm.Imports.Register)
	one := "/" + r.Path + "/{id}"
	s.add("GET", "/"+r.Path+"/new", PageKind, (*call).importNew, of(r, register.Create))
	s.add("POST", "/"+r.Path, FormKind, (*call).importCreate, of(r, register.Create), large(sheet.MaxFile+usualBody))
	s.add("POST", "/"+r.Path+"/upload", FragmentKind, (*call).importUpload, of(r, register.Create), large(sheet.MaxFile+usualBody))
	s.add("GET", one+"/columns", PageKind, (*call).importColumns, of(r, register.Edit))
	s.add("POST", one+"/columns", FormKind, (*call).importMatchColumns, of(r, register.Edit))
	s.add("POST", one+"/read", FormKind, (*call).importRead, of(r, register.Edit))
	s.add("GET", one+"/values", PageKind, (*call).importValues, of(r, register.Edit))
	s.add("POST", one+"/values", FormKind, (*call).importMatchValues, of(r, register.Edit))
	s.add("GET", one+"/check", PageKind, (*call).importCheck, of(r, register.Edit))
	s.add("POST", one+"/start", FormKind, (*call).importStart, of(r, "start"))
	s.add("POST", one+"/cancel", FormKind, (*call).importCancel, of(r, "cancel"))
	s.add("GET", one+"/job", PageKind, (*call).importJob, of(r, register.See))
	s.add("GET", one+"/rejects", FileKind, (*call).importRejects, of(r, register.See))
}

// step is a step of an import, named as its address is.
type step string

const (
	uploadStep  step = "new"
	columnsStep step = "columns"
	valuesStep  step = "values"
	checkStep   step = "check"
	jobStep     step = "job"
)

// sheetImport is an import while one of its steps is answered.
type sheetImport struct {
	*crm.Import
	reg     *register.Register
	mapping sheet.Mapping
	file    *os.File
	source  *sheet.Source
	again   bool // its job goes on with what it had done before
}

func (i *sheetImport) close() {
	if i.file != nil {
		i.file.Close()
	}
}

func (i *sheetImport) at(s step) string {
	return "/imports/" + strconv.FormatInt(i.ID, 10) + "/" + string(s)
}

// study is what the whole file tells, read once.
func (i *sheetImport) study(c *call) (*sheet.Study, error) {
	return c.imports.study(c.r.Context(), i.File.Hash, i.source)
}

// openImport opens the import in the address with its file. Once it has been
// started, its steps lead to the job.
func (c *call) openImport() (*sheetImport, error) {
	id, err := c.idOf()
	if err != nil {
		return nil, err
	}
	var i *sheetImport
	err = c.read(func(tx *store.Tx) error {
		rec, err := c.loadFor(tx, crm.Imports.Register, id, register.Edit)
		if err != nil {
			return err
		}
		i = &sheetImport{Import: rec.(*crm.Import)}
		i.reg = tx.Schema().Named(i.Register)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case i.reg == nil:
		return nil, register.ErrNotFound
	case i.State != crm.ImportDraft:
		return nil, onward{i.at(jobStep)}
	}
	if err := i.open(c.store); err != nil {
		return nil, err
	}
	return i, nil
}

// open reads the mapping and looks into the file.
func (i *sheetImport) open(st *store.Store) (err error) {
	if err := json.Unmarshal([]byte(i.Body), &i.mapping); err != nil {
		return err
	}
	if i.file, err = st.OpenFile(i.File.Hash); err != nil {
		return err
	}
	i.source, err = sheet.Open(i.file, i.File.Size, i.Name, i.mapping.Options())
	if err != nil {
		i.close()
	}
	return err
}

// onward leads from a step that is not open to the one that is.
type onward struct{ to string }

func (e onward) Error() string { return "go on to " + e.to }

// showStep answers with a step of the wizard.
func (c *call) showStep(status int, i *sheetImport, s step, w page.Wizard) error {
	w.Title = c.p.Text("data_import.new")
	w.Steps = c.importSteps(i, s)
	if i != nil {
		w.Title = c.p.Text("import.title_into", "register", many(c.p, i.reg))
		w.File = c.importFile(i.Import)
	}
	if c.background() && c.target() != "main#main" {
		c.render(status, page.WizardBody(c.p, w))
		return nil
	}
	c.render(status, page.WizardPage(c.p, c.shell(w.Title, page.Crumb{Label: many(c.p, crm.Imports.Register), Href: "/imports"}, page.Crumb{Label: w.Title}), w))
	return nil
}

func (c *call) importFile(i *crm.Import) string {
	text := i.Name + " · " + c.fileSize(i.File.Size)
	if i.Total > 0 {
		text += " · " + c.p.Count("import.rows", i.Total)
	}
	return text
}

// fileSize is a number of bytes as people say it.
func (c *call) fileSize(n int64) string {
	switch {
	case n >= 1<<20:
		return c.p.Decimal(n*10>>20, 1) + " " + c.p.Text("import.megabytes")
	case n >= 1<<10:
		return c.p.Integer(n>>10) + " " + c.p.Text("import.kilobytes")
	}
	return c.p.Integer(n) + " " + c.p.Text("import.bytes")
}

// importSteps is the bar: those before the current one are done and may be
// gone back to.
func (c *call) importSteps(i *sheetImport, current step) []page.WizardStep {
	order := []struct {
		step  step
		label string
	}{
		{uploadStep, "wizard.step_upload"},
		{columnsStep, "wizard.step_columns"},
		{valuesStep, "wizard.step_values"},
		{checkStep, "wizard.step_dry_run"},
		{jobStep, "wizard.step_import"},
	}
	var out []page.WizardStep
	done := true
	for _, one := range order {
		if one.step == current {
			done = false
		}
		s := page.WizardStep{Label: c.p.Text(one.label), Done: done, Current: one.step == current}
		if done && i != nil && i.State == crm.ImportDraft && one.step != uploadStep {
			s.Href = i.at(one.step)
		}
		out = append(out, s)
	}
	return out
}

// importNew asks for the file and where it shall go.
func (c *call) importNew() error {
	return c.askFile(http.StatusOK, c.r.URL.Query().Get("register"), "", "")
}

func (c *call) askFile(status int, into, uploaded, problem string) error {
	u := page.WizardUpload{
		Action: "/imports", Key: newKey(), Problem: problem,
		Register: page.Field{Name: "register", Label: c.p.Text("wizard.register"), Control: page.AskChoice, Required: true, Values: []string{into}},
		Mapping:  page.Field{Name: "mapping", Label: c.p.Text("wizard.mapping"), Control: page.AskChoice, Values: []string{c.r.URL.Query().Get("mapping")}},
		Upload: page.Upload{
			ID: "import-file", Name: "file", Href: "/imports/upload", Accept: ".csv,.txt,.tsv,.xlsx", Largest: sheet.MaxFile,
			TooBig: c.p.Text("sheet.file_too_large", "max", sheet.MaxFile>>20),
		},
	}
	for _, r := range c.store.Schema().Registers {
		if c.takesSheets(r) {
			u.Register.Choices = append(u.Register.Choices, page.Choice{Value: r.Name, Label: many(c.p, r)})
		}
	}
	if len(u.Register.Choices) == 0 {
		return register.ErrForbidden
	}
	slices.SortFunc(u.Register.Choices, func(a, b page.Choice) int { return cmp.Compare(importOrder(a.Value), importOrder(b.Value)) })
	if file, ok := c.unsealFile(uploaded); ok {
		u.Upload.Files = []page.File{{ID: uploaded, Name: file.Name, Size: c.fileSize(file.Size), Shape: "sheet"}}
	}
	err := c.read(func(tx *store.Tx) error {
		if register.May(c.actor, crm.Mappings.Register, register.See) {
			saved, err := register.Select(c.r.Context(), tx, crm.Mappings, register.Query{Filter: register.Alive(), Limit: 200})
			if err != nil {
				return err
			}
			for _, m := range saved {
				of := tx.Schema().Named(m.Register)
				if of != nil && (into == "" || m.Register == into) {
					u.Mapping.Choices = append(u.Mapping.Choices, page.Choice{Value: strconv.FormatInt(m.ID, 10), Label: m.Name, Note: many(c.p, of)})
				}
			}
		}
		earlier, err := register.Select(c.r.Context(), tx, crm.Imports, register.Query{Filter: register.Alive(), Limit: 5})
		for _, i := range earlier {
			u.Earlier = append(u.Earlier, c.earlierImport(tx.Schema(), i))
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.showStep(status, nil, uploadStep, page.Wizard{Upload: &u})
}

// importOrder puts what is imported most often first.
func importOrder(name string) int {
	i := slices.Index([]string{"partner", "contact", "deal", "product", "counterparty", "user", "team"}, name)
	if i < 0 {
		return len(name) + 100
	}
	return i
}

func (c *call) earlierImport(schema *register.Schema, i *crm.Import) page.EarlierImport {
	e := page.EarlierImport{File: i.Name, Href: "/imports/" + strconv.FormatInt(i.ID, 10) + "/job", State: jobState(i.State)}
	if i.State == crm.ImportDraft {
		e.Href = "/imports/" + strconv.FormatInt(i.ID, 10) + "/columns"
	}
	var note []string
	if of := schema.Named(i.Register); of != nil {
		note = append(note, many(c.p, of))
	}
	note = append(note, choice(c.p, crm.Imports.Register, crm.Imports.Field("state"), string(i.State)))
	if i.Created+i.Changed > 0 {
		note = append(note, c.p.Text("import.came", "created", c.p.Integer(i.Created), "changed", c.p.Integer(i.Changed)))
	}
	note = append(note, c.p.MomentWords(i.CreatedAt, c.now))
	e.Note = strings.Join(note, " · ")
	return e
}

// importUpload takes the bytes of a file at once and answers with its line in
// the form. Which bytes they are is sealed, so that nobody names others'.
func (c *call) importUpload() error {
	form, err := c.readUpload()
	var problems *register.Problems
	switch {
	case errors.As(err, &problems), errors.Is(err, register.ErrTooMuch):
		c.render(http.StatusUnprocessableEntity, page.UploadRefused(form.name, c.uploadProblem(err)))
		return nil
	case err != nil:
		return err
	case form.sealed == "":
		return refusal{http.StatusBadRequest, "import.no_file"}
	}
	file, _ := c.unsealFile(form.sealed)
	c.render(http.StatusOK, page.Uploaded(c.p, "file", page.File{ID: form.sealed, Name: file.Name, Size: c.fileSize(file.Size), Shape: "sheet"}))
	return nil
}

func (c *call) uploadProblem(err error) string {
	if errors.Is(err, register.ErrTooMuch) {
		return c.p.Text("sheet.file_too_large", "max", sheet.MaxFile>>20)
	}
	return c.faultText(err)
}

// faultText is why a file as a whole was refused, without the name of a field.
func (c *call) faultText(err error) string {
	var problems *register.Problems
	if !errors.As(err, &problems) {
		return c.because(err)
	}
	var all []string
	for _, one := range problems.List {
		text := c.p.TextOf(one.Key, one.Args)
		if one.Field != "" && one.Field != "file" {
			text = one.Field + ": " + text
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

// upload is a posted form with a file in it.
type upload struct {
	said   url.Values
	name   string // of the file
	sealed string // the file as it was kept
}

// readUpload reads a form part by part; its file goes to the store as it
// comes. A file that was kept before comes as its sealed name.
func (c *call) readUpload() (upload, error) {
	form := upload{said: url.Values{}}
	parts, err := c.r.MultipartReader()
	if err != nil {
		return form, refusal{http.StatusBadRequest, ""}
	}
	for n := 0; n < 20; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err != nil {
			return form, asTooLarge(err)
		}
		if part.FileName() == "" {
			text, err := io.ReadAll(io.LimitReader(part, 4<<10))
			if err != nil {
				return form, asTooLarge(err)
			}
			if form.said.Add(part.FormName(), string(text)); part.FormName() == "file" && len(text) > 0 {
				form.sealed = string(text)
			}
			continue
		}
		form.name = part.FileName()
		if form.sealed, err = c.keepUpload(part); err != nil {
			return form, err
		}
	}
	return form, refusal{http.StatusBadRequest, ""}
}

func asTooLarge(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return refusal{http.StatusBadRequest, ""}
}

// keepUpload keeps a file and looks whether it is a table at all.
func (c *call) keepUpload(part *multipart.Part) (string, error) {
	ctx := c.r.Context()
	hash, size, err := c.store.PutFile(ctx, part, sheet.MaxFile)
	if err != nil {
		return "", err
	}
	file, err := c.store.OpenFile(hash)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if _, err := sheet.Open(file, size, part.FileName(), sheet.Options{}); err != nil {
		return "", err
	}
	return c.sealFile(register.File{Hash: hash, Name: cut(part.FileName(), 200), Size: size})
}

// sealFile names a file that was kept, so that only its bringer can go on with
// it.
func (c *call) sealFile(f register.File) (string, error) {
	text, err := json.Marshal(f)
	if err != nil {
		return "", err
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	return body + "." + c.sign("import file", c.sealedBy(body)), nil
}

func (c *call) sealedBy(body string) string {
	return strconv.FormatInt(c.actor.User(), 10) + " " + body
}

func (c *call) unsealFile(sealed string) (f register.File, ok bool) {
	body, signature, _ := strings.Cut(sealed, ".")
	text, err := base64.RawURLEncoding.DecodeString(body)
	if body == "" || err != nil || signature != c.sign("import file", c.sealedBy(body)) || json.Unmarshal(text, &f) != nil {
		return register.File{}, false
	}
	return f, true
}

// importCreate makes an import of an uploaded file and matches its columns as
// far as they are understood.
func (c *call) importCreate() error {
	form, err := c.readUpload()
	into := form.said.Get("register")
	var problems *register.Problems
	switch {
	case errors.As(err, &problems), errors.Is(err, register.ErrTooMuch):
		return c.askFile(http.StatusUnprocessableEntity, into, "", c.uploadProblem(err))
	case err != nil:
		return err
	}
	file, ok := c.unsealFile(form.sealed)
	if !ok {
		return c.askFile(http.StatusUnprocessableEntity, into, "", c.p.Text("import.no_file"))
	}
	reg := c.store.Schema().Named(into)
	if reg == nil || reg.Closed {
		return c.askFile(http.StatusUnprocessableEntity, "", form.sealed, c.p.Text("import.no_register"))
	}
	i := &crm.Import{Name: file.Name, Register: into, File: file, State: crm.ImportDraft}
	if err := c.matchFirst(i, reg, form.said.Get("mapping")); err != nil {
		if errors.As(err, &problems) {
			return c.askFile(http.StatusUnprocessableEntity, into, "", c.faultText(err))
		}
		return err
	}
	form.said.Del("file")
	form.said.Set("hash", file.Hash)
	c.r.PostForm = form.said
	return c.once(func(tx *store.Tx) (done, error) {
		if err := tx.KeepFile(c.r.Context(), file.Hash); err != nil {
			return done{}, err
		}
		err := tx.Save(c.r.Context(), i)
		return done{To: "/imports/" + strconv.FormatInt(i.ID, 10) + "/columns", Leave: true}, err
	})
}

// matchFirst writes the first mapping into an import: what the program makes
// of the columns, and over it what a saved mapping says.
func (c *call) matchFirst(i *crm.Import, reg *register.Register, saved string) error {
	file, err := c.store.OpenFile(i.File.Hash)
	if err != nil {
		return err
	}
	defer file.Close()
	var known sheet.Mapping
	if saved != "" {
		if known, err = c.savedMapping(saved, reg); err != nil {
			return err
		}
	}
	source, err := sheet.Open(file, i.File.Size, i.Name, known.Options())
	if err != nil && saved != "" {
		source, err = sheet.Open(file, i.File.Size, i.Name, sheet.Options{})
	}
	if err != nil {
		return err
	}
	return c.suggest(i, reg, source, known)
}

// suggest fills in the mapping of an import for a file as it is read now.
func (c *call) suggest(i *crm.Import, reg *register.Register, source *sheet.Source, known sheet.Mapping) error {
	study, err := c.imports.study(c.r.Context(), i.File.Hash, source)
	if err != nil {
		return err
	}
	m := sheet.Suggest(c.actor, reg, source, study, c.p, c.baseCurrency()).Mapping
	for n, column := range m.Columns {
		for _, k := range known.Columns {
			if strings.EqualFold(k.Header, column.Header) {
				m.Columns[n] = k
				m.Columns[n].Header = column.Header
			}
		}
	}
	if len(known.Columns) > 0 {
		m.Key, m.Constants = known.Key, known.Constants
	}
	i.Total = int64(study.Rows)
	return writeMapping(i, m)
}

func (c *call) savedMapping(id string, reg *register.Register) (m sheet.Mapping, err error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return m, register.ErrNotFound
	}
	err = c.read(func(tx *store.Tx) error {
		saved, err := register.Load(c.r.Context(), tx, crm.Mappings, register.Ref[crm.Mapping](n))
		if err != nil {
			return err
		}
		if saved.Register != reg.Name {
			return register.RefuseAt("mapping", "import.other_mapping")
		}
		list, err := sheet.ReadMappings(strings.NewReader(saved.Body))
		if err == nil && len(list) > 0 {
			m = list[0]
		}
		return err
	})
	return m, err
}

// saveMapping keeps what was decided in a step and leads to the next one.
func (c *call) saveMapping(i *sheetImport, next string, also func(*store.Tx) error) error {
	return c.once(func(tx *store.Tx) (done, error) {
		if err := writeMapping(i.Import, i.mapping); err != nil {
			return done{}, err
		}
		if err := tx.AsProgram().Save(c.r.Context(), i.Import); err != nil {
			return done{}, err
		}
		if also != nil {
			if err := also(tx); err != nil {
				return done{}, err
			}
		}
		return done{To: next, Leave: true}, nil
	})
}

// stepOf runs a step of an import with its file open.
func (c *call) stepOf(do func(*sheetImport) error) error {
	i, err := c.openImport()
	var on onward
	if errors.As(err, &on) {
		return c.goTo(on.to)
	}
	if err != nil {
		return err
	}
	defer i.close()
	return do(i)
}

func writeMapping(i *crm.Import, m sheet.Mapping) error {
	text, err := json.Marshal(m)
	i.Body = string(text)
	return err
}
