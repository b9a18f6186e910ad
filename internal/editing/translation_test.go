package editing

import (
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/surveys"
)

const starter = "what_its_like"

// withStarter adds the starter survey, in all its languages.
func withStarter(t testing.TB) *desk {
	t.Helper()
	d := newDesk(t)
	if _, err := d.Start(t.Context(), sampleSurvey(t, "what_its_like.yaml"), "ros"); err != nil {
		t.Fatal(err)
	}
	return d
}

// text finds one text of a language.
func (d *desk) text(t testing.TB, lang, place string, e surveys.Edition) Text {
	t.Helper()
	list, err := d.Workspace(t.Context(), starter, lang)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if x.Place == place && x.Edition == e {
			return x
		}
	}
	t.Fatalf("no text at %s for %s", place, e)
	return Text{}
}

// seen is the text as somebody read it just now.
func (x Text) seen() Seen { return Seen{x.Unit, x.Of(), x.Target} }

func (d *desk) expect(t testing.TB, place string, want Progress) Text {
	t.Helper()
	x := d.text(t, "pl", place, surveys.All)
	if x.State != want {
		t.Errorf("%s is %s, not %s (%+v)", place, x.State, want, x.Entry)
	}
	return x
}

func TestATranslationFromMissingToCheckedToStale(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	const place = "questions.respect.text"
	x := d.expect(t, place, Drafted)
	if _, err := d.Change(ctx, starter, []Edit{{Unit: x.Unit, Before: x.Target}}, "ros", "wrong"); err != nil {
		t.Fatal(err)
	}
	d.expect(t, place, Missing)
	written := []Written{{Unit: x.Unit, Of: x.Of(), Text: "Dorośli odnoszą się do mnie z szacunkiem.", Back: "Adults treat me with respect."}}
	if err := d.Drafts.Translate(ctx, starter, "pl", written, "hanan"); err != nil {
		t.Fatal(err)
	}
	x = d.expect(t, place, Drafted)
	if x.Entry.By != "hanan" || x.Entry.Back != "Adults treat me with respect." {
		t.Errorf("%+v", x.Entry)
	}
	if err := d.Check(ctx, starter, x.seen(), "hanan"); !errors.Is(err, fault.Denied) {
		t.Errorf("checked by who wrote it: %v", err)
	}
	if err := d.Check(ctx, starter, Seen{x.Unit, x.Of(), "something else"}, "yusuf"); !errors.Is(err, fault.Conflict) {
		t.Errorf("checked what does not stand there: %v", err)
	}
	if err := d.Check(ctx, starter, x.seen(), "yusuf"); err != nil {
		t.Fatal(err)
	}
	d.expect(t, place, Checked)
	english := surveys.Unit{Place: place, Language: "en", Edition: surveys.All}
	if _, err := d.Change(ctx, starter, []Edit{{english, x.Source, "Adults who help me treat me well."}}, "ros", ""); err != nil {
		t.Fatal(err)
	}
	x = d.expect(t, place, Stale)
	if err := d.StillRight(ctx, starter, x.seen(), "yusuf"); err != nil {
		t.Fatal(err)
	}
	x = d.expect(t, place, Checked)
	if _, err := d.Change(ctx, starter, []Edit{{english, x.Source, "Adults who help me are good to me."}}, "ros", ""); err != nil {
		t.Fatal(err)
	}
	x = d.expect(t, place, Stale)
	if err := d.StillRight(ctx, starter, x.seen(), "hanan"); err != nil {
		t.Fatal(err)
	}
	if x = d.expect(t, place, Drafted); x.Entry.Checked != "" || !x.ToCheck("yusuf") || x.ToCheck("hanan") {
		t.Errorf("who wrote it kept it, and it is %+v", x.Entry)
	}
	written[0].Of, written[0].Was, written[0].Text = x.Of(), x.Target, "Dorośli są dla mnie dobrzy."
	if err := d.Drafts.Translate(ctx, starter, "pl", written, "hanan"); err != nil {
		t.Fatal(err)
	}
	d.expect(t, place, Drafted)
	if err := d.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if lines, err := d.trail.Of(ctx, translationsName, starter+"/pl"); err != nil || len(lines) != 5 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

func TestTwoTranslatorsAtOnePlace(t *testing.T) {
	d := withStarter(t)
	x := d.text(t, "ar", "title", surveys.All)
	one := []Written{{Unit: x.Unit, Of: x.Of(), Was: x.Target, Text: "واحد"}}
	two := []Written{{Unit: x.Unit, Of: x.Of(), Was: x.Target, Text: "اثنان"}}
	if err := d.Drafts.Translate(t.Context(), starter, "ar", one, "hanan"); err != nil {
		t.Fatal(err)
	}
	var clashes Clashes
	if err := d.Drafts.Translate(t.Context(), starter, "ar", two, "yusuf"); !errors.As(err, &clashes) || clashes[0].Now != "واحد" || clashes[0].After != "اثنان" {
		t.Errorf("%v", err)
	}
	if x = d.text(t, "ar", "title", surveys.All); x.Target != "واحد" || x.Entry.By != "hanan" {
		t.Errorf("%+v", x)
	}
}

// What is written or judged is of the source that the person read, and of no other.
func TestAJudgementIsOfTheSourceThatWasRead(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	const place = "questions.respect.text"
	x := d.expect(t, place, Drafted)
	english := surveys.Unit{Place: place, Language: "en", Edition: surveys.All}
	if _, err := d.Change(ctx, starter, []Edit{{english, x.Source, "Adults are kind to me."}}, "ros", ""); err != nil {
		t.Fatal(err)
	}
	written := []Written{{Unit: x.Unit, Of: x.Of(), Was: x.Target, Text: "Inaczej."}}
	for name, err := range map[string]error{
		"checked": d.Check(ctx, starter, x.seen(), "yusuf"),
		"kept":    d.StillRight(ctx, starter, x.seen(), "yusuf"),
		"written": d.Drafts.Translate(ctx, starter, "pl", written, "hanan"),
	} {
		if !errors.Is(err, fault.Conflict) {
			t.Errorf("%s beside another source: %v", name, err)
		}
	}
	if now := d.expect(t, place, Drafted); now.Target != x.Target || now.Entry != (Entry{}) {
		t.Errorf("%+v", now)
	}
}

// Who notes what is known of one text loses nothing of another, whose words came
// while they had an older draft in hand.
func TestWhatIsKnownOfNewerWordsStays(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	old := d.text(t, "pl", "title", surveys.All)
	x := d.text(t, "pl", "questions.respect.text", surveys.All)
	raced := false
	err := d.note(ctx, starter, "pl", "yusuf", "translation.check", func(y Text, e *Entry) bool {
		if !raced {
			raced = true
			if err := d.Drafts.Translate(ctx, starter, "pl", []Written{{Unit: x.Unit, Of: x.Of(), Was: x.Target, Text: "Nowe."}}, "hanan"); err != nil {
				t.Fatal(err)
			}
		}
		if y.Unit != old.Unit {
			return false
		}
		*e = Entry{Place: y.Place, Edition: y.Edition, Source: y.Of(), Text: y.Mark(), Checked: "yusuf"}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	if now := d.text(t, "pl", x.Place, surveys.All); now.Entry.By != "hanan" {
		t.Errorf("who wrote is lost: %+v", now.Entry)
	}
	if now := d.text(t, "pl", "title", surveys.All); now.State != Checked {
		t.Errorf("the check is lost: %+v", now.Entry)
	}
}

func TestWhatCannotBeTranslated(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	for _, lang := range []string{"en", "xx"} {
		if _, err := d.Workspace(ctx, starter, lang); !errors.Is(err, fault.NotFound) {
			t.Errorf("into %q: %v", lang, err)
		}
	}
	x := d.text(t, "pl", "title", surveys.All)
	for name, w := range map[string]Written{
		"nothing":          {Unit: x.Unit, Was: x.Target},
		"another language": {Unit: surveys.Unit{Place: "title", Language: "gd", Edition: surveys.All}, Text: "Eile"},
		"the build":        {Unit: surveys.Unit{Place: surveys.HeadPlace}, Text: "{}"},
	} {
		if err := d.Drafts.Translate(ctx, starter, "pl", []Written{w}, "hanan"); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	none := surveys.Unit{Place: "questions.none.text", Language: "pl", Edition: surveys.All}
	if err := d.Check(ctx, starter, Seen{Unit: none, Text: "x"}, "yusuf"); !errors.Is(err, fault.NotFound) {
		t.Errorf("checked what there is not: %v", err)
	}
}

func TestTroubleWithATranslation(t *testing.T) {
	for _, c := range []struct{ source, target, want string }{
		{"We ask in {area}", "Pytamy w {area}", ""},
		{"We ask in {area}", "Pytamy", "placeholder"},
		{"We ask", "Pytamy w {area}", "placeholder"},
		{"{a} then {b}", "{b}, {a}", ""},
		{"Plain", "<b>Tłusto</b>", "markup"},
		{"Who helps you when you are worried?", "Who helps you when you are worried?", "same"},
		{"OK", "OK", ""},
		{"We ask in {area}", "", ""},
	} {
		if got := trouble(c.source, c.target); got != c.want {
			t.Errorf("%q as %q: %q, not %q", c.source, c.target, got, c.want)
		}
	}
}

func TestCounts(t *testing.T) {
	d := withStarter(t)
	list, err := d.Workspace(t.Context(), starter, "gd")
	if err != nil {
		t.Fatal(err)
	}
	n := Count(list)
	if n[Drafted] == 0 || n[Drafted]+n[Missing] != len(list) || n[Checked]+n[Stale] != 0 {
		t.Errorf("%v of %d", n, len(list))
	}
	doc, err := d.Get(t.Context(), starter)
	if err != nil {
		t.Fatal(err)
	}
	if gaps := doc.Survey.Missing("gd"); (len(gaps) == 0) != (n[Missing] == 0) {
		t.Errorf("the survey misses %d places, the workspace %d texts", len(gaps), n[Missing])
	}
}

func TestMemory(t *testing.T) {
	m := NewMemory(sampleSurvey(t, "what_its_like.yaml"), sampleSurvey(t, "what_its_like.yaml"))
	same := m.Suggest("pl", "Do you see the people who matter to you?", 3)
	if len(same) == 0 || same[0].Like != 100 || same[0].Target == "" {
		t.Fatalf("%+v", same)
	}
	if len(same) > 1 && same[0] == same[1] {
		t.Error("one translation was remembered twice")
	}
	near := m.Suggest("pl", "Do you see the people who matter for you?", 1)
	if len(near) != 1 || near[0].Like >= 100 || near[0].Like < alike || near[0].Source != same[0].Source {
		t.Errorf("%+v", near)
	}
	if far := m.Suggest("pl", "Qwertz uiop", 3); len(far) != 0 {
		t.Errorf("%+v", far)
	}
	if none := m.Suggest("tr", "Who?", 3); len(none) != 0 {
		t.Errorf("%+v", none)
	}
}

func TestGlossary(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	was := ""
	for _, target := range []string{"bezpieczny", "bezpiecznie"} {
		if err := d.SetTerm(ctx, "pl", " Keep safe ", was, target, "of answers", "hanan"); err != nil {
			t.Fatal(err)
		}
		list, err := d.Glossary(ctx, "pl")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.SetTerm(ctx, "pl", "keep safe", was, "inaczej", "", "yusuf"); !errors.Is(err, fault.Conflict) {
			t.Errorf("written over what nobody saw: %v", err)
		}
		if err := d.DropTerm(ctx, "pl", "keep safe", was, "yusuf"); !errors.Is(err, fault.Conflict) {
			t.Errorf("dropped what nobody saw: %v", err)
		}
		was = list[0].Mark()
	}
	if err := d.SetTerm(ctx, "ar", "plan", "", "الخطة", "", "yusuf"); err != nil {
		t.Fatal(err)
	}
	var bad fault.Problems
	if err := d.SetTerm(ctx, "pl", "", "", string(make([]rune, 61)), "", "hanan"); !errors.As(err, &bad) || len(bad) != 2 {
		t.Errorf("%v", err)
	}
	list, err := d.Glossary(ctx, "pl")
	if err != nil || len(list) != 1 || list[0].Target != "bezpiecznie" {
		t.Fatalf("%+v, %v", list, err)
	}
	for source, want := range map[string]int{"We keep safe what you say.": 1, "Keep safely": 0, "Safe": 0} {
		if got := Agreed(list, source); len(got) != want {
			t.Errorf("%q holds %d agreed words", source, len(got))
		}
	}
	for range 2 {
		if err := d.DropTerm(ctx, "pl", "Keep safe", was, "yusuf"); err != nil {
			t.Fatal(err)
		}
	}
	if list, err = d.Glossary(ctx, "pl"); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// A translation that is changed outside the workspace is its new writer's: by a
// change at once, by a proposal that was accepted, or by going back, after which
// it is again whose words they are.
func TestWhoWroteATranslation(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	const place = "questions.respect.text"
	x := d.expect(t, place, Drafted)
	writes := func(text string) Text {
		t.Helper()
		was := d.text(t, "pl", place, surveys.All)
		if err := d.Drafts.Translate(ctx, starter, "pl", []Written{{Unit: x.Unit, Of: x.Of(), Was: was.Target, Text: text, Back: "Back."}}, "hanan"); err != nil {
			t.Fatal(err)
		}
		now := d.text(t, "pl", place, surveys.All)
		if err := d.Check(ctx, starter, now.seen(), "yusuf"); err != nil {
			t.Fatal(err)
		}
		return d.expect(t, place, Checked)
	}
	first := writes("Pierwszy tekst.")
	hers, err := d.Get(ctx, starter)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Change(ctx, starter, []Edit{{x.Unit, first.Target, "Drugi tekst."}}, "ros", "Shorter."); err != nil {
		t.Fatal(err)
	}
	if now := d.expect(t, place, Drafted); now.Entry.By != "ros" || now.Entry.Checked != "" || now.Entry.Back != "" || !now.ToCheck("hanan") || now.ToCheck("ros") {
		t.Errorf("changed at once it is %+v", now.Entry)
	}
	p, err := d.ProposeEdits(ctx, starter, []Edit{{x.Unit, "Drugi tekst.", "Trzeci tekst."}}, "iona", "Plainer.")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Accept(ctx, p.ID, p.Seen(), "ros", "Yes."); err != nil {
		t.Fatal(err)
	}
	if now := d.expect(t, place, Drafted); now.Entry.By != "iona" || d.Check(ctx, starter, now.seen(), "iona") == nil {
		t.Errorf("accepted it is %+v, or checked by who wrote it", now.Entry)
	}
	if _, err := d.Restore(ctx, starter, hers.Seq, hers.Seq, "ros", "Back."); !errors.Is(err, fault.Conflict) {
		t.Errorf("gone back from what nobody saw: %v", err)
	}
	if _, err := d.Restore(ctx, starter, hers.Seq+2, hers.Seq, "ros", "Back."); err != nil {
		t.Fatal(err)
	}
	if now := d.expect(t, place, Drafted); now.Target != first.Target || now.Entry.By != "" || !now.ToCheck("ros") {
		t.Errorf("gone back it is %+v", now.Entry)
	}
}

// Who takes a question of the library has not written its translations; a crash
// before it is noted who wrote leaves them nobody's, never the writer's before.
func TestTranslationsThatNobodyWroteHere(t *testing.T) {
	d := withStarter(t)
	ctx := t.Context()
	s := d.starter(t)
	q := s.Question("respect")
	without := altered(t, s, func(s *surveys.Survey) {
		s.Questions = s.Questions[:0:0]
		for _, x := range d.starter(t).Questions {
			if x.Key != q.Key {
				s.Questions = append(s.Questions, x)
			}
		}
	})
	if _, err := d.Change(ctx, starter, Diff(s, without), "ros", "Out."); err != nil {
		t.Fatal(err)
	}
	p, err := d.Propose(ctx, starter, s, "iona", "In again.")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Accept(ctx, p.ID, p.Seen(), "ros", "Yes."); err != nil {
		t.Fatal(err)
	}
	if x := d.text(t, "pl", "questions.respect.text", surveys.All); x.Entry.By != "" || !x.ToCheck("iona") {
		t.Errorf("a question that was taken is written by %q", x.Entry.By)
	}
	e := Entry{Place: "a", Edition: surveys.All, Source: "s", Text: mark("one"), By: "hanan", Checked: "yusuf", Back: "b", Sent: true}
	if got := e.of("two"); got.By != "" || got.Checked != "" || got.Back != "" || got.Sent || got.Source != "s" {
		t.Errorf("other words are still %+v", got)
	}
	if e.of("one") != e || e.of("") != e {
		t.Error("what is known of the same words is lost")
	}
}

func (d *desk) starter(t testing.TB) *surveys.Survey {
	t.Helper()
	doc, err := d.Get(t.Context(), starter)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Survey
}
