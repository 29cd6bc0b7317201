package identity

import "testing"

func TestPhonesAreReadInMoreForms(t *testing.T) {
	for _, v := range []struct{ raw, country, e164, ext string }{
		{"тел.: 050 123-45-67", "UA", "+380501234567", ""},
		{"０５０ １２３ ４５ ６７", "UA", "+380501234567", ""},
		{"+380 0501234567", "BG", "+380501234567", ""},
		{"+380501234567 x12", "BG", "+380501234567", "12"},
		{"044 501-85-46 #7", "UA", "+380445018546", "7"},
		{"+359 2 987 65 43 вътр. 15", "UA", "+35929876543", "15"},
		{"8 (495) 123-45-67", "RU", "+74951234567", ""},
		{"601 234 567", "PL", "+48601234567", ""},
		{"044\u00a0501\u201085\u201046", "UA", "+380445018546", ""},
	} {
		p := ParsePhone(v.raw, v.country)
		if p.E164 != v.e164 || p.Ext != v.ext || p.Warning != "" {
			t.Errorf("%q in %s: got %+v", v.raw, v.country, p)
		}
	}
}

func TestWhatIsNoPhoneIsNamed(t *testing.T) {
	for raw, warning := range map[string]PhoneWarning{
		"  ":                    PhoneEmpty,
		"немає":                 PhoneCharacters,
		"050 123 45 67 Олена":   PhoneCharacters,
		"050 123 45 67 вн.":     PhoneCharacters,
		"+":                     PhoneCharacters,
		"00":                    PhoneCharacters,
		"+0123456789":           PhoneLength,
		"+4912345678901234567":  PhoneLength,
		"+39 06":                PhoneLength,
		"050 123 45 67 доб. аб": PhoneCharacters,
	} {
		if p := ParsePhone(raw, "UA"); p.Warning != warning || p.E164 != "" {
			t.Errorf("%q: got %+v, want %s", raw, p, warning)
		}
	}
	if p := ParsePhone("0501234567", "??"); p.Warning != PhoneLocal {
		t.Errorf("a number of an unknown country: %+v", p)
	}
}

func TestPhonesAreShownInGroups(t *testing.T) {
	for e164, shown := range map[string]string{
		"+380501234567": "+380 50 123 45 67",
		"+359888123456": "+359 888 123 456",
		"+35929876543":  "+359 2 987 65 43",
		"+35932123456":  "+359 32 123 456",
		"+35970012345":  "+359 700 12 345",
		"+49301234567":  "+49 301 234 567",
		"+12025550123":  "+1 202 555 0123",
		"501-85-46":     "501-85-46",
	} {
		if got := GroupPhone(e164); got != shown {
			t.Errorf("%s: shown as %s, want %s", e164, got, shown)
		}
	}
}

func TestMobilesAreHintedAt(t *testing.T) {
	for raw, mobile := range map[string]bool{"0501234567": true, "0445018546": false, "+359888123456": true, "+35932123456": false} {
		if p := ParsePhone(raw, "UA"); p.Mobile != mobile {
			t.Errorf("%s: mobile is %v", raw, p.Mobile)
		}
	}
}

func TestEmailsAreCheckedAndMended(t *testing.T) {
	for _, v := range []struct {
		typed, compact string
		fault          Fault
		offer          string
	}{
		{" Olena.K@Firma.UA ", "Olena.K@firma.ua", "", ""},
		{"info@пошта.укр", "info@пошта.укр", "", ""},
		{"олена@пошта.укр", "олена@пошта.укр", "", ""},
		{"sale+x@a-b.example.com", "sale+x@a-b.example.com", "", ""},
		{"infо@firma.ua", "infо@firma.ua", Characters, "info@firma.ua"}, // Cyrillic о
		{"info@соса.com", "info@соса.com", Characters, "info@coca.com"}, // all Cyrillic
		{"iнженер@firma.ua", "iнженер@firma.ua", Characters, ""},
		{"", "", Empty, ""},
		{"firma.ua", "firma.ua", Component, ""},
		{"a@b@c.ua", "a@b@c.ua", Component, ""},
		{"a@localhost", "a@localhost", Component, ""},
		{"a@.ua", "a@.ua", Component, ""},
		{"a..b@c.ua", "a..b@c.ua", Component, ""},
		{"a b@c.ua", "a b@c.ua", Characters, ""},
		{"a@c_d.ua", "a@c_d.ua", Characters, ""},
		{"a\r\nbcc: x@c.ua", "a\r\nbcc: x@c.ua", Characters, ""},
	} {
		r := CheckEmail(v.typed)
		if r.Compact != v.compact || r.Fault != v.fault || r.Suggestion != v.offer {
			t.Errorf("%q: got %+v", v.typed, r)
		}
	}
}

func TestPublicMailIsNoCompanysDomain(t *testing.T) {
	for email, domain := range map[string]string{"a@firma.ua": "firma.ua", "a@ukr.net": "", "a@abv.bg": "", "": ""} {
		if got := CompanyDomain(email); got != domain {
			t.Errorf("%s: got %q", email, got)
		}
	}
}
