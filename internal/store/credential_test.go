package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"dossier/internal/register"
	"dossier/internal/store"
)

func TestACredentialIsKeptPartByPart(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		if _, err := st.Credential(t.Context(), ann); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("before there is one: %v", err)
		}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.SetPassword(ctx, ann, "hash-1") })
		c.advance(time.Hour)
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			return tx.SetTOTP(ctx, ann, "sealed", []string{"one", "two"})
		})
		got, err := st.Credential(t.Context(), ann)
		if err != nil || got.Password != "hash-1" || got.TOTP != "sealed" || !slices.Equal(got.Recovery, []string{"one", "two"}) || !got.ChangedAt.Equal(c.now) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestNoCodeOpensTwice(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, _ *clock) {
		keep(t, st, func(ctx context.Context, tx *store.Tx) error {
			return tx.SetTOTP(ctx, ann, "sealed", []string{"one", "two"})
		})
		use := func(step int64) (fresh bool) {
			t.Helper()
			keep(t, st, func(ctx context.Context, tx *store.Tx) (err error) {
				fresh, err = tx.UseCode(ctx, ann, step)
				return err
			})
			return fresh
		}
		for _, try := range []struct {
			step int64
			want bool
		}{{100, true}, {100, false}, {99, false}, {101, true}} {
			if got := use(try.step); got != try.want {
				t.Errorf("step %d: %v", try.step, got)
			}
		}
		redeem := func(user register.ID, hash string) (good bool) {
			t.Helper()
			keep(t, st, func(ctx context.Context, tx *store.Tx) (err error) {
				good, err = tx.UseRecovery(ctx, user, hash)
				return err
			})
			return good
		}
		if !redeem(ann, "two") || redeem(ann, "two") || redeem(ann, "three") || redeem(boris, "one") || !redeem(ann, "one") {
			t.Error("recovery codes are not used once each")
		}
	})
}

func TestALinkIsUsedOnceAndInTime(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		invite := func(kind store.InvitationKind) (token string) {
			t.Helper()
			keep(t, st, func(ctx context.Context, tx *store.Tx) (err error) {
				token, err = tx.Invite(ctx, ann, kind, time.Hour)
				return err
			})
			return token
		}
		use := func(token string) (user register.ID, err error) {
			err = st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) (err error) {
				user, _, err = tx.UseInvitation(t.Context(), token)
				return err
			})
			return user, err
		}
		earlier, join := invite(store.Join), invite(store.Join)
		reset := invite(store.Reset)
		for range 2 { // a mail program may look before its reader does
			if user, kind, err := st.Invited(t.Context(), join); user != ann || kind != store.Join || err != nil {
				t.Errorf("looked at: %v %v %v", user, kind, err)
			}
		}
		if user, err := use(join); user != ann || err != nil {
			t.Errorf("used: %v %v", user, err)
		}
		if _, err := use(join); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("used twice: %v", err)
		}
		if _, err := use(earlier); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("an earlier link: %v", err)
		}
		c.advance(time.Hour)
		if _, err := use(reset); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("used late: %v", err)
		}
		if _, _, err := st.Invited(t.Context(), reset); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("looked at late: %v", err)
		}
	})
}

func TestATokenActsUntilItIsRevokedOrExpires(t *testing.T) {
	each(t, func(t *testing.T, st *store.Store, c *clock) {
		create := func(tk store.Token) (secret string) {
			t.Helper()
			keep(t, st, func(ctx context.Context, tx *store.Tx) (err error) {
				secret, err = tx.CreateToken(ctx, tk)
				return err
			})
			return secret
		}
		lasting := create(store.Token{User: ann, Name: "1C", Scopes: []string{"partner:see", "deal:edit"}})
		brief := create(store.Token{User: ann, Name: "probe", Scopes: []string{"deal:see"}, ExpiresAt: c.now.Add(time.Hour)})

		got, first, err := st.Token(t.Context(), lasting)
		if err != nil || !first || got.User != ann || got.Name != "1C" || !slices.Equal(got.Scopes, []string{"partner:see", "deal:edit"}) {
			t.Errorf("%+v %v %v", got, first, err)
		}
		if _, first, _ := st.Token(t.Context(), lasting); first {
			t.Error("the second use is called the first")
		}
		c.advance(time.Hour)
		if _, _, err := st.Token(t.Context(), brief); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("expired: %v", err)
		}
		if _, first, err := st.Token(t.Context(), lasting); first || err != nil {
			t.Errorf("later use: %v %v", first, err)
		}
		list, err := st.Tokens(t.Context(), ann)
		if err != nil || len(list) != 2 || list[0].Name != "probe" || !list[1].UsedAt.Equal(c.now) {
			t.Errorf("%+v, %v", list, err)
		}
		err = st.Write(t.Context(), register.Program, register.ByProgram, func(tx *store.Tx) error {
			return tx.RevokeToken(t.Context(), boris, list[1].ID)
		})
		if !errors.Is(err, register.ErrNotFound) {
			t.Errorf("another's token is revoked: %v", err)
		}
		keep(t, st, func(ctx context.Context, tx *store.Tx) error { return tx.RevokeToken(ctx, ann, list[1].ID) })
		if _, _, err := st.Token(t.Context(), lasting); !errors.Is(err, register.ErrNotFound) {
			t.Errorf("revoked: %v", err)
		}
	})
}
