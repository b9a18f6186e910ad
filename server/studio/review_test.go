package studio

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"kist/internal/editing"
	"kist/internal/fault"
	"kist/surveys"
)

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
		list, same := comparedViews(p, before, after, judged, nil)
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
