package main

import (
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kist/internal/audit"
	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/moving"
)

// The least space on a disk: below the first somebody has to act, below the share to look.
const (
	spaceMend  = 500 << 20
	spaceShare = 10 // percent
)

// sqlitePath is the file of a SQLite store; empty for another.
func sqlitePath(cfg *config.Config) string {
	path, ok := strings.CutPrefix(cfg.Store, "sqlite:")
	if !ok {
		return ""
	}
	return path
}

// disks looks at the space where this machine writes.
func (d *doctor) disks() {
	var folders []string
	if path := sqlitePath(d.cfg); path != "" {
		folders = append(folders, filepath.Dir(path))
	}
	if d.cfg.Backups.Dir != "" {
		folders = append(folders, d.cfg.Backups.Dir)
	}
	for _, folder := range append(folders, os.TempDir()) {
		if whole, err := filepath.Abs(folder); err == nil {
			folder = whole
		}
		free, total, err := d.space(folder)
		args := []any{"Folder", folder, "Free", free >> 20}
		switch {
		case errors.Is(err, errors.ErrUnsupported):
		case err != nil:
			d.say(mend, "staff.doctor.disk.none", "Folder", folder, "Why", err.Error())
		case free < spaceMend:
			d.say(mend, "staff.doctor.disk.full", args...)
		case free/100*100 < total/100*spaceShare:
			d.say(note, "staff.doctor.disk.low", args...)
		default:
			d.say(well, "staff.doctor.disk.well", args...)
		}
	}
}

// keyFile reads the key file; false: nothing that needs it can be looked at.
func (d *doctor) keyFile() bool {
	path := d.cfg.KeyFile
	keys, err := seal.LoadKeys(path, false)
	switch {
	case errors.Is(err, fault.NotFound):
		d.say(mend, "staff.doctor.keys.missing", "Path", path)
	case errors.Is(err, fault.Denied):
		d.say(mend, "staff.doctor.keys.open", "Path", path)
	case err != nil:
		d.say(mend, "staff.doctor.keys.broken", "Path", path, "Why", err.Error())
	case d.cfg.Role == config.Collect && keys.CanOpen():
		d.say(note, "staff.doctor.keys.whole", "Path", path)
	case d.cfg.Role != config.Collect && !keys.CanOpen():
		d.say(mend, "staff.doctor.keys.half", "Path", path)
		return false
	default:
		d.say(well, "staff.doctor.keys.well", "Path", path, "Fingerprint", keys.Fingerprint(), "Changed", changedOn(path))
	}
	if err == nil && keys.Older != (seal.Older{}) {
		d.say(note, "staff.doctor.keys.older", "Path", path, "Since", keys.Older.Since)
	}
	if db := sqlitePath(d.cfg); err == nil && db != "" && folderOf(db) == folderOf(path) {
		d.say(note, "staff.doctor.keys.beside", "Folder", folderOf(path))
	}
	d.keys = keys
	return err == nil
}

// folderOf is the folder of a file, from the root on.
func folderOf(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return filepath.Dir(path)
}

// changedOn is the day on which a file was changed last; empty if nobody knows.
func changedOn(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return info.ModTime().Format(time.DateOnly)
}

// several is an engine that may have more than one machine.
type several interface{ Alone() bool }

// store opens the store, writes to it and reads that back; false: it cannot be used.
func (d *doctor) store(ctx context.Context) bool {
	name := config.MaskStore(d.cfg.Store)
	if path := sqlitePath(d.cfg); path != "" {
		if _, err := os.Stat(path); err != nil { // opening it would make one
			d.say(mend, "staff.doctor.store.none", "Store", name, "Why", err.Error())
			return false
		}
	}
	a, err := openParts(ctx, d.cfg) // whatever the key file opens: each key is told below
	if err != nil {
		d.say(mend, "staff.doctor.store.silent", "Store", name, "Why", err.Error())
		return false
	}
	d.app = a
	if err := writes(ctx, a.engine); err != nil {
		d.say(mend, "staff.doctor.store.writes", "Store", name, "Why", err.Error())
		return true
	}
	d.say(well, "staff.doctor.store.well", "Store", name)
	if r, ok := a.house.Engine.(several); ok && r.Alone() {
		d.say(note, "staff.doctor.store.alone")
	}
	return true
}

// probe is a document that is written to see that it can be.
type probe struct {
	store.Head `bson:",inline"`
	Holder     string `json:"holder"`
}

// writes inserts a document where turns are kept, reads it strongly and deletes it.
func writes(ctx context.Context, e store.Engine) error {
	docs, err := store.Open[probe](ctx, e, store.Spec{Name: "leases"})
	if err != nil {
		return err
	}
	id := "doctor " + hex.EncodeToString(seal.Random(8))
	if err := docs.Insert(ctx, &probe{Head: store.Head{ID: id}}); err != nil {
		return err
	}
	_, err = docs.GetStrong(ctx, id)
	return errors.Join(err, docs.Delete(ctx, id))
}

// skew is how far clocks may differ.
const skew = 2 * time.Minute

// timed is an engine with a clock of its own.
type timed interface {
	Now(ctx context.Context) (time.Time, error)
}

// clock compares this machine's clock with the store's, or with the latest thing that
// staff did.
func (d *doctor) clock(ctx context.Context) {
	if e, ok := d.app.house.Engine.(timed); ok {
		there, err := e.Now(ctx)
		if err != nil {
			d.say(mend, "staff.doctor.clock.unread", "Why", err.Error())
			return
		}
		if off := d.now().Sub(there); off.Abs() > skew {
			d.say(mend, "staff.doctor.clock.off", "By", off.Round(time.Second).String())
			return
		}
	}
	lines, err := store.Open[audit.Line](ctx, d.app.engine, store.Spec{Name: auditName, Indexes: []store.Index{{Order: "at"}}})
	if err == nil {
		last, none := lines.First(ctx, store.Query{Order: "at", Desc: true})
		if none == nil {
			at, bad := time.Parse(audit.Minute, last.At)
			if bad == nil && at.Sub(d.now()) > skew {
				d.say(mend, "staff.doctor.clock.behind", "Day", last.At)
				return
			}
		}
	}
	if kept, err := d.kept(); err == nil && !kept {
		d.say(note, "staff.doctor.clock.alone", "Now", d.now().Format("2006-01-02 15:04 MST"))
		return
	}
	d.say(well, "staff.doctor.clock.well", "Now", d.now().Format("2006-01-02 15:04 MST"))
}

// rounds tries every key of rounds, and looks for rounds whose keys are missing, or are
// there after their day.
func (d *doctor) rounds(ctx context.Context) {
	if d.cfg.Role == config.Collect {
		return
	}
	held, closed, err := d.app.vault.Try(ctx)
	if err != nil {
		d.say(mend, "staff.doctor.rounds.unread", "Why", err.Error())
		return
	}
	if len(closed) > 0 {
		d.say(mend, "staff.doctor.rounds.closed", "Keys", strings.Join(closed, ", "))
		return
	}
	var lost, late, endless []string
	today := d.now().Format(time.DateOnly)
	for r, err := range d.app.book.Rounds.Find(ctx, store.Query{}) {
		if err != nil {
			d.say(mend, "staff.doctor.rounds.unread", "Why", err.Error())
			return
		}
		need, over := r.Keys(), r.Stage != inspections.Draft && r.KeysUntil != "" && r.KeysUntil < today
		there := func(id string) bool { return slices.Contains(held, id) }
		switch {
		case !over && r.KeysGone == "" && r.Stage != inspections.Ending && r.Stage != inspections.Ended:
			if slices.ContainsFunc(need, func(id string) bool { return !there(id) }) {
				lost = append(lost, r.ID)
			}
			if r.KeysUntil == "" && r.Pilot == "" && !r.Synthetic && r.Stage != inspections.Draft {
				endless = append(endless, r.ID)
			}
		case (over || r.KeysGone != "" || r.Stage == inspections.Ended) && slices.ContainsFunc(need, there):
			late = append(late, r.ID)
		}
	}
	if len(lost) > 0 {
		d.say(mend, "staff.doctor.rounds.lost", "Rounds", strings.Join(lost, ", "))
	}
	if len(late) > 0 {
		d.say(mend, "staff.doctor.rounds.late", "Rounds", strings.Join(late, ", "))
	}
	if len(endless) > 0 {
		d.say(note, "staff.doctor.rounds.endless", "Rounds", strings.Join(endless, ", "))
	}
	if len(lost)+len(late) == 0 {
		d.say(well, "staff.doctor.rounds.well", "Keys", len(held))
	}
}

// oldBackup is the age at which a day's backup is missing.
const oldBackup = 50 * time.Hour

// backups reads the latest backup from end to end, and the keys of rounds beside it.
func (d *doctor) backups(ctx context.Context) {
	dir := d.cfg.Backups.Dir
	if d.cfg.Role == config.Collect {
		return
	}
	if dir == "" {
		d.say(note, "staff.doctor.backup.off")
		return
	}
	list, err := backups(dir)
	if err != nil {
		d.say(mend, "staff.doctor.backup.folder", "Folder", dir, "Why", err.Error())
		return
	}
	if len(list) == 0 {
		d.say(mend, "staff.doctor.backup.none", "Folder", dir)
		return
	}
	b, err := openBackup(ctx, d.cfg, d.keys, list[len(list)-1], filepath.Join(dir, keysName), nil)
	if err != nil {
		d.say(mend, "staff.doctor.backup.broken", "Why", err.Error())
		return
	}
	defer b.close()
	made, err := time.Parse(time.RFC3339, b.answers.Made)
	switch age := d.now().Sub(made); {
	case err != nil || age > oldBackup:
		d.say(mend, "staff.doctor.backup.old", "Day", b.answers.Made)
	case age < -skew: // and hides the real ones, which have earlier names
		d.say(mend, "staff.doctor.backup.ahead", "Day", b.answers.Made, "Path", list[len(list)-1])
	default:
		d.say(well, "staff.doctor.backup.well", "Day", b.answers.Made, "Documents", b.answers.Documents(), "Count", len(list))
	}
	for _, path := range []string{list[len(list)-1], filepath.Join(dir, keysName)} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&(fs.ModePerm^0o700) != 0 {
			d.say(mend, "staff.doctor.backup.open", "Path", path)
		}
	}
	d.savedKeys(ctx, b.keys)
}

// savedKeys compares the keys of rounds in their file with those in the store.
func (d *doctor) savedKeys(ctx context.Context, saved moving.Source) {
	held, _, err := d.app.vault.Try(ctx)
	if err != nil {
		return // it was told above
	}
	ids, err := roundIDs(saved.In, ofKeys)
	if unknown, none := d.app.unknownRounds(ctx, ids); none == nil && len(unknown) > 0 {
		d.say(mend, "staff.doctor.backup.rounds", "Rounds", strings.Join(unknown, ", "), "Path", filepath.Join(d.cfg.Backups.Dir, keysName))
		return
	}
	slices.Sort(held)
	slices.Sort(ids)
	if err != nil || !slices.Equal(held, ids) {
		d.say(mend, "staff.doctor.backup.keys", "Held", len(held), "Saved", saved.Documents())
	}
}
