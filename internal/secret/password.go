// Package secret keeps what must not be read: it hashes passwords, checks
// one-time codes, makes tokens and recovery codes, and seals stored secrets.
package secret

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// ErrHash is returned for a stored hash that is not ours to read.
var ErrHash = errors.New("not an Argon2id hash in PHC form")

// Passwords hashes and checks passwords, few at a time, because each hash takes
// 19 MiB of memory. Make one for the whole program.
type Passwords struct {
	slots chan struct{}
	dummy string
}

// cost is how dear a hash is; the weights are those of OWASP for Argon2id.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var today = cost{memory: 19 * 1024, passes: 2, threads: 1}

const (
	saltSize = 16
	hashSize = 32
)

// NewPasswords allows as many hashes at once as there are processors, at most four.
func NewPasswords() *Passwords {
	p := &Passwords{slots: make(chan struct{}, min(runtime.NumCPU(), 4))}
	p.dummy = phc(today, make([]byte, saltSize), make([]byte, hashSize))
	return p
}

// Hash returns a password as Argon2id in PHC form, the text to store. The
// password is taken whole, in Unicode form NFC, so that it does not matter how
// the keyboard composes й. It waits for its turn; the error is the context's.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	key, err := p.derive(ctx, today, password, salt, hashSize)
	if err != nil {
		return "", err
	}
	return phc(today, salt, key), nil
}

// Verify reports whether a password is that of a stored hash. With an empty
// hash, which says that there is no such user or no password, it works as long
// and reports false, so that time does not tell who exists. Errors are ErrHash
// and the context's.
func (p *Passwords) Verify(ctx context.Context, hash, password string) (bool, error) {
	nobody := hash == ""
	if nobody {
		hash = p.dummy
	}
	c, salt, want, err := readPHC(hash)
	if err != nil {
		return false, err
	}
	got, err := p.derive(ctx, c, password, salt, len(want))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && !nobody, nil
}

// Outdated reports that a hash was made at another cost than today's: hash the
// password anew after the next sign-in.
func Outdated(hash string) bool {
	c, salt, key, err := readPHC(hash)
	return err != nil || c != today || len(salt) != saltSize || len(key) != hashSize
}

func (p *Passwords) derive(ctx context.Context, c cost, password string, salt []byte, size int) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	defer func() { <-p.slots }()
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.passes, c.memory, c.threads, uint32(size)), nil
}

func phc(c cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.threads, b64(salt), b64(key))
}

func readPHC(hash string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, nil, nil, ErrHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads); err != nil {
		return cost{}, nil, nil, ErrHash
	}
	salt, saltErr := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	// Bounds: a hash brought in from elsewhere must not take the memory of the machine.
	sane := c.memory >= 8 && c.memory <= 256*1024 && c.passes >= 1 && c.passes <= 16 && c.threads >= 1 && c.threads <= 16
	if saltErr != nil || keyErr != nil || !sane || len(salt) < 8 || len(key) < 16 || len(key) > 64 {
		return cost{}, nil, nil, ErrHash
	}
	return c, salt, key, nil
}
