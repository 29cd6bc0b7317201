package web

import (
	"bytes"
	"cmp"
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

// webFormRoutes are the forms that strangers fill in. They know nobody's
// session: what they do, the program does.
func (s *Server) webFormRoutes() {
	s.add("GET", "/f/{key}", PageKind, (*call).webForm, public)
	s.add("POST", "/f/{key}", FormKind, (*call).webFormSent, public, large(largestSent+usualBody))
	s.add("GET", "/f/{key}/embed.js", FileKind, (*call).webFormScript, public)
}

// formPost are the addresses that other sites may post to: they take no cookie
// for anything.
const formPost = "POST /f/{key}"

// runningForm is the form of the address, while it takes anything.
func (c *call) runningForm(tx *store.Tx) (*crm.WebForm, error) {
	form, err := register.First(c.r.Context(), tx.AsProgram(), crm.WebForms, register.All{
		register.Eq(&crm.WebForms.Row.Key, strings.ToLower(c.r.PathValue("key"))), register.Eq(&crm.WebForms.Row.Running, true), register.Alive(),
	})
	if err != nil {
		return nil, err
	}
	if form == nil {
		return nil, register.ErrNotFound
	}
	c.p = lang.For(lang.Language(form.Language), c.store.Zone()).At(c.now)
	return form, nil
}

// openTo lets the sites of the form show the answer in a frame.
func (c *call) openTo(form *crm.WebForm) {
	ancestors := "https: http:"
	if sites := form.Ancestors(); len(sites) > 0 {
		ancestors = strings.Join(sites, " ")
	}
	c.w.Header().Set("Content-Security-Policy", strings.Replace(contentPolicy, "frame-ancestors 'none'", "worker-src 'self'; frame-ancestors 'self' "+ancestors, 1))
	c.w.Header().Del("Cross-Origin-Opener-Policy")
}

// webForm is the empty form, or the thanks after it was sent.
func (c *call) webForm() error {
	var form *crm.WebForm
	err := c.read(func(tx *store.Tx) (err error) {
		form, err = c.runningForm(tx)
		return err
	})
	if err != nil {
		return err
	}
	c.openTo(form)
	v := c.publicForm(form, c.r.URL.Query(), nil)
	v.Sent = c.r.URL.Query().Has("sent")
	c.render(http.StatusOK, page.PublicFormPage(c.p, v))
	return nil
}

// publicForm is the form with what was said so far.
func (c *call) publicForm(form *crm.WebForm, said url.Values, wrong wrongs) page.PublicForm {
	v := page.PublicForm{
		Action: "/f/" + form.Key, Title: cmp.Or(form.Title, form.Name), Intro: form.Intro, Submit: cmp.Or(form.Submit, c.p.Text("outside.send")),
		Thanks: cmp.Or(form.Thanks, c.p.Text("outside.thanks")), Consent: form.ConsentText, ConsentProblem: wrong["agreed"], Trap: trapField,
		Challenge: c.challenge(form.Key), Bits: strconv.Itoa(proofBits), Worker: asset.URL("proof.js"), Script: asset.URL("public.js"),
		Again: "/f/" + form.Key, Embedded: said.Has("embed"),
	}
	if home := c.company.Load(); home != nil {
		v.Company = home.name
	}
	for _, name := range []string{"embed", "utm_source", "utm_medium", "utm_campaign", "page"} {
		if said.Has(name) {
			v.Hidden = append(v.Hidden, page.Hidden{Name: name, Value: said.Get(name)})
		}
	}
	if v.Embedded {
		v.Again += "?embed=1"
	}
	for _, one := range form.Fields {
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

// webFormSent makes a lead of what was sent.
func (c *call) webFormSent() error {
	ctx := c.r.Context()
	var form *crm.WebForm
	err := c.read(func(tx *store.Tx) (err error) {
		form, err = c.runningForm(tx)
		return err
	})
	if err != nil {
		return err
	}
	c.openTo(form)
	said, file, err := c.readSent()
	if errors.Is(err, register.ErrTooMuch) {
		return c.webFormRefused(http.StatusRequestEntityTooLarge, form, said, wrongs{string(crm.AskFile): c.p.Text("outside.file_too_large", "size", sizeWords(c.p, largestSent))})
	}
	if err != nil {
		return err
	}
	proved, err := c.proved(form.Key, said.Get("challenge"), said.Get("proof"))
	if err != nil {
		return err
	}
	most, from := sendsUnproved, c.address(c.r).String()
	if proved {
		most = sendsProved
	}
	wait, err := c.store.Throttle(ctx, "form/"+strconv.FormatBool(proved)+"/"+from, most, sendsWindow)
	if err != nil {
		return err
	}
	if wait > 0 {
		c.w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return c.webFormRefused(http.StatusTooManyRequests, form, said, wrongs{"": c.p.Text("outside.too_often")})
	}
	sent := crm.Sent{
		Values: map[crm.WebFormAsk]string{}, File: file, Agreed: said.Get("agreed") != "", Trapped: said.Get(trapField) != "",
		UTM:  map[string]string{"source": said.Get("utm_source"), "medium": said.Get("utm_medium"), "campaign": said.Get("utm_campaign")},
		Site: cmp.Or(said.Get("page"), c.r.Referer()), IP: from,
	}
	for _, f := range form.Fields {
		sent.Values[f.Ask] = strings.TrimSpace(said.Get(string(f.Ask)))
	}
	err = c.store.Write(ctx, register.Program, register.ByForm, func(tx *store.Tx) error {
		if file.Hash != "" {
			if err := tx.KeepFile(ctx, file.Hash); err != nil {
				return err
			}
		}
		_, err := form.Receive(ctx, tx, sent)
		return err
	})
	var refused *register.Problems
	if errors.As(err, &refused) {
		wrong := wrongs{}
		for _, one := range refused.List {
			wrong[one.Field] = cmp.Or(wrong[one.Field], c.p.TextOf(one.Key, one.Args))
		}
		return c.webFormRefused(http.StatusUnprocessableEntity, form, said, wrong)
	}
	if err != nil {
		return err
	}
	to := url.Values{"sent": {"1"}}
	if said.Has("embed") {
		to.Set("embed", "1")
	}
	http.Redirect(c.w, c.r, withQuery("/f/"+form.Key, to), http.StatusSeeOther)
	return nil
}

// webFormRefused shows the form again with what is wrong.
func (c *call) webFormRefused(status int, form *crm.WebForm, said url.Values, wrong wrongs) error {
	c.render(status, page.PublicFormPage(c.p, c.publicForm(form, said, wrong)))
	return nil
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

// webFormScript is what a site puts in to show the form.
func (c *call) webFormScript() error {
	var form *crm.WebForm
	err := c.read(func(tx *store.Tx) (err error) {
		form, err = c.runningForm(tx)
		return err
	})
	if err != nil {
		return err
	}
	at, _ := json.Marshal(c.origin() + "/f/" + form.Key)
	title, _ := json.Marshal(cmp.Or(form.Title, form.Name))
	c.w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.w.Header().Set("Cache-Control", "public, max-age=300")
	return c.text("text/javascript; charset=utf-8", strings.NewReplacer("%s, to", string(at)+", to", "= %s;", "= "+string(title)+";", "%%", "%").Replace(embedScript))
}

// webFormCard is what the card of a form has: how to put it on a site.
var webFormCard = special{
	also: func(c *call, k *cardOf) []page.Button {
		f := k.rec.(*crm.WebForm)
		if !f.Running || f.Archived {
			return nil
		}
		return []page.Button{{Label: c.p.Text("web_form.open"), Icon: "external-link", Href: "/f/" + f.Key, Extra: page.With("target", "_blank", "rel", "noopener")}}
	},
	rail: func(c *call, _ *store.Tx, k *cardOf) ([]page.RailBox, error) {
		f := k.rec.(*crm.WebForm)
		at := c.origin() + "/f/" + f.Key
		return []page.RailBox{{Title: c.p.Text("web_form.put"), Lines: []page.Line{
			{Label: c.p.Text("web_form.by_script"), Text: `<script src="` + at + `/embed.js"></script>`, Wide: true},
			{Label: c.p.Text("web_form.by_frame"), Text: `<iframe src="` + at + `?embed=1" title="` + strings.ReplaceAll(cmp.Or(f.Title, f.Name), `"`, "&quot;") + `"></iframe>`, Wide: true},
			{Label: c.p.Text("web_form.by_link"), Text: at, Wide: true},
		}}}, nil
	},
}
