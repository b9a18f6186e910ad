package moving

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"kist/internal/fault"
	"kist/internal/store"
	"kist/internal/store/storetest"
)

// some is enough that several are on their way at once.
const some = 30

// written is a file of a whole store.
func written(t testing.TB, from store.Engine, keep Keep) []byte {
	t.Helper()
	h := NewHouse(from)
	openAll(t, h)
	var b bytes.Buffer
	f, err := Begin(&b, About{What: "test", ID: "one", Made: "2026-11-26T03:00:00Z", Keys: "k"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range h.Collections() {
		if err := h.Write(t.Context(), f, name, keep, silent); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.End(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// restore checks a file and puts it into an engine.
func restore(t testing.TB, file []byte, to store.Engine) ([]Moved, error) {
	t.Helper()
	h := NewHouse(Nowhere{})
	openAll(t, h)
	contents, err := Check(bytes.NewReader(file), h.Knows)
	if err != nil {
		return nil, err
	}
	return h.Restore(t.Context(), to, silent, Source{contents, bytes.NewReader(file)})
}

// What comes out of a file is what went in, with every revision, whichever the engines.
func TestAFileHoldsEverything(t *testing.T) {
	both(t, func(t *testing.T, from, to store.Engine) {
		before := openAll(t, from)
		fillSome(t, before, some)
		file := written(t, from, nil)
		contents, err := Check(bytes.NewReader(file), nil)
		if err != nil || contents.Documents() != some+2 || contents.What != "test" || contents.Format != 1 || int(contents.Bytes) >= len(file) {
			t.Fatalf("it holds %+v, %v", contents, err)
		}
		all, err := restore(t, file, to)
		if err != nil || !reflect.DeepEqual(all, contents.Parts) {
			t.Fatalf("%+v, not %+v: %v", all, contents.Parts, err)
		}
		after := openAll(t, to)
		for doc, err := range before.things.Find(t.Context(), store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			got, err := after.things.Get(t.Context(), doc.ID)
			if err != nil || !reflect.DeepEqual(got, doc) {
				t.Fatalf("%+v became %+v, %v", doc, got, err)
			}
		}
		if what, err := Unfinished(t.Context(), to); what != "" || err != nil {
			t.Errorf("it is not over: %q, %v", what, err)
		}
		if _, err := restore(t, file, to); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("over what is there: %v", err)
		}
	})
}

// Restoring that is broken off is taken up by the same file, and by no other.
func TestRestoringIsTakenUp(t *testing.T) {
	both(t, func(t *testing.T, from, to store.Engine) {
		fillSome(t, openAll(t, from), some)
		file := written(t, from, nil)
		for _, after := range []int64{0, 1, 2, 20} {
			left := &atomic.Int64{}
			left.Store(after)
			if _, err := restore(t, file, cut{to, left}); !errors.Is(err, errCut) {
				t.Fatalf("after %d: %v", after, err)
			}
			if what, err := Unfinished(t.Context(), to); after > 0 && (what != Restoring || err != nil) {
				t.Errorf("after %d: %q, %v", after, what, err)
			}
		}
		other := bytes.Replace(file, []byte(`"id":"one"`), []byte(`"id":"two"`), 1)
		whole := bytes.LastIndex(other, []byte(lineWhole))
		if _, err := restore(t, resummed(other[:whole]), to); !errors.Is(err, ErrNotEmpty) {
			t.Errorf("another file: %v", err)
		}
		if _, err := restore(t, file, to); err != nil {
			t.Error(err)
		}
	})
}

// resummed closes what may have been changed as a File does.
func resummed(text []byte) []byte {
	var b bytes.Buffer
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	about, _ := readerOf(append(bytes.Clone(first), '\n')).about()
	f, _ := Begin(&b, about)
	_, _ = f.Write(rest)
	_ = f.End()
	return b.Bytes()
}

// What is written may be replaced or left out on its way.
func TestWhatIsKeptIsAsked(t *testing.T) {
	from, to := storetest.SQLite(t)(), storetest.SQLite(t)()
	fillSome(t, openAll(t, from), some)
	file := written(t, from, func(id string, doc any) (any, bool) {
		if x, ok := doc.(*thing); ok && id == "001" {
			y := *x
			y.Text = "another"
			return &y, true
		}
		return doc, id != "002"
	})
	if _, err := restore(t, file, to); err != nil {
		t.Fatal(err)
	}
	after := openAll(t, to)
	if x, err := after.things.Get(t.Context(), "001"); err != nil || x.Text != "another" {
		t.Errorf("%+v, %v", x, err)
	}
	if _, err := after.things.Get(t.Context(), "002"); !errors.Is(err, fault.NotFound) {
		t.Errorf("what was left out: %v", err)
	}
}

// small is a short file.
func small(t testing.TB) []byte {
	e := storetest.SQLite(t)()
	o := openAll(t, e)
	for _, id := range []string{"a", "b"} {
		if err := o.things.Insert(t.Context(), &thing{Head: store.Head{ID: id}, Text: "document " + id}); err != nil {
			t.Fatal(err)
		}
	}
	return written(t, e, nil)
}

// A file that is cut off anywhere, or has one other byte anywhere, is refused before
// anything is put.
func TestDamageIsFound(t *testing.T) {
	file := small(t)
	for i := range file {
		if _, err := Check(bytes.NewReader(file[:i]), nil); !errors.Is(err, fault.Invalid) {
			t.Fatalf("cut off after %d of %d bytes: %v", i, len(file), err)
		}
		other := bytes.Clone(file)
		other[i] ^= 1
		if _, err := Check(bytes.NewReader(other), nil); !errors.Is(err, fault.Invalid) {
			t.Fatalf("byte %d is another: %v", i, err)
		}
	}
	lines := bytes.SplitAfter(file, []byte("\n"))
	for i := range lines[:len(lines)-1] {
		missing := bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil)
		if _, err := Check(bytes.NewReader(missing), nil); !errors.Is(err, fault.Invalid) {
			t.Errorf("without line %d: %v", i+1, err)
		}
	}
}

func TestForeignFilesAreTold(t *testing.T) {
	for text, said := range map[string]string{
		"":                          "is empty",
		"SQLite format 3\x00":       "none that kist backup wrote",
		"ki":                        "none that kist backup wrote",
		"kist {}\n":                 "format 0",
		"kist {\"format\":2}\n":     "format 2, and this program reads 1",
		"kist 7\n":                  "does not say what it is",
		"kist {\"format\":1}\n":     "cut off after line 1",
		"kist {\"format\":1}\nx\n":  "damaged at line 2",
		"kist {\"format\":1}":       "cut off after line 0",
		string(small(t)) + "more\n": "something comes after its end",
	} {
		_, err := Check(strings.NewReader(text), nil)
		if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), said) {
			t.Errorf("%.30q: %v", text, err)
		}
	}
	twice := []byte("kist {\"format\":1}\n" + strings.Repeat("collection \"a\"\nend {\"documents\":0,\"sum\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}\n", 2))
	if _, err := Check(bytes.NewReader(twice), nil); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a collection twice: %v", err)
	}
}

// What this program does not know is told before anything is put.
func TestAFileOfANewerProgram(t *testing.T) {
	file := small(t)
	whole := bytes.LastIndex(file, []byte(lineWhole))
	h := NewHouse(Nowhere{})
	openAll(t, h)
	strange := bytes.Replace(file[:whole], []byte(`"shared"`), []byte(`"strange"`), 1)
	if err := h.Knows("strange", nil); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "strange") {
		t.Errorf("a collection: %v", err)
	}
	if err := h.Knows("things", []byte(`{"_id":"a","fresh":"kept"}`)); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "fresh") {
		t.Errorf("a field: %v", err)
	}
	if err := h.Knows("things", []byte(`{"text":"nobody"}`)); !errors.Is(err, fault.Invalid) {
		t.Errorf("no id: %v", err)
	}
	contents, err := Check(bytes.NewReader(resummed(strange)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Restore(t.Context(), storetest.SQLite(t)(), silent, Source{contents, bytes.NewReader(resummed(strange))}); !errors.Is(err, fault.Invalid) {
		t.Errorf("unasked: %v", err)
	}
}

// An older program's documents may lack fields: they come with what those mean when
// they are empty.
func TestAFileOfAnOlderProgram(t *testing.T) {
	var b bytes.Buffer
	f, err := Begin(&b, About{What: "test", ID: "old"})
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(`{"_id":"b","rev":3,"text":"old"}`)
	s := &sum{hash: sha256.New()}
	s.addText(text)
	err = errors.Join(line(f, lineCollection, "things"), rawLine(f, lineDocument, text), line(f, lineEnd, partEnd{1, s.text()}), f.End())
	if err != nil {
		t.Fatal(err)
	}
	to := storetest.SQLite(t)()
	if _, err := restore(t, b.Bytes(), to); err != nil {
		t.Fatal(err)
	}
	if x, err := openAll(t, to).things.Get(t.Context(), "b"); err != nil || x.Text != "old" || x.Rev != 3 {
		t.Errorf("%+v, %v", x, err)
	}
}

// readerOf reads a file from memory.
func readerOf(text []byte) *reader { return newReader(bytes.NewReader(text)) }

func FuzzCheck(f *testing.F) {
	file := small(f)
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte("kist {\"format\":1}\nwhole {\"bytes\":18,\"sum\":\"\"}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		documents := int64(0)
		contents, err := Check(bytes.NewReader(text), func(string, []byte) error { documents++; return nil })
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if contents.Documents() != documents {
			t.Fatalf("%d documents were told, %d are there", contents.Documents(), documents)
		}
		if _, err := Check(io.MultiReader(bytes.NewReader(text), strings.NewReader("\n")), nil); err == nil {
			t.Fatal("and with something after it")
		}
	})
}

// Damage is called damage, also where it makes a document that cannot be read.
func TestDamageIsSaidFirst(t *testing.T) {
	from := storetest.SQLite(t)()
	fillSome(t, openAll(t, from), some)
	file := written(t, from, nil)
	strange := errors.New("a document that nobody can read")
	cannot := func(string, []byte) error { return strange }
	if _, err := Check(bytes.NewReader(file), cannot); !errors.Is(err, strange) {
		t.Errorf("a whole file: %v", err)
	}
	file[len(file)/2] ^= 4
	if _, err := Check(bytes.NewReader(file), cannot); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged file: %v", err)
	}
}
