package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"math/bits"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"dossier/internal/crm"
	"dossier/internal/lang"
	"dossier/internal/page"
	"dossier/internal/page/asset"
	"dossier/internal/register"
	"dossier/internal/store"
)

// What a stranger may send by a form.
const (
	largestSent   = 10 << 20 // bytes of its file
	longestSent   = 20_000   // bytes of a text
	mostSent      = 40       // parts of a form
	proofBits     = 14       // leading noughts of the proof of work
	proofLives    = 2 * time.Hour
	sendsProved   = 20 // an hour from one address, with the proof
	sendsUnproved = 5  // without it
	sendsWindow   = time.Hour
)

// trapField is an input that people do not see.
const trapField = "website"

// runsAt is the condition of the page with the key of the address, while it
// takes anything.
func runsAt(key string, inKey *string, inRunning *bool) register.Filter {
	return register.All{register.Eq(inKey, strings.ToLower(key)), register.Eq(inRunning, true), register.Alive()}
}

// running is the page of the address; o is what it has of all such pages.
func running[T any](c *call, tx *store.Tx, of *register.Of[T], o func(*T) *crm.Outside) (*T, error) {
	at := o(of.Row)
	rec, err := register.First(c.r.Context(), tx.AsProgram(), of, runsAt(c.r.PathValue("key"), &at.Key, &at.Running))
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return nil, register.ErrNotFound
	}
	c.speaks(o(rec).Language, c.store.Zone())
	return rec, nil
}

// speaks answers in a language and a zone, which is not the reader's own.
func (c *call) speaks(language crm.Language, zone *time.Location) {
	c.p = lang.For(lang.Language(language), zone).At(c.now)
}

// openTo lets the sites of the form show the answer in a frame.
func (c *call) openTo(o *crm.Outside) {
	ancestors := "https: http:"
	if sites := o.Ancestors(); len(sites) > 0 {
		ancestors = strings.Join(sites, " ")
	}
	c.w.Header().Set("Content-Security-Policy", strings.Replace(contentPolicy, "frame-ancestors 'none'", "worker-src 'self'; frame-ancestors 'self' "+ancestors, 1))
	c.w.Header().Del("Cross-Origin-Opener-Policy")
}

// public is what all pages for strangers show.
func (c *call) public(o *crm.Outside, embedded bool) page.Public {
	v := page.Public{
		Title: o.Heading(), Intro: o.Intro, Challenge: c.challenge(o.Key), Bits: strconv.Itoa(proofBits), Worker: asset.URL("proof.js"), Script: asset.URL("public.js"),
		Embedded: embedded,
	}
	if home := c.company.Load(); home != nil {
		v.Company = home.name
	}
	return v
}

// carried are what an address passes on from page to page: how it is shown, and
// the marks of ads.
var carried = []string{"embed", "utm_source", "utm_medium", "utm_campaign", "page"}

// outsideForm is the form of such a page with what was said so far.
func (c *call) outsideForm(o *crm.Outside, said url.Values, wrong wrongs) page.PublicForm {
	v := page.PublicForm{
		Public: c.public(o, said.Has("embed")), Submit: cmp.Or(o.Submit, c.p.Text("outside.send")), Consent: o.ConsentText, ConsentProblem: wrong["agreed"], Trap: trapField,
	}
	for _, name := range carried {
		if said.Has(name) {
			v.Hidden = append(v.Hidden, page.Hidden{Name: name, Value: said.Get(name)})
		}
	}
	for _, one := range o.Fields {
		f := page.PublicField{
			Name: string(one.Ask), Label: one.Label, Value: said.Get(string(one.Ask)), Required: one.Required, Problem: wrong[string(one.Ask)],
			Type: map[crm.WebFormAsk]string{crm.AskPhone: "tel", crm.AskEmail: "email", crm.AskFile: "file"}[one.Ask], Long: one.Ask == crm.AskText,
			Complete: map[crm.WebFormAsk]string{crm.AskName: "name", crm.AskCompany: "organization", crm.AskPhone: "tel", crm.AskEmail: "email"}[one.Ask],
		}
		if f.Label == "" {
			f.Label = c.p.Text("web_form.fields.ask." + string(one.Ask))
		}
		if f.Problem == "" && one.Ask == crm.AskFile {
			f.Hint = sizeWords(c.p, largestSent)
		}
		v.Upload = v.Upload || one.Ask == crm.AskFile
		v.Fields = append(v.Fields, f)
	}
	if len(wrong) > 0 {
		v.Problem = cmp.Or(wrong[""], c.p.Text("outside.problems"))
	}
	return v
}

// challenge is what a proof of work is made for: this form, now, once.
func (c *call) challenge(key string) string {
	text := key + "." + strconv.FormatInt(c.now.Unix(), 36) + "." + rand.Text()[:10]
	return text + "." + c.sign("form", text)
}

// proved reports whether a proof of work is right, fresh and not used before.
func (c *call) proved(key, challenge, nonce string) (bool, error) {
	at := strings.LastIndexByte(challenge, '.')
	if at < 0 || nonce == "" || len(challenge) > 200 || len(nonce) > 20 {
		return false, nil
	}
	parts := strings.Split(challenge[:at], ".")
	if len(parts) != 3 || parts[0] != key || c.sign("form", challenge[:at]) != challenge[at+1:] {
		return false, nil
	}
	made, err := strconv.ParseInt(parts[1], 36, 64)
	if err != nil || c.now.Sub(time.Unix(made, 0)) > proofLives {
		return false, nil
	}
	sum := sha256.Sum256([]byte(challenge + ":" + nonce))
	if leadingNoughts(sum[:]) < proofBits {
		return false, nil
	}
	wait, err := c.store.Throttle(c.r.Context(), "form/once/"+challenge, 1, proofLives)
	return wait == 0, err
}

func leadingNoughts(sum []byte) int {
	n := 0
	for _, b := range sum {
		if b != 0 {
			return n + bits.LeadingZeros8(b)
		}
		n += 8
	}
	return n
}

// admit counts what a stranger sends from his address, and answers how long he
// is to wait; a proof of work lets him send more.
func (c *call) admit(key string, said url.Values) (time.Duration, error) {
	proved, err := c.proved(key, said.Get("challenge"), said.Get("proof"))
	if err != nil {
		return 0, err
	}
	most := sendsUnproved
	if proved {
		most = sendsProved
	}
	wait, err := c.store.Throttle(c.r.Context(), "form/"+strconv.FormatBool(proved)+"/"+c.address(c.r).String(), most, sendsWindow)
	if wait > 0 {
		c.w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	}
	return wait, err
}

// sent is what was sent, as far as the page asks for it.
func (c *call) sent(o *crm.Outside, said url.Values, file register.File) crm.Sent {
	sent := crm.Sent{
		Values: map[crm.WebFormAsk]string{}, File: file, Agreed: said.Get("agreed") != "", Trapped: said.Get(trapField) != "",
		UTM:  map[string]string{"source": said.Get("utm_source"), "medium": said.Get("utm_medium"), "campaign": said.Get("utm_campaign")},
		Site: cmp.Or(said.Get("page"), c.r.Referer()), IP: c.address(c.r).String(),
	}
	for _, f := range o.Fields {
		sent.Values[f.Ask] = strings.TrimSpace(said.Get(string(f.Ask)))
	}
	return sent
}

// outsideDo does with what was sent what the page does, and answers what was
// wrong with it, in words.
func (c *call) outsideDo(file register.File, do func(ctx context.Context, tx *store.Tx) error) (wrongs, error) {
	ctx := c.r.Context()
	err := c.store.Write(ctx, register.Program, register.ByForm, func(tx *store.Tx) error {
		if file.Hash != "" {
			if err := tx.KeepFile(ctx, file.Hash); err != nil {
				return err
			}
		}
		return do(ctx, tx)
	})
	var refused *register.Problems
	if !errors.As(err, &refused) {
		return nil, err
	}
	wrong := wrongs{}
	for _, one := range refused.List {
		wrong[one.Field] = cmp.Or(wrong[one.Field], c.p.TextOf(one.Key, one.Args))
	}
	return wrong, nil
}

// readSent reads a posted form, with a file or without.
func (c *call) readSent() (url.Values, register.File, error) {
	said := url.Values{}
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		c.r.Body = http.MaxBytesReader(c.w, c.r.Body, usualBody)
		if err := c.r.ParseForm(); err != nil {
			return said, register.File{}, refusal{http.StatusBadRequest, ""}
		}
		return url.Values(c.r.PostForm), register.File{}, nil
	}
	parts, err := c.r.MultipartReader()
	if err != nil {
		return said, register.File{}, refusal{http.StatusBadRequest, ""}
	}
	var file register.File
	for range mostSent {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return said, file, nil
		}
		if err != nil {
			return said, file, refusal{http.StatusBadRequest, ""}
		}
		if part.FormName() == string(crm.AskFile) && part.FileName() != "" && file.Hash == "" {
			head := make([]byte, 512)
			n, _ := io.ReadFull(part, head)
			file.Name, file.Type = path.Base(strings.ReplaceAll(part.FileName(), `\`, "/")), http.DetectContentType(head[:n])
			if file.Hash, file.Size, err = c.store.PutFile(c.r.Context(), io.MultiReader(bytes.NewReader(head[:n]), part), largestSent); err != nil {
				return said, file, err
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, longestSent))
		if err != nil {
			return said, file, refusal{http.StatusBadRequest, ""}
		}
		said.Add(part.FormName(), string(text))
	}
	return said, file, refusal{http.StatusBadRequest, ""}
}

// embedScript shows the form where its own tag stands, as high as it is, and
// passes on where it is shown and the marks of ads in the address.
const embedScript = `(() => {
  const tag = document.currentScript, from = %s, to = new URL(from);
  to.searchParams.set('embed', '1');
  to.searchParams.set('page', location.origin + location.pathname);
  new URLSearchParams(location.search).forEach((v, k) => k.startsWith('utm_') && to.searchParams.set(k, v));
  const frame = document.createElement('iframe');
  frame.src = to; frame.title = %s; frame.loading = 'lazy';
  Object.assign(frame.style, { border: 0, width: '100%%', height: '560px' });
  tag.after(frame);
  addEventListener('message', e => {
    if (e.source === frame.contentWindow && e.origin === to.origin && e.data?.dossier > 0) frame.style.height = Math.min(e.data.dossier, 4000) + 'px';
  });
})();
`

// embed answers what a site puts in to show a page.
func (c *call) embed(o *crm.Outside, at string) error {
	to, _ := json.Marshal(c.origin() + at)
	title, _ := json.Marshal(o.Heading())
	c.w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.w.Header().Set("Cache-Control", "public, max-age=300")
	return c.text("text/javascript; charset=utf-8", strings.NewReplacer("%s, to", string(to)+", to", "= %s;", "= "+string(title)+";", "%%", "%").Replace(embedScript))
}

// putting is how to put a page on a site, for its card.
func (c *call) putting(o *crm.Outside, at string) page.RailBox {
	at = c.origin() + at
	return page.RailBox{Title: c.p.Text("web_form.put"), Lines: []page.Line{
		{Label: c.p.Text("web_form.by_script"), Text: `<script src="` + at + `/embed.js"></script>`, Wide: true},
		{Label: c.p.Text("web_form.by_frame"), Text: `<iframe src="` + at + `?embed=1" title="` + strings.ReplaceAll(o.Heading(), `"`, "&quot;") + `"></iframe>`, Wide: true},
		{Label: c.p.Text("web_form.by_link"), Text: at, Wide: true},
	}}
}

// opening leads to the page from its card.
func (c *call) opening(o *crm.Outside, at, label string) []page.Button {
	if !o.Running || o.Archived {
		return nil
	}
	return []page.Button{{Label: c.p.Text(label), Icon: "external-link", Href: at, Extra: page.With("target", "_blank", "rel", "noopener")}}
}
