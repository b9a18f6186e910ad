package own

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/incomingtest"
	"kist/internal/fault"
	"kist/surveys"
	"kist/surveys/library"
	"kist/surveys/samples"
)

const small = `language: en
title: My week
editions: [8-10, 11-13]
start:
  lead: Tell us about your week.
questions:
  mood:
    kind: faces
    text: How was your week?
  why:
    kind: story
    text: Why?
    ask_if: {mood: ["1", "2"]}
`

// packed is an archive of files.
func packed(t testing.TB, files map[string]string) []byte {
	t.Helper()
	all := map[string][]byte{}
	for name, text := range files {
		all[name] = []byte(text)
	}
	file, err := archive(all)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// draft is what becomes of a file, with the account.
func draft(t testing.TB, name string, file []byte, w incoming.Wanted) (*surveys.Survey, string) {
	t.Helper()
	form, err := Read(name, file)
	if err != nil {
		t.Fatal(err)
	}
	s, notes, err := incoming.Draft(form, w, Parts()...)
	if (err != nil) != (s == nil) || err != nil && !errors.Is(err, fault.Invalid) {
		t.Fatalf("the draft is %v, %v", s, err)
	}
	return s, incomingtest.Account(notes)
}

// TestWrittenAndReadItIsTheSame takes the starter surveys and the library out and in.
func TestWrittenAndReadItIsTheSame(t *testing.T) {
	formats := map[string]bool{}
	for _, files := range []fs.FS{samples.Files, library.Files} {
		all, err := fs.Glob(files, "*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range all {
			if strings.Count(at, ".") > 1 {
				continue // a language
			}
			s, err := surveys.Parse(files, at)
			if err != nil {
				t.Fatal(err)
			}
			name, file, err := Write(s)
			if err != nil {
				t.Fatal(err)
			}
			formats[path.Ext(name)] = true
			again, account := draft(t, name, file, incoming.Wanted{})
			if !reflect.DeepEqual(s, again) {
				t.Errorf("%s is another survey", name)
			}
			if n := strings.Count(account, ": kept"); n != 1+len(s.Questions)+len(s.Languages)-1 || strings.Contains(account, ": changed") {
				t.Errorf("%s: the account is\n%s", name, account)
			}
			if _, twice, _ := Write(again); !bytes.Equal(file, twice) {
				t.Errorf("%s is written in two ways", name)
			}
		}
	}
	if !formats[".yaml"] || !formats[".zip"] {
		t.Errorf("only %v were tried", slices.Collect(maps.Keys(formats)))
	}
}

func TestAFileAloneIsNamedForItsSurvey(t *testing.T) {
	for name, want := range map[string]string{
		"my_week.yaml": "my_week", "My week (2).yaml": "my_week_2", "../../etc/passwd.yaml": "passwd", "Àrd.yml": "ard", "": "survey", "9.yaml": "s_9", ".yaml": "survey",
	} {
		s, account := draft(t, name, []byte(small), incoming.Wanted{})
		if s == nil || s.Key != want {
			t.Errorf("%q becomes %v:\n%s", name, s, account)
		}
	}
	s, account := draft(t, "my_week.yaml", []byte(small), incoming.Wanted{Key: "another", Editions: []surveys.Edition{surveys.E14}})
	if s.Key != "another" || s.Has(surveys.E14, "en") || !s.Has(surveys.E8, "en") {
		t.Errorf("its own ages do not count: %+v", s)
	}
	incomingtest.Same(t, "the account", account, "survey 0 my_week: kept own_whole\nsurvey 0 mood: kept\nsurvey 0 why: kept\n")
}

// TestLanguagesComeBesideIt reads archives as a folder of somebody's would be packed.
func TestLanguagesComeBesideIt(t *testing.T) {
	gaelic := "language: gd\ntitle: An t-seachdain agam\nquestions:\n  mood:\n    text: Ciamar a bha i?\n"
	for name, files := range map[string]map[string]string{
		"files":           {"my_week.yaml": small, "my_week.gd.yaml": gaelic},
		"a folder":        {"surveys/my_week.yaml": small, "surveys/my_week.gd.yaml": gaelic},
		"and other files": {"my_week.yaml": small, "my_week.gd.yaml": gaelic, "README.md": "Hello", "._my_week.yaml": "\x00\x05", "__MACOSX/._my_week.yaml": "\x00\x05"},
	} {
		s, account := draft(t, "my_week.zip", packed(t, files), incoming.Wanted{})
		if s == nil || s.Title["gd"][surveys.All] != "An t-seachdain agam" || !strings.Contains(account, "translations 0 gd: kept") {
			t.Errorf("%s: it becomes %v\n%s", name, s, account)
		}
	}
}

// TestMistakesAreTheAccount has files that cannot be used: nothing of them comes over,
// and each mistake is in its line.
func TestMistakesAreTheAccount(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"a kind that there is not": {map[string]string{"a.yaml": strings.Replace(small, "faces", "smiles", 1)}, "survey 8 questions.mood.kind: left own_mistake"},
		"a name that is not known": {map[string]string{"a.yaml": strings.Replace(small, "title", "titel", 1)}, "survey 2 : left own_mistake"},
		"a broken line":            {map[string]string{"a.yaml": small + "  x: {\n"}, "left own_mistake"},
		"no UTF-8":                 {map[string]string{"a.yaml": small + "# \xff\n"}, "survey 14 : left own_mistake"},
		"an anchor":                {map[string]string{"a.yaml": strings.Replace(small, "My week", "&a My week", 1)}, "survey 2 : left own_mistake"},
		"a tag":                    {map[string]string{"a.yaml": strings.Replace(small, "My week", "!!python/object My week", 1)}, "survey 2 : left own_mistake"},
		"nothing":                  {map[string]string{"a.yaml": "\n"}, "left own_mistake"},
		"a wrong translation":      {map[string]string{"a.yaml": small, "a.pl.yaml": "language: gd\n"}, "translations 1 a.pl.yaml: left own_mistake"},
		"a name that is no key":    {map[string]string{"A b.yaml": small}, "survey 0 : left own_mistake"},
		"a file that is too large": {map[string]string{"a.yaml": small + strings.Repeat("# more\n", 100_000)}, "left own_mistake"},
		"two documents":            {map[string]string{"a.yaml": small + "---\n" + small}, "left own_mistake"},
	} {
		s, account := draft(t, "a.zip", packed(t, c.files), incoming.Wanted{Editions: []surveys.Edition{surveys.E14}})
		if s != nil || !strings.Contains(account, c.want) || strings.Contains(account, "kept") || strings.Contains(account, "added") {
			t.Errorf("%s: it becomes %v\n%s", name, s, account)
		}
	}
}

// TestAKeyThatIsNoneIsRefused gives another key that is none.
func TestAKeyThatIsNoneIsRefused(t *testing.T) {
	form, err := Read("my_week.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if s, _, err := incoming.Draft(form, incoming.Wanted{Key: "No key"}, Parts()...); s != nil || !errors.Is(err, fault.Invalid) {
		t.Errorf("it becomes %v, %v", s, err)
	}
	if form.Whole.Key != "my_week" {
		t.Error("the form was changed")
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	many := map[string]string{}
	for i := range maxFiles + 1 {
		many["notes/"+strings.Repeat("x", i+1)] = "x"
	}
	large := map[string]string{}
	for _, name := range []string{"a.yaml", "a.pl.yaml", "a.gd.yaml"} {
		large[name] = strings.Repeat(" ", 4<<20)
	}
	whole := packed(t, map[string]string{"a.yaml": small})
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"too large":          {make([]byte, incoming.MaxFile+1), "large"},
		"a cut archive":      {whole[:len(whole)-30], "own_archive"},
		"an archive of many": {packed(t, many), "own_archive"},
		"much in little":     {packed(t, large), "unzipped"},
		"no survey":          {packed(t, map[string]string{"README.md": "Hello", "a.gd.yaml": "language: gd"}), "own_none"},
		"two surveys":        {packed(t, map[string]string{"a.yaml": small, "b.yaml": small}), "own_two"},
		"a hidden survey":    {packed(t, map[string]string{".a.yaml": small}), "own_none"},
	} {
		begin := time.Now()
		_, err := Read("a.zip", c.file)
		var trouble *incoming.Trouble
		if !errors.As(err, &trouble) || trouble.Why != c.want || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%s takes %v", name, took)
		}
	}
}

// TestAnArchiveThatLiesIsAMistake changes a file after its sum was made.
func TestAnArchiveThatLiesIsAMistake(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "a.yaml", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(small)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	s, account := draft(t, "a.zip", bytes.Replace(b.Bytes(), []byte("My week"), []byte("My weak"), 1), incoming.Wanted{})
	if s != nil || !strings.Contains(account, "own_mistake") {
		t.Errorf("it becomes %v\n%s", s, account)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.yaml", []byte(small))
	f.Add("b c.yml", []byte("questions:\n  q: {kind: story, text: {8-10: Why?}}\n"))
	f.Add("a.zip", packed(f, map[string]string{"a.yaml": small, "a.gd.yaml": "language: gd\n"}))
	f.Fuzz(func(t *testing.T, name string, file []byte) {
		form, err := Read(name, file)
		if err != nil {
			var trouble *incoming.Trouble
			if !errors.As(err, &trouble) {
				t.Fatal(err)
			}
			return
		}
		s, _, err := incoming.Draft(form, incoming.Wanted{}, Parts()...)
		if err != nil {
			return
		}
		out, again, err := Write(s)
		if err != nil {
			t.Fatal(err)
		}
		form, err = Read(out, again)
		if err != nil || !reflect.DeepEqual(form.Whole, s) {
			t.Fatalf("%v: it is another survey when it is read again: %+v, %+v", err, s, form.Whole)
		}
	})
}
