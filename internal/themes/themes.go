// Package themes turns what children wrote in their own words into themes that people
// stand for: a codebook, what each person made of each text, how far they agree, and
// what they settled together.
//
// It keeps ids and never words: of a text its id alone, of a theme the words that
// grown-ups wrote about it. The one exception are quotes, which two people let through
// for others to read. What a machine proposes is kept nowhere and counts
// nothing. A theme counts in a text when two people who read it on their own both gave
// it, or when two settled it together; nothing else does.
//
// It knows no people (who acted is an id that its callers give), no keys and no web.
package themes

import (
	"context"
	"errors"
	"strings"
	"time"

	"kist/internal/audit"
	"kist/internal/inspections"
	"kist/internal/store"
)

// Text is one text that two people let through, as it is read within an unlocked
// session and nowhere else. It is never stored.
type Text struct {
	ID, Round, Question        string
	Edition, Language, Setting string
	Words                      string
	Translation                string // by a translator; empty: none
	Out                        string // by which a quote of it is found once its child took it back; empty: not known
}

// Set is the id of the texts of one question of one round, which are read together.
func Set(round, question string) string { return round + "/" + question }

// Set is the id of the texts that t is read with.
func (t Text) Set() string { return Set(t.Round, t.Question) }

// sheetID is the id of what people made of one text.
func sheetID(set, text string) string { return set + "/" + text }

// CutSet takes the id of a set apart.
func CutSet(set string) (round, question string) {
	round, question, _ = strings.Cut(set, "/")
	return round, question
}

// Themes are the codebooks and codings of all inspections.
type Themes struct {
	books  *store.Collection[*Codebook]
	log    *store.Collection[*Version]
	sheets *store.Collection[*Sheet]
	quotes *store.Collection[*Quote]
	trail  *audit.Trail
	now    func() time.Time
}

const (
	booksName  = "codebooks"
	sheetsName = "codings"
	quotesName = "quotes"
)

// Open ensures the collections.
func Open(ctx context.Context, e store.Engine) (*Themes, error) {
	s := &Themes{now: time.Now}
	var errs [5]error
	s.books, errs[0] = store.Open[Codebook](ctx, e, store.Spec{Name: booksName, Indexes: []store.Index{{Field: audit.WaitingField}}})
	s.log, errs[1] = store.Open[Version](ctx, e, store.Spec{Name: "codebook_versions", Indexes: []store.Index{{Field: "inspection", Order: "number"}}})
	s.sheets, errs[2] = store.Open[Sheet](ctx, e, store.Spec{Name: sheetsName, Indexes: []store.Index{{Field: "set"}}})
	s.quotes, errs[3] = store.Open[Quote](ctx, e, store.Spec{Name: quotesName, Indexes: []store.Index{{Field: "set"}, {Field: "back"}, {Field: audit.WaitingField}}})
	s.trail, errs[4] = audit.OpenTrail(ctx, e, func() time.Time { return s.now() })
	return s, errors.Join(errs[:]...)
}

// Sweep brings the lines that wait on codebooks and quotes into the trail. Call it every
// minute; several servers may.
func (s *Themes) Sweep(ctx context.Context) error {
	return errors.Join(
		audit.Sweep(ctx, s.trail, s.books, func(b *Codebook) *audit.Audited { return &b.Audited }),
		audit.Sweep(ctx, s.trail, s.quotes, func(q *Quote) *audit.Audited { return &q.Audited }),
	)
}

func (s *Themes) minute() string { return s.now().UTC().Format(audit.Minute) }

// NewKey makes the key of a theme.
func NewKey() string { return inspections.NewID() }
