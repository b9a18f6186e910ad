package load

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"slices"
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

// phone is what one child holds; in a burst, what many hold who share their lines.
type phone struct {
	*run
	client *http.Client
	tally  *tally // nil: it is only tried
	lines  *lines // over which it sends what is made ready; nil: it makes nothing ready

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
	wire   []byte   // the request that sends it, where it is made ready
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
	transport := &http.Transport{
		MaxIdleConnsPerHost: 1024, DisableCompression: true, // it is asked for, and counted as it comes
		DialContext: dialling(t),
	}
	// What an answer leads to is not asked for: every page is named by the one before it.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &phone{run: r, tally: t, files: map[string]bool{}, client: &http.Client{Transport: transport, Timeout: mostAnswer, CheckRedirect: stay}}
}

func (p *phone) hangUp() {
	p.client.CloseIdleConnections()
	if p.lines != nil {
		p.lines.hangUp()
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

// makeReady goes to where the form would be sent, and makes the request that sends it.
func (p *phone) makeReady(ctx context.Context) (*form, error) {
	f, err := p.prepare(ctx, 0)
	if err != nil {
		return nil, err
	}
	r, err := p.request(ctx, stepSend, http.MethodPost, f.to+"/send", f.values)
	if err != nil {
		return nil, err
	}
	var wire bytes.Buffer
	if err := r.Write(&wire); err != nil {
		return nil, err
	}
	f.wire = wire.Bytes()
	return f, nil
}

// askToSend sends the form once.
func (p *phone) askToSend(ctx context.Context, f *form, since time.Time) (*answer, error) {
	a, err := p.askOnce(ctx, f, since)
	if p.Heard != nil && ctx.Err() == nil {
		status := 0
		if err == nil {
			status = a.status
		}
		p.Heard(status)
	}
	return a, err
}

func (p *phone) askOnce(ctx context.Context, f *form, since time.Time) (*answer, error) {
	if f.wire == nil {
		return p.ask(ctx, stepSend, http.MethodPost, f.to+"/send", f.values, since)
	}
	a, err := p.lines.ask(ctx, f.wire)
	if err == nil {
		p.took(stepSend, since, a)
	}
	return a, err
}

// send sends the form until there is an answer, and writes down what was acknowledged.
func (p *phone) send(ctx context.Context, f *form, due time.Time) {
	if p.Ledger != nil {
		p.Ledger.Tried(f.values.Get(secretField))
	}
	twice := mathrand.Float64() < p.Twice
	var other sync.WaitGroup
	var too *answer
	if twice {
		other.Go(func() { too, _ = p.askToSend(ctx, f, time.Now()) })
	}
	acknowledged := p.sendOnce(ctx, f, due)
	if other.Wait(); too != nil && too.status == http.StatusOK && !acknowledged {
		p.write(f, due) // one of the two was told so
		acknowledged = true
	}
	if twice && acknowledged {
		p.sendLate(ctx, f)
	}
}

// sendOnce sends until there is an answer, and says whether it was acknowledged.
func (p *phone) sendOnce(ctx context.Context, f *form, due time.Time) bool {
	a, err := p.untilAnswered(ctx, due, func(since time.Time) (*answer, error) { return p.askToSend(ctx, f, since) })
	switch {
	case err != nil:
		p.tally.giveUp(err)
	case a.status != http.StatusOK:
		p.tally.refuse(a.status)
	default:
		p.write(f, due)
		return true
	}
	return false
}

// write writes down that a form was acknowledged.
func (p *phone) write(f *form, due time.Time) {
	var err error
	took := time.Since(due)
	if p.Ledger != nil {
		err = p.Ledger.Add(f.values.Get(secretField), f.to, f.values)
	}
	p.tally.acknowledge(took, err)
}

// mostLate is the longest after which an acknowledged form comes again.
const mostLate = 2 * time.Second

// sendLate sends once more what was acknowledged. It may have no answer, but none that
// says anything else.
func (p *phone) sendLate(ctx context.Context, f *form) {
	if !pause(ctx, mathrand.N(mostLate)) {
		return
	}
	a, err := p.askToSend(ctx, f, time.Now())
	if err == nil && a.status != http.StatusOK && !a.tryAgain() {
		p.tally.count(func(r *Report) { r.Contradicted++ })
	}
}
