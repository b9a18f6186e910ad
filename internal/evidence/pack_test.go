package evidence

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store/storetest"
)

// packed is a pack of an inspection with two findings and another file.
func packed(t testing.TB) []byte {
	t.Helper()
	d := newDesk()
	b := newBase(t, storetest.SQLite(t)(), d)
	d.agree(place, 1, told("First", "a quote"))
	d.agree(place, 2, told("Second", "another"))
	check(t, b.Sweep(t.Context()))
	items, err := b.Of(t.Context(), place)
	check(t, err)
	var out bytes.Buffer
	p, err := NewPacker(&out, place, "Strathlinn", "2026-11-17T09:30:00Z", items, signer.Sign)
	check(t, err)
	check(t, p.Add("releases/spring-1.json", []byte(`{}`)))
	for _, bad := range []string{"", "/a", "../a", "a/../../b", "a\\b", "C:a", "manifest.json", "signature.json", "a//b"} {
		wants(t, p.Add(bad, nil), fault.Invalid)
	}
	wants(t, p.Add("releases/spring-1.json", nil), fault.Exists)
	check(t, p.Close())
	return out.Bytes()
}

func opened(b []byte) (*Pack, error) { return OpenPack(bytes.NewReader(b), int64(len(b))) }

// repacked is an archive with its files altered: nil leaves one out.
func repacked(t testing.TB, b []byte, alter func(name string, text []byte) []byte, more ...string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	check(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name string, text []byte) {
		f, err := w.Create(name)
		check(t, err)
		_, err = f.Write(text)
		check(t, err)
	}
	for _, f := range r.File {
		in, err := f.Open()
		check(t, err)
		text, err := io.ReadAll(in)
		check(t, err)
		if text = alter(f.Name, text); text != nil {
			put(f.Name, text)
		}
	}
	for _, name := range more {
		put(name, []byte("more"))
	}
	check(t, w.Close())
	return out.Bytes()
}

func TestAPackIsCheckedByItself(t *testing.T) {
	b := packed(t)
	p, err := opened(b)
	check(t, err)
	f, c, err := p.Evidence()
	if err != nil || c.Items != 2 || p.Last != 2 || len(p.Files) != 2 || p.Signature.Key == "" {
		t.Errorf("%+v, %+v, %v", c, p.Manifest, err)
	}
	rests, err := Rests(f.Items)
	if err != nil || len(rests) != 1 || len(rests["spring-1"]) != 64 {
		t.Errorf("%v, %v", rests, err)
	}
	same := func(_ string, text []byte) []byte { return text }
	if _, err := opened(repacked(t, b, same)); err != nil {
		t.Errorf("packed again: %v", err)
	}
	for _, name := range []string{ItemsFile, "releases/spring-1.json", manifestFile, signatureFile} {
		for what, alter := range map[string]func(text []byte) []byte{
			"changed": func(text []byte) []byte { return bytes.Replace(text, []byte("}"), []byte(" }"), 1) },
			"empty":   func([]byte) []byte { return []byte{} },
			"gone":    func([]byte) []byte { return nil },
		} {
			_, err := opened(repacked(t, b, func(n string, text []byte) []byte {
				if n == name {
					return alter(text)
				}
				return text
			}))
			if !errors.Is(err, fault.Invalid) && !(name == signatureFile && what == "changed" && err == nil) { // spaces in it mean nothing
				t.Errorf("%s is %s: %v", name, what, err)
			}
		}
	}
	for _, more := range []string{"more.txt", ItemsFile} {
		if _, err := opened(repacked(t, b, same, more)); !errors.Is(err, fault.Invalid) {
			t.Errorf("another file %s: %v", more, err)
		}
	}
	for _, no := range [][]byte{nil, []byte("PK"), b[:len(b)/2]} {
		if _, err := opened(no); !errors.Is(err, fault.Invalid) {
			t.Errorf("%d bytes: %v", len(no), err)
		}
	}
}

// A pack whose items are cut off at the end is not what its manifest says, even if
// somebody with the key made it.
func TestAPackOfOtherItems(t *testing.T) {
	p, err := opened(packed(t))
	check(t, err)
	f, _, err := p.Evidence()
	check(t, err)
	for what, c := range map[string]struct {
		inspection string
		items      []*Item
		last       int
	}{"cut off": {place, f.Items[:1], 2}, "of another inspection": {"elsewhere", f.Items, 2}} {
		var out bytes.Buffer
		w, err := NewPacker(&out, c.inspection, "", "", c.items, signer.Sign)
		check(t, err)
		w.manifest.Last = c.last
		check(t, w.Close())
		p, err := opened(out.Bytes())
		check(t, err)
		if _, _, err := p.Evidence(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	w, err := NewPacker(io.Discard, place, "", "", nil, nil)
	check(t, err)
	wants(t, w.Close(), fault.Denied)
	failing := func(string, []byte) (results.Signature, error) { return results.Signature{}, fault.Denied }
	w, err = NewPacker(io.Discard, place, "", "", nil, failing)
	check(t, err)
	wants(t, w.Close(), fault.Denied)
	if _, err := Rests([]*Item{{Parts: []Part{{Name: "source/x/cites", Text: "{"}}}}); !errors.Is(err, fault.Invalid) {
		t.Errorf("what cannot be read: %v", err)
	}
}

// A pack that would fill the disk is refused before anything of it is unpacked.
func TestAPackThatIsTooMuch(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := range maxPackFiles + 1 {
		_, err := w.Create(fmt.Sprint(i))
		check(t, err)
	}
	check(t, w.Close())
	if _, err := opened(out.Bytes()); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "more than any pack") {
		t.Errorf("too many files: %v", err)
	}
}

func FuzzOpenPack(f *testing.F) {
	f.Add(packed(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := opened(b)
		if err == nil {
			_, _, err = p.Evidence()
		}
		if err != nil && !errors.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}
