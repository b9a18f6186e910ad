package workbook

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func written(t testing.TB, b *Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read has another library read it.
func read(t testing.TB, file []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func example() *Book {
	b := &Book{Title: "A & B", Subject: "Inspection", Description: "Synthetic", Language: "gd", Made: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)}
	s := b.Sheet("One <1>", Columns{1, 46}, Columns{39, 17.5})
	s.Freeze(1, 2)
	s.Row(Cell{Title, "Title"})
	s.Row(Cell{Plain, "Naming"}, Cell{}, Cell{Words, ""}, Cell{Words, " <a> & _x0041_ "})
	s.Row()
	s.Row(Cell{Head, "=1+1"}, Cell{Number, 1234567}, Cell{Percent, 0.07}, Cell{Day, time.Date(2026, 11, 27, 23, 59, 0, 0, time.FixedZone("", 3600))})
	b.Sheet("Two").Row(Cell{Number, -3})
	return b
}

// What another library reads is what was written: texts, numbers, days, what stays in
// sight, widths, and what the file says of itself.
func TestWhatIsWrittenIsRead(t *testing.T) {
	f := read(t, written(t, example()))
	if diff := cmp.Diff([]string{"One <1>", "Two"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	got, err := f.GetRows("One <1>")
	want := [][]string{{"Title"}, {"Naming", "", "", " <a> & _x0041_ "}, nil, {"=1+1", "1234567", "7%", "2026-11-27"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if got, err := f.GetRows("Two"); err != nil || cmp.Diff([][]string{{"-3"}}, got) != "" {
		t.Error(err, got)
	}
	panes, err := f.GetPanes("One <1>")
	if err != nil || !panes.Freeze || panes.XSplit != 1 || panes.YSplit != 2 || panes.TopLeftCell != "B3" {
		t.Errorf("%v: %+v", err, panes)
	}
	for column, want := range map[string]float64{"A": 46, "B": 17.5, "AN": 17.5, "AO": 9.140625} {
		if got, err := f.GetColWidth("One <1>", column); err != nil || got != want {
			t.Errorf("%s is %v wide, not %v (%v)", column, got, want, err)
		}
	}
	props, err := f.GetDocProps()
	if err != nil || props.Title != "A & B" || props.Subject != "Inspection" || props.Description != "Synthetic" || props.Language != "gd" || props.Creator != "Kist" || props.Created != "2026-11-27T00:00:00Z" || props.Modified != props.Created {
		t.Errorf("%v: %+v", err, props)
	}
}

// Every style is what its name says, and what is typed over a text stays a text.
func TestStyles(t *testing.T) {
	f := read(t, written(t, example()))
	for at, good := range map[string]func(*excelize.Style) bool{
		"A1": func(s *excelize.Style) bool { return s.Font.Bold && s.Font.Size == 14 && s.NumFmt == 49 },
		"D2": func(s *excelize.Style) bool {
			return !s.Font.Bold && s.NumFmt == 49 && s.Alignment.WrapText && s.Alignment.Vertical == "top"
		},
		"C2": func(s *excelize.Style) bool { return s.NumFmt == 49 }, // empty, and yet a text
		"A4": func(s *excelize.Style) bool {
			return s.Font.Bold && s.Font.Size == 11 && s.NumFmt == 49 && s.Alignment.WrapText && len(s.Border) == 1 && s.Border[0].Type == "bottom"
		},
		"B4": func(s *excelize.Style) bool { return s.NumFmt == 1 },
		"C4": func(s *excelize.Style) bool { return s.NumFmt == 9 },
		"D4": func(s *excelize.Style) bool {
			return s.CustomNumFmt != nil && strings.HasPrefix(*s.CustomNumFmt, "yyyy")
		},
	} {
		id, err := f.GetCellStyle("One <1>", at)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := f.GetStyle(id); err != nil || !good(s) {
			t.Errorf("%s: %v %+v", at, err, s)
		}
	}
}

func TestTheSameIsTheSame(t *testing.T) {
	if !bytes.Equal(written(t, example()), written(t, example())) {
		t.Error("two files of the same differ")
	}
}

// What other programs would not open is refused.
func TestWhatIsRefused(t *testing.T) {
	with := func(names ...string) *Book {
		b := &Book{}
		for _, n := range names {
			b.Sheet(n)
		}
		return b
	}
	high, broad := with("a"), with("a")
	high.sheets[0].row = maxRows + 1
	broad.sheets[0].Row(make([]Cell, maxColumns+1)...)
	for name, b := range map[string]*Book{
		"none": {}, "empty": with(""), "twice": with("Notes", "notes"), "long": with(strings.Repeat("a", 32)), "long in units": with(strings.Repeat("\U0001f600", 16)),
		"colon": with("a:b"), "slash": with("a/b"), "bracket": with("a]"), "quoted": with("'a"), "high": high, "broad": broad,
	} {
		if err := b.Write(&bytes.Buffer{}); err == nil {
			t.Errorf("%s is written", name)
		}
	}
	for _, b := range []*Book{with(strings.Repeat("a", 31)), with("it's", "_ملاحظات")} {
		if err := b.Write(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	}
}

type full struct{ room int }

var errFull = errors.New("full")

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	size := len(written(t, example()))
	for _, room := range []int{0, size / 2, size - 1} {
		if err := example().Write(&full{room}); !errors.Is(err, errFull) {
			t.Errorf("with room for %d: %v", room, err)
		}
	}
}

// A text too long for a cell is cut where it fits, and never in half a sign.
func TestTextsOverWhatACellHolds(t *testing.T) {
	for text, want := range map[string]int{strings.Repeat("a", maxText): maxText, strings.Repeat("a", maxText+1): maxText, "a" + strings.Repeat("\U0001f600", 16383): maxText, strings.Repeat("\U0001f600", 16384): maxText - 1} {
		got := literal(text)
		if n := len(utf16.Encode([]rune(got))); n != want || !strings.HasPrefix(text, got) {
			t.Errorf("%d units of %d characters, ends %q", n, utf8.RuneCountInString(text), got[len(got)-4:])
		}
	}
}

func TestColumns(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", maxColumns - 1: "XFD"} {
		if got := Column(i); got != want {
			t.Errorf("%d is %s, not %s", i, got, want)
		}
	}
}

// FuzzText: whatever is written, another library reads the same, as a text.
func FuzzText(f *testing.F) {
	for _, s := range []string{"plain", "", "=1+1", "_x0041_", "_x005F_x0041_", "_x00e9_", "a\x00b", "\xff", "]]>", "<t>&amp;", "\ufffe", "  ", strings.Repeat("ù", 99)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b := &Book{Title: text}
		b.Sheet("a").Row(Cell{Words, text}, Cell{Number, 7})
		file := read(t, written(t, b))
		got, err := file.GetCellValue("a", "A1")
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Map(func(r rune) rune {
			if r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || unicode.Is(unicode.Cs, r) {
				return utf8.RuneError
			}
			return r
		}, text)
		if len(utf16.Encode([]rune(want))) <= maxText && got != want {
			t.Errorf("%q comes back as %q", want, got)
		}
		if kind, err := file.GetCellType("a", "A1"); err != nil || kind == excelize.CellTypeFormula || text != "" && kind != excelize.CellTypeInlineString {
			t.Errorf("%v: %v", kind, err)
		}
		if seven, err := file.GetCellValue("a", "B1"); err != nil || seven != "7" {
			t.Errorf("beside it stands %q (%v)", seven, err)
		}
	})
}
