package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/crm"
	"dossier/internal/register"
	"dossier/internal/store"
)

// apiPath begins the addresses that programs use.
const apiPath = "/api/v1/"

// apiRoutes are the registers as programs read and write them.
func (s *Server) apiRoutes() { s.apiRoutesOf(s.store.Schema()) }

func (s *Server) apiRoutesOf(schema *register.Schema) {
	s.add("GET", apiPath+"openapi.json", APIKind, (*call).openAPI)
	s.analysisAPI()
	s.add("GET", apiPath+crm.Attachments.Path+"/{id}/content", APIKind, (*call).download, of(crm.Attachments.Register, register.See))
	for _, r := range schema.Registers {
		all, one := apiPath+r.Path, apiPath+r.Path+"/{id}"
		s.add("GET", all, APIKind, (*call).apiList, of(r, register.See))
		s.add("GET", one, APIKind, (*call).apiGet, of(r, register.See))
		if r.Closed {
			continue
		}
		s.add("POST", all, APIKind, (*call).apiCreate, of(r, register.Create), carries(r))
		s.add("PATCH", one, APIKind, (*call).apiChange, of(r, register.Edit))
		s.add("DELETE", one, APIKind, (*call).apiDelete, of(r, register.Delete))
		s.add("POST", one+"/archive", APIKind, (*call).apiArchive, of(r, register.Archive))
		s.add("POST", one+"/restore", APIKind, (*call).apiRestore, of(r, register.Archive))
		for _, a := range r.Actions {
			do := func(c *call) error { return c.apiAct(c.register().Action(a.Name)) }
			if a.On != register.OnNone {
				s.add("POST", one+"/"+a.Name, APIKind, do, of(r, register.Act(a.Name)))
			}
			if a.On != register.OnOne {
				s.add("POST", all+"/"+a.Name, APIKind, do, of(r, register.Act(a.Name)))
			}
		}
	}
}

// bySessionHere knows the reader of one of our own pages, whose scripts may
// use the API as well. What another site sends with his cookie is nobody's.
func (c *call) bySessionHere() error {
	switch c.r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return c.bySession()
	}
	return nil
}

// apiRows is a page of a list as the API writes it.
type apiRows struct {
	Items []apiRecord `json:"items"`
	// Count is exact unless it is Over: then there are more.
	Count int  `json:"count"`
	Over  bool `json:"over,omitempty"`
	// Sums are the totals of the fields asked for over all pages.
	Sums     map[string]any `json:"sums,omitempty"`
	Next     string         `json:"next,omitempty"`
	Previous string         `json:"previous,omitempty"`
}

// apiRecord is a record as the API writes it: the fields in their order.
type apiRecord []apiField

type apiField struct {
	name  string
	value any
}

// MarshalJSON writes an object whose members keep their order.
func (rec apiRecord) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range rec {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(f.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// apiList answers with a page of records: filtered, ordered and paged by the
// parameters that addresses of lists have. sum=amount adds totals.
func (c *call) apiList() error {
	r, values := c.register(), c.r.URL.Query()
	asked, summed := values.Get("fields"), values.Get("sum")
	state := url.Values{}
	for name, texts := range values {
		if name != "fields" && name != "sum" {
			state[name] = texts
		}
	}
	s, err := c.stateOf(listing{register: r.Name, path: strings.TrimPrefix(apiPath, "/") + r.Path, key: r.Name}, state)
	if err != nil {
		return err
	}
	fields, err := c.apiFields(r, asked)
	if err != nil {
		return err
	}
	var out apiRows
	err = c.read(func(tx *store.Tx) error {
		if _, err := c.understand(tx, s); err != nil {
			return err
		}
		rows, err := tx.Page(c.r.Context(), r, register.Query{Filter: s.filter, Sort: s.sort, Limit: s.limit, From: s.from})
		if err != nil {
			return err
		}
		if err := tx.Complete(c.r.Context(), r, rows.Records, fields); err != nil {
			return err
		}
		if out.Count, err = tx.Count(c.r.Context(), r, s.filter, mostCounted+1); err != nil {
			return err
		}
		if out.Over = out.Count > mostCounted; out.Over {
			out.Count = mostCounted
		}
		out.Items = make([]apiRecord, len(rows.Records))
		for i, rec := range rows.Records {
			out.Items[i] = c.apiOne(r, rec, fields)
		}
		again := func(name string, at register.Cursor) string {
			if at.IsZero() {
				return ""
			}
			return s.href(set("fields", asked), set("sum", summed), set(name, at.String()))
		}
		out.Next, out.Previous = again("after", rows.Next), again("before", rows.Previous)
		out.Sums, err = c.apiSums(tx, s, summed)
		return err
	})
	if err != nil {
		return err
	}
	if out.Next != "" {
		c.w.Header().Set("Link", "<"+out.Next+`>; rel="next"`)
	}
	return c.answerJSON(http.StatusOK, out)
}

// apiSums are totals of the fields named, each currency by itself.
func (c *call) apiSums(tx *store.Tx, s *state, names string) (map[string]any, error) {
	if names == "" {
		return nil, nil
	}
	out := map[string]any{}
	for _, name := range strings.Split(names, ",") {
		f := s.reg.Field(name)
		if f == nil || f.Unseen {
			return nil, register.UnknownField{Register: s.reg.Name, Field: name}
		}
		switch f.Kind {
		case register.Money, register.Int, register.Quantity:
		default:
			return nil, register.BadFilter{Param: "sum", Key: "not_summable"}
		}
		if f.Custom || slices.Contains(s.reg.Head, f) {
			return nil, register.BadFilter{Param: "sum", Key: "not_summable"}
		}
		total, err := tx.Sum(c.r.Context(), s.reg, s.filter, name)
		if err != nil {
			return nil, err
		}
		if f.Kind != register.Money {
			out[name] = f.JSON(total.Number)
			continue
		}
		amounts := []any{}
		for _, m := range total.Money {
			amounts = append(amounts, f.JSON(m))
		}
		out[name] = amounts
	}
	return out, nil
}

// apiFields are the fields that an answer has: those asked for, or all that
// the actor sees.
func (c *call) apiFields(r *register.Register, asked string) ([]*register.Field, error) {
	var out []*register.Field
	if asked == "" {
		for _, f := range r.Fields {
			if shown(c.actor, r, f) {
				out = append(out, f)
			}
		}
		return out, nil
	}
	for _, name := range strings.Split(asked, ",") {
		f := r.Field(strings.TrimSpace(name))
		switch {
		case f == nil || f.Unseen:
			return nil, register.UnknownField{Register: r.Name, Field: name}
		case !c.actor.Sees(r, f.Class):
			return nil, register.HiddenField{Register: r.Name, Field: name}
		case !slices.Contains(r.Head, f) && !slices.Contains(out, f):
			out = append(out, f)
		}
	}
	return out, nil
}

// apiOne is a record with what every record has and the fields given.
func (c *call) apiOne(r *register.Register, rec register.Record, fields []*register.Field) apiRecord {
	out := make(apiRecord, 0, len(r.Head)+len(fields))
	for _, f := range r.Head {
		out = append(out, apiField{f.Name, f.JSON(f.Value(rec))})
	}
	for _, f := range fields {
		out = append(out, apiField{f.Name, c.apiValue(r, f, f.Value(rec))})
	}
	return out
}

// apiValue is a value as JSON; of parts, the fields that the actor sees.
func (c *call) apiValue(r *register.Register, f *register.Field, v any) any {
	if f.Kind != register.PartsOf {
		return f.JSON(v)
	}
	out := []apiRecord{}
	for _, part := range v.([]any) {
		one := apiRecord{{"id", register.PartOf(part).ID}}
		for _, g := range f.Target.Fields {
			if shown(c.actor, r, g) {
				one = append(one, apiField{g.Name, g.JSON(g.Value(part))})
			}
		}
		out = append(out, one)
	}
	return out
}

// apiGet answers with one record.
func (c *call) apiGet() error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	fields, err := c.apiFields(r, c.r.URL.Query().Get("fields"))
	if err != nil {
		return err
	}
	var rec register.Record
	err = c.read(func(tx *store.Tx) error {
		rec, err = tx.Load(c.r.Context(), r, id)
		return err
	})
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", etag(register.BaseOf(rec).Version))
	return c.answerJSON(http.StatusOK, c.apiOne(r, rec, fields))
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// answered is the answer of a writing call; it is kept for calls that come
// again with the same key.
type answered struct {
	Status   int             `json:"status"`
	Version  int64           `json:"version,omitempty"`
	Location string          `json:"location,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
}

// apiCreate makes a record.
func (c *call) apiCreate() error {
	r := c.register()
	if asksFile(r) {
		if c.inParts() {
			return c.apiBring()
		}
		c.r.Body = http.MaxBytesReader(c.w, c.r.Body, usualBody)
	}
	return c.apiWrite(func(tx *store.Tx, body map[string]any) (answered, error) {
		rec := r.New()
		if err := register.FillJSON(c.actor, r, rec, body); err != nil {
			return answered{}, err
		}
		return c.apiCreated(tx, r, rec)
	})
}

// apiCreated saves a new record and answers with it.
func (c *call) apiCreated(tx *store.Tx, r *register.Register, rec register.Record) (answered, error) {
	if err := tx.Save(c.r.Context(), rec); err != nil {
		return answered{}, err
	}
	a, err := c.apiAnswer(http.StatusCreated, r, rec)
	a.Location = apiPath + r.Path + "/" + strconv.FormatInt(register.BaseOf(rec).ID, 10)
	return a, err
}

// apiChange makes a record say what the body says of it; the rest stays. The
// version it was read in must be named.
func (c *call) apiChange() error {
	r := c.register()
	if c.r.Header.Get("If-Match") == "" {
		return refusal{http.StatusPreconditionRequired, "api.if_match"}
	}
	return c.apiOnOne(register.Edit, func(tx *store.Tx, rec register.Record, body map[string]any) (answered, error) {
		if err := register.FillJSON(c.actor, r, rec, body); err != nil {
			return answered{}, err
		}
		if err := tx.Save(c.r.Context(), rec); err != nil {
			return answered{}, err
		}
		return c.apiAnswer(http.StatusOK, r, rec)
	})
}

// apiDelete removes a record that nothing refers to.
func (c *call) apiDelete() error {
	return c.apiOnOne(register.Delete, func(tx *store.Tx, rec register.Record, body map[string]any) (answered, error) {
		if len(body) > 0 {
			return answered{}, register.Refuse("unreadable_json")
		}
		return answered{Status: http.StatusNoContent}, tx.Delete(c.r.Context(), rec)
	})
}

// apiArchive hides a record from choice.
func (c *call) apiArchive() error { return c.apiShelve(true) }

// apiRestore brings it back.
func (c *call) apiRestore() error { return c.apiShelve(false) }

func (c *call) apiShelve(archived bool) error {
	return c.apiOnOne(register.Archive, func(tx *store.Tx, rec register.Record, body map[string]any) (answered, error) {
		if len(body) > 0 {
			return answered{}, register.Refuse("unreadable_json")
		}
		if err := tx.Archive(c.r.Context(), rec, archived); err != nil {
			return answered{}, err
		}
		return c.apiAnswer(http.StatusOK, c.register(), rec)
	})
}

// apiAct does an action: on the record in the address, on those that "ids" of
// the body names, or on the register itself. The rest of the body is its input.
func (c *call) apiAct(a *register.Action) error {
	r := c.register()
	if c.r.PathValue("id") != "" {
		return c.apiOnOne(register.Act(a.Name), func(tx *store.Tx, rec register.Record, body map[string]any) (answered, error) {
			return c.apiPerform(tx, r, a, []register.Record{rec}, body)
		})
	}
	return c.apiWrite(func(tx *store.Tx, body map[string]any) (answered, error) {
		var recs []register.Record
		if a.On == register.OnSeveral {
			ids, err := takeIDs(body)
			if err != nil {
				return answered{}, err
			}
			if recs, err = c.loadAllFor(tx, r, ids, register.Act(a.Name)); err != nil {
				return answered{}, err
			}
		} else if !register.May(c.actor, r, register.Act(a.Name)) {
			return answered{}, register.ErrForbidden
		}
		return c.apiPerform(tx, r, a, recs, body)
	})
}

// takeIDs takes the ids of the records to act on out of a body.
func takeIDs(body map[string]any) ([]register.ID, error) {
	list, ok := body["ids"].([]any)
	delete(body, "ids")
	if !ok || len(list) == 0 {
		return nil, register.RefuseAt("ids", "required")
	}
	if len(list) > mostAtOnce {
		return nil, register.RefuseAt("ids", "too_much")
	}
	var ids []register.ID
	for _, one := range list {
		n, ok := one.(json.Number)
		id, err := strconv.ParseInt(n.String(), 10, 64)
		if !ok || err != nil {
			return nil, register.RefuseAt("ids", "unreadable_number")
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// apiPerform does an action and answers with the record it was done to as it
// is now, if that is one and still the actor's to see, and with where the
// action leads.
func (c *call) apiPerform(tx *store.Tx, r *register.Register, a *register.Action, recs []register.Record, body map[string]any) (answered, error) {
	in := a.New()
	if err := register.FillJSON(register.Program, a.Input, in, body); err != nil {
		return answered{}, err
	}
	if err := perform(tx, r, a, recs, in, c); err != nil {
		return answered{}, err
	}
	if l, ok := in.(register.Leader); ok && l.Leads() != (register.Link{}) {
		to := l.Leads()
		text, err := json.Marshal(map[string]any{"register": to.Register, "id": to.ID})
		return answered{Status: http.StatusOK, Body: text, Location: apiPath + tx.Schema().Named(to.Register).Path + "/" + strconv.FormatInt(to.ID, 10)}, err
	}
	if len(recs) != 1 {
		return answered{Status: http.StatusNoContent}, nil
	}
	rec, err := tx.Load(c.r.Context(), r, register.BaseOf(recs[0]).ID)
	if errors.Is(err, register.ErrNotFound) {
		return answered{Status: http.StatusNoContent}, nil
	}
	if err != nil {
		return answered{}, err
	}
	return c.apiAnswer(http.StatusOK, r, rec)
}

func (c *call) apiAnswer(status int, r *register.Register, rec register.Record) (answered, error) {
	fields, err := c.apiFields(r, "")
	if err != nil {
		return answered{}, err
	}
	one := c.apiOne(r, rec, fields)
	if notices := c.apiNotices(r, rec); len(notices) > 0 {
		one = append(one, apiField{"notices", notices})
	}
	body, err := json.Marshal(one)
	return answered{Status: status, Version: register.BaseOf(rec).Version, Body: body}, err
}

// apiNotices are the warnings about a record that was written, of fields that
// the actor sees.
func (c *call) apiNotices(r *register.Register, rec register.Record) []apiRecord {
	var out []apiRecord
	for _, n := range crm.NoticesOf(rec) {
		if f := r.Field(n.Field); f != nil && !shown(c.actor, r, f) {
			continue
		}
		one := apiRecord{{"field", n.Field}, {"key", n.Key}}
		if n.Suggestion != "" {
			one = append(one, apiField{"suggestion", n.Suggestion})
		}
		out = append(out, one)
	}
	return out
}

// apiOnOne writes the record in the address, in the version that If-Match
// names where it is given.
func (c *call) apiOnOne(act register.Act, work func(*store.Tx, register.Record, map[string]any) (answered, error)) error {
	r := c.register()
	id, err := c.idOf()
	if err != nil {
		return err
	}
	version, err := c.ifMatch()
	if err != nil {
		return err
	}
	err = c.apiWrite(func(tx *store.Tx, body map[string]any) (answered, error) {
		rec, err := c.loadFor(tx, r, id, act)
		if err != nil {
			return answered{}, err
		}
		if version != 0 && register.BaseOf(rec).Version != version {
			return answered{}, register.ErrStale
		}
		return work(tx, rec, body)
	})
	if errors.Is(err, register.ErrStale) {
		return c.staleNow(r, id)
	}
	return err
}

// ifMatch is the version that the caller has read, nought when he does not say.
// A gateway that compressed the answer may have made its tag a weak one.
func (c *call) ifMatch() (int64, error) {
	text := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if text == "" {
		return 0, nil
	}
	text = strings.TrimPrefix(text, "W/")
	version, err := strconv.ParseInt(strings.Trim(text, `"`), 10, 64)
	if err != nil || version <= 0 {
		return 0, refusal{http.StatusPreconditionRequired, "api.if_match"}
	}
	return version, nil
}

// stale says that the record changed since it was read, and its version now.
type stale struct{ version int64 }

func (e stale) Error() string { return register.ErrStale.Error() }

// Unwrap makes it the refusal that it is.
func (e stale) Unwrap() error { return register.ErrStale }

func (c *call) staleNow(r *register.Register, id register.ID) error {
	err := c.read(func(tx *store.Tx) error {
		rec, err := tx.Load(c.r.Context(), r, id)
		if err != nil {
			return err
		}
		return stale{register.BaseOf(rec).Version}
	})
	var now stale
	if errors.As(err, &now) {
		c.w.Header().Set("ETag", etag(now.version))
	}
	return err
}

// apiWrite reads the body strictly, does the work as one unit, once for each
// Idempotency-Key, and answers.
func (c *call) apiWrite(work func(*store.Tx, map[string]any) (answered, error)) error {
	raw, body, err := c.bodyJSON()
	if err != nil {
		return err
	}
	return c.apiWriteBody(raw, body, work)
}

// apiWriteBody is apiWrite once the body is read.
func (c *call) apiWriteBody(raw []byte, body map[string]any, work func(*store.Tx, map[string]any) (answered, error)) (err error) {
	key := strings.Trim(c.r.Header.Get("Idempotency-Key"), `"`)
	if len(key) > mostKey {
		return refusal{http.StatusBadRequest, "api.long_key"}
	}
	var a answered
	err = c.write(func(tx *store.Tx) error {
		if key == "" {
			a, err = work(tx, body)
			return err
		}
		return c.answerOnce(tx, key, raw, &a, func() (answered, error) { return work(tx, body) })
	})
	switch {
	case errors.Is(err, store.ErrKeyReused):
		return refusal{http.StatusUnprocessableEntity, "form.key_reused"}
	case errors.Is(err, store.ErrInProgress):
		return refusal{http.StatusConflict, "form.in_progress"}
	case err != nil:
		return err
	}
	h := c.w.Header()
	if a.Version != 0 {
		h.Set("ETag", etag(a.Version))
	}
	if a.Location != "" {
		h.Set("Location", a.Location)
	}
	if len(a.Body) == 0 {
		c.w.WriteHeader(a.Status)
		return nil
	}
	return c.answerJSON(a.Status, a.Body)
}

func (c *call) answerOnce(tx *store.Tx, key string, raw []byte, a *answered, work func() (answered, error)) error {
	request := c.r.Method + " " + c.r.URL.RequestURI() + "\n" + c.r.Header.Get("If-Match") + "\n" + string(raw)
	if t := c.who.token; t != nil {
		request += "\ntoken " + strconv.FormatInt(t.ID, 10) // another token may see less of the answer
	}
	was, err := tx.Once(c.r.Context(), key, request)
	if err != nil {
		return err
	}
	if was != nil {
		return json.Unmarshal([]byte(was.Body), a)
	}
	if *a, err = work(); err != nil {
		return err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return tx.Answer(c.r.Context(), key, store.Answer{Status: a.Status, Body: string(text)})
}

// bodyJSON is the object in the body; none is an empty one.
func (c *call) bodyJSON() (raw []byte, body map[string]any, err error) {
	if raw, err = io.ReadAll(c.r.Body); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, nil, err
		}
		return nil, nil, refusal{http.StatusBadRequest, ""}
	}
	if len(raw) == 0 {
		return nil, map[string]any{}, nil
	}
	switch kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); kind {
	case "application/json", "application/merge-patch+json":
	default:
		return nil, nil, refusal{http.StatusUnsupportedMediaType, "api.json_only"}
	}
	body, err = register.ReadObject(bytes.NewReader(raw))
	return raw, body, err
}

func (c *call) answerJSON(status int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	if _, err := c.w.Write(text); err != nil && c.r.Context().Err() == nil {
		c.log.Warn("the answer broke off", "code", c.code, "error", err)
	}
	return nil
}
