package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// onConnection runs fn with one connection of the driver's own, which knows
// COPY.
func onConnection(ctx context.Context, db *sql.DB, fn func(*pgx.Conn) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(raw any) error { return fn(raw.(*stdlib.Conn).Conn()) })
}

// copyPostgres copies all rows as one moment saw them, and names the contents
// they know.
func copyPostgres(ctx context.Context, dsn, part string, b *Backup) (named []string, err error) {
	db, err := openPostgres(ctx, dsn)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := refuseStranger(ctx, postgres, db); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(part, backupTables), 0o700); err != nil {
		return nil, err
	}
	b.Database = postgres.name
	err = onConnection(ctx, db, func(conn *pgx.Conn) error {
		tx, err := lockedSnapshot(ctx, conn)
		if err != nil {
			return err
		}
		defer tx.Rollback(context.WithoutCancel(ctx))
		if err := tx.QueryRow(ctx, "SELECT max(version_id) FROM "+versionTable).Scan(&b.Schema); err != nil {
			return err
		}
		if b.Tables, err = postgresTables(ctx, tx); err != nil {
			return err
		}
		for i := range b.Tables {
			if err := copyTable(ctx, tx, part, &b.Tables[i]); err != nil {
				return fmt.Errorf("copy %s: %w", b.Tables[i].Name, err)
			}
		}
		rows, err := tx.Query(ctx, "SELECT hash FROM blob")
		if err != nil {
			return err
		}
		named, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return named, err
}

// lockedSnapshot begins reading one moment in which nobody changes a table
// itself: locked first, for the moment is that of the first question.
func lockedSnapshot(ctx context.Context, conn *pgx.Conn) (pgx.Tx, error) {
	const ask = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
	rows, err := conn.Query(ctx, ask)
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	if len(tables) == 0 {
		return nil, errors.New("the database is empty")
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		return nil, errors.Join(err, tx.Rollback(ctx))
	}
	if _, err := tx.Exec(ctx, "LOCK TABLE "+strings.Join(tables, ", ")+" IN ACCESS SHARE MODE"); err != nil {
		return nil, errors.Join(err, tx.Rollback(ctx))
	}
	return tx, nil
}

// postgresTables are the tables with their columns, and how far their numbers
// have come.
func postgresTables(ctx context.Context, tx pgx.Tx) ([]BackupTable, error) {
	rows, err := tx.Query(ctx, `SELECT c.relname,
			array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
			COALESCE(max(a.attname::text) FILTER (WHERE a.attidentity <> ''), '')
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
		GROUP BY c.relname ORDER BY c.relname`)
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t BackupTable, err error) {
		return t, row.Scan(&t.Name, &t.Columns, &t.Counted)
	})
	if err != nil {
		return nil, err
	}
	for i, t := range tables {
		if t.Counted == "" {
			continue
		}
		var series string
		if err := tx.QueryRow(ctx, "SELECT pg_get_serial_sequence(quote_ident($1), $2)", t.Name, t.Counted).Scan(&series); err != nil {
			return nil, err
		}
		if err := tx.QueryRow(ctx, "SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM "+series).Scan(&tables[i].Next); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

// columnsOf are the columns of a table as COPY names them.
func (t *BackupTable) columnsOf() string {
	return pgx.Identifier{t.Name}.Sanitize() + " (" + quotedIdentifiers(t.Columns) + ")"
}

func quotedIdentifiers(names []string) string {
	var out []string
	for _, name := range names {
		out = append(out, pgx.Identifier{name}.Sanitize())
	}
	return strings.Join(out, ", ")
}

func copyTable(ctx context.Context, tx pgx.Tx, part string, t *BackupTable) error {
	file, err := os.OpenFile(filepath.Join(part, filepath.FromSlash(tableFile(t.Name))), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	packed, err := gzip.NewWriterLevel(file, gzip.BestSpeed)
	if err != nil {
		return err
	}
	tag, err := tx.Conn().PgConn().CopyTo(ctx, packed, "COPY "+t.columnsOf()+" TO STDOUT")
	if err != nil {
		return err
	}
	t.Rows = tag.RowsAffected()
	return errors.Join(packed.Close(), file.Sync(), file.Close())
}

// checkPostgresCopy counts the rows that were written: COPY ends each with a
// line feed and writes none within.
func checkPostgresCopy(ctx context.Context, dir string, b *Backup) error {
	for _, t := range b.Tables {
		n, err := linesIn(ctx, filepath.Join(dir, filepath.FromSlash(tableFile(t.Name))))
		if err != nil {
			return fmt.Errorf("%w: table %s: %w", ErrBackupDamaged, t.Name, err)
		}
		if n != t.Rows {
			return fmt.Errorf("%w: table %s has %d rows", ErrBackupDamaged, t.Name, n)
		}
	}
	return nil
}

func linesIn(ctx context.Context, name string) (n int64, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return 0, err
	}
	for buffer := make([]byte, 64<<10); ; {
		got, err := whileWanted{ctx, text}.Read(buffer)
		n += int64(bytes.Count(buffer[:got], []byte("\n")))
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// restorePostgres fills a new database with the rows of a backup.
func restorePostgres(ctx context.Context, dsn string, b *Backup) error {
	db, err := openPostgres(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	unlock, err := lockSchema(ctx, postgres, db, dsn)
	if err != nil {
		return err
	}
	defer unlock()
	if err := refuseStranger(ctx, postgres, db); err != nil {
		return err
	}
	goose, err := newProvider(postgres, db, postgres.steps())
	if err != nil {
		return err
	}
	switch current, err := goose.GetDBVersion(ctx); {
	case err != nil:
		return err
	case current > b.Schema:
		return fmt.Errorf("the database has schema %d already and the backup %d: make a new one", current, b.Schema)
	}
	if _, err := goose.UpTo(ctx, b.Schema); err != nil {
		return err
	}
	if err := onConnection(ctx, db, func(conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return fillTables(ctx, tx, b) })
	}); err != nil {
		return err
	}
	_, err = goose.Up(ctx)
	return err
}

// fillTables brings all rows in as one unit of work. Indices and references
// are made anew after it, which is quicker than to keep them meanwhile, and
// proves that the references hold.
func fillTables(ctx context.Context, tx pgx.Tx, b *Backup) error {
	if _, err := tx.Exec(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		return err
	}
	there, err := postgresTables(ctx, tx)
	if err != nil {
		return err
	}
	if err := sameTables(there, b.Tables); err != nil {
		return err
	}
	for _, t := range there {
		if t.Name == versionTable {
			continue
		}
		var some bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM "+pgx.Identifier{t.Name}.Sanitize()+")").Scan(&some); err != nil {
			return err
		}
		if some {
			return fmt.Errorf("the database is not empty: table %s has rows", t.Name)
		}
	}
	again, err := takeOff(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM "+versionTable); err != nil {
		return err
	}
	for i := range b.Tables {
		if err := fillTable(ctx, tx, b.Path, &b.Tables[i]); err != nil {
			return fmt.Errorf("fill %s: %w", b.Tables[i].Name, err)
		}
	}
	for _, statement := range again {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// sameTables refuses a database whose tables are not those of the backup.
func sameTables(there, backed []BackupTable) error {
	known := map[string][]string{}
	for _, t := range there {
		known[t.Name] = slices.Sorted(slices.Values(t.Columns))
	}
	for _, t := range backed {
		columns, ok := known[t.Name]
		if !ok {
			return fmt.Errorf("the backup has a table %s, which this program does not know", t.Name)
		}
		if !slices.Equal(columns, slices.Sorted(slices.Values(t.Columns))) {
			return fmt.Errorf("table %s has other columns in the backup than in this program", t.Name)
		}
	}
	return nil
}

// takeOff drops references and indices, and gives the statements that make
// them again.
func takeOff(ctx context.Context, tx pgx.Tx) (again []string, err error) {
	var drop []string
	for _, ask := range []string{
		`SELECT 'DROP INDEX ' || x.indexrelid::regclass, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
			WHERE c.relnamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid) ORDER BY 1`,
		`SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
			'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
			FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1`,
	} {
		rows, err := tx.Query(ctx, ask)
		if err != nil {
			return nil, err
		}
		var off, on string
		if _, err := pgx.ForEachRow(rows, []any{&off, &on}, func() error {
			drop, again = append(drop, off), append(again, on)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	slices.Reverse(drop) // a reference leans on an index
	for _, statement := range drop {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return nil, fmt.Errorf("%s: %w", statement, err)
		}
	}
	return again, nil
}

func fillTable(ctx context.Context, tx pgx.Tx, dir string, t *BackupTable) error {
	file, err := os.Open(filepath.Join(dir, filepath.FromSlash(tableFile(t.Name))))
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, text, "COPY "+t.columnsOf()+" FROM STDIN")
	if err != nil {
		return err
	}
	if n := tag.RowsAffected(); n != t.Rows {
		return fmt.Errorf("%d rows came of %d", n, t.Rows)
	}
	if t.Counted == "" {
		return nil
	}
	_, err = tx.Exec(ctx, "SELECT setval(pg_get_serial_sequence(quote_ident($1), $2), $3, false)", t.Name, t.Counted, t.Next)
	return err
}
