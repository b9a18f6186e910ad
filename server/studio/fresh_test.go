package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/surveys"
)

// asks is the form of a new question for all ages.
func asks(kind, text string) url.Values {
	return url.Values{
		kindField: {kind}, freshField + "all": {text}, agesField: {"4-7", "8-10", "11-13", "14-18", "easy"}, "why": {"Nobody asks it yet."},
	}
}

// A volunteer proposes a new question with pictures; it is told in words, decided,
// and stands where it was asked to, with a key of its own.
func TestProposeANewQuestion(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(iona, draft), http.StatusOK, `href="`+draft+`/new"`)
	want(t, h.as(iona, draft+"/new"), http.StatusOK, "Four steps from agree to disagree", `type="radio" name="kind" value="picture"`, "!Propose it")
	want(t, h.as(iona, draft+"/new?kind=picture"), http.StatusOK, `name="text|all"`, `name="text|8-10"`, `name="answer|0"`, `name="picture|0"`, "!Change it now", "A bicycle", "!name=\"alone|0\"")
	form := asks("picture", "Where do you like to be?")
	form.Set(freshHint+"8-10", "Choose one.")
	form.Set(freshField+"4-7", "Where is nice?")
	for i, answer := range []string{"At home", "Outside"} {
		form.Set(answerWordField+string(rune('0'+i)), answer)
	}
	form.Set(pictureField+"0", "house")
	form.Set(pictureField+"1", "tree")
	form.Set(afterField, h.key(1))
	form[beingField] = []string{"N"}
	at := h.sent(iona, draft+"/new", form)
	want(t, h.as(callum, at), http.StatusOK, "A new question", "Where do you like to be?", "Where is nice?", "One picture", "A house", "At home", "Nobody asks it yet.", "Nurtured", "!Look at the question")
	want(t, h.as(callum, draft), http.StatusOK, "a new question, or several at once", "Nobody asks it yet.")
	h.sent(callum, at+"/vote", url.Values{"vote": {"agree"}})
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Good."}})
	doc := h.draft()
	q := doc.Survey.Questions[2]
	if q.Key != "where_do_you_like_to_be" || q.KindName != "picture" || len(q.Options) != 2 || q.Options[0].Key != "at_home" || q.Options[1].Picture != "tree" || q.Editions != nil {
		t.Fatalf("the question is %+v", q)
	}
	if text, _ := doc.Survey.Say(q.Text, surveys.E4, "en"); text != "Where is nice?" {
		t.Errorf("the youngest read %q", text)
	}
	want(t, h.as(iona, questionPath(doc.ID, q.Key)), http.StatusOK, "Where is nice?", `href="#tree"`, "Proposals that were decided")
	h.sent(ros, draft+"/history/0", url.Values{"why": {"Not now."}})
	if h.draft().Survey.Question(q.Key) != nil {
		t.Error("it cannot be taken back")
	}
	h.sent(ros, draft+"/history/1", url.Values{"why": {"After all."}})
	if got := h.draft().Survey.Question(q.Key); got == nil || got.Options[0].Picture != "house" {
		t.Errorf("it does not come back as it was: %+v", got)
	}
}

// A key is never that of a question which the survey or the library has: answers
// to both would be taken for answers to one.
func TestKeysOfNewQuestions(t *testing.T) {
	h := newHouse(t)
	library, err := h.stock().Library(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept := library.Find(editing.Wanted{})
	i := slices.IndexFunc(kept, func(k *editing.Kept) bool { return len(k.Versions) == 0 && !strings.Contains(k.Key, "_") })
	if i < 0 {
		i = 0
	}
	taken := kept[i].Key
	for _, key := range []string{taken, h.key(0)} {
		form := asks("yes_no", strings.ReplaceAll(key, "_", " "))
		form.Set("as", "change")
		h.sent(ros, draft+"/new", form)
		if h.draft().Survey.Question(key+"_2") == nil && len(key) < 30 {
			t.Errorf("%s: the new question is not %s_2", key, key)
		}
	}
	form := asks("story", "كيف حالك؟")
	form.Set("as", "change")
	h.sent(ros, draft+"/new", form)
	if h.draft().Survey.Question("question") == nil {
		t.Error("words in other letters make no key")
	}
}

// Every kind can be asked anew; what a form lacks is said, and nothing of it is
// lost.
func TestEveryKindAnew(t *testing.T) {
	h := newHouse(t)
	for _, kind := range surveys.Kinds() {
		form := asks(kind, "Is this a question of the kind "+kind+"?")
		if slices.Contains(offering, kind) {
			form.Set(answerWordField+"0", "One")
			form.Set(pictureField+"0", "bed")
			body := want(t, h.post(ros, draft+"/new", form), http.StatusUnprocessableEntity, "Give at least two.", `value="One"`, "Is this a question", "Nobody asks it yet.")
			if kind == "picture" && !strings.Contains(body, `<option value="bed" selected>`) {
				t.Error("the picture is lost")
			}
			form.Set(answerWordField+"1", "Two")
			form.Set(pictureField+"1", "ball")
			form.Set(aloneField+"1", "yes")
		}
		if kind == "number" {
			want(t, h.post(ros, draft+"/new", form), http.StatusUnprocessableEntity, "cannot be used", `name="max"`)
			form.Set(mostField, "10")
		}
		form.Set("as", "change")
		if to := h.sent(ros, draft+"/new", form); to != draft {
			t.Errorf("%s: it leads to %s", kind, to)
		}
		s := h.draft().Survey
		last := s.Questions[len(s.Questions)-1]
		if last.KindName != kind || kind == "several" != (len(last.Options) > 1 && last.Options[1].Exclusive) {
			t.Errorf("%s: it is %+v", kind, last)
		}
	}
	want(t, h.post(iona, draft+"/new", asks("yes_no", "  ")), http.StatusUnprocessableEntity, "Write the question, for all ages or for each.", "Nobody asks it yet.")
	form := asks("yes_no", "Well?")
	form.Del(agesField)
	form.Del(freshField + "all")
	want(t, h.post(iona, draft+"/new", form), http.StatusUnprocessableEntity, "Write the question", "Choose at least one age.")
	want(t, h.as(iona, "/staff/surveys/nothing/new"), http.StatusNotFound)
}

// The title and the first page are proposed as a question is: words in any
// language, points put in, moved and taken out, and how long it takes.
func TestProposeTheFirstPage(t *testing.T) {
	h := newHouse(t)
	facts := h.survey.Start.Facts
	want(t, h.as(iona, draft+"/start"), http.StatusOK, `name="w|title|all"`, `name="w|start.lead|`, `name="o|`+facts[0].Key+`"`, `name="minutes|8-10"`, "!Where the question stands", "!Take this whole question out", `href="`+draft+`/start?lang=ar"`)
	want(t, h.as(iona, draft+"/start?lang=ar"), http.StatusOK, `<html lang="en" dir="ltr"`, `lang="ar" dir="rtl"`, `!name="new"`)
	title := surveys.Unit{Place: "title", Language: "en", Edition: surveys.All}
	was := h.survey.Units()[title]
	form := url.Values{
		"seq": {"0"}, "lang": {"en"}, "w|title|all": {was + " Today"}, orderField + facts[0].Key: {"2"}, orderField + facts[1].Key: {"1"}, orderField + facts[len(facts)-1].Key: {""},
		newField: {"You can stop."}, newTextField: {"At any time."}, minutesField + "8-10": {"7"}, "why": {"Shorter to read."},
	}
	at := h.sent(iona, draft+"/start", form)
	want(t, h.as(callum, at), http.StatusOK, "Title: All ages", "<ins><span class=\"vh\">added: </span> Today</ins>", "Which points the first page has, in order", "You can stop.", "About how many minutes", "7</ins>", "Shorter to read.", "!start.facts")
	want(t, h.as(callum, draft), http.StatusOK, "Proposals about the first page")
	h.sent(callum, at+"/vote", url.Values{"vote": {"not_sure"}})
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Yes."}})
	s := h.draft().Survey
	if s.Units()[title] != was+" Today" || s.Start.Minutes[surveys.E8] != 7 {
		t.Errorf("the title is %q, minutes %v", s.Units()[title], s.Start.Minutes)
	}
	if len(s.Start.Facts) != len(facts) || s.Start.Facts[0].Key != facts[1].Key || s.Start.Facts[len(facts)-1].Key != "you_can_stop" {
		t.Errorf("the points are %+v", s.Start.Facts)
	}
	want(t, h.as(iona, draft+"/preview"), http.StatusOK)
	h.sent(ros, draft+"/history/0", url.Values{"why": {"Back."}})
	if got := editing.Diff(h.survey, h.draft().Survey); len(got) > 0 {
		t.Errorf("going back leaves %v", got)
	}
}

// Two people word the title at once: the second sees both texts. What is wrong
// with a form is said beside what was written.
func TestFirstPageClashesAndProblems(t *testing.T) {
	h := newHouse(t)
	form := func(title string) url.Values {
		return url.Values{"seq": {"0"}, "lang": {"en"}, "w|title|all": {title}, "why": {"Because."}, "as": {"change"}}
	}
	h.sent(ros, draft+"/start", form("Hers"))
	want(t, h.post(iona, draft+"/start", form("Mine")), http.StatusConflict, "Hers</p>", ">Mine</textarea>", "Ros wrote", `name="seq" value="1"`)
	again := form("Both")
	again.Set("seq", "1")
	h.sent(ros, draft+"/start", again)
	for field, c := range map[string]struct{ value, says string }{
		minutesField + "8-10":                    {"99", "Minutes are whole numbers from 1 to 60"},
		orderField + h.survey.Start.Facts[0].Key: {"x", "The place of an answer is a number"},
		"why":                                    {"", "This cannot be empty."},
	} {
		f := form("Once more")
		f.Set("seq", "2")
		f.Del("as")
		f.Set(field, c.value)
		want(t, h.post(iona, draft+"/start", f), http.StatusUnprocessableEntity, c.says, ">Once more</textarea>")
	}
	empty := sheet{"", "en", url.Values{minutesField + "8-10": {""}}}
	if s, err := empty.onto(h.survey); err != nil || s.Start.Minutes[surveys.E8] != 0 {
		t.Errorf("minutes that are not said: %v", err)
	}
	if _, err := (sheet{"nothing", "en", nil}).onto(h.survey); !isMissing(err) {
		t.Errorf("a question that there is not: %v", err)
	}
}

func isMissing(err error) bool {
	return err != nil && strings.Contains(err.Error(), fault.NotFound.Error())
}

// The answers of a question show the drawings that children see, a kind's own too.
func TestDrawingsOfAnswers(t *testing.T) {
	h := newHouse(t)
	faces := h.ofKind("faces").Key
	want(t, h.as(iona, questionPath(h.survey.Key, faces)), http.StatusOK, `<symbol id="f1"`, `<symbol id="f3"`, `href="#f5"`)
	want(t, h.as(iona, questionPath(h.survey.Key, h.ofKind("story").Key)), http.StatusOK, "!<symbol id=\"f1\"", "!class=\"drawn\"")
}
