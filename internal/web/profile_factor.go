package web

import (
	"errors"
	"net/http"

	"dossier/internal/page"
	"dossier/internal/register"
	"dossier/internal/secret"
	"dossier/internal/store"
)

func (s *Server) factorRoutes() {
	s.add("GET", "/profile/factor", PageKind, (*call).factorTab)
	s.add("POST", "/profile/factor/begin", FormKind, (*call).beginFactor)
	s.add("POST", "/profile/factor/confirm", FormKind, (*call).confirmFactor)
	s.add("GET", "/profile/factor/stop", FragmentKind, (*call).stopFactorDialog)
	s.add("POST", "/profile/factor/stop", FormKind, (*call).stopFactor)
	s.add("GET", "/profile/factor/codes", FragmentKind, (*call).newCodesDialog)
	s.add("POST", "/profile/factor/codes", FormKind, (*call).newCodes)
}

const factorPath = "/profile/factor"

// pendingFactor is the draft in which a secret waits until its first code has
// been typed.
const pendingFactor = "profile/factor"

func (c *call) showFactor(status int, v page.Factor) error {
	v.Begin, v.Confirm, v.Stop, v.Renew = factorPath+"/begin", factorPath+"/confirm", factorPath+"/stop", factorPath+"/codes"
	v.Kept = factorPath
	return c.showProfile(status, factorPath, page.FactorView(c.p, v), page.Profile{Factor: &v})
}

func (c *call) credential() (store.Credential, error) {
	credential, err := c.store.Credential(c.r.Context(), c.actor.User())
	if errors.Is(err, register.ErrNotFound) {
		err = nil
	}
	return credential, err
}

func (c *call) factorTab() error {
	credential, err := c.credential()
	if err != nil {
		return err
	}
	if credential.TOTP == "" {
		return c.showFactor(http.StatusOK, page.Factor{})
	}
	return c.showFactor(http.StatusOK, page.Factor{
		On: true, Since: c.p.Text("profile.factor_since", "when", c.p.MomentWords(credential.ChangedAt, c.now)),
		Left: c.p.Count("profile.codes_left", int64(len(credential.Recovery))),
	})
}

// beginFactor shows a new secret; it counts once a code made with it was typed.
func (c *call) beginFactor() error {
	credential, err := c.credential()
	if err != nil {
		return err
	}
	if credential.TOTP != "" {
		return c.goTo(factorPath)
	}
	shared, user := secret.NewCodeSecret(), c.actor.User()
	if err := c.store.SaveDraft(c.r.Context(), user, pendingFactor, c.sealCodeSecret(user, shared)); err != nil {
		return err
	}
	return c.showSecret(http.StatusOK, shared, "")
}

func (c *call) showSecret(status int, shared []byte, problem string) error {
	picture, err := secret.QR(secret.CodeURI(shared, "Dossier "+c.company.Load().name, c.who.user().Email), c.p.Text("profile.factor_qr"))
	if err != nil {
		return err
	}
	return c.showFactor(status, page.Factor{QR: picture, Secret: secret.CodeSecretText(shared), Problem: problem})
}

// confirmFactor turns the second factor on and shows the recovery codes, once.
func (c *call) confirmFactor() error {
	if err := c.parseForm(); err != nil {
		return err
	}
	ctx, user := c.r.Context(), c.actor.User()
	sealed, _, err := c.store.Draft(ctx, user, pendingFactor)
	if errors.Is(err, register.ErrNotFound) {
		return c.goTo(factorPath)
	}
	if err != nil {
		return err
	}
	shared, err := c.openCodeSecret(user, sealed)
	if err != nil {
		return err
	}
	step, right := secret.CheckCode(shared, c.r.PostForm.Get("code"), c.now, 0)
	if !right {
		return c.showSecret(http.StatusUnprocessableEntity, shared, c.p.Text("sign.wrong_code"))
	}
	codes := secret.NewRecoveryCodes()
	err = c.write(func(tx *store.Tx) error {
		if err := tx.SetTOTP(ctx, user, sealed, hashes(codes)); err != nil {
			return err
		}
		if _, err := tx.UseCode(ctx, user, step); err != nil {
			return err
		}
		if err := tx.DropDraft(ctx, user, pendingFactor); err != nil {
			return err
		}
		return c.endOthers(tx, "factor_on")
	})
	if err != nil {
		return err
	}
	return c.showFactor(http.StatusOK, page.Factor{On: true, Codes: codes})
}

func hashes(codes []string) []string {
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = secret.RecoveryHash(code)
	}
	return out
}

// passwordDialog asks for the password in use before something is done.
func (c *call) passwordDialog(status int, id, action, title, lead, sure, problem string, dangerous bool) error {
	form := page.Form{
		ID: id, Title: title, Lead: lead, Action: action, Submit: sure, Dangerous: dangerous, Cancel: factorPath,
		Sections: []page.Section{{Fields: []page.Field{c.askPresent(problem)}}},
	}
	if c.background() {
		form.Place = page.InDialog
		c.render(status, page.FormBody(c.p, form))
		return nil
	}
	c.render(status, page.FormPage(c.p, c.shell(title, page.Crumb{Label: c.p.Text("page.profile"), Href: "/profile"}, page.Crumb{Label: title}), form))
	return nil
}

func (c *call) stopFactorDialog() error { return c.askStop(http.StatusOK, "") }

func (c *call) askStop(status int, problem string) error {
	return c.passwordDialog(status, "factor-stop", factorPath+"/stop", c.p.Text("profile.factor_stop_title"), c.p.Text("profile.factor_stop_lead"),
		c.p.Text("profile.factor_turn_off"), problem, true)
}

// stopFactor turns the second factor off, unless the password is too short to
// stand alone.
func (c *call) stopFactor() error {
	_, problem, err := c.present()
	if err != nil {
		return err
	}
	if problem == "" && len([]rune(c.r.PostForm.Get("present"))) < secret.ShortestAlone {
		problem = c.p.Text("profile.factor_must")
	}
	if problem != "" {
		return c.askStop(http.StatusUnprocessableEntity, problem)
	}
	err = c.write(func(tx *store.Tx) error {
		if err := tx.SetTOTP(c.r.Context(), c.actor.User(), "", nil); err != nil {
			return err
		}
		return c.endOthers(tx, "factor_off")
	})
	if err != nil {
		return err
	}
	c.flash(page.Toast{Text: c.p.Text("profile.factor_is_off"), Tone: page.Care})
	return c.goTo(factorPath)
}

func (c *call) newCodesDialog() error { return c.askNewCodes(http.StatusOK, "") }

func (c *call) askNewCodes(status int, problem string) error {
	return c.passwordDialog(status, "factor-codes", factorPath+"/codes", c.p.Text("profile.new_codes"), c.p.Text("profile.new_codes_lead"),
		c.p.Text("profile.new_codes"), problem, false)
}

// newCodes replaces the recovery codes and shows them, once.
func (c *call) newCodes() error {
	credential, problem, err := c.present()
	if err != nil {
		return err
	}
	if problem != "" {
		return c.askNewCodes(http.StatusUnprocessableEntity, problem)
	}
	if credential.TOTP == "" {
		return c.goTo(factorPath)
	}
	ctx, user := c.r.Context(), c.actor.User()
	codes := secret.NewRecoveryCodes()
	err = c.write(func(tx *store.Tx) error {
		if err := tx.SetRecovery(ctx, user, hashes(codes)); err != nil {
			return err
		}
		return tx.Audit(ctx, "recovery_codes", register.Link{Register: "user", ID: user}, nil)
	})
	if err != nil {
		return err
	}
	return c.showFactor(http.StatusOK, page.Factor{On: true, Codes: codes})
}
