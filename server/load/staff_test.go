package load

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const aStaffLink = "https://kist.example/staff/sign-in/ABC"

// desk is a stand-in's side for staff: a page that leads on, one that fails, and a file.
type desk struct {
	mu   sync.Mutex
	seen []string
	used bool
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.URL.Path == "/staff/sign-in/ABC" && r.Method == http.MethodPost && !d.used {
		d.used = true
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "me", Secure: true})
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if c, err := r.Cookie("who"); err != nil || c.Value != "me" {
		http.Error(w, "who?", http.StatusForbidden)
		return
	}
	d.seen = append(d.seen, r.Method+" "+r.URL.Path)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch r.URL.Path {
	case staffPath:
		fmt.Fprint(w, `<a href="/staff/rounds#top">1</a><a href="/staff/rounds">1</a><a href="/staff/broken">2</a><a href="/staff/file.json">3</a>
			<a href="/staff/moved">4</a><a href="/help">5</a><a href="https://elsewhere.example/staff/">6</a><a href="/staff/sign-in/DEF">7</a>`)
	case "/staff/broken":
		w.WriteHeader(http.StatusInternalServerError)
	case "/staff/busy":
		w.WriteHeader(http.StatusServiceUnavailable)
	case "/staff/moved":
		http.Redirect(w, r, "/staff/busy", http.StatusSeeOther)
	case "/staff/file.json":
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `<a href="/staff/not-a-page">`)
	}
}

func (d *desk) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Compact(slices.Sorted(slices.Values(d.seen)))
}

// Staff sign in once, go wherever pages lead, take files, touch nothing that changes
// anything, and tell which pages failed.
func TestStaffReadWhatPagesLeadTo(t *testing.T) {
	s := newStandIn(t)
	d := &desk{}
	phones := s.Config.Handler
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, staffPath) {
			d.ServeHTTP(w, r)
			return
		}
		if len(r.Cookies()) > 0 {
			t.Errorf("a phone has a cookie at %s", r.URL.Path)
		}
		phones.ServeHTTP(w, r)
	})
	want := []string{"GET /staff/", "GET /staff/broken", "GET /staff/busy", "GET /staff/file.json", "GET /staff/moved", "GET /staff/rounds"}
	s.send = func(int, http.ResponseWriter) { // until all was read, the last form is not answered
		for deadline := time.Now().Add(time.Minute); !slices.Equal(d.all(), want) && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
	}
	o := s.options(2)
	o.Staff = []string{aStaffLink}
	r := drive(t, o)
	if got := d.all(); !slices.Equal(got, want) {
		t.Errorf("they read %q", got)
	}
	if wrong := r.Failed(2 * time.Minute); !slices.Equal(wrong, []string{"/staff/broken answered staff with 500"}) {
		t.Errorf("%q", wrong)
	}
	if last := r.Steps[len(r.Steps)-1]; last.Name != stepStaff || last.N < len(want)+1 {
		t.Errorf("counted as %+v", last)
	}
}

func TestStaffWhoCannotSignIn(t *testing.T) {
	s := newStandIn(t) // which has no pages for staff
	for _, link := range []string{"", "https://kist.example/staff/", aStaffLink} {
		o := s.options(1)
		o.Staff = []string{link}
		if _, err := Drive(t.Context(), o); !errors.Is(err, errNoStaffLink) {
			t.Errorf("%q: %v", link, err)
		}
	}
	if len(s.sent) != 0 {
		t.Error("phones came all the same")
	}
}

func TestStaffKeepOnlySoManyPagesInMind(t *testing.T) {
	m := &member{known: map[string]bool{}}
	for i := range mostPages + 10 {
		m.learn([]string{fmt.Sprint(staffPath, i)})
	}
	if len(m.unread) != mostPages {
		t.Errorf("%d", len(m.unread))
	}
	seen := map[string]bool{}
	for range mostPages {
		seen[m.next()] = true
	}
	if len(seen) != mostPages || !seen[m.next()] {
		t.Errorf("%d different ones were read before any came again", len(seen))
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	m.phone = &phone{run: &run{}}
	m.phone.client = &http.Client{}
	m.work(ended) // it ends, and asks nobody
}
