package moving

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"

	"kist/internal/fault"
	"kist/internal/store"
)

// A file of documents is lines of text, so that a person can see what it is:
//
//	kist {"format":1,"what":"backup", ...}      About, once
//	collection "inbox"                          a part begins
//	document {"_id": ...}                       in the order of ids
//	end {"documents":3,"sum":"..."}             the part, as kist move sums it
//	whole {"bytes":1234,"sum":"..."}            of every byte before, once, and nothing after
const (
	lineAbout      = "kist "
	lineCollection = "collection "
	lineDocument   = "document "
	lineEnd        = "end "
	lineWhole      = "whole "
)

// format is the only one that there has been.
const format = 1

// longestLine is more than any document takes: MongoDB's have at most 16 MB, and JSON
// writes their bytes by a third longer.
const longestLine = 48 << 20

// About says of a file what it is.
type About struct {
	Format int    `json:"format"`
	What   string `json:"what"` // what it holds, for who opens it
	ID     string `json:"id"`   // random: to know the same file again
	Made   string `json:"made"` // UTC, RFC 3339, when it was begun
	Keys   string `json:"keys"` // the fingerprint of the key file that it belongs to
}

// partEnd closes a part.
type partEnd struct {
	Documents int64  `json:"documents"`
	Sum       string `json:"sum"`
}

// wholeEnd closes a file.
type wholeEnd struct {
	Bytes int64  `json:"bytes"`
	Sum   string `json:"sum"`
}

// File is a file of documents that is being written. Parts are written to it by
// House.Write, or copied from where House.Write put them.
type File struct {
	out *bufio.Writer
	sum hash.Hash
	n   int64
}

// Begin writes what the file is. The format is filled in.
func Begin(out io.Writer, about About) (*File, error) {
	about.Format = format
	f := &File{out: bufio.NewWriterSize(out, 1<<16), sum: sha256.New()}
	return f, line(f, lineAbout, about)
}

// Write adds bytes of whole parts.
func (f *File) Write(b []byte) (int, error) {
	n, err := f.out.Write(b)
	f.n += int64(n)
	f.sum.Write(b[:n])
	return n, err
}

// End writes the sum of the whole. Who called Begin syncs and closes what is below.
func (f *File) End() error {
	whole := wholeEnd{f.n, hex.EncodeToString(f.sum.Sum(nil))}
	if err := line(f.out, lineWhole, whole); err != nil {
		return err
	}
	return f.out.Flush()
}

// line writes one line.
func line(out io.Writer, kind string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return rawLine(out, kind, text)
}

func rawLine(out io.Writer, kind string, text []byte) error {
	_, err := out.Write(append(append(append(make([]byte, 0, len(kind)+len(text)+1), kind...), text...), '\n'))
	return err
}

// Keep is asked of each document that is about to be written, and gives the one to
// write in its place, or false to leave it out. It may be asked again of the same.
type Keep func(id string, doc any) (any, bool)

// Write writes one collection as a part, in the order of ids. keep may be nil: all, as
// they are.
func (h *House) Write(ctx context.Context, out io.Writer, name string, keep Keep, progress Progress) error {
	k := h.kinds[name]
	if k == nil {
		return fault.Wrap(fault.NotFound, "collection %s", name)
	}
	n, err := k.from.Count(ctx, store.Query{})
	if err != nil {
		return err
	}
	step, done := progress(name, int(n))
	if err := line(out, lineCollection, name); err != nil {
		return err
	}
	s := &sum{hash: sha256.New()}
	for decode, err := range k.from.Find(ctx, store.Query{Strong: true}) {
		if err == nil {
			err = k.write(out, s, decode, keep)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		step()
	}
	done()
	return line(out, lineEnd, partEnd{s.n, s.text()})
}

// write writes one document and adds it to the sum of its part.
func (k *kind) write(out io.Writer, s *sum, decode store.Decode, keep Keep) error {
	doc, id, err := k.open(decode)
	if err != nil {
		return err
	}
	if keep != nil {
		var kept bool
		if doc, kept = keep(id, doc); !kept {
			return nil
		}
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	s.addText(text)
	return rawLine(out, lineDocument, text)
}

// reader reads a file of documents line by line and checks it as it goes.
type reader struct {
	in    *bufio.Reader
	sum   hash.Hash
	n     int64
	lines int
}

// visit is told what a file holds, in order.
type visit struct {
	begin    func(collection string) error
	document func(text []byte) error
	end      func(Moved) error
}

// next is the next line without its end. io.EOF after the last.
func (r *reader) next() ([]byte, error) {
	var whole []byte
	for {
		piece, err := r.in.ReadSlice('\n')
		whole = append(whole, piece...)
		switch {
		case len(whole) > longestLine:
			return nil, r.damaged("a line is too long")
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(whole) == 0:
			return nil, io.EOF
		case err == io.EOF:
			return nil, r.cut()
		case err != nil:
			return nil, err
		}
		r.lines++
		return whole[:len(whole)-1], nil
	}
}

func newReader(in io.Reader) *reader {
	return &reader{in: bufio.NewReaderSize(in, 1<<16), sum: sha256.New()}
}

// count adds a line to the sum of the whole.
func (r *reader) count(text []byte) {
	r.sum.Write(text)
	r.sum.Write([]byte{'\n'})
	r.n += int64(len(text)) + 1
}

func (r *reader) damaged(what string) error {
	return fault.Wrap(fault.Invalid, "the file is damaged at line %d: %s; take another copy of it", r.lines, what)
}

func (r *reader) cut() error {
	return fault.Wrap(fault.Invalid, "the file is cut off after line %d: it was not written or copied to its end; take another copy of it", r.lines)
}

// about reads the first line.
func (r *reader) about() (About, error) {
	var a About
	first := make([]byte, len(lineAbout))
	n, err := io.ReadFull(r.in, first)
	if err != nil && n == 0 {
		return a, fault.Wrap(fault.Invalid, "the file is empty")
	}
	if string(first[:n]) != lineAbout {
		return a, fault.Wrap(fault.Invalid, "the file is none that kist backup wrote (if it was compressed or encrypted afterwards, undo that first)")
	}
	text, err := r.next()
	if err != nil {
		return a, r.early(err)
	}
	if err := json.Unmarshal(text, &a); err != nil {
		return a, r.damaged("it does not say what it is")
	}
	if a.Format != format {
		return a, fault.Wrap(fault.Invalid, "the file is of format %d, and this program reads %d: use the program that wrote it, or a newer one", a.Format, format)
	}
	r.count(append(first, text...))
	return a, nil
}

// early turns the end of a file where more has to come into what it means.
func (r *reader) early(err error) error {
	if err == io.EOF {
		return r.cut()
	}
	return err
}

// all reads the rest after About, up to the end.
func (r *reader) all(v visit) error {
	for {
		text, err := r.next()
		if err != nil {
			return r.early(err)
		}
		if rest, ok := strings.CutPrefix(string(text), lineWhole); ok {
			return r.whole(rest)
		}
		r.count(text)
		name, ok := strings.CutPrefix(string(text), lineCollection)
		var collection string
		if !ok || json.Unmarshal([]byte(name), &collection) != nil {
			return r.damaged("a collection has to begin here")
		}
		if err := r.part(collection, v); err != nil {
			return err
		}
	}
}

// part reads the documents of one collection.
func (r *reader) part(collection string, v visit) error {
	if err := v.begin(collection); err != nil {
		return err
	}
	s := &sum{hash: sha256.New()}
	for {
		text, err := r.next()
		if err != nil {
			return r.early(err)
		}
		r.count(text)
		kind, rest, _ := strings.Cut(string(text), " ")
		switch kind + " " {
		case lineDocument:
			s.addText([]byte(rest))
			if err := v.document([]byte(rest)); err != nil {
				return err
			}
		case lineEnd:
			var end partEnd
			if json.Unmarshal([]byte(rest), &end) != nil || end != (partEnd{s.n, s.text()}) {
				return r.damaged("the documents of " + collection + " are not those that were written")
			}
			return v.end(Moved{collection, s.n, end.Sum})
		default:
			return r.damaged("a document has to stand here")
		}
	}
}

// whole compares the sum of the file, after which nothing comes.
func (r *reader) whole(text string) error {
	var end wholeEnd
	if json.Unmarshal([]byte(text), &end) != nil || end != (wholeEnd{r.n, hex.EncodeToString(r.sum.Sum(nil))}) {
		return r.damaged("it is not the file that was written")
	}
	if _, err := r.next(); err != io.EOF {
		return r.damaged("something comes after its end")
	}
	return nil
}

// Contents is what a file holds.
type Contents struct {
	About
	Parts []Moved
	Bytes int64
}

// Documents is how many there are in all.
func (c *Contents) Documents() (n int64) {
	for _, p := range c.Parts {
		n += p.Documents
	}
	return n
}

// Check reads a file from end to end and says what it holds. each, if not nil, is told
// of every document; its first error is that of a file which is otherwise whole, for
// what it cannot read in any other may be the damage. fault.Invalid for a file that is cut
// off, damaged, of another format or none of Kist, in words that say what to do.
func Check(in io.Reader, each func(collection string, text []byte) error) (*Contents, error) {
	r := newReader(in)
	about, err := r.about()
	if err != nil {
		return nil, err
	}
	c := &Contents{About: about}
	seen, now := map[string]bool{}, ""
	var strange error
	err = r.all(visit{
		begin: func(collection string) error {
			if now = collection; seen[now] {
				return r.damaged("the collection " + now + " is there twice")
			}
			seen[now] = true
			return nil
		},
		document: func(text []byte) error {
			if each != nil && strange == nil {
				strange = each(now, text)
			}
			return nil
		},
		end: func(m Moved) error { c.Parts = append(c.Parts, m); return nil },
	})
	c.Bytes = r.n
	return c, cmp.Or(err, strange)
}
