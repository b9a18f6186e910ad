package safety

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/inspections"
	"kist/internal/redact"
	"kist/internal/texts"
	"kist/server/web"
)

// textsPage lists the rounds whose texts are reviewed.
type textsPage struct {
	web.StaffBase
	Rows  []roundLine
	Pager web.Pager
}

func (r *room) showTexts(c echo.Context) error {
	page := textsPage{StaffBase: r.Staff.Base(c, "texts", r.Staff.Printer(c).T("staff.redact.title"))}
	lines, err := r.rounds(c, page.StaffBase, "GET /staff/texts/:id", "/staff/texts/")
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(l roundLine) bool { return l.Pilot != "" }) // their report has them
	page.Rows, page.Pager = web.Paginate(c, page.StaffBase, lines)
	for _, row := range page.Rows {
		page.Synthetic = page.Synthetic || row.RoundHead.Synthetic
	}
	return r.write(c, "texts", page)
}

// reviewPage is one text before one of two people.
type reviewPage struct {
	web.StaffBase
	Here, Inspection string
	Unlock           web.Unlock
	Read             bool
	Desk             texts.Desk
	Text             *reviewText // nil: nothing waits for the reader
	Held             []heldText
	Problem          string
}

// reviewText is a text as its words are marked.
type reviewText struct {
	asked
	ID    string
	Worry string // address on which it is put to the safeguarding lead
	Words []markedWord
	Cuts  []string // stretches taken out so far, as the form carries them
	Kinds []web.Choice
}

// markedWord is one word, or a stretch that is taken out.
type markedWord struct {
	texts.Word
	N     int
	Out   bool
	First bool   // of its stretch
	Kind  string // in words
}

// heldText is one that is held back.
type heldText struct {
	asked
	ID, Worry string
}

func reviewPath(round string) string { return "/staff/texts/" + url.PathEscape(round) }

func (r *room) showReview(c echo.Context) error { return r.writeReview(c, http.StatusOK, "", nil, "") }

// writeReview shows what waits for the reader: the text with this id, with what is
// taken out of it so far, or the first.
func (r *room) writeReview(c echo.Context, status int, id string, cuts []texts.Cut, problem string) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	page := reviewPage{StaffBase: r.base(c, "texts", rd.Name, rd, web.Crumb{Text: rd.Name}), Here: reviewPath(rd.ID), Problem: problem}
	if page.Inspection, err = r.titleOf(c, page.StaffBase, rd); err != nil {
		return err
	}
	u, s, err := r.unlock(c, page.StaffBase, rd, page.Here)
	if err != nil {
		return err
	}
	page.Unlock = u
	if page.Read = s != nil; page.Read {
		if err := r.fillReview(c, &page, rd, s, id, cuts); err != nil {
			return r.locked(c, err, page.Here)
		}
	}
	return r.pages.Write(c, status, "review", page)
}

func (r *room) fillReview(c echo.Context, page *reviewPage, rd *inspections.Round, s *texts.Session, id string, cuts []texts.Cut) (err error) {
	ctx := c.Request().Context()
	if page.Desk, err = r.Texts.Desk(ctx, s, r.Staff.Visitor(c).ID); err != nil {
		return err
	}
	words, err := r.wording(ctx, page.StaffBase, rd)
	if err != nil {
		return err
	}
	for _, h := range page.Desk.Held {
		page.Held = append(page.Held, heldText{words.asked(h.Text), h.ID, reviewing.path(rd.ID, h.ID)})
	}
	if len(page.Desk.Mine) == 0 {
		return nil
	}
	at := max(0, slices.IndexFunc(page.Desk.Mine, func(x texts.ToReview) bool { return x.ID == id }))
	mine := page.Desk.Mine[at]
	if mine.ID != id {
		cuts = nil
	}
	t := reviewText{asked: words.asked(mine.Text), ID: mine.ID, Worry: reviewing.path(rd.ID, mine.ID), Words: marked(page.StaffBase, mine.Text.Text, cuts)}
	for _, cut := range cuts {
		t.Cuts = append(t.Cuts, fmt.Sprintf("%d-%d-%s", cut.From, cut.To, cut.Kind))
	}
	for _, k := range redact.Kinds() {
		t.Kinds = append(t.Kinds, web.Choice{Value: k.Key(), Text: page.T("staff.redact.kind." + k.Key())})
	}
	page.Text = &t
	return nil
}

// marked are the words of a text, with what is taken out of it.
func marked(b web.StaffBase, text string, cuts []texts.Cut) (list []markedWord) {
	for i, w := range texts.Words(text) {
		m := markedWord{Word: w, N: i}
		for _, cut := range cuts {
			if w.From < cut.To && cut.From < w.To {
				m.Out, m.Kind, m.First = true, b.T("staff.redact.kind."+cut.Kind), w.From <= cut.From
			}
		}
		list = append(list, m)
	}
	return list
}

// review takes in the word of one of the two, or marks more of a text.
func (r *room) review(c echo.Context) error {
	rd, err := r.round(c)
	if err != nil {
		return err
	}
	ctx, who, id := c.Request().Context(), r.Staff.Visitor(c).ID, c.FormValue("text")
	s, err := r.Texts.Enter(ctx, rd.ID, texts.Unreviewed, who)
	if err != nil {
		return r.locked(c, err, reviewPath(rd.ID))
	}
	cuts, err := readCuts(c.Request().PostForm["cut"])
	if err != nil {
		return err
	}
	switch do := c.FormValue("do"); do {
	case "mark":
		return r.mark(c, s, id, cuts)
	case "unmark":
		return r.writeReview(c, http.StatusOK, id, nil, "")
	case "pass", "hold":
		if do == "pass" && len(c.Request().PostForm["word"]) > 0 { // ticked, and not yet taken out
			return r.mark(c, s, id, cuts)
		}
		err = r.Texts.Say(ctx, s, who, id, do == "hold", cuts)
	case "again":
		err = r.again(ctx, s, who, id)
	default:
		err = fault.Wrap(fault.Invalid, "review: %q", do)
	}
	if err != nil {
		return r.locked(c, err, reviewPath(rd.ID))
	}
	return web.Redirect(c, reviewPath(rd.ID))
}

// again opens the review of a text anew. What others were let read of it goes first: if
// the server ends in between, nothing stays public that nobody would look for.
func (r *room) again(ctx context.Context, s *texts.Session, who, id string) error {
	if r.Reopened != nil {
		if err := r.Reopened(ctx, s.Round, id, who); err != nil {
			return err
		}
	}
	return r.Texts.Again(ctx, s, who, id)
}

// mark takes the ticked words out of a text, on the page alone: words that follow each
// other are one stretch.
func (r *room) mark(c echo.Context, s *texts.Session, id string, cuts []texts.Cut) error {
	desk, err := r.Texts.Desk(c.Request().Context(), s, r.Staff.Visitor(c).ID)
	if err != nil {
		return r.locked(c, err, reviewPath(s.Round))
	}
	i := slices.IndexFunc(desk.Mine, func(x texts.ToReview) bool { return x.ID == id })
	if i < 0 {
		return web.Redirect(c, reviewPath(s.Round))
	}
	p := r.Staff.Printer(c)
	ticked, kind := c.Request().PostForm["word"], c.FormValue("kind")
	if _, known := redact.ParseKind(kind); !known || len(ticked) == 0 {
		return r.writeReview(c, http.StatusUnprocessableEntity, id, cuts, p.T("staff.redact.pick"))
	}
	return r.writeReview(c, http.StatusOK, id, append(cuts, stretches(desk.Mine[i].Text.Text, ticked, kind)...), "")
}

// stretches are the ticked words of a text, those that follow each other as one,
// without the punctuation around them.
func stretches(text string, ticked []string, kind string) (cuts []texts.Cut) {
	words := texts.Words(text)
	for n := 0; n < len(words); n++ {
		first := n
		for n < len(words) && slices.Contains(ticked, strconv.Itoa(n)) {
			n++
		}
		if n == first {
			continue
		}
		cut := texts.Cut{From: words[first].From, To: words[n-1].To, Kind: kind}
		inside := strings.TrimFunc(text[cut.From:cut.To], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
		if i := strings.Index(text[cut.From:cut.To], inside); inside != "" {
			cut.From, cut.To = cut.From+i, cut.From+i+len(inside)
		}
		cuts = append(cuts, cut)
	}
	return cuts
}

// maxCuts is how many stretches one form may carry.
const maxCuts = 200

// readCuts reads stretches as the form carries them; fault.Invalid for anything else.
func readCuts(list []string) (cuts []texts.Cut, err error) {
	if len(list) > maxCuts {
		return nil, fault.Wrap(fault.Invalid, "review: %d stretches", len(list))
	}
	for _, text := range list {
		var cut texts.Cut
		from, rest, _ := strings.Cut(text, "-")
		to, kind, _ := strings.Cut(rest, "-")
		var errs [2]error
		cut.From, errs[0] = strconv.Atoi(from)
		cut.To, errs[1] = strconv.Atoi(to)
		if _, known := redact.ParseKind(kind); !known || errs[0] != nil || errs[1] != nil {
			return nil, fault.Wrap(fault.Invalid, "review: a stretch")
		}
		cut.Kind = kind
		cuts = append(cuts, cut)
	}
	return cuts, nil
}
