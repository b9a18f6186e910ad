package ballot

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// someRows are rows as children's forms make them, and stranger ones.
func someRows(t *rapid.T) []Row {
	word := rapid.SampledFrom([]string{"", "a", "worker", "8-10", "-", "1:a", "ا", strings.Repeat("long ", 60)})
	answer := rapid.SliceOfN(word, 1, 3)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Row {
		r := Row{
			Edition: word.Draw(t, "edition"), AgeBand: word.Draw(t, "band"), Language: word.Draw(t, "language"), Setting: word.Draw(t, "setting"),
			Mode: word.Draw(t, "mode"), Answers: surveys.Answers{}, Tag: hex.EncodeToString(rapid.SliceOfN(rapid.Byte(), tagSize, tagSize).Draw(t, "tag")),
		}
		for _, key := range rapid.SliceOf(rapid.StringMatching(`[a-z][0-9]?`)).Draw(t, "keys") {
			r.Answers[key] = answer.Draw(t, "answer")
		}
		return r
	}), 0, 40).Draw(t, "rows")
}

// What goes into a box comes out, row by row and answer by answer, whatever form it
// takes inside: by columns, or as a list of rows where a tag is no receipt's, or a row
// is a pilot's.
func TestRowsComeOutAsTheyWentIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := someRows(t)
		form := byte(tableMark)
		if len(rows) > 0 {
			switch rapid.IntRange(0, 4).Draw(t, "form") {
			case 0:
				rows[0].Tag, form = rapid.SampledFrom([]string{"", "00", strings.ToUpper(hex.EncodeToString(bytes.Repeat([]byte{0xab}, tagSize)))}).Draw(t, "tag"), '['
			case 1:
				rows[len(rows)-1].Trace, form = Trace{"a": Skipped | Heard}, '['
			}
		}
		plain, err := encodeRows(rows)
		if err != nil || plain[0] != form || form == tableMark && len(plain)%tablePad != 0 {
			t.Fatalf("%d bytes that begin with %d, not %d: %v", len(plain), plain[0], form, err)
		}
		table, err := decodeRows(plain)
		if err != nil || table.Len() != len(rows) {
			t.Fatalf("%v, %v", table, err)
		}
		for i, row := range table.All() {
			if diff := cmp.Diff(rows[i], row); diff != "" {
				t.Fatalf("row %d:\n%s", i, diff)
			}
			for key, answer := range rows[i].Answers {
				if given, ok := table.Of(key); !ok || !cmp.Equal(given.Values[given.At[i]], answer) {
					t.Fatalf("row %d, %s: %v", i, key, given)
				}
			}
		}
		if _, ok := table.Of("never_asked"); ok {
			t.Fatal("a question that nobody was asked has answers")
		}
	})
}

// A box from before there were columns is read as it was, and one that has more
// different answers than a byte can tell apart as well.
func TestBoxesOfBeforeAndLargeOnes(t *testing.T) {
	var rows []Row
	for i := range 600 {
		rows = append(rows, Row{Edition: "8-10", Language: fmt.Sprint("l", i), Answers: surveys.Answers{"q": {fmt.Sprint(i)}}, Tag: fmt.Sprintf("%032x", i)})
	}
	private := anyPrivate(t)
	old, err := json.Marshal(rows)
	must(t, err)
	key := seal.NewKey()
	b := boxRows{Rows: key.Wrap(boxPurpose("r/000001", "rows"), old)}
	b.ID = "r/000001"
	b.Key, err = private.Public().Seal(boxPurpose(b.ID, "key"), key[:])
	must(t, err)
	fresh := newBox("r", nil)
	var opened []outer
	for _, r := range rows {
		opened = append(opened, outer{Row: r})
	}
	must(t, fresh.fill(private.Public(), opened))
	now, _ := inside(t, fresh, private)
	before, err := b.open(private)
	must(t, err)
	for what, table := range map[string]*Table{"before": before, "now": now} {
		found := map[string]bool{}
		for _, r := range table.All() {
			if r.Language != "l"+r.Answers["q"][0] || r.Tag[29:] != fmt.Sprintf("%03x", number(t, r.Answers["q"][0])) {
				t.Errorf("%s: %+v", what, r)
			}
			found[r.Tag] = true
		}
		if len(found) != len(rows) {
			t.Errorf("%s: %d rows of %d", what, len(found), len(rows))
		}
	}
	if len(fresh.Rows) > len(b.Rows)/3 {
		t.Errorf("%d bytes by columns, %d by rows", len(fresh.Rows), len(b.Rows))
	}
}

func number(t *testing.T, text string) (n int) {
	t.Helper()
	_, err := fmt.Sscan(text, &n)
	must(t, err)
	return n
}

// A box opens under its own id, key and part alone, and not if a bit of it is another:
// rows and texts each vouch for themselves, since they are read apart.
func TestAPartOfABoxStandsForItself(t *testing.T) {
	private := anyPrivate(t)
	b := newBox("r", nil)
	must(t, b.fill(private.Public(), []outer{{Row{Tag: fmt.Sprintf("%032x", 1)}, []sealedText{{"00", []byte("x")}}}}))
	inside(t, b, private)
	flipped := func(b []byte) []byte { c := bytes.Clone(b); c[len(c)/2] ^= 1; return c }
	other := b.Head
	other.ID = "r/000002"
	for what, err := range map[string]error{
		"rows altered":        second((&boxRows{Head: b.Head, Key: b.Key, Rows: flipped(b.Rows)}).open(private)),
		"rows of another box": second((&boxRows{Head: other, Key: b.Key, Rows: b.Rows}).open(private)),
		"texts as rows":       second((&boxRows{Head: b.Head, Key: b.Key, Rows: b.Texts}).open(private)),
		"another key":         second((&boxRows{Head: b.Head, Key: flipped(b.Key), Rows: b.Rows}).open(private)),
		"texts altered":       second((&boxTexts{Head: b.Head, Key: b.Key, Texts: flipped(b.Texts)}).open(private)),
		"rows as texts":       second((&boxTexts{Head: b.Head, Key: b.Key, Texts: b.Rows}).open(private)),
		"another round's key": second((&boxTexts{Head: b.Head, Key: b.Key, Texts: b.Texts}).open(anyPrivate(t))),
	} {
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Whatever is no table is refused, and quotes nothing of what it holds.
func TestBrokenTables(t *testing.T) {
	rows := []Row{{Edition: "e", Answers: surveys.Answers{"secret": {"answer"}}, Tag: fmt.Sprintf("%032x", 1)}, {Answers: surveys.Answers{}, Tag: fmt.Sprintf("%032x", 2)}}
	whole, err := encodeRows(rows)
	must(t, err)
	used := len(bytes.TrimRight(whole, "\x00"))
	for n := range used {
		if _, err := decodeRows(whole[:n]); !errors.Is(err, fault.Invalid) || strings.Contains(err.Error(), "answer") {
			t.Errorf("%d bytes of %d: %v", n, used, err)
		}
	}
	for what, b := range map[string][]byte{
		"more at the end":   append(bytes.Clone(whole), 1),
		"a page of noughts": append(bytes.Clone(whole), make([]byte, tablePad)...),
		"another code":      bytes.Replace(whole, []byte("\x06answer\x01\x00"), []byte("\x06answer\x02\x00"), 1),
		"no JSON":           []byte(`[{"edition":`),
		"JSON of a text":    []byte(`"answer"`),
	} {
		if _, err := decodeRows(b); !errors.Is(err, fault.Invalid) || strings.Contains(err.Error(), "answer") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// FuzzTable: whatever is read as rows can be put together again, row by row, and what
// is sealed of them is read as the same.
func FuzzTable(f *testing.F) {
	whole, err := encodeRows([]Row{{Edition: "e", Answers: surveys.Answers{"q": {"a", "b"}}, Tag: fmt.Sprintf("%032x", 1)}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`[{"edition":"8-10","answers":{"q":["a"]},"tag":"00"}]`))
	f.Add([]byte{tableMark, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := decodeRows(b)
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		var rows []Row
		for _, r := range table.All() {
			rows = append(rows, r)
		}
		plain, err := encodeRows(rows)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodeRows(plain)
		if err != nil || again.Len() != len(rows) {
			t.Fatalf("%v, %v", again, err)
		}
		for i, r := range again.All() {
			if diff := cmp.Diff(rows[i], r); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
