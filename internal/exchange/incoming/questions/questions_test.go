package questions

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/incomingtest"
	"kist/internal/fault"
	_ "kist/internal/sameseed"
)

// wideText is a text in UTF-16.
func wideText(text string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

// west is a text in the letters of Windows in the west of Europe.
func west(t testing.TB, text string) []byte {
	t.Helper()
	b, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLettersOfManyKinds(t *testing.T) {
	const table = "type;text;text (gd)\nstory;Did it cost £5 – or more?;An do chosg e £5 – no còrr?\n"
	for name, file := range map[string][]byte{
		"UTF-8":                     []byte(table),
		"UTF-8 with its mark":       []byte("\xef\xbb\xbf" + table),
		"UTF-16":                    append([]byte("\xff\xfe"), wideText(table, binary.LittleEndian)...),
		"UTF-16 the other way":      append([]byte("\xfe\xff"), wideText(table, binary.BigEndian)...),
		"UTF-16 without mark":       wideText(table, binary.LittleEndian),
		"UTF-16 turned, no mark":    wideText(table, binary.BigEndian),
		"UTF-16 with half a letter": append(append([]byte("\xff\xfe"), wideText(table, binary.LittleEndian)...), 'x'),
		"Windows":                   west(t, table),
		"lines of Windows":          []byte(strings.ReplaceAll(table, "\n", "\r\n")),
		"no last line end":          []byte(strings.TrimSpace(table)),
		"empty lines before":        []byte("\r\n\n" + table),
	} {
		draft, account := taken(t, file)
		if !strings.Contains(draft, "Did it cost £5 – or more? / gd:An do chosg e £5 – no còrr?") {
			t.Errorf("%s: it becomes\n%s", name, draft)
		}
		if guessed := strings.Contains(account, "csv_western"); guessed != (name == "Windows") {
			t.Errorf("%s: the account is\n%s", name, account)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                   {nil, "empty"},
		"empty cells":               {[]byte(",,,\n,,,\n"), "empty"},
		"too large":                 {bytes.Repeat([]byte("text\n"), incoming.MaxFile/5+1), "large"},
		"no texts":                  {[]byte("type,answers\none choice,Yes|No\n"), "csv_no_text"},
		"words alone":               {[]byte("Dear all,\nhere are our questions.\n"), "csv_no_text"},
		"a quote that stays open":   {[]byte("type,text\nstory,\"Why?\nstory,How?\n"), "csv_damaged"},
		"a quote within words":      {[]byte("type,text\nstory,Why \"so\"?\n"), "csv_damaged"},
		"words after a quote":       {[]byte("type,text\nstory,\"Why\" so?\n"), "csv_damaged"},
		"Polish letters of Windows": {append([]byte("type,text (pl)\nstory,Jak by"), 0xb3, 'o', '?', '\n'), "csv_letters"},
		"bytes that are no letters": {[]byte("type,text\nstory,Why\x81\x8d?\n"), "encoding"},
		"a picture":                 {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x81"), "encoding"},
		"rows beyond counting":      {[]byte("text\n" + strings.Repeat("Why?\n", maxRows)), "csv_rows"},
		"columns beyond counting":   {[]byte("text\n" + strings.Repeat(",", maxColumns) + "x\n"), "csv_columns"},
	} {
		begin := time.Now()
		_, err := Read(c.file)
		var trouble *incoming.Trouble
		if !errors.As(err, &trouble) || trouble.Why != c.want || !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%s takes %v", name, took)
		}
	}
}

// TestDamageTellsItsLine holds that whoever mends a table is told where it is broken.
func TestDamageTellsItsLine(t *testing.T) {
	for table, want := range map[string]int{
		"type,text\nstory,How?\nstory,Why \"so\"?\n":      3,
		"type,text\nstory,\"How\nso?\"\nstory,\"Why?\n\n": 4,
	} {
		_, err := Read([]byte(table))
		var trouble *incoming.Trouble
		if !errors.As(err, &trouble) || trouble.Args["line"] != want {
			t.Errorf("%q: %v, want line %d", table, err, want)
		}
	}
}

// TestLinesAreThoseOfTheFile holds that lines are counted as a spreadsheet shows the file,
// empty lines and lines within quotes included.
func TestLinesAreThoseOfTheFile(t *testing.T) {
	_, account := taken(t, []byte("type,name,text\n\nstory,a,\"Why\nso?\"\n,,\nstory,b,How?\n"))
	for _, want := range []string{"table 3 a: kept", "table 6 b: kept"} {
		if !strings.Contains(account, want) {
			t.Errorf("the account lacks %q:\n%s", want, account)
		}
	}
}

// TestLargeTablesAreReadInTime reads tables that are as large as may be, and whose
// conditions have many places where another might begin.
func TestLargeTablesAreReadInTime(t *testing.T) {
	var long, tricky strings.Builder
	long.WriteString("name,text,text (pl),answers,answers (pl),only if\n")
	for i := range maxRows - 1 {
		fmt.Fprintf(&long, "q%d,How?,Jak?,Yes|No,Tak|Nie,q%d = Yes\n", i, i-1)
	}
	tricky.WriteString("name,text,answers,only if\na,A?,One|Two,\n")
	for range 300 {
		tricky.WriteString("b,B?,," + "a = " + strings.Repeat("x and ", 600) + "\n")
	}
	for name, table := range map[string]string{"long": long.String(), "tricky": tricky.String()} {
		if len(table) > incoming.MaxFile {
			t.Fatalf("%s has %d bytes", name, len(table))
		}
		begin := time.Now()
		draft, _ := taken(t, []byte(table))
		if took := time.Since(begin); took > time.Minute {
			t.Errorf("%s takes %v", name, took)
		}
		if !strings.Contains(draft, "- two Two") && !strings.Contains(draft, "- no No / pl:Nie") {
			t.Errorf("%s becomes\n%.300s", name, draft)
		}
	}
}

// drawnTable draws rows that a person may have written.
func drawnTable(t *rapid.T) (rows [][]string) {
	rows = [][]string{{"type", "name", "text", "text (pl)", "hint", "answers", "answers (pl)", "alone", "only if", "min", "max", "low"}}
	draw := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	for i := range rapid.IntRange(1, 8).Draw(t, "rows") {
		rows = append(rows, []string{
			draw("type", "one choice", "several", "yes no", "story", "number", "scale", "faces", "agreement", "order", "note", "welcome", "title", "date", "Sorcery!", ""),
			draw("name", "", fmt.Sprintf("q%d", i), "same", "with space", "Ą"),
			draw("text", "How?", "Why, then?", "  ", "<b>So</b>?", "He said \"no\"; why?", "${a}", "", "two\nlines"),
			draw("pl", "", "Jak?", "Dlaczego; czy \"tak\"?"),
			draw("hint", "", "Think."),
			draw("answers", "", "Yes|No", "One|Two|Three", "Only", "A|A|B", "Mum and Dad|Nobody"),
			draw("answers pl", "", "Tak|Nie", "Raz|Dwa|Trzy"),
			draw("alone", "", "No", "Nobody"),
			draw("only if", "", "q0 = Yes", "q0 = Yes and q1 = One", "same is not No or q0 = Yes", "with space < 5", "q1 is answered", "nonsense", "q0 = Mum and Dad", "q2 >= 3 and q2 < 7"),
			draw("min", "", "0", "1", "x"),
			draw("max", "", "2", "5", "10", "-1"),
			draw("low", "", "Bad"),
		})
	}
	return rows
}

// written is the file of rows.
func written(rows [][]string, delimiter rune) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = delimiter
	_ = w.WriteAll(rows) // to memory
	return b.Bytes()
}

// TestAnyDelimiterAndLettersSayTheSame draws tables: however they are saved, the same
// comes of them, each line is in the account, and the draft could be published.
func TestAnyDelimiterAndLettersSayTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawnTable(rt)
		file := written(rows, ',')
		draft, account := taken(t, file)
		for name, other := range map[string][]byte{
			"semicolons": written(rows, ';'), "tabs": written(rows, '\t'),
			"UTF-16": append([]byte("\xff\xfe"), wideText(string(file), binary.LittleEndian)...), "a mark": append([]byte("\xef\xbb\xbf"), file...),
		} {
			if d, a := taken(t, other); d != draft || a != account {
				rt.Fatalf("with %s it is\n%s%s\nand else\n%s%s", name, d, a, draft, account)
			}
		}
		line := 2
		for _, row := range rows[1:] {
			if !strings.Contains(account, fmt.Sprintf("table %d ", line)) && strings.TrimSpace(strings.Join(row, "")) != "" {
				rt.Fatalf("line %d is not in the account:\n%s\n%s", line, file, account)
			}
			line += 1 + strings.Count(strings.Join(row, ""), "\n")
		}
	})
}

// TestConditionsAreReadAsTheyAreWritten draws conditions and writes them: what is read
// asks for the same answers of the same questions.
func TestConditionsAreReadAsTheyAreWritten(t *testing.T) {
	asked := map[string][]string{"a": {"Yes", "No", "Mum and Dad", "Bread or rice"}, "b c": {"One", "Two", "Not at all"}}
	rapid.Check(t, func(t *rapid.T) {
		r := &reader{asked: map[string]*incoming.Item{}}
		for name, options := range asked {
			it := &incoming.Item{Name: name, Kind: "one_choice"}
			for _, o := range options {
				it.Options = append(it.Options, incoming.Choice{Name: o})
			}
			r.asked[name] = it
		}
		var text string
		var want []string
		for i := range rapid.IntRange(1, 4).Draw(t, "parts") {
			name := rapid.SampledFrom([]string{"a", "b c"}).Draw(t, "name")
			some := rapid.SliceOfNDistinct(rapid.SampledFrom(asked[name]), 1, 3, rapid.ID).Draw(t, "answers")
			how := rapid.SampledFrom([]string{"=", " = ", " is ", " IS ", " != ", " is not "}).Draw(t, "how")
			if i > 0 {
				text += rapid.SampledFrom([]string{" and ", "  AND "}).Draw(t, "joint")
			}
			text += name + how + strings.Join(some, rapid.SampledFrom([]string{"|", " | "}).Draw(t, "bar"))
			part := name + "=" + strings.Join(some, ",")
			if strings.Contains(how, "!") || strings.Contains(how, "not") {
				part = "not " + part
			}
			want = append(want, part)
		}
		c := r.condition(text)
		if c == nil || said(c) != strings.Join(want, " and ") {
			t.Fatalf("%q is read as %q, want %q", text, said(c), want)
		}
	})
}

// said writes a condition.
func said(c *incoming.Cond) string {
	if c == nil {
		return "nothing"
	}
	switch c.Op {
	case incoming.Not:
		return "not " + said(c.Of[0])
	case incoming.Is:
		return c.Question + "=" + c.Value
	case incoming.Any:
		text := said(c.Of[0])
		for _, of := range c.Of[1:] {
			text += "," + of.Value
		}
		return text
	}
	var parts []string
	for _, of := range c.Of {
		parts = append(parts, said(of))
	}
	return strings.Join(parts, " and ")
}

// FuzzRead fuzzes a file.
func FuzzRead(f *testing.F) {
	for _, c := range corpus {
		f.Add([]byte(c.table))
	}
	f.Add([]byte("\xff\xfet\x00e\x00x\x00t\x00"))
	f.Add(west(f, "text\nDid it cost £5?\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		form, err := Read(file)
		if err != nil {
			var trouble *incoming.Trouble
			if !errors.As(err, &trouble) {
				t.Fatal(err)
			}
			return
		}
		incomingtest.Drafted(t, form, Parts())
	})
}

// FuzzCondition fuzzes a condition.
func FuzzCondition(f *testing.F) {
	for _, seed := range []string{"a = Yes", "b c is not One and a = Yes|No", "a < 5", "a = Mum and Dad and b c", "n >= 3 or n < 1", "and and and", "a is", "=", " or a = \"Yes\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table := [][]string{{"type", "name", "text", "answers", "only if"}, {"one choice", "a", "A?", "Yes|No|Mum and Dad", ""}, {"several", "b c", "B?", "One|Two", ""},
			{"number", "n", "N?", "", ""}, {"story", "s", "S?", "", text}}
		form, err := Read(written(table, ','))
		if err == nil {
			incomingtest.Drafted(t, form, Parts())
		}
	})
}
