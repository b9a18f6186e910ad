package media

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"kist/internal/audit"
	"kist/internal/fault"
	"kist/internal/media/container"
	"kist/internal/store"
)

// chunkSize is how much of a file one document holds, in bytes.
const chunkSize = 256 << 10

// lingers is how long a file is kept that no recording names: pages that are
// open still ask for it.
const lingers = 2 * 24 * time.Hour

// File is a file as it is served: written once, never changed.
type File struct {
	store.Head `bson:",inline"` // ID: random, tells nothing
	Type       string           `json:"type"` // media type
	Size       int64            `json:"size"` // bytes
	Day        string           `json:"day"`  // 2006-01-02; lingers from here when nothing names it
}

// chunk is a piece of a file.
type chunk struct {
	store.Head `bson:",inline"` // ID: file/number
	Data       []byte           `json:"data"`
}

func chunkID(file string, n int64) string { return fmt.Sprintf("%s/%04d", file, n) }

func isExists(err error) bool { return errors.Is(err, fault.Exists) }

// write stores a file and gives its id. Nothing names it yet: the document that
// sweeping finds it by comes first, then its chunks.
func (l *Library) write(ctx context.Context, c *container.Clean) (string, error) {
	var b [9]byte
	rand.Read(b[:])
	f := &File{Head: store.Head{ID: base64.RawURLEncoding.EncodeToString(b[:])}, Type: c.Type, Size: int64(len(c.Bytes)), Day: l.today()}
	if err := l.files.Insert(ctx, f); err != nil {
		return "", err
	}
	for n := int64(0); n*chunkSize < f.Size; n++ {
		piece := c.Bytes[n*chunkSize : min((n+1)*chunkSize, f.Size)]
		if err := l.chunks.Insert(ctx, &chunk{store.Head{ID: chunkID(f.ID, n)}, piece}); err != nil {
			return "", err
		}
	}
	return f.ID, nil
}

// linger lets a file stay for those who have its address. That it could not is
// no error: somebody may hear nothing.
func (l *Library) linger(ctx context.Context, id string) {
	_, _ = l.files.Update(ctx, id, func(f *File) error { f.Day = l.today(); return nil })
}

// drop deletes a file: its chunks first, so that one that is half gone is still
// found.
func (l *Library) drop(ctx context.Context, id string) error {
	f, err := l.files.Get(ctx, id)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for n := int64(0); n*chunkSize < f.Size; n++ {
		if err := l.chunks.Delete(ctx, chunkID(id, n)); err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
	}
	if err := l.files.Delete(ctx, id); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// Sweep brings lines into the trail, and deletes files that no recording has
// named for two days: what a crash left, and what was recorded anew. Call it
// every so often; several servers may.
func (l *Library) Sweep(ctx context.Context) error {
	lines := audit.Sweep(ctx, l.trail, l.recordings, func(r *Recording) *audit.Audited { return &r.Audited })
	before := l.now().Add(-lingers).UTC().Format(time.DateOnly)
	var old []string
	for f, err := range l.files.Find(ctx, store.Query{}) {
		if err != nil {
			return errors.Join(lines, err)
		}
		if f.Day < before {
			old = append(old, f.ID)
		}
	}
	errs := []error{lines}
	for _, id := range old {
		named, err := l.recordings.Count(ctx, store.Query{Field: "file", Is: id, Strong: true})
		if err == nil && named == 0 {
			err = l.drop(ctx, id)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Find gives a file by its own id, or by that of a set and its number in it.
// fault.NotFound if there is none.
func (l *Library) Find(ctx context.Context, id string) (*File, error) {
	id, err := l.fileOf(ctx, id)
	if err != nil {
		return nil, err
	}
	return l.files.Get(ctx, id)
}

// Read gives a file's bytes from wherever the reader seeks, chunk by chunk.
func (l *Library) Read(ctx context.Context, f *File) io.ReadSeeker {
	return &reader{ctx: ctx, library: l, file: f, have: -1}
}

// reader holds one chunk at a time.
type reader struct {
	ctx     context.Context
	library *Library
	file    *File
	at      int64
	have    int64 // number of the chunk that is held; -1: none
	data    []byte
}

// Seek moves to a place in the file; nothing is read.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.file.Size
	}
	if offset < 0 {
		return 0, fault.Wrap(fault.Invalid, "before the beginning")
	}
	r.at = offset
	return offset, nil
}

// Read reads to the end of the chunk at most.
func (r *reader) Read(into []byte) (int, error) {
	if r.at >= r.file.Size {
		return 0, io.EOF
	}
	n := r.at / chunkSize
	if n != r.have {
		c, err := r.library.chunks.Get(r.ctx, chunkID(r.file.ID, n))
		if err != nil {
			return 0, err
		}
		r.data, r.have = c.Data, n
	}
	from := r.at - n*chunkSize
	if from >= int64(len(r.data)) {
		return 0, io.ErrUnexpectedEOF
	}
	copied := copy(into, r.data[from:])
	r.at += int64(copied)
	return copied, nil
}
