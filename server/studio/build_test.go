package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kist/internal/browsertest"
	"kist/internal/editing"
	"kist/surveys"
)

// built is the form of how a question is asked, as its page would send it
// unchanged.
func (h *house) built(key string) url.Values {
	h.t.Helper()
	doc := h.draft()
	q := doc.Survey.Question(key)
	form := url.Values{"seq": {strconv.Itoa(doc.Seq)}, kindField: {q.KindName}, purposeField: {q.Why}, creditField: {q.Source}, "why": {"To see."}, rightsField: {numbers(q.Links.UNCRC)}}
	for _, e := range doc.Survey.Editions {
		if q.In(e) {
			form.Add(agesField, string(e))
		}
	}
	if q.AboutChild {
		form.Set(aboutField, "yes")
	}
	for field, n := range map[string]int{leastField: q.Min, mostField: q.Max, facesField: q.Faces} {
		if n != 0 {
			form.Set(field, strconv.Itoa(n))
		}
	}
	for _, o := range q.Options {
		form.Set(pictureField+o.Key, o.Picture)
		if o.Exclusive {
			form.Set(aloneField+o.Key, "yes")
		}
	}
	for _, clause := range q.AskIf {
		form.Add(onField, clause.Question)
		form[anyField+clause.Question] = clause.Any
	}
	form[hardField] = q.Hard
	form[qualityField], form[beingField], form[promiseField] = q.Links.Quality, q.Links.Wellbeing, q.Links.Promise
	return form
}

// ofKind is the first question of a kind.
func (h *house) ofKind(kind string) *surveys.Question {
	h.t.Helper()
	i := slices.IndexFunc(h.survey.Questions, func(q *surveys.Question) bool { return q.KindName == kind })
	if i < 0 {
		h.t.Fatalf("no question of the kind %s", kind)
	}
	return h.survey.Questions[i]
}

// A form that changes nothing proposes nothing, whatever the question.
func TestBuildThatChangesNothing(t *testing.T) {
	h := newHouse(t)
	for _, q := range h.survey.Questions {
		w := h.post(iona, questionPath(h.survey.Key, q.Key)+"/build", h.built(q.Key))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Nothing would change.") {
			t.Errorf("%s: %d, or something is changed", q.Key, w.Code)
		}
		want(t, h.as(iona, questionPath(h.survey.Key, q.Key)+"/build"), http.StatusOK, `name="kind"`, "!Change it now", "![staff")
	}
}

// A volunteer proposes another picture: it is told in words, talked about, voted
// on, accepted, and can be taken back.
func TestProposeAnotherPicture(t *testing.T) {
	h := newHouse(t)
	q := h.ofKind("picture")
	o := q.Options[0]
	form := h.built(q.Key)
	form.Set(pictureField+o.Key, "house")
	at := h.sent(iona, questionPath(h.survey.Key, q.Key)+"/build", form)
	want(t, h.as(callum, at), http.StatusOK, "answer “"+o.Key+"”", "Picture: ", "house</ins>", "To see.")
	h.sent(callum, at+"/vote", url.Values{"vote": {"agree"}})
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"It is clearer."}})
	if got := h.draft().Survey.Question(q.Key).Options[0].Picture; got != "house" {
		t.Errorf("the picture is %q", got)
	}
	want(t, h.as(iona, questionPath(h.survey.Key, q.Key)), http.StatusOK, `<symbol id="house"`, `href="#house"`, "It is clearer.")
	want(t, h.as(iona, draft+"/history"), http.StatusOK, "house</ins>", "It is clearer.")
	h.sent(ros, draft+"/history/0", url.Values{"why": {"Back."}})
	if got := h.draft().Survey.Question(q.Key).Options[0].Picture; got != o.Picture {
		t.Errorf("after going back the picture is %q", got)
	}
}

// A volunteer proposes a picture that goes with a question in easy read.
func TestProposeAPictureForEasyRead(t *testing.T) {
	h := newHouse(t)
	q := h.ofKind("yes_no")
	form := h.built(q.Key)
	form.Set(besideField, "umbrella")
	at := h.sent(iona, questionPath(h.survey.Key, q.Key)+"/build", form)
	want(t, h.as(callum, at), http.StatusOK, "Picture with the question, in easy read", "umbrella</ins>", "To see.")
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"It is clearer."}})
	if got := h.draft().Survey.Question(q.Key).Picture; got != "umbrella" {
		t.Errorf("the picture is %q", got)
	}
	want(t, h.as(iona, questionPath(h.survey.Key, q.Key)+"/build"), http.StatusOK, `<symbol id="umbrella"`, `<option value="umbrella" selected>An umbrella</option>`)
}

// Kind, ages, conditions, links and limits: each is told in words, and stands
// once it is accepted.
func TestProposeHowItIsAsked(t *testing.T) {
	h := newHouse(t)
	q := h.ofKind("several")
	earlier := h.survey.Questions[0]
	codes := codesOf(h.survey, q, earlier)
	form := h.built(q.Key)
	form.Set(kindField, "one_choice")
	form[agesField] = []string{"11-13", "14-18"}
	form[onField], form[anyField+earlier.Key] = []string{earlier.Key}, codes[:1]
	form.Set(rightsField, "19, 12 19")
	form[beingField], form[promiseField] = []string{"S1"}, []string{"Care"}
	form.Set(purposeField, "To learn what helps.")
	at := h.sent(iona, questionPath(h.survey.Key, q.Key)+"/build", form)
	want(t, h.as(callum, at), http.StatusOK, "Kind of question", "One</ins>", "Who is asked", "11 to 13", "When it is asked", "Only if “", "What it gives evidence for", "Safe", "Care", "19", "Why it is asked")
	h.sent(ros, at+"/decide", url.Values{"decision": {"accept"}, "why": {"Yes."}})
	got := h.draft().Survey.Question(q.Key)
	if got.KindName != "one_choice" || !slices.Equal(got.Editions, []surveys.Edition{surveys.E11, surveys.E14}) || got.Max != 0 || slices.ContainsFunc(got.Options, func(o surveys.Option) bool { return o.Exclusive }) {
		t.Errorf("it is asked as %+v", got)
	}
	if len(got.AskIf) != 1 || got.AskIf[0].Question != earlier.Key || !slices.Equal(got.AskIf[0].Any, codes[:1]) || !slices.Equal(got.Links.UNCRC, []int{19, 12}) || got.Why != "To learn what helps." {
		t.Errorf("its conditions or links are %+v, %+v", got.AskIf, got.Links)
	}
	want(t, h.as(iona, questionPath(h.survey.Key, q.Key)), http.StatusOK, "Only if “", "To learn what helps.")
}

// What a form lacks is said, and everything else of it stays written. A condition
// on one more question comes with its answers.
func TestBuildIsDrawnAgain(t *testing.T) {
	h := newHouse(t)
	q := h.ofKind("several")
	at := questionPath(h.survey.Key, q.Key) + "/build"
	for field, c := range map[string]struct{ value, says string }{
		agesField:   {"", "Choose at least one age."},
		rightsField: {"12, 99", "Articles are numbers from 1 to 42"},
		mostField:   {"many", "Write a whole number"},
		"why":       {"", "This cannot be empty."},
	} {
		form := h.built(q.Key)
		form.Set(purposeField, "Because of this.")
		form.Set(field, c.value)
		want(t, h.post(iona, at, form), http.StatusUnprocessableEntity, c.says, "Because of this.")
	}
	form := h.built(q.Key)
	earlier := h.survey.Questions[0]
	form.Set("as", "more")
	form.Set("more", earlier.Key)
	form.Set(purposeField, "Because of this.")
	want(t, h.post(iona, at, form), http.StatusOK, `name="any|`+earlier.Key+`"`, `value="`+earlier.Key+`"`, "not answered", "Because of this.")
	form = h.built(q.Key)
	form.Set(kindField, "number")
	want(t, h.post(iona, at, form), http.StatusUnprocessableEntity, "The range 0 to 0 cannot be used.", `name="min"`, `name="max"`, "!Answers and their pictures")
	bare := h.ofKind("yes_no")
	form = h.built(bare.Key)
	form.Set(kindField, "one_choice")
	form.Set(answerWordField+"0", "At home")
	want(t, h.post(iona, questionPath(h.survey.Key, bare.Key)+"/build", form), http.StatusUnprocessableEntity, "Give at least two.", `value="At home"`)
	if all, err := h.drafts.Undecided(t.Context(), h.survey.Key); err != nil || len(all) > 0 {
		t.Errorf("%d proposals came of forms that lack something: %v", len(all), err)
	}
	want(t, h.as(iona, draft+"/q/nothing/build"), http.StatusNotFound)
	want(t, h.post(iona, draft+"/q/nothing/build", form), http.StatusNotFound)
}

// Two people change how one question is asked at once. What differs is joined;
// where both changed the same the second sees it, and undoes nothing.
func TestTwoPeopleBuildOneQuestion(t *testing.T) {
	h := newHouse(t)
	q := h.ofKind("picture")
	at := questionPath(h.survey.Key, q.Key) + "/build"
	mine, other := h.built(q.Key), h.built(q.Key)
	theirs := h.built(q.Key)
	theirs.Set(pictureField+q.Options[0].Key, "tree")
	theirs.Set("as", "change")
	h.sent(ros, at, theirs)
	mine.Set(pictureField+q.Options[1].Key, "book")
	mine.Set("as", "change")
	h.sent(ros, at, mine)
	other.Set(pictureField+q.Options[0].Key, "phone")
	other.Set(purposeField, "Another reason.")
	body := want(t, h.post(iona, at, other), http.StatusConflict, "Somebody else changed the same place", "Ros changed the same thing", "tree</ins>", "Another reason.", `<option value="phone" selected>`, `<option value="book" selected>`)
	if !strings.Contains(body, `name="seq" value="`+strconv.Itoa(h.draft().Seq)+`"`) {
		t.Error("the form is not made of how the survey is now")
	}
	again := h.built(q.Key)
	again.Set(pictureField+q.Options[0].Key, "phone")
	again.Set(purposeField, "Another reason.")
	p := h.sent(iona, at, again)
	h.sent(ros, p+"/decide", url.Values{"decision": {"accept"}, "why": {"Yes."}})
	got := h.draft().Survey.Question(q.Key)
	if got.Options[0].Picture != "phone" || got.Options[1].Picture != "book" || got.Why != "Another reason." {
		t.Errorf("it is asked as %+v", got)
	}
}

// A proposal about how a question is asked that clashes tells its writer what
// stands now and what they asked for, and they choose.
func TestClashOfBuildIsChosen(t *testing.T) {
	for choice, want1 := range map[string]string{"mine": "phone", "now": "tree"} {
		h := newHouse(t)
		q := h.ofKind("picture")
		at := questionPath(h.survey.Key, q.Key) + "/build"
		mine := h.built(q.Key)
		mine.Set(pictureField+q.Options[0].Key, "phone")
		p := h.sent(iona, at, mine)
		theirs := h.built(q.Key)
		theirs.Set(pictureField+q.Options[0].Key, "tree")
		theirs.Set(purposeField, "Theirs.")
		theirs.Set("as", "change")
		h.sent(ros, at, theirs)
		w := h.post(ros, p+"/decide", url.Values{"decision": {"accept"}, "why": {"Yes."}})
		want(t, w, http.StatusConflict, "tree</ins>", ">Yes.</textarea>")
		body := want(t, h.as(iona, p), http.StatusOK, `name="keep0"`, "tree</ins>", "phone</ins>")
		_, rest, _ := strings.Cut(body, `name="now0" value="`)
		now, _, _ := strings.Cut(rest, `"`)
		h.sent(iona, p+"/merge", url.Values{"keep0": {choice}, "now0": {unescape(now)}})
		pr, err := h.drafts.Proposal(t.Context(), p[strings.LastIndex(p, "/")+1:])
		if err != nil {
			t.Fatal(err)
		}
		after, err := editing.Apply(h.draft().Survey, pr.Edits)
		if err != nil {
			t.Fatalf("%s: it clashes still: %v", choice, err)
		}
		if got := after.Question(q.Key); got.Options[0].Picture != want1 || got.Why != "Theirs." {
			t.Errorf("%s: it would be asked as %+v", choice, got)
		}
	}
}

func unescape(text string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&#43;", "+", "&amp;", "&").Replace(text)
}

// The form works on a phone without script: a picture is chosen and proposed.
func TestBuildInABrowser(t *testing.T) {
	h := newHouse(t)
	q := h.ofKind("picture")
	for _, width := range []int64{320, 1280} {
		p := h.browserOf(iona, browsertest.Width(width), browsertest.NoScript())
		for name, path := range map[string]string{"studio-build": questionPath(h.survey.Key, q.Key) + "/build", "studio-new-kinds": draft + "/new", "studio-new": draft + "/new?kind=picture", "studio-start": draft + "/start"} {
			p.Visit(path)
			p.Screenshot(name + "-" + strconv.FormatInt(width, 10))
			if over := browsertest.Eval[int](p, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s at %d px is %d px too wide", name, width, over)
			}
		}
	}
	p := h.browserOf(iona, browsertest.Width(390))
	for _, path := range []string{questionPath(h.survey.Key, q.Key) + "/build", draft + "/new?kind=several", draft + "/new", draft + "/start"} {
		p.Visit(path)
		p.Axe()
	}
}
