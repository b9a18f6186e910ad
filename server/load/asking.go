package load

import (
	"context"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxPage is the most of an answer that a phone reads, in bytes.
const maxPage = 4 << 20

type dialler func(ctx context.Context, network, address string) (net.Conn, error)

// dialling begins lines whose bytes are counted in t; nil: nobody wants to know.
func dialling(t *tally) dialler {
	dial := (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil || t == nil {
			return c, err
		}
		return counted{c, t}, nil
	}
}

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

// request is what the phone asks for, with a form if there is one.
func (p *phone) request(ctx context.Context, step, method, path string, values url.Values) (*http.Request, error) {
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
	return r, nil
}

// ask sends one request and reads the answer. since is when it was due.
func (p *phone) ask(ctx context.Context, step, method, path string, values url.Values, since time.Time) (*answer, error) {
	r, err := p.request(ctx, step, method, path, values)
	if err != nil {
		return nil, err
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
	p.took(step, since, a)
	return a, nil
}

func (p *phone) took(step string, since time.Time, a *answer) {
	if p.tally != nil {
		p.tally.took(step, time.Since(since), len(a.body))
	}
}

// insist asks until there is an answer that is not "try again".
func (p *phone) insist(ctx context.Context, step, method, path string, values url.Values, since time.Time) (*answer, error) {
	return p.untilAnswered(ctx, since, func(since time.Time) (*answer, error) {
		return p.ask(ctx, step, method, path, values, since)
	})
}

// untilAnswered tries again as the page's script does: after two seconds, then twice as
// long each time, a quarter more or less by chance, and never before the server said.
func (p *phone) untilAnswered(ctx context.Context, since time.Time, ask func(since time.Time) (*answer, error)) (*answer, error) {
	for wait := p.FirstWait; ; wait = min(2*wait, p.LongWait) {
		a, err := ask(since)
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
