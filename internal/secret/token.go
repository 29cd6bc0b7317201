package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// TokenPrefix begins every personal token, so that scanners of leaked secrets
// and people know what they have found.
const TokenPrefix = "dos_"

// NewToken makes a random text of 256 bits after a prefix: TokenPrefix for the
// API, "" for sessions and invitations. Show it once; store TokenHash of it.
func NewToken(prefix string) string {
	random := make([]byte, 32)
	rand.Read(random)
	return prefix + base64.RawURLEncoding.EncodeToString(random)
}

// TokenHash is what is stored and looked up: the SHA-256 of a token in hex. A
// token is random enough to need no slow hash.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// TokenHint is the beginning of a token, enough for its owner to tell it from
// others in a list: "dos_4fGh…".
func TokenHint(token string) string {
	secret := strings.TrimPrefix(token, TokenPrefix)
	return token[:len(token)-len(secret)] + secret[:min(4, len(secret))] + "…"
}

// recoveryAlphabet lacks letters that are read as others.
const recoveryAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewRecoveryCodes makes ten codes of 80 bits to sign in with when the
// telephone is lost, as "8F2K-0QWE-RT5Y-7M3N". Each works once; show them once
// and store RecoveryHash of each.
func NewRecoveryCodes() []string {
	codes := make([]string, 10)
	for i := range codes {
		random := make([]byte, 16)
		rand.Read(random)
		var b strings.Builder
		for j, r := range random {
			if j > 0 && j%4 == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(recoveryAlphabet[r%32])
		}
		codes[i] = b.String()
	}
	return codes
}

// RecoveryHash is the TokenHash of a code as typed: case, spaces and hyphens do
// not matter, nor O for nought and I or L for one.
func RecoveryHash(code string) string {
	return TokenHash(recoveryForm.Replace(strings.ToUpper(code)))
}

var recoveryForm = strings.NewReplacer("-", "", " ", "", "\u00a0", "", "O", "0", "I", "1", "L", "1")
