package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// SettingsChanged is the name under which OnChange tells of settings.
const SettingsChanged = "setting"

// Setting reads a setting into a value as encoding/json does; the value stays
// as it is when the setting was never made.
func (st *Store) Setting(ctx context.Context, name string, into any) error {
	return readSetting(name, into, st.read.QueryRowContext(ctx, st.d.sql("SELECT value FROM setting WHERE name = ?"), name))
}

// Setting is the setting as the unit of work sees it.
func (tx *Tx) Setting(ctx context.Context, name string, into any) error {
	return readSetting(name, into, tx.queryRow(ctx, tx.d.sql("SELECT value FROM setting WHERE name = ?"), name))
}

func readSetting(name string, into any, row *sql.Row) error {
	var value string
	err := row.Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(value), into)
	}
	return wrap(err, "setting "+name)
}

// Set makes a setting; secrets are sealed before.
func (tx *Tx) Set(ctx context.Context, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("setting %s: %w", name, err)
	}
	_, err = tx.run(ctx, "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, string(text))
	tx.work.touched[SettingsChanged] = true
	return wrap(err, "setting "+name)
}
