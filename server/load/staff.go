package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// staffPath begins the address of every page that only staff see.
const staffPath = "/staff/"

// signInPath begins the address of a link that works once.
const signInPath = staffPath + "sign-in/"

// staffName is what somebody signs in as who reads in a run.
const staffName = "Invented reader (kist load)"

// reads is how long somebody looks at a page, from half to half as much again.
const reads = 2 * time.Second

// mostPages is how many different pages somebody keeps in mind.
const mostPages = 5000

// member is one of the staff: somebody who signs in by a link and goes from page to page,
// and takes the files that are offered there.
type member struct {
	*phone
	known  map[string]bool
	unread []string
	read   []string
}

// errNoStaffLink says what a link for staff looks like.
var errNoStaffLink = errors.New("a link for staff is such as kist person add prints, with " + signInPath)

// signIn uses up a link that works once.
func (r *run) signIn(ctx context.Context, link string) (*member, error) {
	i := strings.Index(link, signInPath)
	if i < 0 {
		return nil, errNoStaffLink
	}
	m := &member{phone: r.phone(r.tally), known: map[string]bool{}}
	a, err := m.ask(ctx, stepStaff, http.MethodPost, link[i:], url.Values{"name": {staffName}}, time.Now())
	if err != nil {
		return nil, fmt.Errorf("signing in: %w", err)
	}
	if m.cookies = (&http.Response{Header: a.header}).Cookies(); a.status != http.StatusSeeOther || len(m.cookies) == 0 {
		return nil, fmt.Errorf("signing in answers %d: each link works once: %w", a.status, errNoStaffLink)
	}
	m.learn([]string{staffPath})
	return m, nil
}

// learn takes in where a page leads, as far as only staff see it.
func (m *member) learn(links []string) {
	for _, link := range links {
		link, _, _ = strings.Cut(link, "#")
		if strings.HasPrefix(link, staffPath) && !strings.HasPrefix(link, signInPath) && !m.known[link] && len(m.known) < mostPages {
			m.known[link] = true
			m.unread = append(m.unread, link)
		}
	}
}

// next is a page that was not read yet, or again one that was.
func (m *member) next() string {
	if len(m.unread) == 0 {
		return m.read[rand.IntN(len(m.read))]
	}
	i := rand.IntN(len(m.unread))
	path := m.unread[i]
	m.unread = slices.Delete(m.unread, i, i+1)
	m.read = append(m.read, path)
	return path
}

// work reads pages until ctx ends.
func (m *member) work(ctx context.Context) {
	defer m.hangUp()
	for pause(ctx, time.Duration(float64(m.pace())*(0.5+rand.Float64()))) {
		path := m.next()
		a, err := m.ask(ctx, stepStaff, http.MethodGet, path, nil, time.Now())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			m.tally.count(func(r *Report) { r.Cut++ })
		case a.status >= http.StatusInternalServerError && a.status != http.StatusServiceUnavailable:
			m.tally.count(func(r *Report) { r.Broken[path] = a.status })
		case a.status == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html"):
			if page, err := readOnce(a); err == nil {
				m.learn(page.links)
			}
		default:
			m.learn([]string{a.header.Get("Location")})
		}
	}
}

// pace is how long a page is looked at.
func (m *member) pace() time.Duration { return min(reads, m.Profile.Over/10) }

// staff signs in by every link, and reads until the function that it gives is called.
func (r *run) staff(ctx context.Context) (stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	var members []*member
	for _, link := range r.Staff {
		m, err := r.signIn(ctx, link)
		if err != nil {
			cancel()
			return nil, err
		}
		members = append(members, m)
	}
	for _, m := range members {
		r.reading.Go(func() { m.work(ctx) })
	}
	return func() { cancel(); r.reading.Wait() }, nil
}
