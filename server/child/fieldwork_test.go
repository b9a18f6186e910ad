package child

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"kist/internal/ballot"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
)

// onShelf is a house whose tablet is set up for the round with this code.
func onShelf(t *testing.T, code string) *house {
	t.Helper()
	h := newHouse(t, every())
	h.shelf.code, h.shelf.token = code, tabletToken
	return h
}

// send sends one sealed form and gives what became of it.
func (h *house) sendOne(sealed []byte) string {
	h.t.Helper()
	got, said := h.sync(batch{Loaded: "x", Holds: 1, Items: []item{{"a", sealed}}})
	got.want(h.t, http.StatusOK)
	return said.Results["a"]
}

// Every way in which a form can end is told to the tablet in one word, and only
// what is durable is told as sent.
func TestWhatBecomesOfAForm(t *testing.T) {
	good := inClear(newSecret())
	other := func(change func(*parcel)) parcel { p := good; change(&p); return p }
	for name, c := range map[string]struct {
		form  parcel
		code  string
		stage inspections.Stage
		fail  error
		want  string
	}{
		"good":               {form: good, want: wasSent},
		"an answer too much": {form: other(func(p *parcel) { p.Form = form{"know": {"yes"}, "places": {"99"}} }), want: wasSent},
		"another edition":    {form: other(func(p *parcel) { p.Edition = "adult" }), want: notOurs},
		"another language":   {form: other(func(p *parcel) { p.Language = "pl" }), want: notOurs},
		"another place":      {form: other(func(p *parcel) { p.Setting = "moon" }), want: notOurs},
		"no such question":   {form: other(func(p *parcel) { p.Form = form{"name": {"Iona"}} }), want: notOurs},
		"no secret":          {form: other(func(p *parcel) { p.Secret = "x" }), want: notOurs},
		"no slip":            {form: good, code: ticketCode, fail: fault.Problem{ID: "problem.slip"}, want: noSlip},
		"an unknown slip":    {form: good, code: ticketCode, fail: fault.Wrap(fault.NotFound, "slip"), want: noSlip},
		"a used slip":        {form: good, code: ticketCode, fail: fault.Wrap(fault.Exists, "slip"), want: usedSlip},
		"closed":             {form: good, fail: fault.Wrap(fault.Closed, "round"), want: tooLate},
		"not open":           {form: good, stage: inspections.Draft, fail: fault.Wrap(fault.Closed, "round"), want: tooEarly},
		"unsure":             {form: good, fail: ballot.ErrUnsure, want: comesLater},
		"changed since":      {form: good, fail: ballot.ErrChanged, want: wasSent},
		"a full store":       {form: good, fail: errors.New("the disk is full"), want: comesLater},
	} {
		t.Run(name, func(t *testing.T) {
			code := openCode
			if c.code != "" {
				code = c.code
			}
			h := onShelf(t, code)
			if c.stage != "" {
				h.book.byCode[code].Stage = c.stage
			}
			h.urn.fail = c.fail
			if got := h.sendOne(h.parcel(c.form)); got != c.want {
				t.Errorf("became %q, want %q", got, c.want)
			}
			if sent := c.want == wasSent; (sent && c.fail == nil) != (len(h.urn.forms) == 1) || h.shelf.holds != map[bool]int{true: 0, false: 1}[sent] {
				t.Errorf("%d forms in the urn, the tablet holds %d", len(h.urn.forms), h.shelf.holds)
			}
		})
	}
}

// The answers arrive as they were given, with how and where they were given; one
// that cannot be is left out and the others count.
func TestAFormArrivesWhole(t *testing.T) {
	h := onShelf(t, ticketCode)
	secret := newSecret()
	p := inClear(secret)
	p.Slip, p.Form = slip, form{"know": {"yes"}, "who_first": {"friend"}, "why_friend": {" She laughs. "}, "places": {"99"}, "_s": {"x"}}
	if got := h.sendOne(h.parcel(p)); got != wasSent {
		t.Fatal(got)
	}
	f := h.urn.forms[0]
	if f.Mode != "tablet" || f.Setting != "school" || f.Edition != "11-13" || f.AgeBand != "11-13" || f.Language != "en" || f.Slip != slip || f.Secret.String() != secret || f.Round != "round-"+ticketCode {
		t.Errorf("%+v", f)
	}
	if f.Texts["why_friend"] != "She laughs." || !slices.Equal(f.Answers["know"], []string{"yes"}) || f.Answers["places"] != nil {
		t.Errorf("%+v", f)
	}
}

// What is sealed for another round, by another key, cut, longer or not padded is
// not opened, and the error tells nothing of it.
func TestSealedForSomethingElse(t *testing.T) {
	h := onShelf(t, openCode)
	good := h.parcel(inClear(newSecret()))
	stranger, err := seal.Keys{Tickets: seal.Key{2}}.Intake()
	if err != nil {
		t.Fatal(err)
	}
	as := func(public []byte, purpose string, text []byte) []byte {
		b, err := seal.SealIntake(public, purpose, text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	own, mine := h.pages.Fieldwork.Intake.Public(), parcelPurpose+"round-"+openCode
	for name, sealed := range map[string][]byte{
		"nothing": nil, "cut": good[:len(good)-1], "longer": append(slices.Clone(good), 0), "altered": append([]byte{4 ^ good[0]}, good[1:]...),
		"another key":   as(stranger.Public(), mine, seal.Pad([]byte(`{}`), parcelSizes)),
		"another round": as(own, parcelPurpose+"round-"+ticketCode, seal.Pad([]byte(`{}`), parcelSizes)),
		"not padded":    as(own, mine, []byte(`{}`)),
		"no JSON":       as(own, mine, seal.Pad([]byte(`canary`), parcelSizes)),
		"a list":        as(own, mine, seal.Pad([]byte(`[]`), parcelSizes)),
	} {
		if got := h.sendOne(sealed); got != notOurs {
			t.Errorf("%s: became %q", name, got)
		}
		if _, err := unwrapParcel(h.pages.Fieldwork.Intake, "round-"+openCode, sealed); !errors.Is(err, fault.Invalid) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Only the tablet with the token gets anything, and a struck one is told so.
func TestOnlyTheTablet(t *testing.T) {
	h := onShelf(t, openCode)
	for _, path := range []string{"/fieldwork/start", fieldEnglish} {
		got := h.get(path)
		if got.status != http.StatusSeeOther || got.header.Get("Location") != fieldworkPath {
			t.Errorf("%s without a token: %d", path, got.status)
		}
		h.get(path, "Authorization", "Bearer "+tabletToken).want(t, http.StatusOK)
	}
	h.get("/fieldwork/round").want(t, http.StatusUnauthorized, `"unknown"`)
	h.get("/fieldwork/round", "Authorization", "Bearer "+tabletLink).want(t, http.StatusUnauthorized, `"unknown"`)
	h.get("/fieldwork/9-9/en", "Authorization", "Bearer "+tabletToken).want(t, http.StatusNotFound)
	h.shelf.fail = fault.Wrap(fault.Closed, "struck off")
	h.get("/fieldwork/round", "Authorization", "Bearer "+tabletToken).want(t, http.StatusGone, `"struck"`)
	got, _ := h.sync(batch{})
	got.want(t, http.StatusGone, `"struck"`)
	if len(h.urn.forms) != 0 {
		t.Error("something was taken")
	}
}

// A tablet is told all that it must keep, and each of it is there.
func TestWhatATabletKeeps(t *testing.T) {
	h := onShelf(t, openCode)
	assets().Mount(h.echo)
	var plan tabletPlan
	if err := json.Unmarshal([]byte(h.get("/fieldwork/round", "Authorization", "Bearer "+tabletToken).body), &plan); err != nil {
		t.Fatal(err)
	}
	key, err := base64.StdEncoding.DecodeString(plan.Intake)
	if err != nil || !slices.Equal(key, h.pages.Fieldwork.Intake.Public()) {
		t.Errorf("the intake key: %v", err)
	}
	if plan.Round != "round-"+openCode || plan.Stage != "running" || plan.Ticketed || len(plan.Settings) != 1 || len(plan.Pages) != 2+3*8 {
		t.Errorf("%+v", plan)
	}
	for _, path := range slices.Concat(plan.Pages, plan.Files) {
		got := h.get(path, "Authorization", "Bearer "+tabletToken)
		got.want(t, http.StatusOK)
		if strings.Contains(got.body, tabletToken) || got.body == "" {
			t.Errorf("%s holds the token, or nothing", path)
		}
		if strings.Contains(got.body, `href="/contact"`) {
			t.Errorf("%s leads to a page that is not on the tablet", path)
		}
	}
	before := plan.Kit
	h.book.byCode[openCode].Stage = inspections.Draft
	_ = json.Unmarshal([]byte(h.get("/fieldwork/round", "Authorization", "Bearer "+tabletToken).body), &plan)
	if plan.Kit == before {
		t.Error("a round that opens is fetched by no tablet")
	}
}

// The pages that a tablet gets are those of the round as it is now.
func TestATabletsPagesFollowTheRound(t *testing.T) {
	h := onShelf(t, openCode)
	page := func() answer { return h.get(fieldEnglish, "Authorization", "Bearer "+tabletToken) }
	r := h.book.byCode[openCode]
	all := r.Languages
	r.Languages = []string{"en"}
	page().want(t, http.StatusOK, `!data-to="/fieldwork/11-13/ar"`)
	r.Languages = all
	page().want(t, http.StatusOK, `data-to="/fieldwork/11-13/ar"`)
	r.Door = inspections.Ticketed
	page().want(t, http.StatusOK, `id="slip"`)
}

func TestSettingUp(t *testing.T) {
	h := newHouse(t, every())
	post := func(body string) answer {
		return h.do(httptest.NewRequest(http.MethodPost, "/fieldwork/setup", strings.NewReader(body)))
	}
	link := func(l, token, holds string) string {
		return fmt.Sprintf(`{"link": %q, "token": %q, "holds": %q}`, l, token, holds)
	}
	post("no JSON").want(t, http.StatusUnprocessableEntity)
	post(strings.Repeat(" ", 2*maxSetUp)+link(tabletLink, tabletToken, "")).want(t, http.StatusUnprocessableEntity)
	post(link(tabletToken, tabletToken, "")).want(t, http.StatusNotFound, `"unknown"`)
	post(link(tabletLink, tabletToken, "another round")).want(t, http.StatusConflict, `"held"`)
	post(link(tabletLink, tabletToken, "")).want(t, http.StatusOK)
	post(link(tabletLink, tabletToken, "")).want(t, http.StatusOK) // the first answer was lost
	post(link(tabletLink, newSecret(), "")).want(t, http.StatusConflict, `"used"`)
	h.shelf.fail = fault.Wrap(fault.Closed, "old")
	post(link(tabletLink, tabletToken, "")).want(t, http.StatusGone, `"old"`)
	h.shelf.fail = fault.Wrap(fault.Denied, "the one in its place may hold answers")
	post(link(tabletLink, tabletToken, "")).want(t, http.StatusConflict, `"owes"`)
	h.get("/fieldwork/").want(t, http.StatusOK, `data-why="owes"`, "so no other takes its place")
	h.shelf.fail = errors.New("the disk is full")
	post(link(tabletLink, tabletToken, "")).want(t, http.StatusInternalServerError)
}

// Only the facilitator's page may start a worker or be installed, and it is
// offered kindly where it cannot work.
func TestPoliciesOfFieldwork(t *testing.T) {
	h := onShelf(t, openCode)
	page := h.get("/fieldwork/")
	page.want(t, http.StatusOK, "is not offered in this browser", `rel="manifest"`)
	if p := page.header.Get("Content-Security-Policy"); !strings.Contains(p, "worker-src 'self'; manifest-src 'self'") || strings.Contains(p, "unsafe") {
		t.Errorf("its policy: %s", p)
	}
	if got := h.get("/fieldwork"); got.status != http.StatusSeeOther || got.header.Get("Location") != "/fieldwork/" {
		t.Errorf("/fieldwork: %d", got.status)
	}
	for _, path := range []string{"/", elevenEnglish, "/j/" + openCode, fieldEnglish + "/done", fieldEnglish} {
		got := h.get(path, "Authorization", "Bearer "+tabletToken)
		got.want(t, http.StatusOK)
		if p := got.header.Get("Content-Security-Policy"); !strings.Contains(p, "worker-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: %s", path, p)
		}
	}
	manifest := h.get("/fieldwork/app.webmanifest")
	manifest.want(t, http.StatusOK, `"scope":"/fieldwork/"`, `"start_url":"/fieldwork/"`, `"standalone"`, "fieldwork.svg")
	h.get("/fieldwork/worker.js").want(t, http.StatusOK, "addEventListener")
}

func TestBatchesThatCannotBe(t *testing.T) {
	sealed := base64.StdEncoding.EncodeToString(make([]byte, maxSealed+1))
	many := strings.TrimSuffix(strings.Repeat(`{"id":"x"},`, maxItems+1), ",")
	for name, body := range map[string]string{
		"nothing": "", "no JSON": "{", "a list": "[]", "a number": `{"holds":"x"}`, "too many": `{"holds":100,"items":[` + many + `]}`,
		"no name": `{"holds":1,"items":[{"sealed":"AA=="}]}`, "a long name": `{"holds":1,"items":[{"id":"` + strings.Repeat("x", 41) + `"}]}`,
		"twice": `{"holds":2,"items":[{"id":"a"},{"id":"a"}]}`, "too long": `{"holds":1,"items":[{"id":"a","sealed":"` + sealed + `"}]}`,
		"holds fewer": `{"holds":0,"items":[{"id":"a"}]}`, "holds too much": `{"holds":100001}`, "no base64": `{"holds":1,"items":[{"id":"a","sealed":"?"}]}`,
	} {
		if _, err := decodeBatch([]byte(body)); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := onShelf(t, openCode)
	got, _ := h.sync([]int{1})
	got.want(t, http.StatusUnprocessableEntity, `"invalid"`)
}

// FuzzSync reads whatever a tablet may send: it never panics, never takes more
// than it may, and what it takes it can say again.
func FuzzSync(f *testing.F) {
	f.Add([]byte(`{"loaded":"x","holds":1,"items":[{"id":"a","sealed":"AAAA"}]}`))
	f.Add([]byte(`{"holds":0}`))
	f.Add([]byte(`{"holds":1,"items":[null]}`))
	f.Add([]byte(`[`))
	intake, err := seal.Keys{Tickets: seal.Key{1}}.Intake()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := decodeBatch(body)
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if len(got.Items) > maxItems || got.Holds < len(got.Items) {
			t.Fatalf("%d items of %d", len(got.Items), got.Holds)
		}
		for _, it := range got.Items {
			if _, err := unwrapParcel(intake, "r", it.Sealed); !errors.Is(err, fault.Invalid) {
				t.Fatalf("opened: %v", err)
			}
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decodeBatch(again); err != nil {
			t.Fatalf("what was taken is not taken again: %v", err)
		}
	})
}

// FuzzParcel reads whatever may come out of a parcel that a thief of the public
// key sealed.
func FuzzParcel(f *testing.F) {
	intake, err := seal.Keys{Tickets: seal.Key{1}}.Intake()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"setting":"school","edition":"11-13","language":"en","secret":"x","form":{"know":["yes"]}}`))
	f.Add([]byte(`{"form":null}`))
	f.Add([]byte(`{"form":{"a":[1]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 100<<10 {
			return
		}
		sealed, err := seal.SealIntake(intake.Public(), parcelPurpose+"r", seal.Pad(text, parcelSizes))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := unwrapParcel(intake, "r", sealed); err != nil && !errors.Is(err, fault.Invalid) {
			t.Fatalf("an error of another kind: %v", err)
		}
	})
}
