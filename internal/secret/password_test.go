package secret

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAPasswordIsKnownByItsHash(t *testing.T) {
	p := NewPasswords()
	long := strings.Repeat("парасолька 🦔 ", 10)
	for _, password := range []string{"correct horse battery staple", long, "", "a\x00b"} {
		hash, err := p.Hash(t.Context(), password)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || Outdated(hash) {
			t.Errorf("hashed as %s", hash)
		}
		if ok, err := p.Verify(t.Context(), hash, password); !ok || err != nil {
			t.Errorf("%q is not its own password: %v", password, err)
		}
		if ok, _ := p.Verify(t.Context(), hash, password+"!"); ok {
			t.Errorf("the last letter after %q does not matter", password)
		}
	}
}

func TestComposedAndDecomposedLettersAreOnePassword(t *testing.T) {
	p := NewPasswords()
	hash, err := p.Hash(t.Context(), "мій їжак")
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := p.Verify(t.Context(), hash, "міи\u0306 і\u0308жак"); !ok || err != nil {
		t.Errorf("another keyboard cannot type it: %v", err)
	}
}

func TestTwoHashesOfOnePasswordDiffer(t *testing.T) {
	p := NewPasswords()
	one, _ := p.Hash(t.Context(), "парасолька")
	two, _ := p.Hash(t.Context(), "парасолька")
	if one == two {
		t.Error("the salt is always the same")
	}
}

func TestNobodyHasNoPasswordButTakesAsLong(t *testing.T) {
	p := NewPasswords()
	hash, err := p.Hash(t.Context(), "парасолька")
	if err != nil {
		t.Fatal(err)
	}
	fastest := func(hash string) time.Duration {
		best := time.Hour
		for range 5 {
			start := time.Now()
			if ok, err := p.Verify(t.Context(), hash, "інше"); ok || err != nil {
				t.Fatalf("got in with %q: %v", hash, err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	somebody, nobody := fastest(hash), fastest("")
	if nobody < somebody/2 {
		t.Errorf("nobody is refused in %v, somebody in %v", nobody, somebody)
	}
}

func TestAForeignHashIsAFault(t *testing.T) {
	p := NewPasswords()
	for _, hash := range []string{
		"plain", "$2a$10$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
		"$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=0,t=0,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	} {
		if ok, err := p.Verify(t.Context(), hash, "plain"); ok || !errors.Is(err, ErrHash) {
			t.Errorf("%s: %v, %v", hash, ok, err)
		}
		if !Outdated(hash) {
			t.Errorf("%s is as good as ours", hash)
		}
	}
}

func TestWaitingForAHashEndsWithTheRequest(t *testing.T) {
	p := &Passwords{slots: make(chan struct{})} // no turn ever comes
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(ctx, "парасолька"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestGoodPasswordsAreTaken(t *testing.T) {
	for _, password := range []string{
		"correct horse battery staple",
		"жовтий трамвай біля річки",
		"kX9#mQ2$vL7@pR4!",
		strings.Repeat("щось довге ", 93),
		"#%&*()-_=+[]{};:",
		"🦔🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🐤🦆🦉",
	} {
		if w := Weakness(password, false, "Олена Коваленко", "olena@zorya.ua"); w != "" {
			t.Errorf("%s: %s", password, w)
		}
	}
	if w := Weakness("tR7#kw9z", true); w != "" {
		t.Errorf("eight letters beside a code: %s", w)
	}
}

func TestWeakPasswordsAreRefusedWithTheReason(t *testing.T) {
	for _, v := range []struct {
		password string
		withCode bool
		weakness string
	}{
		{"fourteen chars", false, "password_too_short"},
		{"tR7#kw9", true, "password_too_short_with_code"},
		{strings.Repeat("щ", 1025), false, "password_too_long"},
		{"fifteen chars \xff", false, "password_not_utf8"},
		{"password", true, "password_guessable"},
		{"P@ssw0rd", true, "password_guessable"},
		{"Пароль123", true, "password_guessable"},
		{"gfhjkm123", true, "password_guessable"},
		{"обичамте", true, "password_guessable"},
		{"СлаваУкраїні", true, "password_guessable"},
		{"11111111", true, "password_guessable"},
		{"qwerty2024", true, "password_guessable"},
		{"йцукенгшщ", true, "password_guessable"},
		{"явертъуиоп", true, "password_guessable"},
		{"passwordpassword", false, "password_guessable"},
		{"password-2026-password", false, "password_guessable"},
		{"1234567890123456", false, "password_guessable"},
		{"qwertyuiopasdfghjkl", false, "password_guessable"},
		{"aaaaaaaaaaaaaaaaaaaa", false, "password_guessable"},
		{"zxcvbnm,./lkjhgfdsa", false, "password_guessable"},
		{"Зоря-Коваленко-1", false, "password_guessable"},
		{"olena.kovalenko!!", false, "password_guessable"},
		{"################", false, "password_guessable"},
		{"DossierDossier1!", false, "password_guessable"},
	} {
		if w := Weakness(v.password, v.withCode, "Олена Коваленко", "ТОВ «Зоря»", "olena.kovalenko@zorya.ua"); w != v.weakness {
			t.Errorf("%s: got %q, want %q", v.password, w, v.weakness)
		}
	}
}

func TestTheListOfCommonPasswordsIsLong(t *testing.T) {
	if len(common) < 700 {
		t.Errorf("%d entries", len(common))
	}
	for word := range common {
		if word == "" {
			t.Error("it holds nothing")
		}
	}
}

func BenchmarkHash(b *testing.B) {
	p := NewPasswords()
	for b.Loop() {
		if _, err := p.Hash(b.Context(), "correct horse battery staple"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWeakness(b *testing.B) {
	for b.Loop() {
		Weakness("correct horse battery staple", false, "Олена Коваленко")
	}
}
