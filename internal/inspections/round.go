package inspections

import (
	"context"
	"slices"
	"time"

	"kist/internal/audit"
	"kist/internal/store"
)

// Door says who may answer: fixed when a round is made.
type Door string

const (
	// Open lets in whoever has a join code; one child could answer twice.
	Open Door = "open"
	// Ticketed lets in one answer for each slip.
	Ticketed Door = "ticketed"
)

// The least number of responses in a box while a round of each door is open. An open
// link is watched more easily, so it waits for more.
const (
	minBoxTicketed = 10
	minBoxOpen     = 30
)

// MinBox is the least number of responses in a box while a round of this door is open.
func (d Door) MinBox() int {
	if d == Ticketed {
		return minBoxTicketed
	}
	return minBoxOpen
}

// Stage is how far a round is. It only ever moves forward.
type Stage string

const (
	// Draft is a round in preparation: no answers are taken.
	Draft Stage = "draft"
	// Running takes answers.
	Running Stage = "running"
	// Final takes no more answers; what waits is being sealed.
	Final Stage = "final"
	// Sealed has every acknowledged answer in a box.
	Sealed Stage = "sealed"
	// Ending is a pilot whose keys are being destroyed.
	Ending Stage = "ending"
	// Ended is a pilot whose keys are gone: its boxes can never be opened again.
	Ended Stage = "ended"
)

// Setting is where children are reached. Its code is on its poster.
type Setting struct {
	Key  string `json:"key"`  // [a-z][a-z0-9_]*, sealed with each submission
	Name string `json:"name"` // as staff call it
	Code string `json:"code"` // join code: six letters, unique over all rounds
	// Expected is how many children could answer here; 0: not known.
	Expected int `json:"expected,omitempty"`
	Slips    int `json:"slips,omitempty"` // slips printed so far, at most
}

// KeyMode says who can open a round's answers: fixed when a round is made.
type KeyMode string

// Simple keeps the private halves on the server, wrapped by the key file.
const Simple KeyMode = "simple"

// RoundHead is a round as lists show it: without its keys, which are most of it.
type RoundHead struct {
	store.Head `bson:",inline"`
	Inspection string `json:"inspection"`
	Name       string `json:"name"`
	Version    string `json:"version"` // id of the frozen version
	Stage      Stage  `json:"stage"`
	Door       Door   `json:"door"`
	Expected   int    `json:"expected"`
	Opens      string `json:"opens"`
	Closes     string `json:"closes"`
	Synthetic  bool   `json:"synthetic"`
	Pilot      string `json:"pilot,omitempty"`
	Feedback   bool   `json:"feedback,omitempty"`
	KeysUntil  string `json:"keys_until,omitempty"` // as in Round
	KeysGone   string `json:"keys_gone,omitempty"`
}

// Overdue says that the round still runs after its last day.
func (r *RoundHead) Overdue(now time.Time) bool {
	return r.Stage == Running && r.Closes != "" && now.Format(time.DateOnly) > r.Closes
}

// Heads lists rounds as lists show them, by id: all, or those of one stage or
// of one inspection (fields "stage" and "inspection" of the query).
func (b *Book) Heads(ctx context.Context, q store.Query) ([]*RoundHead, error) {
	return b.heads.All(ctx, q)
}

// Round is one opening of a version in one inspection. Its stage is what
// submitting and closing read strongly; everything else is fixed once it runs.
type Round struct {
	store.Head    `bson:",inline"`
	audit.Audited `bson:",inline"`
	Inspection    string `json:"inspection"`
	Name          string `json:"name"`
	Version       string `json:"version"` // id of the frozen version
	// Pilot is the key of the survey of which this tries a trial version, in no
	// inspection; empty: a round whose results count.
	Pilot string `json:"pilot,omitempty"`
	// Feedback says that it is the one question on the inspection's page of feedback,
	// which is its door: it has no join code (see Book.Ask).
	Feedback  bool      `json:"feedback,omitempty"`
	Door      Door      `json:"door"`
	Stage     Stage     `json:"stage"`
	MinBox    int       `json:"min_box"` // k: least responses in a box while it runs
	Languages []string  `json:"languages"`
	Editions  []string  `json:"editions"`
	Settings  []Setting `json:"settings"`
	Codes     []string  `json:"codes"`               // every setting's code, to be found by
	Expected  int       `json:"expected"`            // children who could answer; 0: not known
	Groupings []string  `json:"groupings,omitempty"` // of the survey's, those by which results are told apart; empty: none, the whole round only
	KeyMode   KeyMode   `json:"key_mode,omitempty"`  // empty: Simple
	Readers   []string  `json:"readers,omitempty"`   // accounts that hold the key for texts, if ReaderHeld
	Opens     string    `json:"opens"`               // day, 2006-01-02
	Closes    string    `json:"closes"`              // last day, 2006-01-02
	Synthetic bool      `json:"synthetic"`
	// Invents is the seed of invented answers that are not all sent yet; empty: none are
	// to be. Only a synthetic round has any.
	Invents []byte `json:"invents,omitempty"`

	AnswersKey []byte `json:"answers_key"` // public half: outer envelopes
	TextsKey   []byte `json:"texts_key"`   // public half: inner envelopes
	// ContactKey is the public half for what children who want to be contacted
	// write; none: the round was made before there was that.
	ContactKey []byte `json:"contact_key,omitempty"`
	// ContactName is who reads those requests, as children are told, and ContactDays
	// within how many working days: a promise, made by whoever made the round.
	// Neither, and children are told the office that reads them and no day.
	ContactName string `json:"contact_name,omitempty"`
	ContactDays int    `json:"contact_days,omitempty"`
	// KeysUntil is the day on which the private halves of the round's keys are
	// destroyed; empty: they are kept until somebody sets one. KeysGone is the day on
	// which that was done: from then on nothing opens what children sent.
	KeysUntil string `json:"keys_until,omitempty"`
	KeysGone  string `json:"keys_gone,omitempty"`
	// Own are names that children here may write and no list has. Only redaction
	// reads them, and the form in which they were given.
	Own OwnNames `json:"own"`
}

// OwnNames are names that are taken out of what children write.
type OwnNames struct {
	People  []string `json:"people,omitempty"` // staff, mostly
	Schools []string `json:"schools,omitempty"`
	Homes   []string `json:"homes,omitempty"`
}

// Count is how many names there are.
func (o OwnNames) Count() int { return len(o.People) + len(o.Schools) + len(o.Homes) }

// SettingByCode finds the setting that a join code opens.
func (r *Round) SettingByCode(code string) (Setting, bool) {
	i := slices.IndexFunc(r.Settings, func(s Setting) bool { return s.Code == code })
	if i < 0 {
		return Setting{}, false
	}
	return r.Settings[i], true
}

// Offers says whether the round has this edition in this language.
func (r *Round) Offers(edition, language string) bool {
	return slices.Contains(r.Editions, edition) && slices.Contains(r.Languages, language)
}

// Short is the round as lists show it.
func (r *Round) Short() *RoundHead {
	return &RoundHead{
		Head: r.Head, Inspection: r.Inspection, Name: r.Name, Stage: r.Stage, Door: r.Door,
		Expected: r.Expected, Opens: r.Opens, Closes: r.Closes, Synthetic: r.Synthetic,
		Pilot: r.Pilot, Feedback: r.Feedback, KeysUntil: r.KeysUntil, KeysGone: r.KeysGone,
	}
}

// Speaks says whether the round is offered in the language.
func (r *Round) Speaks(language string) bool { return slices.Contains(r.Languages, language) }
