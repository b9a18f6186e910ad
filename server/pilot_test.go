package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/internal/store/mongo"
	"kist/internal/store/mongo/mongotest"
	"kist/internal/store/sqlite"
	"kist/internal/texts"
	"kist/surveys"
	"kist/surveys/samples"
)

// wrappedKey reads what is kept of a private half.
type wrappedKey struct {
	store.Head `bson:",inline"`
	Wrapped    []byte `json:"wrapped"`
}

// keysOf are the wrapped halves that a store holds of a round.
func keysOf(t testing.TB, a *app, round string) [][]byte {
	t.Helper()
	docs, err := store.Open[wrappedKey](t.Context(), a.engine, store.Spec{Name: "keys"})
	if err != nil {
		t.Fatal(err)
	}
	var list [][]byte
	for _, name := range []string{"/answers", "/texts", "/contact"} {
		doc, err := docs.Get(t.Context(), round+name)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, doc.Wrapped)
	}
	return list
}

var slipOnPaper = regexp.MustCompile(`<p class="code"><bdi dir="ltr">([0-9A-Z]{5} [0-9A-Z]{5})</bdi></p>`)

const testersWords = "I read zwetschgenkuchen here. Ring 07700 900123."

// startPilot starts a pilot as its coordinator and prints its slips.
func startPilot(t *testing.T, a *app, h http.Handler, coordinator []*http.Cookie) (page string, r *inspections.Round, slips []string) {
	t.Helper()
	err := a.book.Confirm(t.Context(), inspections.Confirmation{Head: store.Head{ID: inspections.HelpLines}, Who: "ros", Name: "Ros"})
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"slips": {"12"}, "closes": {"2999-01-01"}, "languages": {"en", "ar"}, "editions": {"11-13"}}
	w := hand(h, coordinator, "/staff/surveys/what_its_like/pilots", form)
	page = w.Header().Get("Location")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("starting: %d\n%s", w.Code, w.Body)
	}
	if r, err = a.book.Round(t.Context(), page[strings.LastIndexByte(page, '/')+1:]); err != nil {
		t.Fatal(err)
	}
	w = hand(h, coordinator, "/staff/rounds/"+r.ID+"/slips", url.Values{"setting": {inspections.PilotSetting}, "slips": {"12"}})
	for _, m := range slipOnPaper.FindAllStringSubmatch(w.Body.String(), -1) {
		slips = append(slips, m[1])
	}
	if len(slips) != 12 {
		t.Fatalf("%d slips: %d", len(slips), w.Code)
	}
	return page, r, slips
}

// answerPilot answers as testers do, over HTTP: with notes, and the first with a
// comment.
func answerPilot(t *testing.T, a *app, h http.Handler, r *inspections.Round, slips []string) {
	t.Helper()
	survey, err := a.versions.Survey(t.Context(), r.Version)
	if err != nil {
		t.Fatal(err)
	}
	first := survey.QuestionsIn("11-13")[0].Key
	for i, slip := range slips {
		form := url.Values{"_s": {secretOf(i)}, "_slip": {slip}, "_noted": {first + ":cl"}}
		if i == 0 {
			form.Set("_say."+first, testersWords)
		}
		sendTrial(t, h, r, form, http.StatusOK)
	}
	sendTrial(t, h, r, url.Values{"_s": {secretOf(77)}, "_slip": {slips[0]}}, http.StatusConflict)
}

// sendTrial sends a tester's form, and wants this answer.
func sendTrial(t *testing.T, h http.Handler, r *inspections.Round, form url.Values, want int) {
	t.Helper()
	if w := hand(h, nil, "/r/"+r.Codes[0]+"/11-13/en/send", form); w.Code != want {
		t.Errorf("sending a form: %d, want %d", w.Code, want)
	}
}

func secretOf(n int) string { return strings.Repeat("A", 20) + string(rune('A'+n%26)) + "A" }

// A pilot from the coordinator's first page to the end of its keys, as the program
// serves it, on either store. What was destroyed is not in any byte of it either, and
// neither is what a tester wrote, before or after.
func TestAPilotEndsForGood(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		e, err := sqlite.Open(filepath.Join(dir, "kist.db"))
		if err != nil {
			t.Fatal(err)
		}
		endsForGood(t, e, func() []byte {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
			return filesOf(t, dir)
		})
	})
	t.Run("mongo", func(t *testing.T) {
		uri := mongotest.URI(t)
		e, err := mongo.Open(t.Context(), uri)
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		endsForGood(t, e, func() []byte { return mongotest.Dump(t, uri) })
	})
}

// endsForGood runs a pilot on a store; dump closes it if need be, and is every byte
// of it.
func endsForGood(t *testing.T, e store.Engine, dump func() []byte) {
	a := testAppOn(t, e, filepath.Join(t.TempDir(), "kist.key"))
	survey, err := surveys.Parse(samples.Files, starter)
	if err != nil {
		t.Fatal(err)
	}
	other := &inspections.Round{Head: store.Head{ID: "another"}}
	_, published := a.versions.Publish(t.Context(), survey)
	err = errors.Join(published, a.seedDrafts(t.Context()), a.vault.Equip(t.Context(), other),
		a.book.Inspections.Insert(t.Context(), &inspections.Inspection{Head: store.Head{ID: demoID}, Title: demoTitle}))
	if err != nil {
		t.Fatal(err)
	}
	keys, kept := pilotToTheEnd(t, a), keysOf(t, a, other.ID)
	b := dump()
	held := func(key []byte) bool {
		return bytes.Contains(b, key) || bytes.Contains(b, []byte(base64.StdEncoding.EncodeToString(key)))
	}
	if slices.ContainsFunc(keys, held) || len(kept) != 3 || !held(kept[0]) {
		t.Error("a destroyed key is in the store, or the test would not find one")
	}
	if bytes.Contains(b, []byte("zwetschgenkuchen")) {
		t.Error("a tester's words are in the store in clear")
	}
}

func pilotToTheEnd(t *testing.T, a *app) (keys [][]byte) {
	t.Helper()
	h, coordinator := signedIn(t, a, people.Coordinator)
	_, volunteer := signedIn(t, a, people.Volunteer)
	page, r, slips := startPilot(t, a, h, coordinator)
	answerPilot(t, a, h, r, slips[:11])
	if w := hand(h, coordinator, page+"/close", nil); w.Code != http.StatusSeeOther {
		t.Fatalf("closing: %d\n%s", w.Code, w.Body)
	}
	for _, text := range []string{"I read zwetschgenkuchen here. Ring [phone].", "Testers who answered: 10 (6 to 14)", "Listened"} {
		if !shows(t, h, volunteer, page, text) && !(strings.Contains(text, "10 (6") && shows(t, h, volunteer, page, "15 (11 to 19)")) {
			t.Errorf("the report lacks %q", text)
		}
	}
	neverCited(t, a, h, coordinator, r)
	keys = keysOf(t, a, r.ID)
	if len(keys) != 3 {
		t.Fatalf("%d keys before the end", len(keys))
	}
	if w := hand(h, coordinator, page+"/end", nil); w.Code != http.StatusSeeOther {
		t.Fatalf("ending: %d\n%s", w.Code, w.Body)
	}
	if left := keysOf(t, a, r.ID); len(left) != 1 {
		t.Errorf("%d keys are left while what a tester wrote waits in the safety lane", len(left))
	}
	if err := errors.Join(lookThrough(t.Context(), a, r.ID), a.pilots.EndDue(t.Context(), a.keptKeys())); err != nil {
		t.Fatal(err)
	}
	if left := keysOf(t, a, r.ID); len(left) != 0 {
		t.Errorf("%d keys are left", len(left))
	}
	if err := a.opener.Batches(t.Context(), r.ID, nil); !errors.Is(err, fault.NotFound) {
		t.Errorf("boxes can be opened: %v", err)
	}
	if !shows(t, h, volunteer, page, "zwetschgenkuchen") {
		t.Error("the report is gone with the keys")
	}
	sendTrial(t, h, r, url.Values{"_s": {secretOf(50)}, "_slip": {slips[11]}}, http.StatusGone)
	return keys
}

// lookThrough has two people look at all that waits in the safety lane of a round, and
// worry about none of it, and are done.
func lookThrough(ctx context.Context, a *app, round string) error {
	if err := errors.Join(a.texts.Ask(ctx, round, texts.Unreviewed, "n"), a.texts.Confirm(ctx, round, texts.Unreviewed, "t", "")); err != nil {
		return err
	}
	s, err := a.texts.Enter(ctx, round, texts.Unreviewed, "n")
	if err != nil {
		return err
	}
	waiting, _, err := a.texts.Waiting(ctx, s)
	for _, w := range waiting {
		err = errors.Join(err, a.texts.Dismiss(ctx, s, "n", w.ID))
	}
	return errors.Join(err, a.texts.End(ctx, round, texts.Unreviewed, "n")) // keys wait for who reads
}

// neverCited looks where releases are read, made and listed, and finds no pilot.
func neverCited(t *testing.T, a *app, h http.Handler, coordinator []*http.Cookie, r *inspections.Round) {
	t.Helper()
	if _, err := a.releases.Make(t.Context(), r.ID, "ros", nil); !errors.Is(err, fault.Denied) {
		t.Errorf("a pilot is released: %v", err)
	}
	for _, path := range []string{"/staff/releases", "/staff/rounds", "/staff/inspections/" + demoID, "/staff/library"} {
		if shows(t, h, coordinator, path, r.ID) || shows(t, h, coordinator, path, r.Name+"<") {
			t.Errorf("%s shows the pilot", path)
		}
	}
	if shows(t, h, coordinator, "/staff/", "Release") || !shows(t, h, coordinator, "/staff/", "told, and end it") {
		t.Error("today's page shows the pilot for a result, or not what is left to do")
	}
	for _, path := range []string{"/staff/rounds/" + r.ID, "/staff/releases/" + r.ID, "/staff/releases/" + r.ID + "-1", "/staff/releases/" + r.ID + "-1.csv"} {
		if w := look(h, coordinator, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := hand(h, coordinator, "/staff/rounds/"+r.ID+"/release", nil); w.Code != http.StatusNotFound {
		t.Errorf("a release is asked for: %d", w.Code)
	}
	form := url.Values{"version": {r.Version}, "name": {"x"}, "door": {"ticketed"}, "languages": {"en"}, "editions": {"11-13"}, "opens": {"2031-01-01"}, "closes": {"2031-02-01"}, "min_box": {"10"}, "setting-1": {"x"}}
	if w := hand(h, coordinator, "/staff/inspections/"+demoID+"/new", form); w.Code == http.StatusSeeOther {
		t.Error("a round asks a trial version")
	}
	rounds, err := a.book.Rounds.Count(t.Context(), store.Query{})
	if err != nil || rounds != 1 {
		t.Errorf("%d rounds: %v", rounds, err)
	}
}
