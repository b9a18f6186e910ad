package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/people"
	"kist/internal/store"
	"kist/internal/texts"
	"kist/surveys"
	"kist/surveys/samples"
)

const crashRound = "crashed"

// crashStories are what children wrote in that round; no list knows a name in them.
var crashStories = []string{"qxqone he hits me and says dont tell", "qxqtwo the soup is cold", "qxqthree i like the swings", "qxqfour it is loud"}

// crashTexts kills the real program at every step between the inbox and the end of the
// keys: while the lane copies and is decided on, while concerns are raised, while texts
// are reviewed and taken back, and while keys are destroyed. After each kill people go
// on where they were; in the end nothing is lost, nothing is there twice, and no word of
// a child or of a lead lies anywhere.
func crashTexts(t *testing.T, program, address string) {
	s := &crashReaders{crashServer: &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key")}, cookies: map[string]*http.Cookie{}}
	s.setUp()
	s.start("lane.copy:2")
	s.waitEnd()
	s.again("lane.mark:1")
	s.waitEnd()
	s.again("lane.marked:1")
	s.waitEnd()
	s.again("fast:1")
	s.until("what the lane has", func() bool { return strings.Contains(s.see("Nuala", s.lane()), "Words of children wait since") })
	s.unlock()
	s.times("in the lane", s.see("Nuala", s.lane()), 1, crashStories...)

	story, other := s.first()
	s.dying(s.dismiss(other), "lane.none:1", "lane.bury:1")
	s.spoil()
	s.dying(s.aside, "lane.unread:1", "lane.bury:1")
	s.dying(s.raise(story), "concern.raise:1", "lane.bury:1")
	s.dying(s.worry, "concern.also:1")
	s.dying(s.say("Nuala", "pass"), "review.first:1")
	s.dying(s.say("Tom", "pass"), "review.second:1", "review.keep:1")
	s.dying(s.say("Tom", "again"), "review.drop:1")
	s.dying(s.say("Nuala", "pass"), "fast:1")
	s.say("Tom", "pass")()
	page := s.see("Nuala", s.lane())
	s.times("decided in the lane", page, 0, story, other)
	s.times("left in the lane", page, 2, "qxq")
	s.times("of one text", page, 1, "/concerns/")
	s.stop()
	s.kept(story)
	s.endKeys()
}

// crashReaders are two safeguarding leads before the real program.
type crashReaders struct {
	*crashServer
	cookies map[string]*http.Cookie
	text    string // id of the text that is reviewed
	last    func() // what a kill may have left undone
}

func (s *crashReaders) lane() string   { return "/staff/safety/" + crashRound }
func (s *crashReaders) review() string { return "/staff/texts/" + crashRound }

// inside opens the store beside no server, does something, and closes it.
func (s *crashReaders) inside(do func(a *app) error) {
	s.t.Helper()
	cfg, err := config.Read(func(name string) string {
		return map[string]string{"KIST_STORE": s.store, "KIST_KEY_FILE": s.keys}[name]
	})
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := openApp(s.t.Context(), cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := do(a); err != nil {
		s.t.Fatal(err)
	}
	if err := a.close(); err != nil {
		s.t.Fatal(err)
	}
}

// setUp makes a round in which children wrote, and lets two leads sign in.
func (s *crashReaders) setUp() {
	s.t.Helper()
	s.inside(func(a *app) error {
		if err := s.written(a, "en", crashStories...); err != nil {
			return err
		}
		return s.comeIn(a, people.SafeguardingLead)
	})
}

// written makes the round, unless there is one, and has a child write each of these stories.
func (s *crashReaders) written(a *app, lang string, stories ...string) error {
	ctx := s.t.Context()
	survey, err := surveys.Parse(samples.Files, starter)
	if err != nil {
		return err
	}
	r, err := a.book.Round(ctx, crashRound)
	if errors.Is(err, fault.NotFound) {
		r, err = crashedRound(ctx, a, survey)
	}
	if err != nil {
		return err
	}
	for _, story := range stories {
		f := ballot.Form{Round: r.ID, Edition: "11-13", AgeBand: "11-13", Language: lang, Setting: "school", Mode: "online", Secret: ballot.NewSecret(), Answers: surveys.Answers{}, Texts: map[string]string{storyKey(survey): story}}
		if err := a.inbox.Submit(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

func crashedRound(ctx context.Context, a *app, survey *surveys.Survey) (*inspections.Round, error) {
	version, err := a.versions.Publish(ctx, survey)
	if err != nil {
		return nil, err
	}
	if err := a.book.Inspections.Insert(ctx, &inspections.Inspection{Head: store.Head{ID: crashRound}, Title: "A joint inspection"}); err != nil {
		return nil, err
	}
	r := &inspections.Round{Head: store.Head{ID: crashRound}, Inspection: crashRound, Name: "Crashed round", Version: version, Door: inspections.Open, Stage: inspections.Running, Editions: []string{"11-13"}, MinBox: 3, Closes: "2999-01-01", Synthetic: true}
	if err := a.vault.Equip(ctx, r); err != nil {
		return nil, err
	}
	return r, a.book.Rounds.Insert(ctx, r)
}

// comeIn has two people of a role sign in.
func (s *crashReaders) comeIn(a *app, role people.Role) error {
	for _, name := range []string{"Nuala", "Tom"} {
		_, token, err := a.people.InviteTo(s.t.Context(), people.Server, "", people.Grant{Role: role})
		if err != nil {
			return err
		}
		q := httptest.NewRequest("POST", "/staff/sign-in/"+token, strings.NewReader(url.Values{"name": {name}}.Encode()))
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "same-origin")
		w := httptest.NewRecorder()
		a.handler(slog.New(slog.DiscardHandler)).ServeHTTP(w, q)
		if w.Code != http.StatusSeeOther {
			return fmt.Errorf("%s does not come in: %d", name, w.Code)
		}
		s.cookies[name] = w.Result().Cookies()[0]
	}
	return nil
}

// again stops the server and starts it with another failpoint.
func (s *crashReaders) again(failpoint string) {
	s.stop()
	s.start(failpoint)
}

func (s *crashReaders) as(who string) *crashServer {
	s.cookie = s.cookies[who]
	return s.crashServer
}

// see is a page as somebody sees it.
func (s *crashReaders) see(who, path string) string {
	s.t.Helper()
	resp, page, err := s.as(who).ask("GET", path, nil)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s sees %v, %v at %s", who, resp, err, path)
	}
	return page
}

// unlock has the two open the round on the server that runs.
func (s *crashReaders) unlock() {
	s.t.Helper()
	s.unlockFor(texts.Unreviewed, s.lane())
}

func (s *crashReaders) unlockFor(use texts.Use, back string) {
	s.t.Helper()
	path := "/staff/sessions/" + crashRound + "/" + string(use)
	for _, step := range [][2]string{{"Nuala", "ask"}, {"Tom", "confirm"}} {
		if resp, err := s.as(step[0]).post(path, url.Values{"do": {step[1]}, "back": {back}}); err != nil || resp.StatusCode != http.StatusSeeOther {
			s.t.Fatalf("%s: %v, %v", step[1], resp, err)
		}
	}
}

// dying does something on servers that end themselves at each of these steps. What was
// done last before is done again first: what was left undone then is done now.
func (s *crashReaders) dying(do func(), steps ...string) {
	s.t.Helper()
	for _, step := range steps {
		s.again(step)
		s.unlock()
		if s.last != nil {
			s.last()
			s.last = nil
		}
		do()
		if step == "fast:1" {
			return
		}
		s.waitEnd()
		if s.alive() {
			s.t.Errorf("the server is not killed at %s", step)
		}
	}
	s.last = do
}

// until waits until something is so.
func (s *crashReaders) until(what string, is func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%s: not in time", what)
		}
	}
}

// times wants each of these words so often on a page.
func (s *crashReaders) times(what, page string, want int, words ...string) {
	s.t.Helper()
	for _, w := range words {
		if n := strings.Count(html.UnescapeString(page), w); n != want {
			s.t.Errorf("%s: %q stands there %d times, want %d", what, w, n, want)
		}
	}
}

var (
	textField = regexp.MustCompile(`name="text" value="([0-9a-f]+)"`)
	worryLink = regexp.MustCompile(`href="(/staff/texts/[^"]*/worry/[^"]*)"`)
)

// after is what an expression finds behind words on a page; empty if the words are not
// there.
func after(page, words string, re *regexp.Regexp) string {
	if i := strings.Index(page, words); i >= 0 {
		if m := re.FindStringSubmatch(page[i:]); m != nil {
			return m[1]
		}
	}
	return ""
}

// dismiss has both say that they see nothing in a text, if it is still there.
func (s *crashReaders) dismiss(words string) func() {
	return func() {
		if id := after(s.see("Nuala", s.lane()), words, textField); id != "" {
			_, _ = s.as("Nuala").post(s.lane(), url.Values{"text": {id}})
		}
	}
}

// spoil puts a text into the lane that nobody can open.
func (s *crashReaders) spoil() {
	s.stop()
	s.inside(func(a *app) error {
		lane, err := store.Open[spoilt](s.t.Context(), a.engine, store.Spec{Name: "lane", Clustered: true, Indexes: []store.Index{{Field: "waits", Order: "day"}}})
		if err != nil {
			return err
		}
		return lane.Insert(s.t.Context(), &spoilt{Head: store.Head{ID: "qxqspoilt"}, Round: crashRound, Waits: crashRound, Day: "2020-01-02", Sealed: []byte("not sealed by anybody")})
	})
}

// spoilt is a document of the lane.
type spoilt struct {
	store.Head `bson:",inline"`
	Round      string `json:"round"`
	Waits      string `json:"waits"`
	Day        string `json:"day"`
	Sealed     []byte `json:"sealed"`
}

// aside takes out of the lane what nobody can open.
func (s *crashReaders) aside() {
	_, _ = s.as("Nuala").post(s.lane(), url.Values{"do": {"aside"}})
}

// raise makes a concern of a text, if it is still in the lane.
func (s *crashReaders) raise(words string) func() {
	return func() {
		if link := after(s.see("Nuala", s.lane()), words, raiseForm); link != "" {
			_, _ = s.as("Nuala").post(link, url.Values{"note": {leadsNote}})
		}
	}
}

// worry has the second worry about the text that is reviewed.
func (s *crashReaders) worry() {
	if m := worryLink.FindStringSubmatch(s.see("Tom", s.review())); m != nil {
		_, _ = s.as("Tom").post(m[1], url.Values{"note": {leadsNote}})
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// first waits for the box, and gives the story that stands first in its review, and
// another.
func (s *crashReaders) first() (story, other string) {
	s.t.Helper()
	s.until("the box", func() bool {
		page := s.see("Nuala", s.review())
		if m := textField.FindStringSubmatch(page); m != nil {
			s.text = m[1]
		}
		plain := tag.ReplaceAllString(page, "")
		for i, words := range crashStories {
			if strings.Contains(plain, words) {
				story, other = words, crashStories[(i+1)%len(crashStories)]
			}
		}
		return story != ""
	})
	return story, other
}

// say has somebody speak of the text that is reviewed.
func (s *crashReaders) say(who, do string) func() {
	return func() {
		_, _ = s.as(who).post(s.review(), url.Values{"text": {s.text}, "do": {do}})
	}
}

// kept looks at what is stored in the end.
func (s *crashReaders) kept(story string) {
	s.t.Helper()
	s.inside(func(a *app) error {
		ctx, open := s.t.Context(), map[texts.Use]*texts.Session{}
		for _, use := range texts.Uses() {
			if err := a.texts.Ask(ctx, crashRound, use, "n"); err != nil {
				return err
			}
			if err := a.texts.Confirm(ctx, crashRound, use, "t", ""); err != nil {
				return err
			}
			session, err := a.texts.Enter(ctx, crashRound, use, "n")
			if err != nil {
				return err
			}
			open[use] = session
		}
		boxed, unread, err := a.opener.Texts(ctx, crashRound)
		if err != nil || unread != 0 || len(boxed) != len(crashStories) {
			return fmt.Errorf("%d texts in boxes, %d unread, %w", len(boxed), unread, err)
		}
		passed := 0
		for r, err := range a.texts.Reviewed(ctx, open[texts.Analysis]) {
			if passed++; err != nil || r.Words != story {
				s.t.Errorf("%q passed review, %v", r.Words, err)
			}
		}
		waiting, _, err := a.texts.Waiting(ctx, open[texts.Unreviewed])
		if passed != 1 || len(waiting) != len(crashStories)-2 || err != nil {
			s.t.Errorf("%d passed, %d in the lane, %v", passed, len(waiting), err)
		}
		list, err := a.texts.Concerns(ctx, crashRound)
		if err != nil || len(list) != 1 || len(list[0].Taken) != 2 {
			s.t.Fatalf("%+v, %v", list, err)
		}
		o, err := a.texts.Read(ctx, open[texts.Unreviewed], list[0], "n")
		if err != nil || o.Text.Text != story || o.Notes[0] != leadsNote || o.Notes[1] != leadsNote {
			s.t.Errorf("the concern says %q: %q", o.Text.Text, o.Notes)
		}
		return err
	})
}

// endKeys closes the round and kills the server while its keys end: the concern is read to
// its end, then nothing is opened by anybody, and no word lies in the file.
func (s *crashReaders) endKeys() {
	s.t.Helper()
	s.inside(func(a *app) error {
		if err := a.sealer.Close(s.t.Context(), crashRound, nil); err != nil {
			return err
		}
		_, err := a.book.Rounds.Update(s.t.Context(), crashRound, func(r *inspections.Round) error { r.KeysUntil = "2026-02-01"; return nil })
		return err
	})
	for _, step := range []string{"keys.mark:1", "keys.destroy:1", "keys.destroy:2"} {
		s.start(step)
		s.waitEnd()
		s.stop()
	}
	s.untilKeys(1)
	s.settle()
	s.start("keys.destroy:2")
	s.waitEnd()
	s.stop()
	s.untilKeys(0)
	s.inside(func(a *app) error {
		r, err := a.book.Round(s.t.Context(), crashRound)
		if err == nil && r.KeysGone == "" {
			s.t.Error("the round does not say that its keys are gone")
		}
		if _, err := a.vault.TextsBy(s.t.Context(), crashRound, "n", ""); err == nil {
			s.t.Error("its texts can be opened")
		}
		return err
	})
	s.nowhere("qxqone", "qxqtwo", "qxqthree", "qxqfour", "grumblefoss") // shorter ones lie in what is sealed, by chance
	s.t.Logf("%d kills, %d of them at a failpoint", s.killed, s.atFailpoint)
}

// untilKeys waits until a server has left so many of the round's keys.
func (s *crashReaders) untilKeys(n int) {
	s.t.Helper()
	s.start("fast:1")
	s.until(fmt.Sprintf("%d keys", n), func() (there bool) {
		s.inside(func(a *app) error { there = len(keysOf(s.t, a, crashRound)) == n; return nil })
		return there
	})
	s.stop()
}

// settle decides on what waits still, and lets the month pass after which words are forgotten.
func (s *crashReaders) settle() {
	s.t.Helper()
	s.inside(func(a *app) error {
		ctx := s.t.Context()
		if _, err := a.vault.TextsBy(ctx, crashRound, "n", ""); err != nil {
			s.t.Errorf("a concern is open, and cannot be read: %v", err)
		}
		open, err := a.texts.Concerns(ctx, crashRound)
		if err != nil || len(open) == 0 {
			return fmt.Errorf("%d concerns, %w", len(open), err)
		}
		err = lookThrough(ctx, a, crashRound)
		for _, c := range open {
			if c.Open != "" {
				err = errors.Join(err, a.texts.Advance(ctx, crashRound, c.ID, texts.Kept, "", "n"))
			}
		}
		a.texts.Now = func() time.Time { return time.Now().AddDate(0, 2, 0) }
		return errors.Join(err, a.texts.Sweep(ctx))
	})
}

// nowhere wants none of these words in the file of the store, or in its log.
func (s *crashReaders) nowhere(words ...string) {
	s.t.Helper()
	path, isFile := strings.CutPrefix(s.store, "sqlite:")
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + end)
		if isFile && end == "" && err != nil {
			s.t.Error(err)
		}
		for _, word := range words {
			if bytes.Contains(b, []byte(word)) {
				s.t.Errorf("words lie in the file%s", end)
			}
		}
	}
}
