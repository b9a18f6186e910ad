package limesurvey

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"kist/internal/exchange/incoming"
	"kist/internal/exchange/incoming/incomingtest"
	"kist/internal/fault"
	_ "kist/internal/sameseed"
)

const small = `
title My week
group About you
L mood How was it?
+ A1 Good
+ A2 Bad
`

// swapped is a small file with one piece of it replaced.
func swapped(t testing.TB, from, to string) []byte {
	t.Helper()
	whole := string(file(modern, small))
	if !strings.Contains(whole, from) {
		t.Fatalf("the file has no %q", from)
	}
	return []byte(strings.Replace(whole, from, to, 1))
}

func TestFilesThatCannotBeRead(t *testing.T) {
	wide := []byte("\xff\xfe")
	for _, c := range utf16.Encode([]rune(string(file(modern, small)))) {
		wide = append(wide, byte(c), byte(c>>8))
	}
	const doctype = "<LimeSurveyDocType>Survey</LimeSurveyDocType>"
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":              {nil, "lime_none"},
		"no markup":            {[]byte("Q1,How are you?"), "lime_none"},
		"a page":               {[]byte("<html><body>Hello</body></html>"), "lime_none"},
		"too large":            {make([]byte, incoming.MaxFile+1), "large"},
		"a group":              {swapped(t, doctype, "<LimeSurveyDocType>Group</LimeSurveyDocType>"), "lime_part"},
		"a question":           {swapped(t, doctype, "<LimeSurveyDocType>Question</LimeSurveyDocType>"), "lime_part"},
		"no questions":         {file(modern, "title My week\ngroup About you"), "lime_empty"},
		"UTF-16":               {wide, "encoding"},
		"a byte of Latin-1":    {swapped(t, "Good", "G\xf6\xf6d"), "encoding"},
		"another encoding":     {swapped(t, `encoding="UTF-8"`, `encoding="ISO-8859-1"`), "encoding"},
		"a NUL":                {swapped(t, "Good", "Go\x00d"), "xml_damaged"},
		"a cut file":           {file(modern, small)[:900], "xml_damaged"},
		"a tag left open":      {swapped(t, "</questions>", ""), "xml_damaged"},
		"an entity of HTML":    {swapped(t, "<![CDATA[Good]]>", "Good&nbsp;day"), "xml_damaged"},
		"entities":             {swapped(t, "<document>", `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document>`), "xml_entities"},
		"an outside entity":    {swapped(t, "<document>", `<!doctype d SYSTEM "file:///etc/passwd"><document>`), "xml_entities"},
		"elements in others":   {swapped(t, "</document>", strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100)+"</document>"), "xml_deep"},
		"very deep elements":   {[]byte("<document>" + strings.Repeat("<a>", 1_000_000)), "xml_deep"},
		"rows beyond counting": {swapped(t, "</document>", "<x><rows>"+strings.Repeat("<row/>", maxRows+1)+"</rows></x></document>"), "lime_rows"},
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

// TestCutAnywhere cuts a file after each of its bytes: it is never read as if it were
// whole.
func TestCutAnywhere(t *testing.T) {
	whole := bytes.TrimSpace(file(old, small))
	for n := range len(whole) {
		if why := trouble(whole[:n]); why != "xml_damaged" && why != "lime_none" {
			t.Fatalf("cut after %d bytes it is %q", n, why)
		}
	}
	if why := trouble(whole); why != "" {
		t.Fatal(why)
	}
}

// TestDamageTellsItsLine holds that whoever mends a file is told where.
func TestDamageTellsItsLine(t *testing.T) {
	_, err := Read([]byte("<document>\n<LimeSurveyDocType>Survey</LimeSurveyDocType>\n<groups></rows>\n</document>"))
	var trouble *incoming.Trouble
	if !errors.As(err, &trouble) || trouble.Args["line"] != 3 {
		t.Errorf("the trouble is %v", err)
	}
}

// TestEveryTypeIsAccountedFor asks a question of each type that LimeSurvey has ever had,
// and of some that it has not: each is named in the account.
func TestEveryTypeIsAccountedFor(t *testing.T) {
	for _, kind := range []string{"1", "5", "A", "B", "C", "D", "E", "F", "G", "H", "I", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "X", "Y", "!", ":", ";", "|", "*", "W", "Z", "^", "?", "J", "LL", ""} {
		noted := "title Types\ngroup Types\nT before Before?\n" + kind + " asked What?\n. P1 One\n. P2 Two\n.. C1 Column\n.. C2 Second\n+ A1 Yes\n+ A2 No\n++ A1 Yes\n++ A2 No\nT after After?"
		if kind == "" {
			noted = strings.Replace(noted, "\n asked", "\n? asked", 1)
		}
		_, account := taken(t, file(modern, noted))
		if !strings.Contains(account, "questions 2 asked") {
			t.Errorf("the account passes over type %q:\n%s", kind, account)
		}
	}
}

// TestLooseEnds has files that no export writes, and a line of the account of each.
func TestLooseEnds(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"no groups":                   {"groups>", "others>", "rest 0 mood: left lime.orphan"},
		"a part of no question":       {"<parent_qid><![CDATA[0]]>", "<parent_qid><![CDATA[77]]>", "rest 0 mood: left lime.orphan"},
		"a part of itself":            {"<parent_qid><![CDATA[0]]>", "<parent_qid><![CDATA[2]]>", "rest 0 mood: left lime.orphan"},
		"a group that is not there":   {"<gid><![CDATA[1]]></gid>\n    <type>", "<gid><![CDATA[5]]></gid>\n    <type>", "rest 0 mood: left lime.orphan"},
		"no settings":                 {"surveys", "others", "questions 1 mood: kept"},
		"no groups' names":            {"group_l10ns", "others", "groups 1 : changed group"},
		"answers to another question": {"<qid><![CDATA[2]]></qid>\n    <code>", "<qid><![CDATA[9]]></qid>\n    <code>", "questions 1 mood: left flaw.options_few"},
		"an id of no number":          {"<![CDATA[2]]>", "<![CDATA[two]]>", "questions 1 mood: kept"},
	} {
		whole := string(file(modern, small))
		if !strings.Contains(whole, c.from) {
			t.Fatalf("the file has no %q", c.from)
		}
		form, err := Read([]byte(strings.ReplaceAll(whole, c.from, c.to)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, account := incomingtest.Drafted(t, form, Parts()); !strings.Contains(account, c.want) {
			t.Errorf("%s: the account lacks %q:\n%s", name, c.want, account)
		}
	}
}

// TestNoLanguageIsEnglish reads a file that says nowhere in which language it is.
func TestNoLanguageIsEnglish(t *testing.T) {
	whole := strings.NewReplacer("<language>en</language>", "", "<![CDATA[en]]>", "").Replace(string(file(modern, small)))
	draft, account := taken(t, []byte(whole))
	if !strings.Contains(account, "survey 0 : added language_guess") || !strings.Contains(draft, "mood one_choice How was it?") {
		t.Errorf("it becomes\n%s\n%s", draft, account)
	}
}

// TestPartsOfPartsStayBehind has parts that are parts of each other, as no export has.
func TestPartsOfPartsStayBehind(t *testing.T) {
	noted := "title Round\ngroup Round\nM a A?\n. 1 One\n. 2 Two\nT b B?"
	whole := string(file(modern, noted))
	round := strings.Replace(whole, "<parent_qid><![CDATA[2]]>", "<parent_qid><![CDATA[4]]>", 1)
	round = strings.Replace(round, "<parent_qid><![CDATA[2]]>", "<parent_qid><![CDATA[3]]>", 1)
	draft, account := taken(t, []byte(round))
	if strings.Count(account, "lime.orphan") != 2 || !strings.Contains(draft, "b story B?") {
		t.Errorf("they become\n%s\n%s", draft, account)
	}
}

// TestLargeFilesAreReadInTime reads a file of near the largest size, with many groups,
// questions, parts and settings.
func TestLargeFilesAreReadInTime(t *testing.T) {
	var b strings.Builder
	b.WriteString("title Large\n")
	for i := range 800 {
		fmt.Fprintf(&b, "group G%d | About | q%d == \"A\"\nL q%d How? | Help | q%d == \"A\"\n+ A Yes\n+ B No\nset hide_tip 1\nF f%d So?\n. P One\n+ A Yes\n+ B No\n", i, i-2, i, i-1, i)
	}
	large := file(old, b.String())
	if len(large) > incoming.MaxFile {
		t.Fatalf("it has %d bytes", len(large))
	}
	begin := time.Now()
	_, account := taken(t, large)
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("%d bytes take %v", len(large), took)
	}
	if n := strings.Count(account, "questions_many"); n != 1600-incoming.MaxQuestions {
		t.Errorf("%d questions stay behind", n)
	}
}

// drawn is a survey of any questions, with conditions on those before.
func drawn(t *rapid.T) (noted string, codes []string) {
	var b strings.Builder
	b.WriteString("languages en pl\ntitle Drawn / Losowe\ngroup First\n")
	text := rapid.SampledFrom([]string{"How?", "<p>Why?</p>", "{a} and {b}", "Ąę < 3 & more", "<script>alert(1)</script>x", "How? / Jak?", ""})
	for i := range rapid.IntRange(1, 8).Draw(t, "questions") {
		code := fmt.Sprintf("q%d", i)
		codes = append(codes, code)
		kind := rapid.SampledFrom([]string{"L", "!", "O", "M", "P", "R", "Y", "G", "5", "N", "S", "T", "X", "A", "B", "C", "E", "F", "H", "1", ":", ";", "K", "Q", "D", "*"}).Draw(t, "kind")
		when := rapid.SampledFrom([]string{"", "1", "q0 == \"A1\"", "q1_P1.NAOK == \"Y\"", "q0 < 3 or q0 > 7", "!is_empty(q2)", "nonsense(", "q1 == \"-oth-\"", "9X1X2 == 'A2'", "0"}).Draw(t, "when")
		fmt.Fprintf(&b, "%s %s %s | %s | %s | %s\n", kind, code, text.Draw(t, "text"), text.Draw(t, "help"), when, rapid.SampledFrom([]string{"", "other", "must"}).Draw(t, "more"))
		for _, line := range []string{"+ A1 ", "+ A2 ", "++ A1 ", ". P1 ", ". P2 ", ".. C1 "} {
			if rapid.IntRange(0, 3).Draw(t, "there") > 0 {
				b.WriteString(line + text.Draw(t, "part") + "\n")
			}
		}
		fmt.Fprintf(&b, "set %s %s\n", rapid.SampledFrom([]string{"max_answers", "hidden", "exclude_all_others", "maximum_chars", "slider_layout", "multiflexible_checkbox", "min_num_value_n"}).Draw(t, "set"),
			rapid.SampledFrom([]string{"1", "0", "2", "P1", "-3", "many", "{a}"}).Draw(t, "value"))
	}
	return b.String(), codes
}

// TestBothLayoutsSayTheSame draws surveys: each question is in the account, the draft
// could be published, and both layouts make the same of it.
func TestBothLayoutsSayTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		noted, codes := drawn(rt)
		draft, account := taken(t, file(old, noted))
		newer, also := taken(t, file(modern, noted))
		if draft != newer || account != also {
			rt.Fatalf("the layouts differ of\n%s\n%s\n%s", noted, draft+account, newer+also)
		}
		for _, code := range codes {
			if !strings.Contains(account, " "+code+":") && !strings.Contains(account, " "+code+"_") {
				rt.Fatalf("%s is not in the account of\n%s\n%s", code, noted, account)
			}
		}
		if strings.Contains(draft, "alert") || strings.Contains(draft, "<p>") {
			rt.Fatalf("mark-up came over:\n%s", draft)
		}
	})
}

// FuzzRead fuzzes a file.
func FuzzRead(f *testing.F) {
	f.Add(file(modern, small))
	f.Add(file(old, small))
	f.Add([]byte("<document><LimeSurveyDocType>Survey</LimeSurveyDocType><questions><rows><row><qid>1</qid></row></rows></questions></document>"))
	f.Add([]byte("<!DOCTYPE x>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		form, err := Read(file)
		if err != nil {
			if why := trouble(file); why == err.Error() {
				t.Fatal(err)
			}
			return
		}
		incomingtest.Drafted(t, form, Parts())
	})
}

// FuzzSurvey fuzzes what stands in the tables, which a fuzzer of files seldom reaches.
func FuzzSurvey(f *testing.F) {
	for _, c := range corpus {
		f.Add(c.noted)
	}
	f.Fuzz(func(t *testing.T, noted string) {
		if strings.ContainsFunc(noted, func(r rune) bool { return r < ' ' && r != '\n' }) || len(noted) > 5000 {
			return
		}
		form, err := Read(file(modern, noted))
		if err == nil {
			incomingtest.Drafted(t, form, Parts())
		}
	})
}
