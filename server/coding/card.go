package coding

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/advice"
	"kist/internal/i18n"
	"kist/internal/lexis"
	"kist/internal/themes"
	"kist/internal/themes/machine"
	"kist/server/web"
	"kist/surveys"
)

// piece is a part of a text: words, words that stand for what was taken out, or words
// that a machine points to.
type piece struct {
	Text         string
	Taken, Found bool
}

// marker is what stands for something that was taken out, such as [name 2].
var marker = regexp.MustCompile(`\[[\p{L} ]{2,20}(?: \d{1,3})?\]`)

// pieces takes a text apart; found are words in small letters that are pointed to.
func pieces(text string, found []string) []piece {
	var list []piece
	at := 0
	for _, m := range marker.FindAllStringIndex(text, -1) {
		list = append(list, pointed(text[at:m[0]], found)...)
		list = append(list, piece{Text: strings.Trim(text[m[0]:m[1]], "[]"), Taken: true})
		at = m[1]
	}
	return append(list, pointed(text[at:], found)...)
}

// pointed takes words apart at those that are found.
func pointed(text string, found []string) []piece {
	if text == "" {
		return nil
	}
	var list []piece
	small := strings.ReplaceAll(strings.ToLower(text), "’", "'")
	if len(found) == 0 || len(strings.ReplaceAll(small, "'", "’")) != len(strings.ReplaceAll(text, "'", "’")) {
		return []piece{{Text: text}} // small letters of another length: pointing would miss
	}
	rest := 0
	for _, w := range spans(text) {
		word := strings.ReplaceAll(strings.ToLower(text[w[0]:w[1]]), "’", "'")
		if !slices.Contains(found, word) {
			continue
		}
		if w[0] > rest {
			list = append(list, piece{Text: text[rest:w[0]]})
		}
		list = append(list, piece{Text: text[w[0]:w[1]], Found: true})
		rest = w[1]
	}
	if rest < len(text) {
		list = append(list, piece{Text: text[rest:]})
	}
	return list
}

var word = regexp.MustCompile(`[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*`)

func spans(text string) [][]int { return word.FindAllStringIndex(text, -1) }

// card is one text as it is read for its themes.
type card struct {
	*i18n.Printer
	ID, Number  string // whole, and short enough to tell somebody
	Worry       string // address on which it is put to the safeguarding lead
	Pieces      []piece
	TextLang    string
	Translation string
	Where       string // edition and language, in words
	Note        string // hard themes that it touches, in words; empty: none were found
	Folded      bool   // its words are shown when somebody asks for them
	Proposals   []proposal
	Held        bool // held out: no proposals are shown
	Mine        []string
	Done        bool // the reader coded or declined it
	Declined    bool
}

// proposal is a theme that a machine thinks of.
type proposal struct{ Key, Name, Because, Kept string }

// reader is somebody who reads the texts of a set, with what they were offered before.
type reader struct {
	k       *coding
	b       web.StaffBase
	a       *about
	key     string // question
	pile    *pile
	out     []string // hard themes that they stepped out of
	fold    bool     // words that touch a hard theme are folded for them
	learned *machine.Learned
	offered map[string][2]int // theme -> kept, of how many
}

// reads prepares a reader: what a machine learned from what counts and from their own
// codings, never from what others did on their own.
func (k *coding) reads(c echo.Context, b web.StaffBase, a *about, key string, p *pile) (*reader, []*themes.Sheet, error) {
	ctx := c.Request().Context()
	sheets, err := k.Themes.Sheets(ctx, themes.Set(a.round.ID, key), a.who)
	if err != nil {
		return nil, nil, err
	}
	r := &reader{k: k, b: b, a: a, key: key, pile: p, offered: map[string][2]int{}}
	if k.Out != nil {
		if r.out, err = k.Out(ctx, a.who); err != nil {
			return nil, nil, err
		}
	}
	r.fold = slices.Contains(k.Staff.Visitor(c).Roles, "volunteer")
	taught := map[string][]string{}
	for _, d := range sheets {
		if mine := d.Of(a.who); mine != nil {
			r.remember(mine)
			if !mine.Declined {
				taught[d.Text] = a.book.Latest.ResolveAll(mine.Themes)
			}
		}
		if d.Open {
			taught[d.Text] = d.Confirmed(a.book.Latest)
		}
		if machine.Held(d.Text) {
			delete(taught, d.Text)
		}
	}
	r.learned = p.space().Learn(taught)
	return r, sheets, nil
}

func (r *reader) remember(c *themes.Coding) {
	for _, theme := range c.Offered {
		n := r.offered[theme]
		n[1]++
		if slices.Contains(c.Themes, theme) {
			n[0]++
		}
		r.offered[theme] = n
	}
}

// shows says whether a reader is shown a text: not one that touches what they stepped
// out of.
func (r *reader) shows(t themes.Text) bool {
	return !slices.ContainsFunc(r.hard(t), func(h string) bool { return slices.Contains(r.out, h) })
}

// hard are the hard themes that a text touches, as far as its English words tell, and
// those of its question.
func (r *reader) hard(t themes.Text) []string {
	list := slices.Clone(hardOf(r.a.survey, r.key))
	for _, text := range []string{t.Translation, t.Words} {
		if text != "" && (t.Language == "en" || t.Language == "sco" || text == t.Translation) {
			list = append(list, advice.ThemesIn(text)...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// hardOf are the hard themes that a question itself touches.
func hardOf(s *surveys.Survey, key string) []string {
	if q := s.Question(key); q != nil {
		return advice.Themes(s, q)
	}
	return nil
}

// note says which hard themes something touches; empty for none.
func (k *coding) note(b web.StaffBase, hard []string) string {
	var words []string
	for _, h := range hard {
		words = append(words, b.T("staff.hard."+h))
	}
	return strings.Join(words, ", ")
}

// card is a text as the reader sees it, with what they made of it.
func (r *reader) card(t themes.Text, mine *themes.Coding) card {
	v := card{Printer: r.b.Printer, ID: t.ID, Number: t.ID[:min(len(t.ID), 8)], Worry: worryPath(t.Round, t.ID, setPath(t.Round, r.key)+"?text="+url.QueryEscape(t.ID)), TextLang: t.Language, Translation: t.Translation, Held: machine.Held(t.ID)}
	v.Where = r.b.T("staff.themes.where", "Edition", r.b.T("staff.edition."+t.Edition), "Language", i18n.Describe(t.Language).Endonym)
	v.Note = r.k.note(r.b, r.hard(t))
	v.Folded = r.fold && v.Note != ""
	var found []string
	if !v.Held {
		for _, p := range r.learned.Propose(t.ID) {
			if r.a.book.Latest.Resolve(p.Theme) != p.Theme {
				continue
			}
			found = append(found, likeIn(t, p.Because)...)
			v.Proposals = append(v.Proposals, r.proposal(p))
		}
	}
	v.Pieces = pieces(t.Words, found)
	if mine != nil {
		v.Done, v.Mine, v.Declined = true, mine.Themes, mine.Declined
	}
	return v
}

func (r *reader) proposal(p machine.Proposal) proposal {
	v := proposal{Key: p.Theme, Name: r.a.book.Latest.Name(p.Theme), Because: r.b.T("staff.themes.because", "Words", strings.Join(p.Because, ", "))}
	if n := r.offered[p.Theme]; n[1] > 0 {
		v.Kept = r.b.T("staff.themes.kept", "Kept", n[0], "Of", n[1])
	}
	return v
}

// likeIn are the words of a text that have the stem of one of these.
func likeIn(t themes.Text, like []string) []string {
	var stems, found []string
	for _, w := range like {
		stems = append(stems, lexis.Stem(strings.TrimPrefix(w, "not "), t.Language))
	}
	for _, w := range lexis.Words(t.Words) {
		if slices.Contains(stems, lexis.Stem(w, t.Language)) {
			found = append(found, w)
		}
	}
	return found
}

// next are the cards that follow a text, of those that the reader has not been through:
// at most so many.
func (r *reader) next(ctx context.Context, after string, most int, done func(themes.Text) (*themes.Coding, error)) ([]card, error) {
	var list []card
	for _, t := range r.pile.after(after) {
		if len(list) == most || ctx.Err() != nil {
			break
		}
		if !r.shows(t) {
			continue
		}
		mine, err := done(t)
		if err != nil {
			return nil, err
		}
		if mine == nil {
			list = append(list, r.card(t, nil))
		}
	}
	return list, ctx.Err()
}
