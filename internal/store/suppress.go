package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// addressHash is what is kept of an address that is not to be written to.
// Telephone numbers are few enough to be tried one by one, so that it needs
// the key of the installation.
func (st *Store) addressHash(address string) string {
	mac := hmac.New(sha256.New, st.key)
	mac.Write([]byte("suppressed address\x00" + address))
	return hex.EncodeToString(mac.Sum(nil))
}

// Suppress keeps addresses that are not to be written to with offers. They are
// given in one form: e-mail in small letters, telephones in E.164.
func (tx *Tx) Suppress(ctx context.Context, addresses ...string) error {
	for _, one := range addresses {
		if _, err := tx.run(ctx, "INSERT INTO suppressed (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", tx.store.addressHash(one), millis(tx.work.now)); err != nil {
			return fmt.Errorf("suppress: %w", err)
		}
	}
	return nil
}

// Suppressed are those of the addresses that are not to be written to.
func (tx *Tx) Suppressed(ctx context.Context, addresses ...string) ([]string, error) {
	var out []string
	for _, one := range addresses {
		var there bool
		if err := tx.queryRow(ctx, tx.d.sql("SELECT EXISTS (SELECT 1 FROM suppressed WHERE hash = ?)"), tx.store.addressHash(one)).Scan(&there); err != nil {
			return nil, fmt.Errorf("suppressed: %w", err)
		}
		if there {
			out = append(out, one)
		}
	}
	return out, nil
}

// CountSuppressed counts the addresses that are not to be written to.
func (tx *Tx) CountSuppressed(ctx context.Context) (n int64, err error) {
	err = tx.queryRow(ctx, "SELECT count(*) FROM suppressed").Scan(&n)
	return n, wrap(err, "suppressed")
}
