package media

import (
	"sync"

	"kist/surveys"
)

// asked names what somebody asked for: all that can be recorded, or signed, of an
// edition in a language.
type asked struct {
	survey  *surveys.Survey // as it is read once, and shared; nil: every survey
	edition surveys.Edition
	lang    string
	what    what
}

// what of a survey's words.
type what int

const (
	spoken  what = iota // its own
	signing             // its questions, in sign language
	onIt                // those of every survey, where they stand on its page
)

// passages are the places of a page where a recording can be, and their ids,
// which take longer to work out than to look up.
type passages struct {
	states []State
	ids    []string
}

// memo remembers the passages of surveys that were asked for lately. A page that
// tells of ten languages in four editions would otherwise put all their words
// together anew each time.
type memo struct {
	mu   sync.Mutex
	made map[asked]*passages
}

// maxMemo bounds the memory: drafts come and go.
const maxMemo = 512

func (m *memo) get(key asked, list func() []State) *passages {
	m.mu.Lock()
	known := m.made[key]
	m.mu.Unlock()
	if known != nil {
		return known
	}
	p := &passages{states: list()}
	for _, st := range p.states {
		p.ids = append(p.ids, st.Slot.id())
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made == nil || len(m.made) >= maxMemo {
		m.made = map[asked]*passages{}
	}
	m.made[key] = p
	return p
}
