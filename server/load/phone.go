package load

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"kist/internal/proof"
)

// How long the page's script waits before it tries again for the first time, and at
// most.
const (
	firstWait = 2 * time.Second
	longWait  = time.Minute
)

// The fields of a form that are not questions': that it is invented, its secret, and the
// proof that the page's script finds meanwhile.
const (
	inventedField = "_invented"
	secretField   = "_s"
	proofField    = "_p"
)

// maxPage is the most of an answer that a phone reads, in bytes.
const maxPage = 4 << 20

// phone is what one child holds; in a burst, what many hold who share their lines.
type phone struct {
	*run
	client *http.Client
	tally  *tally // nil: it is only tried

	cookies []*http.Cookie // of staff alone; a child's phone is given none

	mu    sync.Mutex
	files map[string]bool // that it keeps
}

// form is what a phone is about to send.
type form struct {
	to     string // path of the questionnaire
	page   *page
	values url.Values
	left   []string // keys of questions that the page asked to leave out
}

// next is another form of the same questionnaire.
func (f *form) next() *form {
	next := &form{to: f.to, page: f.page, values: f.page.invent(), left: f.left}
	next.values.Set(inventedField, "yes")
	secret := newSecret()
	next.values.Set(secretField, secret)
	if f.page.work > 0 {
		next.values.Set(proofField, proof.Find(strings.Split(f.to, "/")[2], secret, f.page.work))
	}
	next.drop()
	return next
}

// drop leaves out what is to be left out.
func (f *form) drop() {
	maps.DeleteFunc(f.values, func(name string, _ []string) bool {
		key, _, _ := strings.Cut(name, ".")
		return slices.Contains(f.left, key)
	})
}

func (r *run) phone(t *tally) *phone {
	dial := (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	transport := &http.Transport{
		MaxIdleConnsPerHost: 1024, DisableCompression: true, // it is asked for, and counted as it comes
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dial(ctx, network, address)
			if err != nil || t == nil {
				return c, err
			}
			return counted{c, t}, nil
		},
	}
	// What an answer leads to is not asked for: every page is named by the one before it.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &phone{run: r, tally: t, files: map[string]bool{}, client: &http.Client{Transport: transport, Timeout: 90 * time.Second, CheckRedirect: stay}}
}

func (p *phone) hangUp() { p.client.CloseIdleConnections() }

// counted is a line whose bytes are counted.
type counted struct {
	net.Conn
	t *tally
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.t.in.Add(int64(n))
	return n, err
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.t.out.Add(int64(n))
	return n, err
}

// answer is what came back, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte // as it came, packed or not
}

// tryAgain says whether the page's script would try again.
func (a *answer) tryAgain() bool {
	return a.status >= http.StatusInternalServerError || a.status == http.StatusTooManyRequests
}

// after is what the server asks to wait; 0: it does not say.
func (a *answer) after() time.Duration {
	seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, time.Hour)
}

// ask sends one request, with a form if there is one, and reads the answer. since is
// when it was due.
func (p *phone) ask(ctx context.Context, step, method, path string, values url.Values, since time.Time) (*answer, error) {
	var body io.Reader
	if values != nil {
		body = strings.NewReader(values.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, p.base.String()+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", "br, gzip")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if values != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range p.cookies {
		r.AddCookie(c)
	}
	if step == stepSend {
		r.Header.Set("Sec-Fetch-Dest", "empty") // the script sends it
	}
	resp, err := p.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	if a.body, err = io.ReadAll(io.LimitReader(resp.Body, maxPage)); err != nil {
		return nil, err
	}
	if p.tally != nil {
		p.tally.took(step, time.Since(since), len(a.body))
	}
	return a, nil
}

// insist asks until there is an answer that is not "try again", as the page's script
// does: after two seconds, then twice as long each time, a quarter more or less by
// chance, and never before the server said.
func (p *phone) insist(ctx context.Context, step, method, path string, values url.Values, since time.Time) (*answer, error) {
	for wait := p.FirstWait; ; wait = min(2*wait, p.LongWait) {
		a, err := p.ask(ctx, step, method, path, values, since)
		if err == nil && !a.tryAgain() {
			return a, nil
		}
		if p.tally == nil && (err != nil || a.status != http.StatusTooManyRequests) {
			return a, err // nobody came yet: better to say it at once
		}
		after := p.tally.again(a, err)
		if !pause(ctx, max(after, time.Duration(float64(wait)*(0.75+mathrand.Float64()/2)))) {
			return nil, ctx.Err()
		}
		since = time.Now()
	}
}

// page gets a page and what it is made of: its style and its scripts.
func (p *phone) page(ctx context.Context, step, path string) (*page, error) {
	a, err := p.insist(ctx, step, http.MethodGet, path, nil, time.Now())
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("%s answers %d", path, a.status)
	}
	made, err := p.pages.read(a)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, file := range made.files {
		if p.has(file) {
			continue
		}
		if _, err := p.insist(ctx, stepFiles, http.MethodGet, file, nil, time.Now()); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// has says whether the phone has a file already, and has it from now on.
func (p *phone) has(file string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	had := p.files[file]
	p.files[file] = true
	return had
}

// around are pages that belong to no round.
var around = []string{"/", "/help", "/about/privacy", "/about/accessibility", "/withdraw", "/come-back", "/heard", "/j?code=QQQQ"}

// lookAround looks at two pages besides those of the questionnaire, and at one of the
// questionnaires that the phone may not answer. What they say does not matter.
func (p *phone) lookAround(ctx context.Context) {
	if !p.Profile.Around {
		return
	}
	for _, i := range mathrand.Perm(len(around))[:2] {
		_, _ = p.insist(ctx, stepAround, http.MethodGet, around[i], nil, time.Now())
	}
	if join, err := p.page(ctx, stepJoin, "/j/"+p.Code); err == nil {
		if all := join.questionnaires("", ""); len(all) > 0 {
			_, _ = p.page(ctx, stepAround, all[mathrand.IntN(len(all))])
		}
	}
}

// errNoWay says that a page does not lead on.
var errNoWay = errors.New("no questionnaire is offered there in that edition and language")

// prepare goes from the join page to the page on which the answers are looked over;
// thinking is how long the questionnaire is open.
func (p *phone) prepare(ctx context.Context, thinking time.Duration) (*form, error) {
	join, err := p.page(ctx, stepJoin, "/j/"+p.Code)
	if err != nil {
		return nil, fmt.Errorf("the join page of %s: %w", p.Code, err)
	}
	offered := join.questionnaires(p.Edition, p.Lang)
	if len(offered) == 0 {
		return nil, errNoWay
	}
	f := &form{to: offered[mathrand.IntN(len(offered))]}
	questions, err := p.page(ctx, stepQuestions, f.to)
	if err != nil {
		return nil, err
	}
	f.page = questions
	f = f.next()
	if !pause(ctx, thinking) {
		return nil, ctx.Err()
	}
	return f, p.check(ctx, f)
}

func newSecret() string {
	var b [16]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// check has the answers shown, leaves out those that the page asks to mend, and takes
// over what it would send.
func (p *phone) check(ctx context.Context, f *form) error {
	if _, err := p.insist(ctx, stepHead, http.MethodHead, f.to, nil, time.Now()); err != nil { // is there a connection at all?
		return err
	}
	for range 3 {
		a, err := p.insist(ctx, stepCheck, http.MethodPost, f.to+"/check", f.values, time.Now())
		if err != nil {
			return err
		}
		if a.status == http.StatusForbidden {
			return ErrNotInvented
		}
		shown, err := readPage(bytes.NewReader(a.body))
		switch {
		case err != nil:
			return err
		case shown.hidden.Get(secretField) != f.values.Get(secretField):
			return fmt.Errorf("%s/check answers %d, and not with the form", f.to, a.status)
		case a.status == http.StatusOK:
			return f.takeOver(shown)
		}
		f.values, f.left = shown.hidden, shown.drops
		f.drop()
	}
	return fmt.Errorf("%s/check takes no answers that could be invented", f.to)
}

// takeOver makes the form what the page that shows the answers would send. Now and then
// somebody wants words to take them back with.
func (f *form) takeOver(shown *page) error {
	f.values = shown.hidden
	if slices.Contains(shown.own, slipField) && shown.hidden.Get(slipField) == "" {
		return errors.New("this round asks for slips: load can only come by an open link")
	}
	if slices.Contains(shown.own, receiptField) && mathrand.IntN(10) == 0 {
		f.values.Set(receiptField, "yes")
	}
	return nil
}

// send sends the form until there is an answer, and writes down what was acknowledged.
func (p *phone) send(ctx context.Context, f *form, due time.Time) {
	twice := mathrand.Float64() < p.Twice
	var other sync.WaitGroup
	if twice {
		other.Go(func() { _, _ = p.ask(ctx, stepSend, http.MethodPost, f.to+"/send", f.values, time.Now()) })
		defer other.Wait()
	}
	a, err := p.insist(ctx, stepSend, http.MethodPost, f.to+"/send", f.values, due)
	switch {
	case err != nil:
		p.tally.giveUp(err)
	case a.status != http.StatusOK:
		p.tally.refuse(a.status)
	default:
		if p.Ledger != nil {
			err = p.Ledger.Add(f.values.Get(secretField))
		}
		p.tally.acknowledge(time.Since(due), err)
		if twice {
			p.sendLate(ctx, f)
		}
	}
}

// mostLate is the longest after which an acknowledged form comes again.
const mostLate = 2 * time.Second

// sendLate sends once more what was acknowledged. It may have no answer, but none that
// says anything else.
func (p *phone) sendLate(ctx context.Context, f *form) {
	if !pause(ctx, mathrand.N(mostLate)) {
		return
	}
	a, err := p.ask(ctx, stepSend, http.MethodPost, f.to+"/send", f.values, time.Now())
	if err == nil && a.status != http.StatusOK && !a.tryAgain() {
		p.tally.count(func(r *Report) { r.Contradicted++ })
	}
}
