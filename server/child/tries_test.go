package child

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"kist/internal/inspections"
)

// from asks for a page from an address; a form is posted.
func (h *house) from(address, path string, f url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if f != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(f.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.RemoteAddr = address + ":4321"
	return h.do(r)
}

const school, elsewhere = "192.0.2.10", "198.51.100.10"

// wrongCode is the i-th of codes that open nothing.
func wrongCode(i int) string {
	const letters = "BCDFGHJKMNPRSTWXYZ"
	code := []byte("ZZZZZZ")
	for at := 2; i > 0; at++ {
		code[at] = letters[i%len(letters)]
		i /= len(letters)
	}
	return string(code)
}

// wear tries wrong codes until there are no tries left.
func (h *house) wear(address string) {
	h.t.Helper()
	ways := []string{"/j/%s", "/j?code=%s", "/r/%s/11-13/en", "/r/%s/11-13/en/hear"}
	for i := range triesBurst {
		h.from(address, fmt.Sprintf(ways[i%len(ways)], wrongCode(i)), nil).want(h.t, http.StatusNotFound)
	}
}

// TestAClassThatMistypes: 35 children behind one address, each of whom mistypes the code
// five times, all come in, and so do 600 of an assembly of whom a fifth mistypes it once.
func TestAClassThatMistypes(t *testing.T) {
	for _, group := range []struct{ children, wrong, each int }{{35, 35, 5}, {600, 120, 1}} {
		h := newHouse(t, every())
		n := 0
		for child := range group.children {
			for try := 0; child < group.wrong && try < group.each; try++ {
				h.from(school, "/j?code="+wrongCode(n), nil).want(t, http.StatusNotFound, "We don’t know this code")
				n++
			}
			h.from(school, "/j?code="+openCode, nil).want(t, http.StatusSeeOther)
			h.from(school, "/j/"+openCode, nil).want(t, http.StatusOK)
			if child == 0 || child == group.children-1 {
				h.from(school, elevenEnglish, nil).want(t, http.StatusOK)
			}
		}
	}
}

// TestWhoTriesCodes: who tries codes is stopped wherever a code is taken, and is told
// nothing of whether one is right; everybody elsewhere comes in, and near by who comes to
// what somebody opened before, or waits.
func TestWhoTriesCodes(t *testing.T) {
	h := newHouse(t, every())
	h.from(school, "/j/"+openCode, nil).want(t, http.StatusOK) // the class is there already
	h.wear(school)
	right, wrong := ticketCode, wrongCode(triesBurst)
	for _, way := range []string{"/j/%s", "/j?code=%s", "/r/%s/11-13/en", "/r/%s/11-13/en/hear"} {
		told := make([]answer, 2)
		for i, code := range []string{right, wrong} {
			a := h.from(school, fmt.Sprintf(way, code), nil)
			a.want(t, http.StatusTooManyRequests, "wait a minute")
			if got := a.header.Get("Retry-After"); got != "60" {
				t.Errorf("%s: Retry-After %q", way, got)
			}
			told[i] = a
			told[i].body = strings.ReplaceAll(told[i].body, code, "")
		}
		if told[0].body != told[1].body {
			t.Errorf("%s: what is told differs with the code", way)
		}
	}
	h.from(school, "/j/"+openCode, nil).want(t, http.StatusOK)
	h.from("192.0.2.99", "/j?code="+openCode, nil).want(t, http.StatusSeeOther)
	h.from(elsewhere, "/j/"+right, nil).want(t, http.StatusOK)
	h.now = h.now.Add(triesEvery)
	h.from(school, "/j/"+right, nil).want(t, http.StatusOK)
	h.from(school, "/j/"+wrong, nil).want(t, http.StatusNotFound)
	h.from(school, "/j/"+right, nil).want(t, http.StatusOK)
}

// slowBook finds nothing until it is let go.
type slowBook struct {
	*rounds
	asked chan string
	letGo chan struct{}
}

func (b slowBook) RoundByCode(ctx context.Context, code string) (*inspections.Round, inspections.Setting, error) {
	b.asked <- code
	<-b.letGo
	return b.rounds.RoundByCode(ctx, code)
}

// TestCodesAreTriedAtOnce: who tries all codes in one moment, while a store is slow to say
// that they are wrong, has no more tries by that, and then none; what opened gives its try
// back, and so does a store that is away.
func TestCodesAreTriedAtOnce(t *testing.T) {
	h := newHouse(t, every())
	book := slowBook{h.book, make(chan string), make(chan struct{})}
	h.pages.codes.book = book
	const tries = 2 * triesBurst
	told := make(chan int, tries)
	for i := range tries {
		code := wrongCode(i)
		if i == 0 {
			code = openCode
		}
		go func() { told <- h.from(school, "/j/"+code, nil).status }()
		if i < triesBurst {
			<-book.asked
		}
	}
	for range tries - triesBurst {
		select {
		case code := <-book.asked:
			t.Fatalf("%s was looked for beyond %d", code, triesBurst)
		case status := <-told:
			if status != http.StatusTooManyRequests {
				t.Errorf("beyond %d: %d", triesBurst, status)
			}
		}
	}
	close(book.letGo)
	got := map[int]int{}
	for range triesBurst {
		got[<-told]++
	}
	if got[http.StatusOK] != 1 || got[http.StatusNotFound] != triesBurst-1 {
		t.Errorf("told %v", got)
	}
	h.pages.codes.book = h.book
	h.book.fail = errors.New("the store is away")
	h.from(school, "/j/"+ticketCode, nil).want(t, http.StatusInternalServerError)
	h.book.fail = nil
	h.from(school, "/j/"+openCode, nil).want(t, http.StatusOK)
	h.from(school, "/j/"+wrongCode(tries), nil).want(t, http.StatusNotFound) // the one that was given back
	h.from(school, "/j/"+wrongCode(tries+1), nil).want(t, http.StatusTooManyRequests)
	h.from(elsewhere, "/j/"+wrongCode(tries+1), nil).want(t, http.StatusNotFound)
}

// TestNothingIsLostWhileCodesAreTried: whoever sends answers from where codes are tried,
// with a phone that came to another address meanwhile, keeps them in the page, and is
// taken when the minute is over.
func TestNothingIsLostWhileCodesAreTried(t *testing.T) {
	h := newHouse(t, every())
	f := h.post(elevenEnglish+"/check", full()).hidden()
	h.wear(elsewhere)
	a := h.from(elsewhere, elevenEnglish+"/send", f)
	a.want(t, http.StatusTooManyRequests, "They are still here", "Please wait a minute and try again.")
	if a.header.Get("Retry-After") != triesAfter || a.hidden().Encode() != f.Encode() {
		t.Errorf("the page lost something: %v", a.hidden())
	}
	if len(h.urn.forms) != 0 {
		t.Fatal("taken")
	}
	h.from(elsewhere, "/withdraw", url.Values{codeField: {openCode}, wordsField: {"x"}}).want(t, http.StatusUnprocessableEntity, "wait a minute")
	h.now = h.now.Add(time.Minute)
	h.from(elsewhere, elevenEnglish+"/send", f).want(t, http.StatusOK)
	if len(h.urn.forms) != 1 {
		t.Errorf("%d forms", len(h.urn.forms))
	}
}

// TestTriesInEveryLanguage: the words are there for everybody who reads the pages.
func TestTriesInEveryLanguage(t *testing.T) {
	h := newHouse(t, every())
	h.wear(school)
	for _, lang := range h.pages.Words.Languages() {
		r := httptest.NewRequest(http.MethodGet, "/j/"+wrongCode(1), nil)
		r.RemoteAddr = school + ":1"
		r.Header.Set("Accept-Language", lang)
		a := h.do(r)
		a.want(t, http.StatusTooManyRequests, `lang="`+lang+`"`, h.pages.Words.Printer(lang).T("child.enter.many"))
	}
}

// TestTriesBehindAProxy: behind a proxy of ours each child's own address counts, and the
// proxy's alone where it is not known as one.
func TestTriesBehindAProxy(t *testing.T) {
	h := newHouse(t, every())
	behind := func(address string) error {
		r := httptest.NewRequest(http.MethodGet, "/j/ZZZZZZ", nil)
		r.RemoteAddr = "10.0.0.1:9"
		r.Header.Set("X-Forwarded-For", address)
		_, err := h.pages.opens(h.echo.NewContext(r, httptest.NewRecorder()), "ZZZZZZ")
		return err
	}
	h.pages.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for range triesBurst {
		_ = behind(school)
	}
	if err := behind(school); !errors.Is(err, errTries) {
		t.Errorf("behind the proxy: %v", err)
	}
	if err := behind(elsewhere); errors.Is(err, errTries) {
		t.Errorf("another's tries count for all behind the proxy")
	}
}

// TestHowLongCodesAreGuessed holds the figures that docs/threats.md gives.
func TestHowLongCodesAreGuessed(t *testing.T) {
	codes := 1
	for range inspections.NewCode() {
		codes *= 18
	}
	day := triesBurst + int(24*time.Hour/triesEvery)
	hour := triesBurst + int(time.Hour/triesEvery)
	if codes != 34_012_224 || day != 4_520 || hour != 380 {
		t.Errorf("%d codes, %d tries a day, %d in an hour", codes, day, hour)
	}
}
