package coding

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/themes"
	"kist/server/web"
)

// quotesPage is what children said that others may read, what waits for a second
// person, and texts that could be quoted.
type quotesPage struct {
	web.StaffBase
	Asked  string
	Parts  []web.RoomLink
	Unlock web.Unlock
	Action string
	Quotes []quoteView
	Waits  []offerView
	Form   *offerForm // nil: none is asked for
	Texts  []foundView
	Pager  web.Pager
	May    bool // the reader may offer quotes and let them through
	Open   bool // the round is unlocked
	Wrong  []wrong
}

// quoteView is a quote.
type quoteView struct {
	Text, Words, How, Theme, Beside, By string
	Lang                                string
	Gone                                bool // its text is not there any more
}

// offerView is a quote that waits for a second person.
type offerView struct {
	quoteView
	Pieces []piece
	Mine   bool
	Seen   string // what the form says of the offer that it was drawn of (mark)
}

// offerForm is the form in which a quote is offered.
type offerForm struct {
	*i18n.Printer
	ID     string
	Pieces []piece
	Lang   string
	Themes []web.Choice
	Words  string
	Beside string // whom it could stand beside, in words
	// How and Edition are what was typed of how it is told, and whether it stands beside
	// somebody.
	How     string
	Edition bool
}

func (k *coding) showQuotes(c echo.Context) error { return k.drawQuotes(c, nil) }

func (k *coding) drawQuotes(c echo.Context, ps fault.Problems) error {
	a, key, p, err := k.of(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	page := quotesPage{StaffBase: k.base(c, a, k.Staff.Printer(c).T("staff.quotes")), Asked: a.asked(key), Action: setPath(a.round.ID, key) + "/quotes", Open: p != nil}
	page.Parts, page.Wrong = parts(c, page.StaffBase, a, key), wrongs(page.StaffBase, ps)
	page.Unlock = k.unlock(c, page.StaffBase, a, page.Action)
	page.May = k.Staff.May(c, "POST /staff/themes/:id/q/:question/quotes", a.place())
	quotes, err := k.Themes.Quotes(ctx, themes.Set(a.round.ID, key))
	if err != nil {
		return err
	}
	for _, q := range quotes {
		if q.Back {
			continue
		}
		_, text := themes.CutSet(q.ID[len(a.round.ID)+1:])
		v := k.quote(ctx, page.StaffBase, a, q, text)
		if p != nil {
			_, there := p.text(text)
			v.Gone = !there
		}
		page.Quotes = append(page.Quotes, v)
	}
	if p != nil {
		if err := k.offers(c, &page, a, key, p, quotes); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if len(ps) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return k.room.Write(c, status, "quotes", page)
}

func (k *coding) quote(ctx context.Context, b web.StaffBase, a *about, q *themes.Quote, text string) quoteView {
	v := quoteView{Text: text, Words: q.Words, How: b.T("staff.quotes.verbatim"), Theme: a.book.Latest.Name(q.Theme)}
	if q.Reworded {
		v.How = b.T("staff.quotes.reworded")
	}
	if q.Edition != "" {
		v.Beside = b.T("staff.edition." + q.Edition)
	}
	v.By = b.T("staff.quotes.by", "First", k.name(ctx, q.First), "Second", k.name(ctx, q.Second), "Day", b.Date(q.Day))
	return v
}

// offers adds what can be seen while the round is unlocked.
func (k *coding) offers(c echo.Context, page *quotesPage, a *about, key string, p *pile, quotes []*themes.Quote) error {
	ctx := c.Request().Context()
	r, sheets, err := k.reads(c, page.StaffBase, a, key, p)
	if err != nil {
		return err
	}
	for _, o := range k.Shelf.offered(a.round.ID, key) {
		if !r.shows(o.Text) {
			continue
		}
		v := offerView{Pieces: pieces(o.Text.Words, nil), Mine: o.Who == a.who, Seen: mark(o)}
		v.quoteView = k.quote(ctx, page.StaffBase, a, &themes.Quote{Theme: o.Theme, Words: o.Words, Reworded: o.Reworded, First: o.Who}, o.Text.ID)
		v.Lang, v.By = o.Text.Language, page.T("staff.quotes.offered", "Who", k.name(ctx, o.Who))
		if o.Edition {
			v.Beside = page.T("staff.edition." + o.Text.Edition)
		}
		page.Waits = append(page.Waits, v)
	}
	can := quotable(a, p, sheets, quotes)
	if text, ok := p.text(c.FormValue("text")); ok && page.May && len(can[text.ID]) > 0 && r.shows(text) {
		page.Form = &offerForm{
			Printer: page.Printer, ID: text.ID, Pieces: pieces(text.Words, nil), Lang: text.Language, Words: lines(c.FormValue("words")), Beside: page.T("staff.edition." + text.Edition),
			How: c.FormValue("how"), Edition: c.FormValue("edition") != "",
			Themes: web.Choices(can[text.ID], func(t string) string { return a.book.Latest.Name(t) }, c.FormValue("theme")),
		}
	}
	var list []themes.Text
	for _, t := range p.list {
		if len(can[t.ID]) > 0 && r.shows(t) {
			list = append(list, t)
		}
	}
	list, page.Pager = web.Paginate(c, page.StaffBase, list)
	for _, t := range list {
		v := r.found(t, nil)
		v.Link = page.Action + "?text=" + url.QueryEscape(t.ID)
		page.Texts = append(page.Texts, v)
	}
	return nil
}

// quotable are the themes by which each text could be quoted: those that count in it and
// in enough others; none of a text that was quoted. A text that is not in the pile was
// taken back, or is reviewed anew, and counts no more.
func quotable(a *about, p *pile, sheets []*themes.Sheet, quotes []*themes.Quote) map[string][]string {
	counts, can := map[string]int{}, map[string][]string{}
	sheets = slices.DeleteFunc(slices.Clone(sheets), func(d *themes.Sheet) bool {
		_, there := p.find(d.Text)
		return !there
	})
	for _, d := range sheets {
		for _, t := range d.Confirmed(a.book.Latest) {
			counts[t]++
		}
	}
	for _, d := range sheets {
		if slices.ContainsFunc(quotes, func(q *themes.Quote) bool { return q.ID == d.ID }) {
			continue
		}
		for _, t := range d.Confirmed(a.book.Latest) {
			if counts[t] >= themes.MinTheme {
				can[d.Text] = append(can[d.Text], t)
			}
		}
	}
	return can
}

// saveQuote offers a quote, lets one through, drops one that waits, or takes one back.
func (k *coding) saveQuote(c echo.Context) error {
	a, key, p, err := k.of(c)
	if err != nil {
		return err
	}
	ctx, back := c.Request().Context(), setPath(a.round.ID, key)+"/quotes"
	if c.FormValue("do") == "back" { // needs no words
		if err := k.Themes.TakeBack(ctx, themes.Set(a.round.ID, key), c.FormValue("text"), a.who); err != nil {
			return err
		}
		return web.Redirect(c, back)
	}
	if p == nil {
		return web.Redirect(c, back)
	}
	t, ok := p.text(c.FormValue("text"))
	if !ok {
		return fault.Wrap(fault.NotFound, "a text")
	}
	switch c.FormValue("do") {
	case "drop":
		err = k.Shelf.dropOffer(a.round.ID, t, c.FormValue("seen"))
	case "approve":
		err = k.approve(c, a, p, t)
	default:
		err = k.offer(c, a, p, t)
	}
	if ps, ok := fault.ProblemsOf(err); ok {
		return k.drawQuotes(c, ps)
	}
	if err != nil && !errors.Is(err, fault.Exists) { // else somebody was first, and the page shows it
		return err
	}
	return web.Redirect(c, back)
}

// known is a person's own answer to whether anybody could tell who wrote it. Only a
// plain no is no.
func known(c echo.Context) bool { return c.FormValue("known") != "no" }

func (k *coding) offer(c echo.Context, a *about, p *pile, t themes.Text) error {
	o := themes.Offer{Text: t, Theme: c.FormValue("theme"), Words: lines(c.FormValue("words")), Reworded: c.FormValue("how") == "reworded", Edition: c.FormValue("edition") != "", Known: known(c), Who: a.who}
	sheets, err := k.Themes.Sheets(c.Request().Context(), t.Set(), a.who)
	if err != nil {
		return err
	}
	if err := o.Fit(a.book.Latest, sheets, p.editions()); err != nil {
		return err
	}
	return k.Shelf.offer(a.round.ID, o)
}

func (k *coding) approve(c echo.Context, a *about, p *pile, t themes.Text) error {
	for _, o := range k.Shelf.offered(a.round.ID, t.Question) {
		if o.Text.ID != t.ID {
			continue
		}
		if mark(o) != c.FormValue("seen") {
			return fault.Problem{Field: "words", ID: "staff.quotes.problem.other"}
		}
		o.Text = t // as it passed review last
		if _, err := k.Themes.Approve(c.Request().Context(), a.book.Latest, o, known(c), p.editions(), a.who); err != nil {
			return err
		}
		k.Shelf.unoffer(a.round.ID, t)
	}
	return nil
}

// mark is what a form says of the offer that it was drawn of: all of it that a second
// person answers for, and who offered it. With another offer it is another.
func mark(o themes.Offer) string {
	whole, _ := json.Marshal([]any{o.Theme, o.Edition, o.Reworded, o.Words, o.Who}) // texts and truths
	sum := sha256.Sum256(whole)
	return hex.EncodeToString(sum[:])
}

// editions are the edition of each text.
func (p *pile) editions() map[string]string {
	of := map[string]string{}
	for _, t := range p.list {
		of[t.ID] = t.Edition
	}
	return of
}

// offer keeps an offer while the session lasts, in place of one of the same person from
// the same text. A fault.Problem if another person's waits, which the page shows;
// fault.Closed if the round is locked meanwhile.
func (s *Shelf) offer(round string, o themes.Offer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.held[round]
	if h == nil || h.session.Alive() != nil {
		return fault.Wrap(fault.Closed, "the texts of round %s", round)
	}
	if waits, ok := h.offers[o.Text.ID]; ok && waits.Who != o.Who {
		return fault.Problem{Field: "words", ID: "staff.quotes.problem.waits"}
	}
	h.offers[o.Text.ID] = o
	return nil
}

// dropOffer drops the offer that a form was drawn of, if it waits yet; a fault.Problem if
// another has taken its place.
func (s *Shelf) dropOffer(round string, t themes.Text, seen string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.held[round]
	if h == nil {
		return nil
	}
	if o, ok := h.offers[t.ID]; ok && mark(o) != seen {
		return fault.Problem{Field: "words", ID: "staff.quotes.problem.other"}
	}
	delete(h.offers, t.ID)
	return nil
}

func (s *Shelf) unoffer(round string, t themes.Text) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := s.held[round]; h != nil {
		delete(h.offers, t.ID)
	}
}

// offered are the offers that wait in a question of a round, by text.
func (s *Shelf) offered(round, question string) []themes.Offer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []themes.Offer
	if h := s.held[round]; h != nil && h.session.Alive() == nil {
		for _, o := range h.offers {
			if o.Text.Question == question {
				list = append(list, o)
			}
		}
	}
	slices.SortFunc(list, func(a, b themes.Offer) int {
		if a.Text.ID < b.Text.ID {
			return -1
		}
		return 1
	})
	return list
}
