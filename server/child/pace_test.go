package child

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kist/internal/ballot"
)

// manyHomes is an address of the i-th of neighbourhoods that have nothing to do with each other.
func manyHomes(i int) string { return fmt.Sprintf("203.0.%d.10", i) }

// kept are the forms that keep something of a round, each as one child sends it.
func kept(t *testing.T) map[string]url.Values {
	words := strings.Join(receiptOf(t, "AAAAAAAAAAAAAAAAAAAAAA"), " ")
	return map[string]url.Values{
		"/contact": wish(openCode), "/withdraw": {codeField: {openCode}, wordsField: {words}}, elevenEnglish + "/save": full(),
	}
}

// TestOneSourceHoldsUpNobodyElse: who sends without end from one place takes little of what a
// round takes, so that a child elsewhere is heard, at once and while it goes on.
func TestOneSourceHoldsUpNobodyElse(t *testing.T) {
	for path, form := range kept(t) {
		t.Run(path, func(t *testing.T) {
			h, _ := contactHouse(t)
			for i := range 100 {
				want := http.StatusOK
				if i >= nearBurst {
					want = http.StatusTooManyRequests
				}
				h.from(school, path, form).want(t, want)
			}
			h.from(elsewhere, path, form).want(t, http.StatusOK)
			for minute := range 4 { // by now a round's burst would be used up
				for range 100 {
					h.from(school, path, form)
				}
				for child := range 15 {
					h.from(manyHomes(15*minute+child), path, form).want(t, http.StatusOK)
				}
				h.now = h.now.Add(20 * paceEvery)
			}
		})
	}
}

// TestAClassAtOnceIsKept: 35 phones behind one address all save in one moment, all ask to be
// contacted and all take their answers back, in two rounds of one place.
func TestAClassAtOnceIsKept(t *testing.T) {
	h, _ := contactHouse(t)
	for path, form := range kept(t) {
		for range 35 {
			h.from(school, path, form).want(t, http.StatusOK)
		}
	}
	for range 35 {
		h.from(school, "/contact", wish(closedCode)).want(t, http.StatusOK)
	}
}

// countingDrops counts how often what was saved is forgotten.
type countingDrops struct {
	Keeper
	drops *int
}

func (c countingDrops) Drop(context.Context, ballot.Secret) error {
	*c.drops++
	return nil
}

// TestForgettingHasAPace: to find what was saved costs as much as to look up words, so one
// source is stopped there too. Its forms are sent all the same, it is told what stays, and
// who throws answers away elsewhere is not held up.
func TestForgettingHasAPace(t *testing.T) {
	for path, want := range map[string]string{"/send": "", "/away": "away?_saved=yes"} {
		t.Run(path, func(t *testing.T) {
			h := newHouse(t, every())
			drops := 0
			h.pages.Drafts = countingDrops{h.pages.Drafts, &drops}
			f := h.post(elevenEnglish+"/check", full()).hidden()
			f.Set(savedField, "yes")
			for i := range 300 {
				a := h.from(school, elevenEnglish+path, f)
				if to := a.header.Get("Location"); a.status >= http.StatusBadRequest || i >= backBurst && to != want {
					t.Fatalf("form %d: %d to %q", i, a.status, to)
				}
			}
			if drops != backBurst {
				t.Errorf("%d were looked for, want %d", drops, backBurst)
			}
			if to := h.from(elsewhere, elevenEnglish+"/away", f).header.Get("Location"); to != "away" {
				t.Errorf("elsewhere it leads to %q", to)
			}
		})
	}
}
