package secret

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	codeDigits = 6
	codePeriod = 30 // seconds
)

// NewCodeSecret makes the secret that an authenticator application shares with
// us, 20 bytes. Store it sealed by a Key.
func NewCodeSecret() []byte {
	secret := make([]byte, 20)
	rand.Read(secret)
	return secret
}

// CodeSecretText is the secret as people type it when they cannot scan: groups
// of four in base 32.
func CodeSecretText(secret []byte) string {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

// CodeURI is the otpauth address that the QR picture holds. issuer is the name
// of the installation, account the user's e-mail.
func CodeURI(secret []byte, issuer, account string) string {
	label := url.PathEscape(issuer) + ":" + url.PathEscape(account)
	// Applications read %20 everywhere, but + as a plus in some.
	return fmt.Sprintf("otpauth://totp/%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d", label,
		strings.ReplaceAll(CodeSecretText(secret), " ", ""), strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20"), codeDigits, codePeriod)
}

// CheckCode checks a one-time code (RFC 6238) for now and one step of half a
// minute either way. after is the step of the last code accepted, 0 at first: no
// code of that step or before is taken again. The step returned is the one to
// store, in the same transaction that lets the user in.
func CheckCode(secret []byte, code string, now time.Time, after int64) (step int64, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, code)
	current := now.Unix() / codePeriod
	for s := current - 1; s <= current+1; s++ {
		// Every step is compared, so that time does not tell which was near.
		if hmac.Equal([]byte(code), []byte(codeAt(secret, s, codeDigits))) && s > after {
			step, ok = s, true
		}
	}
	return step, ok
}

// codeAt is the code of RFC 4226 for a counter.
func codeAt(secret []byte, counter int64, digits int) string {
	mac := hmac.New(sha1.New, secret)
	binary.Write(mac, binary.BigEndian, counter)
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	number := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	modulus := uint32(1)
	for range digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", digits, number%modulus)
}
