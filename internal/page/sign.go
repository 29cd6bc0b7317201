package page

import "dossier/internal/lang"

// Entrance is what the pages before the shell share: sign-in, second factor,
// set-up, password.
type Entrance struct {
	// Company is the name of the organisation; empty before set-up.
	Company string
	// Languages lead to the same page in another language.
	Languages []LanguageLink
	// Insecure warns that the connection is not encrypted.
	Insecure bool
	// Damaged says that nothing can be saved: damage was found.
	Damaged bool
}

// LanguageLink is one language by its own name.
type LanguageLink struct {
	Code    string
	Name    string
	Href    string
	Current bool
}

// SignIn asks for e-mail and password. The problem is the same whether the
// address is unknown or the password is wrong.
type SignIn struct {
	Entrance Entrance
	Action   string
	// Next is where one wanted to go; checked by the handler to be ours.
	Next  string
	Email string
	// Problem is the refusal in words; empty at first sight.
	Problem string
	// Wait says how long to wait after too many tries.
	Wait string
	// Ended is set when the session ran out and one is asked again.
	Ended bool
	// SignedOut is set right after signing out.
	SignedOut bool
}

// SecondFactor asks for the six digits, or for a recovery code.
type SecondFactor struct {
	Entrance Entrance
	Action   string
	Next     string
	// Recovery asks for a recovery code instead of the six digits.
	Recovery bool
	// Other is the same page asking for the other kind of code.
	Other   string
	Problem string
	Cancel  string
}

// SetUp is the first start: the company and its first administrator.
type SetUp struct {
	Entrance Entrance
	// Form holds the sections company and administrator.
	Form Form
}

// NewPassword is where an invitation or a reset leads.
type NewPassword struct {
	Entrance Entrance
	// Person is who is invited; Email is the address one will sign in with.
	Person, Email string
	// Invitation greets; otherwise the page is for a forgotten password.
	Invitation bool
	Form       Form
	// Stale is set when the link was used or ran out; there is no form then.
	Stale bool
	// SignIn leads to the sign-in page.
	SignIn string
}

// SessionEnded is the dialog over a page whose session ran out. What is on the
// page stays.
type SessionEnded struct {
	Action string
	// Factor asks for the six digits after the password was right.
	Factor  bool
	Email   string
	Problem string
}

// email has the cursor while it is empty; the password has it afterwards.
func (v SignIn) email(p *lang.Printer) Field {
	return Field{
		Name: "email", Label: p.Text("sign.email"), Control: AskEmail, Values: []string{v.Email},
		Autocomplete: "username", Focus: v.Email == "",
	}
}

func (v SignIn) password(p *lang.Printer) Field {
	return Field{
		Name: "password", Label: p.Text("sign.password"), Control: AskPassword,
		Autocomplete: "current-password", Focus: v.Email != "",
	}
}

func (v SecondFactor) code(p *lang.Printer) Field {
	code := Field{
		Name: "code", Label: p.Text("sign.code"), Control: AskCode, Problem: v.Problem,
		Autocomplete: "one-time-code", Focus: true, MaxLength: 7,
	}
	if v.Recovery {
		code.Name, code.Label, code.Control, code.MaxLength = "recovery", p.Text("sign.recovery_code"), AskText, 24
	}
	return code
}

func (v NewPassword) title(p *lang.Printer) string {
	if v.Invitation {
		return p.Text("sign.welcome")
	}
	return p.Text("sign.new_password")
}
