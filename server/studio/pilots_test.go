package studio

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kist/internal/audit"
	"kist/internal/ballot"
	"kist/internal/browsertest"
	"kist/internal/contacts"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/surveys"
)

// booth is where testers answer.
type booth struct {
	inbox   *ballot.Inbox
	tickets *ballot.Tickets
	opener  *ballot.Opener
	vault   *inspections.Vault
	trail   *audit.Trail
	waits   bool // something in the safety lane
}

// open opens what pilots need on the house's store.
func (h *house) open(e store.Engine) Piloting {
	h.t.Helper()
	ctx, key := h.t.Context(), seal.NewKey()
	var errs [9]error
	var p Piloting
	h.booth.vault, errs[0] = inspections.OpenVault(ctx, e, key)
	h.booth.inbox, errs[1] = ballot.OpenInbox(ctx, e, h.book, key, nil)
	h.booth.tickets, errs[2] = ballot.OpenTickets(ctx, e, key)
	h.booth.opener, errs[3] = ballot.OpenOpener(ctx, e, h.booth.vault)
	p.Vault = h.booth.vault
	p.Closer, errs[4] = ballot.OpenSealer(ctx, e, h.book, h.booth.vault, nil)
	p.Reports, errs[5] = results.OpenPilots(ctx, e, h.book, h.booth.vault, h.booth.opener, h.versions, key, nil)
	p.Progress, errs[6] = results.OpenWatch(ctx, e, h.book, h.booth.inbox, h.booth.opener)
	requests, err := contacts.Open(ctx, e, h.booth.vault)
	errs[7] = err
	h.booth.trail, errs[8] = audit.OpenTrail(ctx, e, time.Now)
	p.Trail = h.booth.trail
	p.Kept = inspections.Kept{Requests: requests.Kept, Texts: func(context.Context, *inspections.Round) (bool, error) { return h.booth.waits, nil }}
	if err := errors.Join(errs[:]...); err != nil {
		h.t.Fatal(err)
	}
	return p
}

// deeds are those who did something to a document, as the audit says.
func (h *house) deeds(collection, id, did string) (who []string) {
	h.t.Helper()
	lines, err := h.booth.trail.Of(h.t.Context(), collection, id)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range lines {
		if l.Did == did {
			who = append(who, l.Who)
		}
	}
	return who
}

// seen writes down that somebody looked at the help numbers.
func (h *house) seen() {
	h.t.Helper()
	err := h.book.Confirm(h.t.Context(), inspections.Confirmation{Head: store.Head{ID: inspections.HelpLines}, Who: "ros", Name: "Ros"})
	if err != nil {
		h.t.Fatal(err)
	}
}

// pilotForm is the form that starts one.
func pilotForm(slips string) url.Values {
	return url.Values{"slips": {slips}, "closes": {"2999-01-01"}, "languages": {"en"}, "editions": {"8-10", "11-13"}}
}

// piloted starts a pilot and gives its page and its round.
func (h *house) piloted() (string, *inspections.Round) {
	h.t.Helper()
	h.seen()
	at := h.sent(ros, draft+"/pilots", pilotForm("20"))
	r, err := h.book.Round(h.t.Context(), at[strings.LastIndexByte(at, '/')+1:])
	if err != nil {
		h.t.Fatal(err)
	}
	return at, r
}

// test sends n forms; the first of them says something of the first question.
func (h *house) test(r *inspections.Round, n int, remark string) {
	h.t.Helper()
	ctx := h.t.Context()
	slips, err := h.booth.tickets.Issue(ctx, r.ID, n)
	if err != nil {
		h.t.Fatal(err)
	}
	for i, slip := range slips {
		f := ballot.Form{
			Round: r.ID, Edition: "8-10", AgeBand: "8-10", Language: "en", Setting: inspections.PilotSetting, Mode: "online", Secret: ballot.NewSecret(), Slip: slip,
			Answers: surveys.Answers{}, Trace: ballot.Trace{h.key(0): ballot.Skipped, h.key(1): ballot.Changed | ballot.Heard | ballot.Skipped},
		}
		if i == 0 && remark != "" {
			f.Comments = map[string]string{h.key(0): remark}
		}
		if err := h.booth.inbox.Submit(ctx, f); err != nil {
			h.t.Fatal(err)
		}
	}
}

// The whole way: the coordinator starts a pilot of the draft, testers answer, it is
// closed, everybody in the group reads what it told, there and beside the question,
// and ending it destroys its keys and leaves the report.
func TestAPilotFromStartToEnd(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(iona, draft), http.StatusOK, draft+"/pilots", "Trying out")
	at, r := h.piloted()
	if r.Pilot != "what_its_like" || r.Door != inspections.Ticketed || r.Version != "what_its_like-1-trial" || r.Name != "Trial 1" {
		t.Errorf("the pilot is %+v", r)
	}
	want(t, h.as(iona, draft+"/pilots"), http.StatusOK, "Trial 1", "Testers can answer.", "!Start a pilot")
	want(t, h.as(ros, at), http.StatusOK, "/staff/rounds/"+r.ID+"/slips", "Slips made so far: 0, of 20 that it may have.", r.Codes[0], "Fewer than 10", "A pilot is never cited.", "Close it and see")
	want(t, h.as(iona, at), http.StatusOK, "!/slips", "!Close it")
	h.test(r, 20, "I did not get <b>this</b>. Ring 07700 900123.")
	want(t, h.as(iona, at), http.StatusOK, "!did not get", "!(16 to 24)")
	want(t, h.as(iona, draft+"/q/"+h.key(0)), http.StatusOK, "!last pilot")

	want(t, h.as(ros, at+"/close"), http.StatusOK, "No tester can answer after that.")
	h.sent(ros, at+"/close", nil)
	h.sent(ros, at+"/close", nil) // again does no harm
	page := want(t, h.as(iona, at), http.StatusOK, "Testers who answered: 20 (16 to 24)", "I did not get &lt;b&gt;this&lt;/b&gt;. Ring [phone].", "20 (16 to 24), 100\u00a0%", "!07700", "!End it and destroy")
	if !strings.Contains(page, "It is closed.") {
		t.Error("the page does not say that the pilot is closed")
	}
	beside := want(t, h.as(iona, draft+"/q/"+h.key(0)), http.StatusOK, "How it did in the last pilot", "Trial 1", "I did not get", "Skipped it", "!has changed since")
	if strings.Contains(beside, "Ring 07700") {
		t.Error("a number is not redacted")
	}
	want(t, h.as(iona, draft+"/q/"+h.key(1)), http.StatusOK, "No tester left a comment.")
	want(t, h.as(iona, draft+"/q/"+h.key(2)), http.StatusOK, "No numbers are shown.") // nobody was asked it
	h.sent(ros, draft+"/q/"+h.key(0)+"/propose", h.change(h.key(0), "How safe is it?", "Shorter."))

	want(t, h.as(ros, at+"/end"), http.StatusOK, "This cannot be undone.")
	h.booth.waits = true
	h.sent(ros, at+"/end", nil)
	want(t, h.as(iona, at), http.StatusOK, "One key is left", "!Its keys are destroyed", "!End it and destroy")
	h.booth.waits = false
	h.sent(ros, at+"/end", nil)
	want(t, h.as(iona, at), http.StatusOK, "Its keys are destroyed", "I did not get", "!End it and destroy")
	for what, err := range map[string]error{
		"boxes": h.booth.opener.Batches(t.Context(), r.ID, nil), "texts": third(h.booth.opener.Texts(t.Context(), r.ID)),
		"the key to requests": second(h.booth.vault.Contact(t.Context(), r.ID)),
	} {
		if !errors.Is(err, fault.NotFound) {
			t.Errorf("%s can still be opened: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

// Whoever runs a pilot sets how many slips it may have in all; nobody else is asked.
func TestHowManySlipsAPilotMayHave(t *testing.T) {
	h := newHouse(t)
	at, r := h.piloted()
	if _, err := h.book.CountSlips(t.Context(), r.ID, inspections.PilotSetting, 18, ros); err != nil {
		t.Fatal(err)
	}
	want(t, h.as(ros, at), http.StatusOK, "Slips made so far: 18, of 20 that it may have.", at+"/testers", `name="slips" value="20"`)
	want(t, h.as(iona, at), http.StatusOK, "!/testers", `!name="slips"`)
	for _, n := range []string{"17", "121", "0", "", "many"} {
		page := want(t, h.post(ros, at+"/testers", url.Values{"slips": {n}}), http.StatusUnprocessableEntity, "Give a number from 18 to 120.")
		if !strings.Contains(page, `name="slips" value="`+n+`"`) {
			t.Errorf("%q is forgotten", n)
		}
	}
	h.sent(ros, at+"/testers", url.Values{"slips": {" 30 "}})
	want(t, h.as(ros, at), http.StatusOK, "of 30 that it may have")
	want(t, h.post(iona, at+"/testers", url.Values{"slips": {"40"}}), http.StatusForbidden)
	h.sent(ros, at+"/close", nil)
	want(t, h.post(ros, at+"/testers", url.Values{"slips": {"40"}}), http.StatusGone)
	want(t, h.as(ros, at), http.StatusOK, "!/testers")
}

// The next pilot is of the draft as it is by then; what it told takes the place of
// the last, and a question that was reworded says so.
func TestTheNextPilot(t *testing.T) {
	h := newHouse(t)
	at, r := h.piloted()
	h.test(r, 3, "First words.")
	h.sent(ros, at+"/close", nil)
	h.changed(h.key(0), "Do you feel safe?")
	want(t, h.as(iona, draft+"/q/"+h.key(0)), http.StatusOK, "First words.", "The question has changed since then.", "No numbers are shown.")
	want(t, h.as(iona, at), http.StatusOK, "Fewer than ten answered", "!100\u00a0%", "!_skipped")
	next, r2 := h.piloted()
	if r2.Version != "what_its_like-2-trial" || next == at {
		t.Errorf("the next pilot is of %s", r2.Version)
	}
	h.test(r2, 12, "Second words.")
	h.sent(ros, next+"/close", nil)
	want(t, h.as(iona, draft+"/q/"+h.key(0)), http.StatusOK, "Second words.", "Trial 2", "!First words.", "!has changed since")
}

// Nobody but coordinators starts, closes or ends a pilot, and nobody outside the
// group reads one; it is of its own survey, and no round is one.
func TestWhoMayPilot(t *testing.T) {
	h := newHouse(t)
	at, r := h.piloted()
	for _, who := range []string{iona, "ada:inspector", "tam:translator"} {
		for _, path := range []string{draft + "/pilots", at + "/close", at + "/end"} {
			if w := h.post(who, path, pilotForm("20")); w.Code != http.StatusForbidden {
				t.Errorf("%s at %s: %d", who, path, w.Code)
			}
		}
	}
	for _, path := range []string{draft + "/pilots", at, at + "/file"} {
		if w := h.as("ada:inspector", path); w.Code != http.StatusForbidden {
			t.Errorf("an inspector at %s: %d", path, w.Code)
		}
	}
	h.holdRound("real", "what_its_like-1", inspections.Sealed)
	for _, path := range []string{draft + "/pilots/real", draft + "/pilots/nothing", "/staff/surveys/parents_carers/pilots/" + r.ID} {
		if w := h.as(ros, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := h.post(ros, draft+"/pilots/real/end", nil); w.Code != http.StatusNotFound {
		t.Errorf("a round is ended: %d", w.Code)
	}
	if w := h.post(ros, at+"/end", nil); w.Code == http.StatusSeeOther {
		t.Error("a running pilot is ended")
	}
}

// A form that cannot be right starts nothing and freezes nothing.
func TestPilotsThatCannotStart(t *testing.T) {
	h := newHouse(t)
	want(t, h.as(ros, draft+"/pilots"), http.StatusOK, "Nobody has looked at the help numbers", "No safeguarding lead for the whole installation")
	want(t, h.post(ros, draft+"/pilots", pilotForm("20")), http.StatusUnprocessableEntity, "look at them first")
	h.seen()
	want(t, h.as(ros, draft+"/pilots"), http.StatusOK, "!look at them first", `name="slips" value="20"`, `value="en" checked`)
	for field, value := range map[string]string{"slips": "many", "closes": "2001-01-01", "languages": "xx", "editions": ""} {
		form := pilotForm("20")
		form.Set(field, value)
		page := want(t, h.post(ros, draft+"/pilots", form), http.StatusUnprocessableEntity, `role="alert"`)
		if field == "slips" && !strings.Contains(page, `value="many"`) {
			t.Error("what was typed is lost")
		}
	}
	if list, err := h.book.Pilots(t.Context(), "what_its_like"); err != nil || len(list) != 0 {
		t.Errorf("%d pilots were started, %v", len(list), err)
	}
	if _, _, err := h.versions.Get(t.Context(), "what_its_like-1-trial"); !errors.Is(err, fault.NotFound) {
		t.Errorf("a trial was frozen: %v", err)
	}
	h.sent(ros, draft+"/retire", url.Values{"on": {"yes"}})
	if w := h.post(ros, draft+"/pilots", pilotForm("20")); w.Code == http.StatusSeeOther {
		t.Error("a retired survey is piloted")
	}
}

// A pilot is never cited: its file says so in every row and in its name, holds no
// comment, and no list of versions or of releases has it.
func TestAPilotIsNeverCited(t *testing.T) {
	h := newHouse(t)
	at, r := h.piloted()
	h.test(r, 12, "My own words.")
	if w := h.as(ros, at+"/file"); w.Code != http.StatusNotFound {
		t.Errorf("a file of a running pilot: %d", w.Code)
	}
	h.sent(ros, at+"/close", nil)
	if taken := h.deeds("rounds", r.ID, "pilot.file"); len(taken) != 0 {
		t.Errorf("the audit says that a file was taken by %v", taken)
	}
	w := h.as(iona, at+"/file")
	if taken := h.deeds("rounds", r.ID, "pilot.file"); len(taken) != 1 || taken[0] != "iona" {
		t.Errorf("the audit says that the file was taken by %v", taken)
	}
	body := want(t, w, http.StatusOK, "pilot: not to be cited", "!My own words", "!release,round")
	if name := w.Header().Get("Content-Disposition"); !strings.Contains(name, "pilot-not-to-be-cited") {
		t.Errorf("the file is called %s", name)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 100 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		if row[0] != "pilot: not to be cited" {
			t.Fatalf("%q", row)
		}
	}
	want(t, h.as(ros, draft+"/versions"), http.StatusOK, "Version 1", "!trial", "!Trial")
	want(t, h.as(ros, "/staff/surveys"), http.StatusOK, "!trial", "!Trial 1")
	want(t, h.as(iona, "/staff/library/"+h.key(0)), http.StatusOK, "!Trial 1", "!My own words")
	if !strings.Contains(fmt.Sprint(h.sent(ros, at+"/end", nil)), at) {
		t.Error("ending leads elsewhere")
	}
}

// The pages for phones and desks, with a script and without, keep the rules for
// accessibility.
func TestPilotPagesForEveryone(t *testing.T) {
	h := newHouse(t)
	at, r := h.piloted()
	h.test(r, 20, "I was not sure what “here” means. Is it home, or school?")
	for i, options := range [][]browsertest.Option{{browsertest.Width(browsertest.SmallPhone), browsertest.NoScript()}, {browsertest.Width(1280)}} {
		p := h.browserOf(ros, options...)
		look := func(page, path string) {
			p.Visit(path)
			p.Axe()
			p.Screenshot(fmt.Sprintf("pilot-%s-%d", page, i))
			if wide := browsertest.Eval[bool](p, "document.documentElement.scrollWidth > innerWidth + 1"); wide {
				t.Errorf("%s is wider than the page of look %d", page, i)
			}
		}
		if i == 0 {
			look("list", draft+"/pilots")
			look("page", at)
			h.sent(ros, at+"/close", nil)
		}
		look("report", at)
		look("beside", draft+"/q/"+h.key(0))
	}
}
