package xlsform

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile are small workbooks that want much time or much memory.
var hostile = map[string]func(t testing.TB) []byte{
	"a long list for each of many questions": func(t testing.TB) []byte {
		return shared(t, 19_000, []string{"select_multiple l", "q", "Q?"}, 19_000, []string{"l", "", "A"}, nil)
	},
	"groups in groups without an end, each with a long condition": func(t testing.TB) []byte {
		long := strings.Repeat("${a} = 'x' and ", 250) + "${a} = 'x'"
		return shared(t, 19_000, []string{"begin group", "g", "G", long}, 2, []string{"l", "", "A"}, nil)
	},
	"conditions as deep as they may be": func(t testing.TB) []byte {
		deep := strings.Repeat("(", 39) + "${a} = 'x'" + strings.Repeat(")", 39)
		return shared(t, 19_000, []string{"text", "", "Q?", "(" + strings.TrimSuffix(strings.Repeat(deep+" or ", 30), " or ") + ")"}, 2, []string{"l", "", "A"}, nil)
	},
	"mark-up that never ends": func(t testing.TB) []byte {
		return shared(t, 1_000, []string{"text", "", strings.Repeat("<b>**_[", 2_000)}, 2, []string{"l", "", "A"}, nil)
	},
	"constraints in brackets": func(t testing.TB) []byte {
		return shared(t, 2_000, []string{"integer", "", "N?", "", strings.Repeat("(. > 1 and ", 300) + ". < 5" + strings.Repeat(")", 300)}, 2, []string{"l", "", "A"}, nil)
	},
}

// shared is a workbook with as many questions and as many answers as said, whose texts
// stand once in the file; an empty name is counted.
func shared(t testing.TB, questions int, question []string, answers int, answer []string, texts []string) []byte {
	t.Helper()
	rows := func(n int, head []string, cells []string) string {
		var b strings.Builder
		b.WriteString("<worksheet><sheetData><row>")
		for _, h := range head {
			fmt.Fprintf(&b, `<c t="inlineStr"><is><t>%s</t></is></c>`, h)
		}
		b.WriteString("</row>")
		from := len(texts)
		texts = append(texts, cells...)
		for i := range n {
			b.WriteString("<row>")
			for j, c := range cells {
				if c == "" && j == 1 {
					fmt.Fprintf(&b, `<c t="inlineStr"><is><t>n%d</t></is></c>`, i)
				} else {
					fmt.Fprintf(&b, `<c t="s"><v>%d</v></c>`, from+j)
				}
			}
			b.WriteString("</row>")
		}
		b.WriteString("</sheetData></worksheet>")
		return b.String()
	}
	survey := rows(questions, []string{"type", "name", "label", "relevant", "constraint"}, question)
	choices := rows(answers, []string{"list_name", "name", "label"}, answer)
	var b strings.Builder
	b.WriteString("<sst>")
	for _, text := range texts {
		b.WriteString("<si><t>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text) + "</t></si>")
	}
	b.WriteString("</sst>")
	return zipped(t, map[string]string{"xl/worksheets/sheet1.xml": survey, "xl/worksheets/sheet2.xml": choices, "xl/sharedStrings.xml": b.String()})
}

// TestHostileForms holds that none takes long or much, whatever becomes of it. The
// limits are far above what it takes on a quiet machine.
func TestHostileForms(t *testing.T) {
	for name, file := range hostile {
		content := file(t)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begin := time.Now()
		form, err := Read(content)
		if err == nil {
			drafted(t, form)
		}
		took := time.Since(begin)
		runtime.ReadMemStats(&after)
		if took > 30*time.Second || after.TotalAlloc-before.TotalAlloc > 2<<30 {
			t.Errorf("%s (%d KB) takes %v and %d MB in all", name, len(content)>>10, took, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
		t.Logf("%s: %v, %d MB in all, %v", name, took, (after.TotalAlloc-before.TotalAlloc)>>20, err)
	}
}
