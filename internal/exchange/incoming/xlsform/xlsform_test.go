package xlsform

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"kist/internal/exchange/incoming"
	"kist/internal/fault"
)

const wholeForm = `
|settings|
|form_title|form_title::Gàidhlig (gd)|form_id|default_language|version|
|How is your week?|Ciamar a tha an t-seachdain?|week-1|English (en)|2026|
|survey|
|type|name|label|label::Gàidhlig (gd)|hint|relevant|constraint|required|appearance|
|start|start| | | | | | | |
|note|hello|Hello there.|Halò.| | | | | |
|select_one yesno|safe|Do you feel safe?|A bheil thu sàbhailte?|At home| | |yes|minimal|
|begin group|more|More| | |${safe} = 'no'| | | |
|select_multiple who|helps|Who helps?|Cò?| | |not(selected(., 'none') and count-selected(.) > 1)| | |
|rank who|best|Who helps best?| | |not(selected(${helps}, 'none'))| | | |
|text|story|Tell us more| | |string-length(${safe}) > 0|string-length(.) <= 500| | |
|end group| | | | | | | | |
|integer|age|How old are you?| | | |. >= 4 and . < 19| | |
|range|happy|How happy?| | | | | | |
|geopoint|where|Where?| | | | | | |
|choices|
|list_name|name|label|label::Gàidhlig (gd)|
|yesno|yes|Yes|Tha|
|yesno|no|No|Chan eil|
|who|family|Family| |
|who|none|Nobody| |
|who|teacher|A teacher| |
|spare|a|A| |
`

func TestAWholeForm(t *testing.T) {
	s, notes := taken(t, workbook(t, wholeForm))
	want := `week_1 [en gd] en:How is your week? / gd:Ciamar a tha an t-seachdain?
lead en:Hello there. / gd:Halò.
safe one_choice en:Do you feel safe? / gd:A bheil thu sàbhailte? hint en:At home
- yes en:Yes / gd:Tha
- no en:No / gd:Chan eil
helps several en:Who helps? / gd:Cò? if safe=no
- family en:Family
- none en:Nobody alone
- teacher en:A teacher
best order en:Who helps best?
- family en:Family
- none en:Nobody
- teacher en:A teacher
story story en:Tell us more 0..500 if safe=no
age number en:How old are you? 4..18
happy number en:How happy? 1..10
`
	if got := outline(s); got != want {
		t.Errorf("the draft is\n%s\nwant\n%s", got, want)
	}
	account := `settings 1 version: left setting.version
survey 1 required: left column.required
survey 1 appearance: left column.appearance
survey 2 start: left type.meta type=start
survey 3 hello: changed note_lead
survey 4 safe: kept
survey 5 more: changed group
survey 6 helps: kept
survey 7 best: changed condition condition=(${safe} = 'no') and (not(selected(${helps}, 'none')))
survey 8 story: kept
survey 10 age: kept
survey 11 happy: kept
survey 12 where: left type.place type=geopoint
choices 7 spare: left list_unused
`
	if notes != account {
		t.Errorf("the account is\n%s\nwant\n%s", notes, account)
	}
}

// TestEveryLineIsAccountedFor holds that no line that asks something is passed over:
// whatever its type, the account names it.
func TestEveryLineIsAccountedFor(t *testing.T) {
	types := []string{"select_one who", "select_multiple who", "rank who", "text", "integer", "decimal", "range", "note", "sorcery", "select_one nothing", "select_one"}
	for name := range leaving {
		types = append(types, name)
	}
	for _, kind := range types {
		file := workbook(t, `
|survey|
|type|name|label|
|text|before|Before|
|`+kind+`|x|Which?|
|text|after|After|
|choices|
|list_name|name|label|
|who|a|A|
|who|b|B|
`)
		_, notes := taken(t, file)
		if strings.Count(notes, "survey 3 x: ") == 0 {
			t.Errorf("the account passes over %s:\n%s", kind, notes)
		}
	}
}

// troubled are workbooks of which nothing can be read.
func TestFilesThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                     {nil, "not_workbook"},
		"text":                        {[]byte("type,name,label\n"), "not_workbook"},
		"a cut workbook":              {workbook(t, wholeForm)[:2000], "not_workbook"},
		"no survey sheet":             {workbook(t, "|choices|\n|list_name|name|\n|a|b|"), "no_survey"},
		"an empty survey":             {workbook(t, "|survey|\n| | |"), "no_survey"},
		"no types":                    {workbook(t, "|survey|\n|name|label|\n|a|A|"), "no_type"},
		"too large":                   {make([]byte, incoming.MaxFile+1), "large"},
		"a zip bomb":                  {bomb(t), "unzipped"},
		"entities":                    {entities(t), "damaged"},
		"a long text":                 {grown(t, strings.Repeat(" ", maxGap+1)), "damaged"},
		"a long tag":                  {grown(t, "<a "+strings.Repeat(`a="" `, maxGap/5)+"/>"), "damaged"},
		"a deep sheet":                {grown(t, strings.Repeat("<a>", maxDeep+1)), "damaged"},
		"one long text in many cells": {sharedByAll(t), "unzipped"},
		"a cut sheet":                 {cutPart(t, "xl/worksheets/"), "damaged"},
		"cut words":                   {cutPart(t, "xl/sharedStrings.xml"), "damaged"},
		"a far row":                   {farRow(t), "rows"},
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

// bomb is a small workbook of which one part is very large.
func bomb(t testing.TB) []byte {
	return rewritten(t, func(name string, body []byte) []byte {
		if name == "xl/sharedStrings.xml" || strings.HasPrefix(name, "xl/worksheets/") {
			return append(body, bytes.Repeat([]byte("<a>"+strings.Repeat(" ", maxGap/2)+"</a>"), 2*maxUnzipped/maxGap)...)
		}
		return body
	})
}

// grown is a workbook whose sheets have something besides.
func grown(t testing.TB, more string) []byte {
	return rewritten(t, func(name string, body []byte) []byte {
		if strings.HasPrefix(name, "xl/worksheets/") {
			return append(body, more...)
		}
		return body
	})
}

// sharedByAll is a small workbook in which very many cells show the same long text.
func sharedByAll(t testing.TB) []byte {
	long := strings.Repeat("word ", 10_000)
	return rewritten(t, func(name string, body []byte) []byte {
		switch {
		case name == "xl/sharedStrings.xml":
			return []byte(`<sst><si><t>` + long + `</t></si></sst>`)
		case strings.HasPrefix(name, "xl/worksheets/"):
			return []byte(`<worksheet><sheetData>` + strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 100)+`</row>`, 10) + `</sheetData></worksheet>`)
		}
		return body
	})
}

// entities is a workbook whose sheet declares entities that grow when they are put in.
func entities(t testing.TB) []byte {
	return rewritten(t, func(name string, body []byte) []byte {
		if !strings.HasPrefix(name, "xl/worksheets/") {
			return body
		}
		evil := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`
		return []byte(evil)
	})
}

// cutPart is a workbook of which a part ends too early.
func cutPart(t testing.TB, prefix string) []byte {
	return rewritten(t, func(name string, body []byte) []byte {
		if strings.HasPrefix(name, prefix) {
			return body[:len(body)*2/3]
		}
		return body
	})
}

// farRow is a workbook whose last row says that it is the millionth.
func farRow(t testing.TB) []byte {
	return rewritten(t, func(name string, body []byte) []byte {
		return bytes.Replace(body, []byte(`<row r="9">`), []byte(`<row r="1000000">`), 1)
	})
}

// rewritten is a workbook with its parts changed.
func rewritten(t testing.TB, change func(name string, body []byte) []byte) []byte {
	t.Helper()
	file := workbook(t, wholeForm)
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range in.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		if _, err := body.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(change(part.Name, body.Bytes())); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tenThousand is a form of 10,000 questions.
func tenThousand(t testing.TB) []byte {
	var b strings.Builder
	b.WriteString("|survey|\n|type|name|label|label::Polski (pl)|relevant|\n")
	for i := range 10_000 {
		fmt.Fprintf(&b, "|select_one list%d|q%d|Question %d?|Pytanie %d?|${q%d} = 'a'|\n", i%100, i, i, i, i-1)
	}
	b.WriteString("|choices|\n|list_name|name|label|\n")
	for i := range 200 {
		fmt.Fprintf(&b, "|list%d|%c|Answer|\n", i/2, 'a'+i%2)
	}
	return workbook(t, b.String())
}

// TestTenThousandLines holds loosely what BenchmarkTenThousand measures.
func TestTenThousandLines(t *testing.T) {
	begin := time.Now()
	s, notes := taken(t, tenThousand(t))
	if len(s.Questions) != incoming.MaxQuestions || strings.Count(notes, "questions_many") != 10_000-incoming.MaxQuestions {
		t.Errorf("%d questions, %d left", len(s.Questions), strings.Count(notes, "questions_many"))
	}
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("it takes %v", took)
	}
}

// BenchmarkTenThousand reads a form of 10,000 lines and makes a draft of it. The
// figures to hold are 2 s and 200 MB: "live-MB" is the most that was held at once.
func BenchmarkTenThousand(b *testing.B) {
	file := tenThousand(b)
	var most uint64
	for b.Loop() {
		runtime.GC()
		done := make(chan struct{})
		go func() { defer close(done); taken(b, file) }()
		for running := true; running; {
			select {
			case <-done:
				running = false
			case <-time.After(5 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}
	b.ReportMetric(float64(most)/1e6, "live-MB")
}
