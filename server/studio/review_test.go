package studio

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/surveys"
)

// Advice is told by rule, each case with the text, the age and the language that it
// is about; reasons that were given stand beside it with who gave them.
func TestAdviceOf(t *testing.T) {
	h := newHouse(t)
	h.changed(h.plain(), "Do you feel safe, and are you not scared where you live?")
	survey, p := h.draft().Survey, h.words.Printer("en")
	names := map[string]string{"ros": "Ros"}
	reviewed := editing.Review{Overruled: []editing.Overruled{{Rule: "negative", Place: "x", Who: "ros", Why: "They know it."}}}
	rules, cases := map[string]bool{}, 0
	for _, a := range adviceOf(p, names, survey, reviewed) {
		if rules[a.Rule] {
			t.Errorf("%s is told twice", a.Rule)
		}
		rules[a.Rule] = true
		cases += len(a.Says) + a.More
		if len(a.Says) == 0 || len(a.Says) > saysSize {
			t.Errorf("%s: %d cases are shown", a.Rule, len(a.Says))
		}
		for _, c := range a.Says {
			if c.Says == "" || strings.HasPrefix(c.About, ",") {
				t.Errorf("%s: %+v", a.Rule, c)
			}
		}
		if given := a.Rule == "negative"; given != (a.Why == "They know it.") || given != (a.Who == "Ros") {
			t.Errorf("%s: %q by %q", a.Rule, a.Why, a.Who)
		}
	}
	if all := len(survey.AgeFit()); cases != all || !rules["negative"] {
		t.Errorf("%d cases of %d are told, of the rules %v", cases, all, rules)
	}
}

// What differs between two surveys is listed with what it means for answers.
func TestComparedViews(t *testing.T) {
	h := newHouse(t)
	p, before := h.words.Printer("en"), h.survey
	form := url.Values{word(h.plain()): {"Do you feel well where you live?"}}
	after, err := sheet{h.plain(), "en", form}.onto(before)
	if err != nil {
		t.Fatal(err)
	}
	gone := after.Questions[len(after.Questions)-1]
	after.Questions = after.Questions[:len(after.Questions)-1]
	for _, judged := range [][]string{nil, {h.plain()}} {
		list, same := comparedViews(p, before, after, judged)
		if len(list) != 2 || same != len(before.Questions)-2 {
			t.Fatalf("%d differ, %d are the same", len(list), same)
		}
		if v := list[0]; v.Key != h.plain() || !v.Judge || v.Comparable != (judged != nil) || v.Like != likeWords(p, editing.Reworded) {
			t.Errorf("the reworded one: %+v", v)
		}
		if v := list[1]; v.Key != gone.Key || v.Judge || v.Comparable || v.Text == "" || v.Like != likeWords(p, editing.Removed) {
			t.Errorf("the one that is gone: %+v", v)
		}
	}
}

// One person never signs in both roles, and a signature is for one state.
func TestTwoPeopleSign(t *testing.T) {
	h := newHouse(t)
	h.changed(h.plain(), "Do you feel well where you live?")
	review := draft + "/review"
	h.sent(ros, review+"/coordinator", h.reasons())
	want(t, h.post("ros:volunteer", review+"/volunteer", url.Values{"seq": {strconv.Itoa(h.draft().Seq)}}), http.StatusForbidden)
	want(t, h.as("ros:volunteer", review), http.StatusOK, "!Sign as volunteer")
	if _, err := h.drafts.Publish(t.Context(), h.versions, h.survey.Key, "ros"); !errors.Is(err, fault.Denied) {
		t.Errorf("published by one: %v", err)
	}
	h.changed(h.plain(), "Do you feel at home where you live?")
	want(t, h.as(ros, review), http.StatusOK, "No coordinator has signed yet.")
	want(t, h.post(iona, review+"/volunteer", url.Values{"seq": {"1"}}), http.StatusConflict, "Nothing was signed")
	want(t, h.post(iona, review+"/volunteer", url.Values{"seq": {"all"}}), http.StatusUnprocessableEntity)
	if text, _ := h.draft().Survey.Question(h.plain()).Text.In(surveys.E11, "en"); text != "Do you feel at home where you live?" {
		t.Errorf("the draft reads %q", text)
	}
}
