package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/media/container"
	"kist/internal/store"
	"kist/internal/store/mongo"
	"kist/internal/store/mongo/mongotest"
	"kist/internal/store/sqlite"
	"kist/locales"
	"kist/surveys"
	"kist/surveys/samples"
)

// shelf is a library on a store of its own, with a clock that tests set.
type shelf struct {
	*Library
	t      *testing.T
	now    time.Time
	words  *i18n.Bundle
	survey *surveys.Survey
}

func newShelf(t *testing.T, e store.Engine) *shelf {
	t.Helper()
	s := &shelf{t: t, now: time.Date(2031, time.March, 3, 10, 0, 0, 0, time.UTC)}
	var err error
	if s.Library, err = Open(t.Context(), e, func() time.Time { return s.now }); err != nil {
		t.Fatal(err)
	}
	if s.words, err = i18n.Load(locales.Files); err != nil {
		t.Fatal(err)
	}
	if s.survey, err = surveys.Parse(samples.Files, "what_its_like.yaml"); err != nil {
		t.Fatal(err)
	}
	return s
}

func onSQLite(t *testing.T) store.Engine {
	t.Helper()
	e, err := sqlite.Open(filepath.Join(t.TempDir(), "kist.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func onMongo(t *testing.T) store.Engine {
	t.Helper()
	e, err := mongo.Open(t.Context(), mongotest.URI(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("container", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// slot is that of the first question, or its video.
func (s *shelf) slot(sign bool) Slot {
	s.t.Helper()
	states, err := s.States(s.t.Context(), s.survey, surveys.E11, s.words.Printer("en"))
	if sign {
		states, err = s.Signs(s.t.Context(), s.survey, surveys.E11, s.words.Printer("en"))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	for _, st := range states {
		if st.Question {
			return st.Slot
		}
	}
	s.t.Fatal("no question")
	return Slot{}
}

func (s *shelf) heard() Heard {
	s.t.Helper()
	en := s.words.Printer("en")
	h, err := s.Preview(s.t.Context(), s.survey, surveys.E11, en, en)
	if err != nil {
		s.t.Fatal(err)
	}
	return h
}

func (s *shelf) keep(at Slot, file string) *Recording {
	s.t.Helper()
	r, err := s.Keep(s.t.Context(), "morag", at, sample(s.t, file))
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// place is where a question's own words stand on the page, signPlace its video.
func place(at Slot) string     { return NameOf(strings.TrimPrefix(at.Passage, "q.")) }
func signPlace(at Slot) string { return NameOfSign(strings.TrimPrefix(at.Passage, "q.")) }

// A recording that is kept is heard on the page, byte for byte as it was
// cleaned; a second takes its place; one that is removed is gone.
func TestKeepHearRemove(t *testing.T) {
	for name, open := range map[string]func(*testing.T) store.Engine{"sqlite": onSQLite, "mongo": onMongo} {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t, open(t))
			at := s.slot(false)
			if s.heard().Mark() != "" {
				t.Error("a page offers what nobody recorded")
			}
			first := s.keep(at, "sound.webm")
			h := s.heard()
			id := h.ID(place(at))
			clean, err := container.Read(sample(t, "sound.webm"), container.Sound)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.bytes(id); !bytes.Equal(got, clean.Bytes) || first.Seconds() != int((clean.Length+time.Second-1)/time.Second) {
				t.Errorf("%d bytes of %d are heard, %d s", len(got), len(clean.Bytes), first.Seconds())
			}
			if strings.Contains(id, at.Survey) || len(id) > 16 {
				t.Errorf("the address tells something: %s", id)
			}
			s.keep(at, "picture.vp8.webm") // its sound
			if again := s.heard(); again.Mark() == h.Mark() {
				t.Error("another recording, and the page has the same mark")
			}
			if len(s.bytes(id)) == 0 {
				t.Error("pages that are open lost what they offer")
			}
			if err := s.Remove(t.Context(), "morag", at, id); !errors.Is(err, fault.Conflict) || s.heard().ID(place(at)) == "" {
				t.Errorf("removed what nobody saw: %v", err)
			}
			if err := s.Remove(t.Context(), "morag", at, s.fileAt(at)); err != nil {
				t.Fatal(err)
			}
			if got := s.heard(); got.Mark() != "" || got.ID(place(at)) != "" {
				t.Errorf("removed, and still offered: %+v", got)
			}
			if err := s.Remove(t.Context(), "morag", at, id); !errors.Is(err, fault.NotFound) {
				t.Errorf("removed twice: %v", err)
			}
		})
	}
}

// fileAt is the file of a slot's recording as it stands.
func (s *shelf) fileAt(at Slot) string {
	s.t.Helper()
	r, err := s.recordings.GetStrong(s.t.Context(), at.id())
	if err != nil {
		s.t.Fatal(err)
	}
	return r.File
}

func (s *shelf) bytes(id string) []byte {
	s.t.Helper()
	f, err := s.Find(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	b, err := io.ReadAll(s.Read(s.t.Context(), f))
	if err != nil || int64(len(b)) != f.Size {
		s.t.Fatalf("%d of %d bytes: %v", len(b), f.Size, err)
	}
	return b
}

// Whoever did what stands in the trail.
func TestTrail(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	at := s.slot(false)
	s.keep(at, "sound.webm")
	s.keep(at, "sound.webm")
	if err := s.Remove(t.Context(), "calum", at, s.fileAt(at)); err != nil {
		t.Fatal(err)
	}
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := s.trail.Of(t.Context(), collection, at.id())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines {
		got = append(got, l.Who+" "+l.Did)
	}
	if want := []string{"morag recording.keep", "morag recording.keep", "calum recording.remove"}; !slices.Equal(got, want) {
		t.Errorf("the trail says %q", got)
	}
}

// What is refused leaves nothing behind.
func TestRefused(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	var p fault.Problem
	if _, err := s.Keep(t.Context(), "morag", s.slot(false), []byte("no sound")); !errors.As(err, &p) {
		t.Errorf("error %v", err)
	}
	if _, err := s.Keep(t.Context(), "morag", s.slot(true), sample(t, "sound.webm")); !errors.As(err, &p) {
		t.Errorf("sound as a video: %v", err)
	}
	if _, err := s.Keep(t.Context(), "morag", Slot{Survey: "x", Passage: "y"}, sample(t, "sound.webm")); !errors.Is(err, fault.NotFound) {
		t.Errorf("of nothing: %v", err)
	}
	if n, err := s.files.Count(t.Context(), store.Query{}); n != 0 || err != nil {
		t.Errorf("%d files, %v", n, err)
	}
}

// Other words have no recording; staff see that there is one of the words
// before; a version with those words still has it.
func TestChangedWordsAreStale(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	at, sign := s.slot(false), s.slot(true)
	s.keep(at, "sound.webm")
	s.keep(sign, "picture.mp4")
	before := s.survey
	changed, err := before.Clone()
	if err != nil {
		t.Fatal(err)
	}
	q := changed.Question(strings.TrimPrefix(at.Passage, "q."))
	q.Text.Set(surveys.All, "en", "Quite another question?")
	delete(q.Text["en"], surveys.E11)
	s.survey = changed
	if got := s.heard(); got.Mark() != "" {
		t.Errorf("other words are heard: %+v", got)
	}
	en := s.words.Printer("en")
	for name, find := range map[string]func(context.Context, *surveys.Survey, surveys.Edition, *i18n.Printer) ([]State, error){"sound": s.States, "sign": s.Signs} {
		states, err := find(t.Context(), changed, surveys.E11, en)
		if err != nil {
			t.Fatal(err)
		}
		stale := 0
		for _, st := range states {
			if st.Stale() {
				stale++
				if st.Passage.ID != at.Passage || !strings.Contains(st.Passage.Words, "Quite another question?") || strings.Contains(st.Old.Words, "Quite another") {
					t.Errorf("%s: stale is %+v", name, st)
				}
			}
		}
		if stale != 1 {
			t.Errorf("%s: %d passages are stale", name, stale)
		}
	}
	s.survey = before
	if h := s.heard(); h.ID(place(at)) == "" || h.ID(signPlace(at)) == "" {
		t.Error("a version with the words before lost their recording")
	}
}

// What is not sound in the words, spaces and line ends, makes no recording stale.
func TestMarks(t *testing.T) {
	if markOf("How are  you?\n") != markOf("How are you?") || markOf("a", "b") == markOf("ab", "") || markOf("a") == markOf("A") {
		t.Error("marks")
	}
}

// A crash between any two writes leaves the recording as it was or as it is to
// be, and nothing that a sweep does not find.
func TestKeepSurvivesEveryCrash(t *testing.T) {
	for _, before := range []bool{false, true} {
		for step := range 8 {
			broken := &breaking{Engine: onSQLite(t), left: 1 << 30}
			s := newShelf(t, broken)
			at := s.slot(false)
			var old []byte
			if before {
				s.keep(at, "sound.webm")
				old = s.bytes(s.heard().ID(place(at)))
			}
			broken.left = step
			_, err := s.Keep(t.Context(), "morag", at, sample(t, "picture.vp9.webm"))
			done := err == nil
			broken.left = 1 << 30
			id := s.heard().ID(place(at))
			switch {
			case done && (id == "" || bytes.Equal(s.bytes(id), old)):
				t.Errorf("after %d writes: kept, and not heard", step)
			case !done && before && !bytes.Equal(s.bytes(id), old):
				t.Errorf("after %d writes: the recording before is lost", step)
			case !done && !before && id != "":
				t.Errorf("after %d writes: half a recording is heard", step)
			}
			s.swept(id)
		}
	}
}

// swept wants nothing but the file of this id to be left after three days.
func (s *shelf) swept(id string) {
	s.t.Helper()
	s.now = s.now.Add(3 * 24 * time.Hour)
	if err := s.Sweep(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	want := int64(0)
	if id != "" {
		want = 1
		s.bytes(id)
	}
	files, _ := s.files.Count(s.t.Context(), store.Query{})
	chunks, _ := s.chunks.Count(s.t.Context(), store.Query{})
	if files != want || chunks != want {
		s.t.Errorf("%d files and %d chunks are left, want %d", files, chunks, want)
	}
}

// What lies for less than two days is still being written, or still asked for.
func TestSweepWaits(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	at := s.slot(false)
	s.keep(at, "sound.webm")
	s.now = s.now.Add(30 * 24 * time.Hour)
	id := s.heard().ID(place(at))
	s.keep(at, "sound.webm")
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.bytes(id) // of a page that is open
	s.swept(s.heard().ID(place(at)))
	if _, err := s.Find(t.Context(), id); !errors.Is(err, fault.NotFound) {
		t.Errorf("after three days: %v", err)
	}
}

// breaking lets so many writes through.
type breaking struct {
	store.Engine
	left int
}

func (b *breaking) Ensure(ctx context.Context, spec store.Spec) (store.Docs, error) {
	docs, err := b.Engine.Ensure(ctx, spec)
	return breakingDocs{docs, b}, err
}

var errPower = errors.New("the power went")

func (b *breaking) write() error {
	if b.left--; b.left < 0 {
		return errPower
	}
	return nil
}

type breakingDocs struct {
	store.Docs
	power *breaking
}

func (d breakingDocs) Insert(ctx context.Context, id string, doc any) error {
	if err := d.power.write(); err != nil {
		return err
	}
	return d.Docs.Insert(ctx, id, doc)
}

func (d breakingDocs) Replace(ctx context.Context, id string, rev int64, doc any) error {
	if err := d.power.write(); err != nil {
		return err
	}
	return d.Docs.Replace(ctx, id, rev, doc)
}

func TestFindNothing(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	s.keep(s.slot(false), "sound.webm")
	set := s.heard().Mark()
	for _, id := range []string{"", "x", "x.0", set, set + ".1", set + ".-1", set + ".00", set + ".x", set + ".0.0", "\x00", "\xff.1"} {
		if _, err := s.Find(t.Context(), id); !errors.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// A long file is read from any place, across its chunks.
func TestReadFromAnywhere(t *testing.T) {
	s := newShelf(t, onSQLite(t))
	long := make([]byte, 2*chunkSize+1000)
	for i := range long {
		long[i] = byte(i / 251)
	}
	id, err := s.write(t.Context(), &container.Clean{Type: "video/mp4", Bytes: long})
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Find(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []int64{0, 1, chunkSize - 1, chunkSize, 2*chunkSize + 999, int64(len(long)), int64(len(long)) + 5} {
		r := s.Read(t.Context(), f)
		if _, err := r.Seek(from, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if want := long[min(from, int64(len(long))):]; err != nil || !bytes.Equal(got, want) {
			t.Errorf("from %d: %d bytes, want %d: %v", from, len(got), len(want), err)
		}
	}
	r := s.Read(t.Context(), f)
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("before the beginning")
	}
	if end, err := r.Seek(0, io.SeekEnd); end != int64(len(long)) || err != nil {
		t.Errorf("the end is at %d, %v", end, err)
	}
	if err := s.drop(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n, _ := s.chunks.Count(t.Context(), store.Query{}); n != 0 {
		t.Errorf("%d chunks are left", n)
	}
}
