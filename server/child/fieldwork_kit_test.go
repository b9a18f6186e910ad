package child

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/seal"
)

// Secrets of a tablet in tests, as its script makes them.
var (
	tabletLink  = strings.Repeat("L", 21) + "A"
	tabletToken = strings.Repeat("T", 21) + "A"
)

// shelf keeps the one tablet of a house, in memory.
type shelf struct {
	mu      sync.Mutex
	house   *house
	code    string // join code of the tablet's round
	token   string // empty: not set up
	renewed bool   // the link is a new one
	fail    error  // what SetUp and ByToken give
	loaded  string
	holds   int
}

func (s *shelf) tablet() *inspections.Tablet {
	t := &inspections.Tablet{Name: "Library tablet 2", Round: s.house.book.byCode[s.code].ID}
	t.ID = "t1"
	return t
}

func (s *shelf) SetUp(_ context.Context, link, token, holds string) (*inspections.Tablet, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.fail != nil:
		return nil, s.fail
	case link != tabletLink:
		return nil, fault.Wrap(fault.NotFound, "link")
	case holds != "" && holds != s.tablet().Round:
		return nil, fault.Wrap(fault.Conflict, "round")
	case s.token != "" && s.token != token && !s.renewed:
		return nil, fault.Wrap(fault.Exists, "link")
	}
	s.token = token
	return s.tablet(), nil
}

func (s *shelf) ByToken(_ context.Context, token string) (*inspections.Tablet, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	if token == "" || s.token != token {
		return nil, fault.Wrap(fault.Denied, "token")
	}
	return s.tablet(), nil
}

func (s *shelf) Told(_ context.Context, _, loaded string, holds int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loaded, s.holds = loaded, holds
	return nil
}

// Round lets the book of rounds be asked by id.
func (r *rounds) Round(_ context.Context, id string) (*inspections.Round, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, round := range r.byCode {
		if round.ID == id {
			found := *round
			return &found, nil
		}
	}
	return nil, fault.Wrap(fault.NotFound, "round")
}

func (h *house) fieldwork() *Fieldwork {
	intake, err := seal.Keys{Tickets: seal.Key{1}}.Intake()
	if err != nil {
		h.t.Fatal(err)
	}
	h.shelf = &shelf{house: h, code: openCode}
	return &Fieldwork{Tablets: h.shelf, Rounds: h.book, Intake: intake}
}

// parcel seals a form as a tablet does.
func (h *house) parcel(p parcel) []byte {
	h.t.Helper()
	plain, err := json.Marshal(p)
	if err != nil {
		h.t.Fatal(err)
	}
	f := h.pages.Fieldwork
	round := h.book.byCode[h.shelf.code].ID
	sealed, err := seal.SealIntake(f.Intake.Public(), parcelPurpose+round, seal.Pad(plain, parcelSizes))
	if err != nil {
		h.t.Fatal(err)
	}
	return sealed
}

// sync sends a batch as a tablet that is set up does.
func (h *house) sync(body any) (answer, synced) {
	h.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/fieldwork/sync", strings.NewReader(string(b)))
	r.Header.Set("Authorization", "Bearer "+tabletToken)
	got := h.do(r)
	var said synced
	_ = json.Unmarshal([]byte(got.body), &said)
	return got, said
}

// inClear is a form that may stand in a parcel.
func inClear(secret string) parcel {
	return parcel{Setting: "school", Edition: "11-13", Language: "en", Secret: secret, Form: form{"know": {"yes"}}}
}

func newSecret() string { return base64.RawURLEncoding.EncodeToString(seal.Random(16)) }
