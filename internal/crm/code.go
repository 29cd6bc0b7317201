package crm

import (
	"strings"
	"time"

	"dossier/internal/identity"
	"dossier/internal/register"
)

// firmCodes are the kinds of code by which a country knows a firm; nil where
// we know no rule.
func firmCodes(c Country) []identity.Kind {
	switch c {
	case "ua":
		return []identity.Kind{identity.UACompany, identity.UATaxOffice}
	case "bg":
		return []identity.Kind{identity.BGCompany}
	case "ru":
		return []identity.Kind{identity.RUTax}
	case "kz":
		return []identity.Kind{identity.KZTax}
	}
	return nil
}

// personCodes are the kinds of code by which a country knows a person.
func personCodes(c Country) []identity.Kind {
	switch c {
	case "ua":
		return []identity.Kind{identity.UAPerson, identity.UAPassport}
	case "bg":
		return []identity.Kind{identity.BGPerson, identity.BGForeigner}
	case "ru":
		return []identity.Kind{identity.RUTax}
	case "kz":
		return []identity.Kind{identity.KZTax}
	}
	return nil
}

// vatCodes are the kinds of VAT number of a country.
func vatCodes(c Country) []identity.Kind {
	switch c {
	case "ua":
		return []identity.Kind{identity.UAVAT}
	case "bg":
		return []identity.Kind{identity.BGVAT}
	}
	return nil
}

// readCode puts a code into the form that is stored, or says what is wrong
// with it. A wrong check digit is asked of overrule, when there is one; a rule
// that is practice and not law refuses nothing, it is a Notice. Without kinds
// any code is taken as it is.
func readCode(p *register.Problems, field string, code *string, kinds []identity.Kind, tx register.Tx, overrule func() bool) {
	*code = strings.TrimSpace(*code)
	if *code == "" || len(kinds) == 0 {
		return
	}
	r := bestReading(kinds, *code, today(tx))
	switch {
	case r.Valid(), r.Soft:
		*code = r.Compact
	case r.Fault == identity.Checksum && overrule != nil && overrule():
		*code = r.Compact
	case r.Suggestion != "":
		p.AddAt(field, "code_mixed_scripts", "suggestion", r.Suggestion)
	default:
		p.AddAt(field, "code_"+string(r.Fault))
	}
}

// bestReading is the reading by the kind that finds the least fault.
func bestReading(kinds []identity.Kind, code string, day time.Time) identity.Result {
	var best identity.Result
	for i, k := range kinds {
		r := identity.Check(k, code, day)
		if r.Valid() {
			return r
		}
		if i == 0 || faultiness(r.Fault) < faultiness(best.Fault) {
			best = r
		}
	}
	return best
}

func faultiness(f identity.Fault) int {
	for i, known := range []identity.Fault{"", identity.Checksum, identity.Component, identity.Characters, identity.Length, identity.Empty} {
		if f == known {
			return i
		}
	}
	return 9
}

func today(tx register.Tx) time.Time {
	day, err := time.Parse(time.DateOnly, string(tx.Today()))
	if err != nil {
		return tx.Now()
	}
	return day
}
