package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/seal"
	"kist/internal/store/mongo/mongotest"
	"kist/internal/synthetic"
	"kist/surveys"
	"kist/surveys/samples"
)

var kills = flag.Int("kills", fewKills, "how often the crash test kills the server")

// fewKills are those of every run; with more, people also read on the stand-in for
// MongoDB while the server is killed.
const fewKills = 20

// patience is how long the program may take for anything. It only bounds a
// failure: a machine that checks a change may stand still for a while.
const patience = 2 * time.Minute

// The places at which the crash test ends the process. Closing is tried last,
// when most has been sent.
var (
	sendSteps  = []string{"submit.insert", "submit.check", "seal.box", "seal.tombstone", "seal.forget"}
	closeSteps = []string{"close.final", "seal.box", "seal.tombstone", "seal.forget", "close.sealed"}
	// Of the release, which is asked for once and then goes on by itself.
	releaseSteps = []string{"release.asked", "release.counted", "release.stored"}
)

// TestKilledServerLosesNothing runs the real program, kills it at every
// failpoint while children send, and checks from the children's side alone:
// whoever was told "sent" is counted exactly once, and nobody twice.
func TestKilledServerLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real program many times")
	}
	program := buildWithFailpoints(t)
	stores := map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "kist.db")}
	if uri := os.Getenv("KIST_TEST_MONGODB"); uri != "" {
		stores["mongo"] = mongotest.URI(t)
	} else {
		t.Log("SQLite only: set KIST_TEST_MONGODB to run the same on MongoDB")
	}
	if *kills > fewKills && !mongotest.Real() { // one request at a time is all that it takes for sure
		t.Run("texts on the stand-in", func(t *testing.T) {
			t.Parallel()
			crashTexts(t, program, mongotest.URI(t))
		})
	}
	crashTwo(t, program)
	t.Run("first starts", func(t *testing.T) { t.Parallel(); crashFirst(t, program) })
	for name, address := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of it is waiting for the clock
			crashRun(t, program, address)
		})
		t.Run("pilot on "+name, func(t *testing.T) {
			t.Parallel()
			crashPilot(t, program, aside(t, address))
		})
		t.Run("texts on "+name, func(t *testing.T) {
			t.Parallel()
			crashTexts(t, program, aside(t, address))
		})
		t.Run("alone on "+name, func(t *testing.T) {
			t.Parallel()
			crashAlone(t, program, aside(t, address))
		})
		t.Run("themes on "+name, func(t *testing.T) {
			t.Parallel()
			crashThemes(t, program, aside(t, address))
		})
		t.Run("taps on "+name, func(t *testing.T) {
			t.Parallel()
			crashTaps(t, program, aside(t, address))
		})
		t.Run("papers on "+name, func(t *testing.T) {
			t.Parallel()
			crashPapers(t, program, aside(t, address))
		})
		t.Run("hooks on "+name, func(t *testing.T) {
			t.Parallel()
			crashHooks(t, program, aside(t, address))
		})
		t.Run("evidence on "+name, func(t *testing.T) {
			t.Parallel()
			crashEvidence(t, program, aside(t, address))
		})
	}
}

// crashTwo has two servers on what stands in for MongoDB, of which one ends or stands still.
func crashTwo(t *testing.T, program string) {
	t.Run("turns", func(t *testing.T) {
		t.Parallel()
		crashTurns(t, program, mongotest.URI(t))
	})
	t.Run("hook turns", func(t *testing.T) {
		t.Parallel()
		crashHookTurns(t, program, mongotest.URI(t))
	})
}

// failpointAt is a step and at which time of passing it to end: one of the first
// eight, in turn over the rounds, but the first where a run of sealing passes it
// once.
func failpointAt(step string, round int) string {
	nth := 1
	if strings.HasPrefix(step, "submit.") || step == "seal.tombstone" {
		nth += (3*round + len(step)) % 8
	}
	return fmt.Sprintf("%s:%d", step, nth)
}

// sendKills is how often the server is killed while children send: once at each step
// where the campaign does so as well, with phones that come the whole way.
func sendKills() int {
	if *kills == fewKills {
		return len(sendSteps)
	}
	return max(*kills-len(closeSteps), len(sendSteps))
}

func crashRun(t *testing.T, program, address string) {
	s := &crashServer{t: t, program: program, store: address, keys: filepath.Join(t.TempDir(), "kist.key")}
	c := newClients(t)
	s.start("")
	s.signIn()
	for i := range sendKills() {
		s.stop()
		s.start(failpointAt(sendSteps[i%len(sendSteps)], i/len(sendSteps)))
		c.sendUntilKilled(s)
	}
	s.stop()
	s.start("")
	c.retryAll(s)
	for _, step := range closeSteps {
		s.stop()
		s.start(step + ":1")
		s.close()
	}
	s.stop()
	s.start("")
	s.close()
	s.waitSealed()
	s.release()
	s.stop()
	c.check(countStories(t, address, s.keys))
	t.Logf("%d kills, %d of them at a failpoint; %d told sent, of %d tried", s.killed, s.atFailpoint, len(c.acked), c.tried)
	if s.atFailpoint < s.killed*3/4 {
		t.Error("most failpoints were not reached: this test shows little")
	}
}

// crashServer is the real program, started again after each kill.
type crashServer struct {
	t                    testing.TB
	program, store, keys string
	cmd                  *exec.Cmd
	exited               chan struct{}
	address, code, link  string
	cookie               *http.Cookie
	env                  []string      // settings besides those of every crash test
	ends                 time.Duration // after which a start is killed; 0: none
	killed, atFailpoint  int           // ends in all, and those that the program did to itself
}

var (
	addressLine = regexp.MustCompile(`running at (\S+)`)
	codeLine    = regexp.MustCompile(`/j/([A-Z]{6})`)
	linkLine    = regexp.MustCompile(`/staff/sign-in/(\S+)`)
)

// start waits for all that a start makes, unless the server is to end at a failpoint.
func (s *crashServer) start(failpoint string) {
	s.t.Helper()
	s.begin(failpoint)
	if failpoint == "" {
		s.furnished()
	}
}

// begin starts the program until it says where it is.
func (s *crashServer) begin(failpoint string) {
	s.t.Helper()
	cmd := exec.Command(s.program)
	s.cmd = cmd
	s.cmd.Env = append(os.Environ(), "KIST_ADDR=127.0.0.1:0", "KIST_STORE="+s.store, "KIST_KEY_FILE="+s.keys,
		"KIST_SEAL_EVERY=1s", "KIST_FAILPOINT="+failpoint)
	s.cmd.Env = append(s.cmd.Env, s.env...)
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	var logged strings.Builder
	s.cmd.Stderr = &logged
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	if s.ends > 0 {
		time.AfterFunc(s.ends, func() { _ = cmd.Process.Kill() })
	}
	ready := s.read(out)
	s.exited = make(chan struct{})
	go func(cmd *exec.Cmd, exited chan struct{}) { _ = cmd.Wait(); close(exited) }(s.cmd, s.exited)
	if !ready && failpoint == "" {
		s.t.Fatalf("the server did not start:\n%s", logged.String())
	}
}

// furnished waits until a start has made all that it makes.
func (s *crashServer) furnished() {
	s.t.Helper()
	waitFor(s.t, "it does not become ready", func() bool {
		resp, _, err := s.ask("GET", "/readyz", nil)
		return err == nil && resp.StatusCode == http.StatusOK
	})
}

// read takes address, code and link from the greeting. False if the process
// ended before it was done.
func (s *crashServer) read(out io.Reader) bool {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		take := func(re *regexp.Regexp, into *string) {
			if m := re.FindStringSubmatch(lines.Text()); m != nil {
				*into = m[1]
			}
		}
		take(addressLine, &s.address)
		take(codeLine, &s.code)
		take(linkLine, &s.link)
		if strings.HasPrefix(lines.Text(), "To stop") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return true
		}
	}
	return false
}

// another is a server of the same installation.
func (s *crashServer) another() *crashServer {
	return &crashServer{t: s.t, program: s.program, store: s.store, keys: s.keys, env: s.env}
}

// stop kills the process if its failpoint has not.
func (s *crashServer) stop() {
	if !s.alive() {
		s.atFailpoint++
	}
	_ = s.cmd.Process.Kill()
	<-s.exited
	s.killed++
}

func (s *crashServer) alive() bool {
	select {
	case <-s.exited:
		return false
	default:
		return true
	}
}

// post sends a form as a page of this server would.
func (s *crashServer) post(path string, form url.Values) (*http.Response, error) {
	resp, _, err := s.ask("POST", path, form)
	return resp, err
}

// ask is post, or another request, with the page that comes back.
func (s *crashServer) ask(method, path string, form url.Values) (*http.Response, string, error) {
	r, err := http.NewRequest(method, s.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	client := http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	return resp, string(page), err
}

func (s *crashServer) signIn() {
	s.t.Helper()
	resp, err := s.post("/staff/sign-in/"+s.link, url.Values{"name": {"Test Administrator"}})
	if err != nil || len(resp.Cookies()) == 0 {
		s.t.Fatalf("sign in: %v %v", err, resp)
	}
	s.cookie = resp.Cookies()[0]
}

// close asks for the round to be closed; the server may be killed meanwhile.
func (s *crashServer) close() {
	_, _ = s.post("/staff/rounds/"+demoID+"/close", url.Values{"sure": {"yes"}})
	for end := time.Now().Add(patience); s.alive() && !s.sealed() && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond) // a close that ends before the failpoint leaves the server alive
	}
}

// release asks once for a release and ends the server at every step; the servers that
// come after finish it, and there is one.
func (s *crashServer) release() {
	s.t.Helper()
	s.stop()
	s.start(releaseSteps[0] + ":1")
	_, _ = s.post("/staff/rounds/"+demoID+"/release", nil)
	for _, step := range releaseSteps[1:] {
		s.waitEnd()
		s.stop()
		s.start(step + ":1") // and nobody asks again
	}
	s.waitEnd()
	s.stop()
	s.start("")
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		_, page, err := s.ask("GET", "/staff/rounds/"+demoID, nil)
		if err == nil && strings.Contains(page, "/staff/releases/"+demoID+"-1\"") && !strings.Contains(page, "release/stop") {
			break
		}
		if time.Now().After(end) {
			s.t.Fatal("nobody made the release that was asked for")
		}
	}
	if _, page, err := s.ask("GET", "/staff/releases", nil); err != nil || strings.Contains(page, demoID+"-2") {
		s.t.Errorf("it was made twice, or %v", err)
	}
}

// waitEnd waits until the server has come to its failpoint.
func (s *crashServer) waitEnd() {
	select {
	case <-s.exited:
	case <-time.After(patience):
	}
}

func (s *crashServer) sealed() bool {
	_, page, err := s.ask("GET", "/staff/rounds/"+demoID, nil)
	return err == nil && strings.Contains(page, demoID+"/release\"")
}

func (s *crashServer) waitSealed() {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	for !s.sealed() {
		if time.Now().After(deadline) {
			s.t.Fatal("the round is not sealed after two minutes")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// clients are the children, with a log of what they were told.
type clients struct {
	t      *testing.T
	survey *surveys.Survey
	mu     sync.Mutex
	rng    *rand.Rand
	tried  int
	open   map[string]url.Values // marker -> form not yet told sent
	acked  map[string]bool
	each   int                // forms that each of eight children sends before a kill
	code   string             // of joining; empty: that of the demonstration
	dress  func(f url.Values) // adds to a form; nil: nothing
}

func newClients(t *testing.T) *clients {
	survey, err := surveys.Parse(samples.Files, starter)
	if err != nil {
		t.Fatal(err)
	}
	return &clients{t: t, survey: survey, rng: rand.New(rand.NewPCG(7, 7)), open: map[string]url.Values{}, acked: map[string]bool{}, each: 8}
}

// next is a form with a marker in its story by which it is found again.
func (c *clients) next() (marker string, form url.Values) {
	c.mu.Lock()
	defer c.mu.Unlock()
	marker = fmt.Sprintf("marker qxq%s end", letters(c.tried)) // nobody is called so, nearly so neither
	c.tried++
	form = synthetic.Form(c.rng, c.survey, surveys.E11)
	for _, q := range c.survey.QuestionsIn(surveys.E11) {
		if q.KindName == "story" {
			delete(form, q.Key)
		}
	}
	form.Set(storyKey(c.survey), marker)
	form.Set("_s", base64.RawURLEncoding.EncodeToString(seal.Random(16)))
	if c.dress != nil {
		c.dress(form)
	}
	c.open[marker] = form
	return marker, form
}

// letters writes a number in letters: figures could be taken for a telephone.
func letters(n int) string {
	s := ""
	for ; n > 0 || s == ""; n /= 20 {
		s += string("bcdfghjklmnpqrstvwxz"[n%20])
	}
	return s
}

func storyKey(s *surveys.Survey) string {
	for _, q := range s.QuestionsIn(surveys.E11) {
		if q.KindName == "story" && len(q.AskIf) == 0 {
			return q.Key
		}
	}
	return ""
}

// sendUntilKilled lets eight children send until the server is dead, and then
// gives the clock time to come to the steps of sealing.
func (c *clients) sendUntilKilled(s *crashServer) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range c.each {
				if !s.alive() {
					return
				}
				marker, form := c.next()
				c.send(s, marker, form)
			}
		})
	}
	wg.Wait()
	select {
	case <-s.exited:
	case <-time.After(patience):
	}
}

func (c *clients) send(s *crashServer, marker string, form url.Values) {
	resp, err := s.post("/r/"+cmp.Or(c.code, s.code)+"/11-13/en/send", form)
	if err != nil || resp.StatusCode != http.StatusOK {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acked[marker] = true
	delete(c.open, marker)
}

// retryAll sends again, with the same secrets, what was never told sent, and
// some of what was.
func (c *clients) retryAll(s *crashServer) {
	for marker, form := range c.open {
		c.send(s, marker, form)
	}
	if len(c.open) > 0 {
		c.t.Errorf("%d forms were not taken by a healthy server", len(c.open))
	}
}

// check compares what the children were told with what is in the boxes.
func (c *clients) check(stories map[string]int) {
	for marker := range c.acked {
		if stories[marker] != 1 {
			c.t.Errorf("%q was told sent and is there %d times", marker, stories[marker])
		}
	}
	for story, n := range stories {
		if strings.HasPrefix(story, "marker ") && n != 1 {
			c.t.Errorf("%q is there %d times", story, n)
		}
	}
}

// buildWithFailpoints builds the program as crash tests need it.
func buildWithFailpoints(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "kist")
	out, err := exec.Command("go", "build", "-tags", "failpoint", "-o", program, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// countStories opens the store with the key file and counts every text.
func countStories(t *testing.T, address, keyFile string) map[string]int {
	t.Helper()
	ctx := context.Background()
	a := openTestApp(t, address, keyFile)
	texts, unread, err := a.opener.Texts(ctx, demoID)
	if err != nil || unread != 0 {
		t.Fatal(unread, err)
	}
	counts := map[string]int{}
	for _, text := range texts {
		counts[text.Text]++
	}
	return counts
}
