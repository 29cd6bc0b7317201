package secret

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// ErrOpen is returned when a sealed text was changed, moved to another place or
// sealed by another key.
var ErrOpen = errors.New("the sealed text does not open with this key")

// Key is the installation's own secret of 32 bytes. It seals what the program
// must read again (mail passwords, secrets of one-time codes) and signs the
// audit log. Without its file a backup of the database does not give these
// away; keep a copy of it elsewhere. The zero Key is of no use.
type Key struct {
	seal cipher.AEAD
	mac  []byte
}

const keySize = 32

// OpenKey reads the key file, or makes it at the first start, readable by its
// owner alone. Several nodes that start at once agree on one key. It is an
// error if others may read the file.
func OpenKey(path string) (Key, error) {
	k, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createKey(path); err != nil {
			return Key{}, fmt.Errorf("make the key %s: %w", path, err)
		}
		k, err = readKey(path)
	}
	return k, err
}

// NewKey makes a Key of 32 bytes, as tests and a key kept elsewhere need.
func NewKey(bytes []byte) (Key, error) {
	if len(bytes) != keySize {
		return Key{}, fmt.Errorf("a key has %d bytes, not %d", keySize, len(bytes))
	}
	// Two keys for two tasks, so that neither tells about the other.
	sealing, err := hkdf.Key(sha256.New, bytes, nil, "dossier seal", chacha20poly1305.KeySize)
	if err != nil {
		return Key{}, err
	}
	signing, err := hkdf.Key(sha256.New, bytes, nil, "dossier sign", sha256.Size)
	if err != nil {
		return Key{}, err
	}
	aead, err := chacha20poly1305.NewX(sealing)
	return Key{aead, signing}, err
}

// Seal encrypts a secret for one place, such as "mailbox 17 password"; it opens
// only with the same place, so that a sealed text copied to another row is of
// no use there.
func (k Key) Seal(secret []byte, place string) []byte {
	nonce := make([]byte, k.seal.NonceSize(), k.seal.NonceSize()+len(secret)+k.seal.Overhead())
	rand.Read(nonce)
	return k.seal.Seal(nonce, nonce, secret, []byte(place))
}

// Open decrypts what Seal made for the same place. The error is ErrOpen.
func (k Key) Open(sealed []byte, place string) ([]byte, error) {
	if len(sealed) < k.seal.NonceSize() {
		return nil, ErrOpen
	}
	nonce, text := sealed[:k.seal.NonceSize()], sealed[k.seal.NonceSize():]
	secret, err := k.seal.Open(nil, nonce, text, []byte(place))
	if err != nil {
		return nil, ErrOpen
	}
	return secret, nil
}

// Sign is the HMAC-SHA256 of the parts, each with its length, so that no two
// lists of parts give the same. The audit log signs each row with the
// signature of the row before: Sign(previous, row).
func (k Key) Sign(parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, k.mac)
	for _, p := range parts {
		binary.Write(mac, binary.BigEndian, uint64(len(p)))
		mac.Write(p)
	}
	return mac.Sum(nil)
}

// Signed reports, in constant time, whether a signature is that of the parts.
func (k Key) Signed(signature []byte, parts ...[]byte) bool {
	return hmac.Equal(signature, k.Sign(parts...))
}

// Format keeps the key out of logs, whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { io.WriteString(f, "(secret key)") }

func readKey(path string) (Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Key{}, fmt.Errorf("read the key: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 && runtime.GOOS != "windows" {
		return Key{}, fmt.Errorf("read the key %s: others may read it (mode %04o); run chmod 600", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("read the key: %w", err)
	}
	bytes, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return Key{}, fmt.Errorf("read the key %s: it is not written in hex", path)
	}
	k, err := NewKey(bytes)
	if err != nil {
		return Key{}, fmt.Errorf("read the key %s: %w", path, err)
	}
	return k, nil
}

// createKey writes a whole file aside and links it into place: whoever comes
// second finds the first one's key, and nobody ever finds half of one.
func createKey(path string) error {
	bytes := make([]byte, keySize)
	rand.Read(bytes)
	file, err := os.CreateTemp(filepath.Dir(path), ".key-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = fmt.Fprintf(file, "%x\n", bytes)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the new name last through a power cut.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
