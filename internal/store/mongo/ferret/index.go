package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver that FerretDB itself uses
)

// FerretDB looks for an _id by an expression that its own index of ids does not have, and so
// reads all documents of a collection each time. A store of a few thousand forms is too
// slow for that: the index is added to files that have grown, and small ones are left as
// they are.
const (
	lookEvery = time.Second
	grown     = 1 << 20 // bytes
)

// index adds what is missing until ctx ends.
func index(ctx context.Context, folder string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
		files, _ := filepath.Glob(filepath.Join(folder, "*.sqlite"))
		for _, file := range files {
			if size(file)+size(file+"-wal") < grown {
				continue
			}
			if err := indexFile(ctx, file); err != nil && ctx.Err() == nil {
				fmt.Fprintln(os.Stderr, "ferret: indexing:", err) // it goes on, more slowly
			}
		}
	}
}

func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

// missing are the indices of ids that have no second one for what is asked.
const missing = `SELECT name, tbl_name FROM sqlite_master AS one WHERE type = 'index' AND sql LIKE '%(_ferretdb_sjson->"_id")'
	AND NOT EXISTS (SELECT 1 FROM sqlite_master AS other WHERE other.name = one.name || 'asked')`

// indexFile adds to one file what is missing.
func indexFile(ctx context.Context, file string) (err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?mode=rw&"+options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	statements, err := statements(ctx, db)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func statements(ctx context.Context, db *sql.DB) (list []string, err error) {
	rows, err := db.QueryContext(ctx, missing)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, table string
		if err := rows.Scan(&name, &table); err != nil {
			return nil, err
		}
		list = append(list, fmt.Sprintf(`CREATE INDEX IF NOT EXISTS %q ON %q (_ferretdb_sjson->'$._id')`, name+"asked", table))
	}
	return list, rows.Err()
}
