// Package media keeps what children can hear and see of a survey: recordings of
// its words, and its questions in British Sign Language.
//
// A recording belongs to a wording: the words of one passage in one edition and
// language. Where the words change it no longer belongs, and staff see that it
// is out of date; a version of the survey that still has those words still finds
// it. Files are kept in chunks and are seen only when they are whole. The package
// knows no HTTP and no child.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/media/container"
	"kist/internal/store"
	"kist/surveys"
)

// Sign is the language of signed videos, by its tag in BCP 47: British Sign
// Language. What is signed are the words of the survey's own language.
const Sign = "bfi"

// Slot is where a recording belongs: one wording of one passage.
type Slot struct {
	Survey  string // key
	Edition surveys.Edition
	Lang    string // Sign for a signed video
	Passage string // id
	Words   string // as a child reads them
}

// place is the edition and language that a slot is in.
func (s Slot) place() string { return placeOf(s.Survey, s.Edition, s.Lang) }

func placeOf(survey string, e surveys.Edition, lang string) string {
	return survey + "/" + string(e) + "/" + lang
}

// id is that of the slot's recording. It holds a mark of the words, so that
// other words have another recording.
func (s Slot) id() string { return s.place() + "/" + s.Passage + "/" + markOf(s.Words) }

// rules are what its recordings may be.
func (s Slot) rules() container.Rules {
	if s.Lang == Sign {
		return container.Signed
	}
	return container.Sound
}

// markOf is a short mark that other texts do not have. Spaces and line ends do
// not count: nobody hears them.
func markOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strings.Join(strings.Fields(p), " ")))
		h.Write([]byte{0})
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9])
}

// Recording is what was made for a slot. One that was removed stays without a
// file, with the line that says who did it.
type Recording struct {
	store.Head    `bson:",inline"` // ID: place/passage/mark of the words
	audit.Audited `bson:",inline"`
	Place         string `json:"place"`
	Passage       string `json:"passage"`
	Words         string `json:"words"` // that were read or signed
	File          string `json:"file"`  // id; empty: removed
	Day           string `json:"day"`   // on which it was made, 2006-01-02
	Millis        int64  `json:"millis"`
	Size          int64  `json:"size"`              // bytes
	By            string `json:"by,omitempty"`      // account id of who kept it; empty for one from before this was noted
	Checked       string `json:"checked,omitempty"` // account id of who listened and found it right; empty: nobody
}

// Seconds is how long it plays, rounded up.
func (r *Recording) Seconds() int { return int((r.Millis + 999) / 1000) }

// Library keeps recordings and their files.
type Library struct {
	recordings *store.Collection[*Recording]
	files      *store.Collection[*File]
	chunks     *store.Collection[*chunk]
	sets       *store.Collection[*set]
	trail      *audit.Trail
	now        func() time.Time
	known      sync.Map // ids of sets that are in the store
	asked      memo
}

// collection is the name under which recordings stand in the trail.
const collection = "recordings"

// Open ensures the collections. now is the clock; nil: time.Now.
func Open(ctx context.Context, e store.Engine, now func() time.Time) (*Library, error) {
	if now == nil {
		now = time.Now
	}
	l := &Library{now: now}
	var err error
	if l.recordings, err = store.Open[Recording](ctx, e, store.Spec{Name: collection, Indexes: []store.Index{
		{Field: "place"}, {Field: "file"}, {Field: audit.WaitingField},
	}}); err != nil {
		return nil, err
	}
	if l.files, err = store.Open[File](ctx, e, store.Spec{Name: "media_files"}); err != nil {
		return nil, err
	}
	if l.chunks, err = store.Open[chunk](ctx, e, store.Spec{Name: "media_chunks"}); err != nil {
		return nil, err
	}
	if l.sets, err = store.Open[set](ctx, e, store.Spec{Name: "media_sets"}); err != nil {
		return nil, err
	}
	l.trail, err = audit.OpenTrail(ctx, e, now)
	return l, err
}

// today is the day in UTC.
func (l *Library) today() string { return l.now().UTC().Format(time.DateOnly) }

// Keep checks a file, cleans it, and makes it the recording of a slot, in place
// of the one before. The error is a fault.Problem of the field container.Field
// where the file cannot be kept.
//
// The file is written first and named last, so that a recording is there whole
// or not at all; what a crash leaves is swept.
func (l *Library) Keep(ctx context.Context, who string, at Slot, file []byte) (*Recording, error) {
	if at.Words == "" {
		return nil, fault.Wrap(fault.NotFound, "words of %s", at.Passage)
	}
	clean, err := container.Read(file, at.rules())
	if err != nil {
		return nil, err
	}
	id, err := l.write(ctx, clean)
	if err != nil {
		return nil, err
	}
	before, err := l.recordings.GetStrong(ctx, at.id())
	if err == nil && before.File != "" {
		l.linger(ctx, before.File)
	}
	return l.put(ctx, at, who, "recording.keep", func(r *Recording) {
		r.File, r.Day, r.Millis, r.Size = id, l.today(), clean.Length.Milliseconds(), int64(len(clean.Bytes))
		r.By, r.Checked = who, ""
	})
}

// Check records that somebody listened to a slot's recording, or saw it, and
// found it right: file is what they heard. fault.Conflict if it is another by now,
// fault.Denied for who made it, fault.NotFound if there is none.
func (l *Library) Check(ctx context.Context, who string, at Slot, file string) error {
	return l.seen(ctx, who, at, file, "recording.check", func(r *Recording) error {
		if r.By == who {
			return fault.Wrap(fault.Denied, "%s made recording %s", who, at.id())
		}
		r.Checked = who
		return nil
	})
}

// seen alters a slot's recording, if file, which the person saw there, is there yet:
// errors as Check, and those of alter.
func (l *Library) seen(ctx context.Context, who string, at Slot, file, did string, alter func(*Recording) error) error {
	_, err := l.recordings.Update(ctx, at.id(), func(r *Recording) error {
		switch {
		case r.File == "":
			return fault.Wrap(fault.NotFound, "recording %s", at.id())
		case r.File != file:
			return fault.Wrap(fault.Conflict, "recording %s", at.id())
		}
		if err := alter(r); err != nil {
			return err
		}
		if err := l.trail.Move(ctx, r.Audited); err != nil {
			return err
		}
		r.Sign(collection, r.Head, who, did, l.now())
		return nil
	})
	return err
}

// Remove takes a slot's recording away, file and all. file is what the person saw
// there: fault.Conflict if it is another by now. Removing what is not there is
// fault.NotFound.
func (l *Library) Remove(ctx context.Context, who string, at Slot, file string) error {
	err := l.seen(ctx, who, at, file, "recording.remove", func(r *Recording) error {
		r.File, r.Millis, r.Size = "", 0, 0
		return nil
	})
	if err != nil {
		return err
	}
	return l.drop(ctx, file)
}

// put writes a slot's recording with the line of who did what.
func (l *Library) put(ctx context.Context, at Slot, who, did string, change func(*Recording)) (*Recording, error) {
	fresh := &Recording{Head: store.Head{ID: at.id()}, Place: at.place(), Passage: at.Passage, Words: at.Words}
	change(fresh)
	fresh.Sign(collection, fresh.Head, who, did, l.now())
	err := l.recordings.Insert(ctx, fresh)
	if !isExists(err) {
		return fresh, err
	}
	return l.recordings.Update(ctx, at.id(), func(r *Recording) error {
		if err := l.trail.Move(ctx, r.Audited); err != nil {
			return err
		}
		change(r)
		r.Sign(collection, r.Head, who, did, l.now())
		return nil
	})
}
