package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"kist/internal/ballot"
	"kist/internal/seal"
	"kist/internal/store/moving"
)

// What files of Kist are.
const (
	ofAnswers = "backup"
	ofKeys    = "keys of rounds"
)

// keysName is the file of rounds' keys beside a backup. There is one, and each backup
// replaces it: what is destroyed in the store is then gone from it too.
const keysName = "round-keys.kist"

// The collections of a backup, in the order in which they are read. Servers go on
// writing meanwhile, one document at a time, and every protocol of theirs survives a
// crash between any two steps. So what a step writes last is read first: the copy is
// then one that a crash could have left, and the first server that runs on it goes on.
// Trails and histories, to which a change is added by the change after it, are read after
// the documents that they are about.
var copied = []string{
	// evidence, before what it was made of
	"blankings", "evidence", "hook_letters", "hooks", "feedback", "review_points", "findings", "finding_remarks",
	"quotes", "codings", "codebooks", "release_orders", "releases", "release_bases", "signing_keys", "progress",
	// decisions on texts: the lane forgets one when a concern or a review has it
	"lane_marks", "lane", "reviewed", "translations", "reviews", "concerns", "contacts",
	// what waits to be sent, and is forgotten once it is in the inbox
	"drafts", "papers",
	// decisions on boxes, before the boxes
	"asides",
	// inbox and rounds at rest, then the boxes of then (Standing)
	inboxName, boxesName,
	"pilot_reports", "readers", "withdrawals", "tickets", "tablets",
	"confirmations", "inspections", "programmes",
	"recordings", "media_sets", "media_files", "media_chunks",
	"survey_drafts", "survey_proposed", "survey_proposals", "survey_translations", "translation_files", "survey_arrivals",
	"survey_overruled", "survey_remarks", "glossary", "trials", "versions",
	"accounts", "logins", "used", "stepped_out", "tokens",
	// trails and histories
	"survey_changes", "codebook_versions", "finding_versions", "feedback_versions", "review_versions", auditName,
}

const (
	inboxName  = "inbox"
	roundsName = "rounds" // copied with the inbox
	boxesName  = "boxes"
	auditName  = "audit"
)

// notCopied are collections that no backup holds, with the reason.
var notCopied = map[string]string{
	"keys":     "is in the file of rounds' keys",
	"leases":   "says whose turn it is now",
	"sessions": "lets somebody in who signed in before: after a restore everybody signs in anew",
	roundsName: "is copied with the inbox",
}

// copier writes backups of a store that may be in use.
type copier struct {
	house    *moving.House
	standing *ballot.Standing
	keys     string // fingerprint of the key file
	spool    string // folder for what is held back for a moment
	steps    stepsOf
	now      func() time.Time
	step     func(next string) // is told what is read next, by tests; may be nil
	written  map[string]int64  // revisions of documents with a trail, by collection/id
}

// copier makes one for the app's store.
func (a *app) copier(ctx context.Context, spool string, steps stepsOf) (*copier, error) {
	if !a.keys.CanOpen() {
		return nil, errors.New("a collecting server holds no keys of rounds: make the backup where the whole key file is")
	}
	standing, err := ballot.OpenStanding(ctx, a.house, a.book)
	return &copier{house: a.house, standing: standing, keys: a.keys.Fingerprint(), spool: spool, steps: steps, now: time.Now}, err
}

func (c *copier) about(what string) moving.About {
	return moving.About{What: what, ID: hex.EncodeToString(seal.Random(16)), Made: c.now().UTC().Format(time.RFC3339), Keys: c.keys}
}

func (c *copier) progress(collection string, n int) (step, done func()) {
	return counted(c.steps, collection, n)
}

// answers writes everything but the keys of rounds.
func (c *copier) answers(ctx context.Context, out io.Writer) error {
	f, err := moving.Begin(out, c.about(ofAnswers))
	if err != nil {
		return err
	}
	c.written = map[string]int64{}
	var mark *ballot.Mark
	for _, name := range copied {
		switch name {
		case inboxName:
			mark, err = c.atRest(ctx, f)
		case boxesName:
			err = c.write(ctx, f, name, mark.Box)
		case auditName:
			err = c.write(ctx, f, name, c.trail)
		default:
			err = c.write(ctx, f, name, c.note(name))
		}
		if err != nil {
			return err
		}
	}
	return f.End()
}

func (c *copier) write(ctx context.Context, out io.Writer, name string, keep moving.Keep) error {
	if c.step != nil {
		c.step(name)
	}
	return c.house.Write(ctx, out, name, keep, c.progress)
}

// roundKeys writes the keys of rounds, wrapped by the key file as they are in the store.
func (c *copier) roundKeys(ctx context.Context, out io.Writer) error {
	f, err := moving.Begin(out, c.about(ofKeys))
	if err != nil {
		return err
	}
	if err := c.write(ctx, f, "keys", nil); err != nil {
		return err
	}
	return f.End()
}

// restPatience is how long a backup waits for a moment in which no box is made, and
// restPause how long between two tries.
const (
	restPatience = 15 * time.Minute
	restPause    = 100 * time.Millisecond
)

// atRest writes rounds and inbox as they are while no box is made, and gives the look
// that goes with them.
func (c *copier) atRest(ctx context.Context, f io.Writer) (*ballot.Mark, error) {
	for end := time.Now().Add(restPatience); ; {
		mark, err := c.once(ctx, f)
		if err != nil || mark != nil {
			return mark, err
		}
		if time.Now().After(end) {
			return nil, errors.New("boxes are made without a pause: set KIST_SEAL_EVERY to a longer time, or make the backup later")
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(restPause):
		}
	}
}

// once copies rounds and inbox to a file without a name and, if nothing moved
// meanwhile, from there to f. Nil: something moved.
func (c *copier) once(ctx context.Context, f io.Writer) (*ballot.Mark, error) {
	aside, err := os.CreateTemp(c.spool, ".kist-backup-*")
	if err != nil {
		return nil, fmt.Errorf("no room for what is held back: %w", err)
	}
	defer aside.Close()
	if err := os.Remove(aside.Name()); err != nil {
		return nil, err
	}
	before, err := c.standing.Look(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{roundsName, inboxName} {
		if err := c.write(ctx, aside, name, c.note(name)); err != nil {
			return nil, err
		}
	}
	if c.step != nil {
		c.step("the second look")
	}
	after, err := c.standing.Look(ctx)
	if err != nil || !after.Same(before) {
		return nil, err
	}
	if _, err := aside.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	_, err = io.Copy(f, aside)
	return before, err
}

// note remembers the revisions of a collection's documents that have a trail.
func (c *copier) note(name string) moving.Keep {
	type audited interface {
		Mark() string // of audit.Audited
		Revision() int64
	}
	return func(id string, doc any) (any, bool) {
		if d, ok := doc.(audited); ok {
			c.written[name+"/"+id] = d.Revision()
		}
		return doc, true
	}
}

// trail leaves out lines of changes that came after the document was copied: the copy's
// next change has the same revision, and would find a line that is not its own.
func (c *copier) trail(id string, doc any) (any, bool) {
	i := strings.LastIndexByte(id, '/')
	if i < 0 {
		return doc, true
	}
	rev, err := strconv.ParseInt(id[i+1:], 10, 64)
	written, ok := c.written[id[:i]]
	return doc, err != nil || !ok || rev <= written
}
