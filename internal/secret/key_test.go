package secret

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func key(t *testing.T, fill byte) Key {
	t.Helper()
	k, err := NewKey(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestWhatIsSealedOpensInItsPlaceAlone(t *testing.T) {
	k := key(t, 1)
	sealed := k.Seal([]byte("Canary-Pass-77"), "mailbox 17 password")
	if bytes.Contains(sealed, []byte("Canary")) {
		t.Error("the secret can be read")
	}
	if got, err := k.Open(sealed, "mailbox 17 password"); err != nil || string(got) != "Canary-Pass-77" {
		t.Errorf("got %q, %v", got, err)
	}
	if bytes.Equal(sealed, k.Seal([]byte("Canary-Pass-77"), "mailbox 17 password")) {
		t.Error("one secret is always sealed alike")
	}
	if _, err := k.Open(sealed, "mailbox 18 password"); !errors.Is(err, ErrOpen) {
		t.Errorf("in another place: %v", err)
	}
	if _, err := key(t, 2).Open(sealed, "mailbox 17 password"); !errors.Is(err, ErrOpen) {
		t.Errorf("by another key: %v", err)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := k.Open(changed, "mailbox 17 password"); !errors.Is(err, ErrOpen) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	for n := range len(sealed) {
		if _, err := k.Open(sealed[:n], "mailbox 17 password"); !errors.Is(err, ErrOpen) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

func TestSignaturesHoldPartsApart(t *testing.T) {
	k := key(t, 1)
	row := k.Sign([]byte("previous"), []byte("row"))
	if !k.Signed(row, []byte("previous"), []byte("row")) {
		t.Error("a signature is not its own")
	}
	for name, other := range map[string][]byte{
		"moved border": k.Sign([]byte("previousr"), []byte("ow")),
		"one part":     k.Sign([]byte("previousrow")),
		"other order":  k.Sign([]byte("row"), []byte("previous")),
		"more":         k.Sign([]byte("previous"), []byte("row"), nil),
		"other key":    key(t, 2).Sign([]byte("previous"), []byte("row")),
	} {
		if bytes.Equal(row, other) {
			t.Errorf("%s gives the same signature", name)
		}
	}
}

func TestTheKeyIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	var starts sync.WaitGroup
	signatures := make([]string, 8)
	for i := range signatures {
		starts.Go(func() {
			k, err := OpenKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			signatures[i] = fmt.Sprintf("%x", k.Sign(nil))
		})
	}
	starts.Wait()
	for _, s := range signatures {
		if s != signatures[0] {
			t.Fatal("nodes that started at once have two keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

func TestAKeyFileMustBeWholeAndOnesOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	for _, v := range []struct {
		text string
		mode os.FileMode
	}{
		{strings.Repeat("ab", 32), 0o644},
		{strings.Repeat("ab", 31), 0o600},
		{strings.Repeat("zz", 32), 0o600},
		{"", 0o600},
	} {
		os.Remove(path)
		if err := os.WriteFile(path, []byte(v.text), v.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenKey(path); err == nil {
			t.Errorf("%q of mode %o was taken", v.text, v.mode)
		}
		if text, _ := os.ReadFile(path); string(text) != v.text {
			t.Error("the file was overwritten")
		}
	}
	if _, err := OpenKey(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a key was made nowhere")
	}
}

func TestTheKeyDoesNotReachTheLog(t *testing.T) {
	k := key(t, 7)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(verb, k); got != "(secret key)" {
			t.Errorf("%s: %s", verb, got)
		}
	}
	if text, err := json.Marshal(struct{ Key Key }{k}); err != nil || string(text) != `{"Key":{}}` {
		t.Errorf("%s, %v", text, err)
	}
}

func TestTokensAreRandomAndStoredAsHashes(t *testing.T) {
	one, two := NewToken(TokenPrefix), NewToken(TokenPrefix)
	if one == two || !strings.HasPrefix(one, "dos_") || len(one) != len("dos_")+43 {
		t.Errorf("%s, %s", one, two)
	}
	if TokenHash("dos_x") != "16557eb7814424c3efff067ef16c9e98bf9fa95648d71ccf09dde1efd1ab48d2" {
		t.Errorf("hashed as %s", TokenHash("dos_x"))
	}
	if got := TokenHint("dos_4fGhIjKl"); got != "dos_4fGh…" {
		t.Errorf("hinted at as %s", got)
	}
	if got := TokenHint("ab"); got != "ab…" {
		t.Errorf("hinted at as %s", got)
	}
}

func TestRecoveryCodesForgiveHowTheyAreTyped(t *testing.T) {
	codes := NewRecoveryCodes()
	seen := map[string]bool{}
	for _, c := range codes {
		if len(c) != 19 || strings.ContainsAny(c, "OILU") {
			t.Errorf("a code is %s", c)
		}
		seen[RecoveryHash(c)] = true
	}
	if len(codes) != 10 || len(seen) != 10 {
		t.Errorf("%d codes, %d different", len(codes), len(seen))
	}
	if RecoveryHash("8F2K-01WE-RT5Y-7M3N") != RecoveryHash(" 8f2k oiwe rt5y7m3n") {
		t.Error("small letters, spaces or look-alikes matter")
	}
	if RecoveryHash("8F2K-01WE-RT5Y-7M3N") == RecoveryHash("8F2K-01WE-RT5Y-7M3P") {
		t.Error("another code is as good")
	}
}

func BenchmarkSealAndOpen(b *testing.B) {
	k, err := NewKey(make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := k.Open(k.Seal([]byte("Canary-Pass-77"), "mailbox"), "mailbox"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	k, err := NewKey(make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	row := make([]byte, 200)
	for b.Loop() {
		k.Sign(row[:32], row)
	}
}
