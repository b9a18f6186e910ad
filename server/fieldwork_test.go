package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/seal"
	"kist/internal/synthetic"
	"kist/surveys"

	"github.com/google/go-cmp/cmp"
)

// tabletInGo plays a facilitator's tablet: it seals forms as the script does.
type tabletInGo struct {
	t     testing.TB
	token string
	round string
	place string // key of the setting
	key   []byte // the intake key's public half
	send  func(r *http.Request) (status int, body []byte)
}

// sendTo hands requests to an app's pages.
func sendTo(a *app) func(r *http.Request) (int, []byte) {
	pages := a.handler(slog.New(slog.DiscardHandler))
	return func(r *http.Request) (int, []byte) {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		return w.Code, w.Body.Bytes()
	}
}

// newTablet makes a tablet for a round, as a coordinator does, and sets it up with
// the server that send reaches.
func newTablet(t testing.TB, a *app, round string, send func(r *http.Request) (int, []byte)) *tabletInGo {
	t.Helper()
	r, err := a.book.Round(t.Context(), round)
	if err != nil {
		t.Fatal(err)
	}
	_, link, err := a.tablets.Add(t.Context(), r, "Library tablet 2", "ann")
	if err != nil {
		t.Fatal(err)
	}
	d := &tabletInGo{t: t, token: base64.RawURLEncoding.EncodeToString(seal.Random(16)), round: round, place: r.Settings[0].Key, send: send}
	d.post("/fieldwork/setup", map[string]string{"link": link, "token": d.token}, nil)
	var plan struct{ Intake []byte }
	d.ask("GET", "/fieldwork/round", nil, &plan)
	d.key = plan.Intake
	d.post("/fieldwork/sync", map[string]any{"loaded": "x", "holds": 0}, nil)
	return d
}

func (d *tabletInGo) post(path string, body, answer any) {
	d.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	d.ask("POST", path, b, answer)
}

func (d *tabletInGo) ask(method, path string, body []byte, answer any) {
	d.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+d.token)
	status, got := d.send(r)
	if status != http.StatusOK {
		d.t.Fatalf("%s %s: %d %s", method, path, status, got)
	}
	if answer != nil {
		if err := json.Unmarshal(got, answer); err != nil {
			d.t.Fatal(err)
		}
	}
}

// seal closes one form of the 11-13 edition, padded as the script pads.
func (d *tabletInGo) seal(secret ballot.Secret, form map[string][]string) []byte {
	d.t.Helper()
	plain, err := json.Marshal(map[string]any{"setting": d.place, "edition": "11-13", "language": "en", "secret": secret.String(), "form": form})
	if err != nil {
		d.t.Fatal(err)
	}
	padded := seal.Pad(plain, seal.Classes{4 << 10, 8 << 10, 16 << 10, 32 << 10, 128 << 10})
	sealed, err := seal.SealIntake(d.key, "kist tablet "+d.round, padded)
	if err != nil {
		d.t.Fatal(err)
	}
	return sealed
}

// sync sends forms by their names and gives what became of each.
func (d *tabletInGo) sync(forms map[string][]byte) map[string]string {
	d.t.Helper()
	items := []map[string]any{}
	for id, sealed := range forms {
		items = append(items, map[string]any{"id": id, "sealed": sealed})
	}
	var got struct{ Results map[string]string }
	d.post("/fieldwork/sync", map[string]any{"loaded": "x", "holds": len(items), "items": items}, &got)
	return got.Results
}

// tablet lets children answer on a tablet, and gives what must be nowhere.
func (d *canaryDay) tablet() (secrets []string) {
	d.t.Helper()
	survey := roundSurvey(d.t, d.app)
	tablet := newTablet(d.t, d.app, demoID, d.send)
	secrets = append(secrets, tablet.token)
	forms := map[string][]byte{}
	for _, id := range []string{"canaryitem1", "canaryitem2", "canaryitem3"} {
		form := synthetic.Form(rand.New(rand.NewPCG(5, 6)), survey, surveys.E11)
		form[storyKey(survey)] = []string{canaryStory + " ring " + canaryPhone}
		secret := ballot.NewSecret()
		secrets = append(secrets, secret.String(), string(secret[:]), id)
		forms[id] = tablet.seal(secret, form)
	}
	forms["canaryforeign"] = []byte(canaryStory)
	for id, became := range tablet.sync(forms) {
		if (became == "sent") != (id != "canaryforeign") {
			d.t.Errorf("%s became %q", id, became)
		}
	}
	return secrets
}

// TestTabletsOfTwoServers: a tablet is set up where people sign in, and syncs with
// the server that can open nothing else; what is sent again, even after closing,
// counts once.
func TestTabletsOfTwoServers(t *testing.T) {
	dir := t.TempDir()
	address, whole := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	first := openTestApp(t, address, whole)
	if _, err := first.firstLight(t.Context()); err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(dir, "collect.key")
	if err := seal.SaveKeys(part, first.keys.Collect()); err != nil {
		t.Fatal(err)
	}
	collect, review := openAs(t, address, part, config.Collect), openAs(t, address, whole, config.Review)
	wantStatus(t, review, "GET", "/fieldwork/", nil, http.StatusNotFound)
	tablet := newTablet(t, review, demoID, sendTo(collect))
	forms, survey := map[string][]byte{}, roundSurvey(t, first)
	for _, id := range []string{"a", "b"} {
		forms[id] = tablet.seal(ballot.NewSecret(), synthetic.Form(rand.New(rand.NewPCG(1, 1)), survey, surveys.E11))
	}
	want := map[string]string{"a": "sent", "b": "sent"}
	if diff := cmp.Diff(want, tablet.sync(forms)); diff != "" {
		t.Error(diff)
	}
	if err := review.sealer.Close(t.Context(), demoID, nil); err != nil {
		t.Fatal(err)
	}
	forms["late"], want["late"] = tablet.seal(ballot.NewSecret(), nil), "closed"
	if diff := cmp.Diff(want, tablet.sync(forms)); diff != "" {
		t.Error(diff)
	}
	release, err := review.releases.Make(t.Context(), demoID, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if least, most := release.Responses.Range(); demoAnswers+2 < least || demoAnswers+2 > most {
		t.Fatalf("%d released of %d", release.Responses.Count, demoAnswers+2)
	}
}
