package office

import (
	"fmt"
	"strings"
	"time"

	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/server/web"
)

// timeline is a plan in weeks as the server draws it: solid is done, hatched is
// to come, one line stands for today. Places along it are per cent, so that one
// drawing fits every width; places down it are pixels.
type timeline struct {
	Title  string
	Desc   string // says what the drawing shows
	Height int
	Bars   []bar
	Ticks  []tick
	Today  string // per cent; empty: outside the drawing
	Edge   bool   // today is so far right that its label ends there
	Label  string // of today
	Shade  string // how much is over, per cent
}

// bar is one line of the plan.
type bar struct {
	Text   string
	At     string // per cent, of the label
	Anchor string // class of the label: where it is held
	Bold   bool   // work with children and young people
	Y, Bar int    // pixels: base line of the label, top of the bar
	X, W   string // per cent, of the whole bar
	Done   string // per cent, of what is done; empty: nothing
}

// tick is a mark on the scale.
type tick struct{ X, Text string }

const (
	rowHeight = 33 // pixels of a bar with its label
	topHeight = 36 // pixels above the first
)

// span is one bar before it is drawn, in days from the left edge.
type span struct {
	text     string
	bold     bool
	from, to float64 // to is exclusive
}

// draw places spans along a width of so many days; now is today's place.
func draw(spans []span, width, now float64) timeline {
	pct := func(days float64) string { return fmt.Sprintf("%.2f", 100*min(max(days/width, 0), 1)) }
	t := timeline{Height: topHeight + rowHeight*len(spans) + 6}
	for i, s := range spans {
		b := bar{Text: s.text, Bold: s.bold, Y: topHeight + rowHeight*i + 21, Bar: topHeight + rowHeight*i + 27, X: pct(s.from), W: pct(s.to - s.from), At: pct(s.from)}
		switch middle := (s.from + s.to) / 2; {
		case middle > 0.68*width:
			b.Anchor, b.At = "e", pct(s.to)
		case middle > 0.32*width:
			b.Anchor, b.At = "mid", pct(middle)
		}
		if now > s.from {
			b.Done = pct(min(now, s.to) - s.from)
		}
		t.Bars = append(t.Bars, b)
	}
	if now >= 0 && now <= width {
		t.Today, t.Shade, t.Edge = pct(now), pct(now), now > 0.6*width
	}
	return t
}

// childWork are the steps that are done with children and young people.
var childWork = map[string]bool{"meet": true, "open_surveys": true, "child_surveys": true, "on_site": true, "follow_up": true}

// stepLine is a step of the plan in the table beside the drawing.
type stepLine struct {
	Text, Weeks, Day string
	State            string // done, now, next
}

// ownTimeline draws the weeks of one inspection, and lists its steps.
func ownTimeline(b web.StaffBase, in *inspections.Inspection, now time.Time) (timeline, []stepLine) {
	plan := inspections.Timeline()
	week, today := in.Week(now), -1.0
	if in.Starts != "" {
		start, _ := time.Parse(time.DateOnly, in.Starts)
		day, _ := time.Parse(time.DateOnly, now.Format(time.DateOnly))
		today = day.Sub(start).Hours()/24 + 0.5
	}
	var spans []span
	var lines []stepLine
	for _, stage := range plan.Stages {
		for _, s := range stage.Steps {
			text := b.T("staff.step." + s.Key)
			lines = append(lines, stepLine{text, weekWords(b, s), b.Date(in.Monday(s.From)), stateOf(s, week, in.Starts != "")})
			if s.To <= plan.Last() {
				spans = append(spans, span{text, childWork[s.Key], float64(7 * (s.From - 1)), float64(7 * s.To)})
			}
		}
	}
	t := draw(spans, float64(7*plan.Last()), today)
	for _, w := range []int{1, 4, 8, 12, 17, plan.Last()} {
		t.Ticks = append(t.Ticks, tick{fmt.Sprintf("%.2f", 100*(float64(w)-0.5)/float64(plan.Last())), fmt.Sprint(w)})
	}
	t.Title = b.T("staff.timeline.own", "Name", in.Title)
	t.Label = b.T("staff.timeline.week", "Week", week)
	t.Desc = describe(b, lines)
	return t, lines
}

func weekWords(b web.StaffBase, s inspections.WeekStep) string {
	switch {
	case s.From > inspections.Timeline().Last():
		return b.T("staff.timeline.after", "Week", inspections.Timeline().Last())
	case s.From == s.To:
		return fmt.Sprint(s.From)
	}
	return fmt.Sprintf("%d–%d", s.From, s.To)
}

// stateOf says how far a step is in a week of the inspection.
func stateOf(s inspections.WeekStep, week int, set bool) string {
	switch {
	case !set || week < s.From:
		return "next"
	case week > s.To && s.To <= inspections.Timeline().Last():
		return "done"
	}
	return "now"
}

// describe says the drawing in words.
func describe(b web.StaffBase, lines []stepLine) string {
	var said []string
	for _, state := range []string{"done", "now", "next"} {
		var names []string
		for _, l := range lines {
			if l.State == state {
				names = append(names, l.Text)
			}
		}
		if len(names) > 0 {
			said = append(said, b.T("staff.timeline.desc", "What", b.T("staff.timeline."+state), "Names", strings.Join(names, ", ")))
		}
	}
	return strings.Join(said, " ")
}

// allTimeline draws many inspections along the calendar, each with where it is.
func allTimeline(b web.StaffBase, list []*inspections.Inspection, now time.Time) timeline {
	var first, last string
	for _, in := range list {
		if in.Starts != "" && (first == "" || in.Starts < first) {
			first = in.Starts
		}
		last = max(last, in.Ends())
	}
	if first == "" {
		return timeline{}
	}
	from, _ := time.Parse(time.DateOnly, first)
	to, _ := time.Parse(time.DateOnly, last)
	days := func(day string, more int) float64 {
		d, _ := time.Parse(time.DateOnly, day)
		return d.Sub(from).Hours()/24 + float64(more)
	}
	var spans []span
	var said []string
	for _, in := range list {
		if in.Starts == "" {
			continue
		}
		text := b.T("staff.timeline.line", "Name", in.Title, "Step", b.T("staff.inspection.step."+string(in.Step(now))))
		said = append(said, text)
		spans = append(spans, span{text, false, days(in.Starts, 0), days(in.Ends(), 1)})
	}
	width := to.Sub(from).Hours()/24 + 1
	t := draw(spans, width, days(now.Format(time.DateOnly), 0)+0.5)
	t.Title, t.Desc, t.Label = b.T("staff.timeline.all"), strings.Join(said, ". "), b.T("staff.timeline.today")
	t.Ticks = months(b.Printer, from, to, width)
	return t
}

// months are the marks of a calendar: the first of each month, or of each
// quarter where that would be too many.
func months(p *i18n.Printer, from, to time.Time, width float64) []tick {
	step := 1
	if width > 250 {
		step = 3
	}
	var list []tick
	for d := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 1, 0); !d.After(to); d = d.AddDate(0, 1, 0) {
		if (int(d.Month())-1)%step == 0 {
			list = append(list, tick{fmt.Sprintf("%.2f", 100*d.Sub(from).Hours()/24/width), p.T("staff.month." + d.Format("01"))})
		}
	}
	return list
}
