package exchange

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"kist/internal/fault"

	"github.com/google/go-cmp/cmp"
)

var twoTexts = Bilingual{
	ID: "what_its_like", Source: "en", Target: "pl",
	Units: []BilingualUnit{
		{Name: "title all", Mark: "", State: "initial", Source: "What it’s like for you"},
		{Name: "start.lead 4-7", Mark: "a1b2", State: "translated", Notes: []string{"for ages 4 to 7"}, Source: "We ask in {area} & {place}.", Target: "Pytamy w {area} i w {place} <tu>."},
	},
}

func TestXLIFFThereAndBack(t *testing.T) {
	var b bytes.Buffer
	if err := WriteXLIFF(&b, twoTexts); err != nil {
		t.Fatal(err)
	}
	for _, must := range []string{
		`<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="pl">`,
		`<ph id="1" equiv="{area}" canDelete="no"></ph>`, `<unit id="u2" name="start.lead 4-7">`, `state="translated"`, `&lt;tu&gt;`,
	} {
		if !strings.Contains(b.String(), must) {
			t.Errorf("%s is not in\n%s", must, b.String())
		}
	}
	got, err := ReadXLIFF(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(twoTexts, got); diff != "" {
		t.Error(diff)
	}
}

// Other tools split by sentence, wrap in groups, and add what is theirs.
func TestXLIFFOfAnotherTool(t *testing.T) {
	got, err := ReadXLIFF(strings.NewReader(`<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:x="urn:x" version="2.1" srcLang="en" trgLang="pl">
 <file id="s"><skeleton href="s.skl"/><group id="g"><group id="h">
  <unit id="1" name="title all" x:by="somebody">
   <segment state="final"><source>One.</source><target>Jeden.</target></segment>
   <ignorable><source> </source></ignorable>
   <segment><source>Two <pc id="1">in <ph id="2" equiv="{area}"/></pc>.</source><target>Dwa w <ph id="2" equiv="{area}"/>.</target></segment>
  </unit></group></group>
  <unit id="2"><segment><source>Not ours</source></segment></unit>
 </file>
</xliff>`))
	want := Bilingual{ID: "s", Source: "en", Target: "pl", Units: []BilingualUnit{
		{Name: "title all", Source: "One. Two in {area}.", Target: "Jeden. Dwa w {area}."},
	}}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
}

func xliffWith(inner string) string {
	return `<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="pl"><file id="s">` + inner + `</file></xliff>`
}

func TestXLIFFThatIsNone(t *testing.T) {
	unit := `<unit id="u" name="n"><segment><source>x</source></segment></unit>`
	for what, text := range map[string]string{
		"xml":      "<xliff",
		"version":  strings.Replace(xliffWith(unit), `"2.0"`, `"1.2"`, 1),
		"encoding": xliffWith("\xff"),
		"size":     xliffWith(strings.Repeat(" ", MaxXLIFF)),
		"much":     xliffWith(strings.Replace(unit, "x<", strings.Repeat("x", maxXLIFFText+1)+"<", 1)),
	} {
		_, err := ReadXLIFF(strings.NewReader(text))
		var p fault.Problem
		if !errors.As(err, &p) || p.ID != "staff.problem.xliff."+what {
			t.Errorf("%s: %v", what, err)
		}
	}
	for name, text := range map[string]string{
		"entities": `<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>` + xliffWith(`<unit id="u" name="n"><segment><source>&b;</source></segment></unit>`),
		"html":     "<html></html>",
		"nothing":  "",
		"a target": strings.Replace(xliffWith(unit), ` trgLang="pl"`, "", 1),
	} {
		if _, err := ReadXLIFF(strings.NewReader(text)); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadXLIFF(strings.NewReader(xliffWith(strings.Repeat(unit, maxXLIFFUnits+1)))); !errors.Is(err, fault.Invalid) {
		t.Errorf("too many: %v", err)
	}
}

func FuzzReadXLIFF(f *testing.F) {
	var b bytes.Buffer
	if err := WriteXLIFF(&b, twoTexts); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(xliffWith(`<group id="g"><unit id="u" name="n"><segment><source>a<ph equiv="{x}"/></source></segment></unit></group>`)))
	f.Add([]byte("<xliff"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := ReadXLIFF(bytes.NewReader(text))
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		var again bytes.Buffer
		if err := WriteXLIFF(&again, got); err != nil {
			t.Fatal(err)
		}
	})
}
