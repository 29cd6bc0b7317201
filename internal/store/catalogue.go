package store

import (
	"context"
	"database/sql"
	"strings"
)

// catalogue reads the tables of a database as it knows them itself.
func catalogue(ctx context.Context, d dialect, db *sql.DB) ([]table, error) {
	if d.name == "postgres" {
		return postgresCatalogue(ctx, db)
	}
	return sqliteCatalogue(ctx, db)
}

func sqliteCatalogue(ctx context.Context, db *sql.DB) ([]table, error) {
	names, err := texts(ctx, db, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	var out []table
	for _, name := range names {
		t := table{name: name}
		pk := 0
		err := each(ctx, db, func(rows *sql.Rows) error {
			var c column
			var kind string
			var required, key int
			if err := rows.Scan(&c.name, &kind, &required, &key); err != nil {
				return err
			}
			c.kind, c.null = sqliteKind(kind), required == 0
			if key > 0 {
				pk++
				t.key = append(t.key, c.name)
			}
			t.columns = append(t.columns, c)
			return nil
		}, `SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid`, name)
		if err != nil {
			return nil, err
		}
		if pk == 1 && t.key[0] == "id" {
			t.columns[0].kind, t.columns[0].null, t.key = idColumn, false, nil
		}
		err = each(ctx, db, func(rows *sql.Rows) error {
			var from, to, gone string
			if err := rows.Scan(&from, &to, &gone); err != nil {
				return err
			}
			t.refer(from, to, gone == "CASCADE")
			return nil
		}, `SELECT "from", "table", on_delete FROM pragma_foreign_key_list(?)`, name)
		if err != nil {
			return nil, err
		}
		err = each(ctx, db, func(rows *sql.Rows) error {
			var x index
			var partial bool
			var columns string
			if err := rows.Scan(&x.name, &x.unique, &partial, &columns); err != nil {
				return err
			}
			if partial {
				x.where = "…"
			}
			x.columns = strings.Split(columns, ",")
			t.indices = append(t.indices, x)
			return nil
		}, `SELECT l.name, l."unique", l.partial, (SELECT group_concat(coalesce(x.name, ''), ',' ORDER BY x.seqno) FROM pragma_index_xinfo(l.name) x WHERE x.key = 1)
			FROM pragma_index_list(?) l WHERE l.origin = 'c' ORDER BY l.name`, name)
		if err != nil {
			return nil, err
		}
		t.search, err = texts(ctx, db, `SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid`, name+"_fts")
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func sqliteKind(name string) columnType {
	switch name {
	case "TEXT":
		return textColumn
	case "BLOB":
		return bytesColumn
	}
	return wholeColumn
}

func postgresCatalogue(ctx context.Context, db *sql.DB) ([]table, error) {
	names, err := texts(ctx, db, `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`)
	if err != nil {
		return nil, err
	}
	var out []table
	for _, name := range names {
		t := table{name: name}
		err := each(ctx, db, func(rows *sql.Rows) error {
			var c column
			var kind string
			var required, identity bool
			if err := rows.Scan(&c.name, &kind, &required, &identity); err != nil {
				return err
			}
			c.kind, c.null = postgresKind(kind), !required
			if identity {
				c.kind = idColumn
			}
			t.columns = append(t.columns, c)
			return nil
		}, `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity <> '' FROM pg_attribute a
			WHERE a.attrelid = quote_ident($1)::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`, name)
		if err != nil {
			return nil, err
		}
		err = each(ctx, db, func(rows *sql.Rows) error {
			var from, to, gone string
			if err := rows.Scan(&from, &to, &gone); err != nil {
				return err
			}
			t.refer(from, to, gone == "c")
			return nil
		}, `SELECT a.attname, r.relname, c.confdeltype::text FROM pg_constraint c JOIN pg_class r ON r.oid = c.confrelid
			JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
			WHERE c.conrelid = quote_ident($1)::regclass AND c.contype = 'f'`, name)
		if err != nil {
			return nil, err
		}
		err = each(ctx, db, func(rows *sql.Rows) error {
			var x index
			var primary, partial bool
			var method, columns string
			if err := rows.Scan(&x.name, &x.unique, &primary, &partial, &method, &columns); err != nil {
				return err
			}
			if partial {
				x.where = "…"
			}
			x.columns = strings.Split(columns, ",")
			switch {
			case method == "gin":
				t.search = append(t.search, columns)
			case !primary:
				t.indices = append(t.indices, x)
			case columns != "id":
				t.key = x.columns
			}
			return nil
		}, `SELECT i.relname, x.indisunique, x.indisprimary, x.indpred IS NOT NULL, m.amname,
				(SELECT string_agg(trim('"' FROM pg_get_indexdef(x.indexrelid, n, true)), ',' ORDER BY n) FROM generate_series(1, x.indnkeyatts) n)
			FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
			LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
			WHERE x.indrelid = quote_ident($1)::regclass AND x.indisvalid ORDER BY m.amname, a.attnum, i.relname`, name)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func postgresKind(name string) columnType {
	switch name {
	case "text":
		return textColumn
	case "bytea":
		return bytesColumn
	case "jsonb":
		return jsonColumn
	case "smallint":
		return smallColumn
	}
	return wholeColumn
}

// refer says that a column holds the id of a row of another table.
func (t *table) refer(column, to string, cascade bool) {
	for i := range t.columns {
		if t.columns[i].name == column {
			t.columns[i].refers, t.columns[i].cascade = to, cascade
		}
	}
}

func each(ctx context.Context, db *sql.DB, row func(*sql.Rows) error, text string, args ...any) error {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func texts(ctx context.Context, db *sql.DB, text string, args ...any) ([]string, error) {
	var out []string
	err := each(ctx, db, func(rows *sql.Rows) error {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		out = append(out, s)
		return nil
	}, text, args...)
	return out, err
}
