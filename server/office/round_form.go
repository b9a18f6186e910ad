package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/fault"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/server/web"
	"kist/surveys"
	"kist/surveys/standing"
)

// roundForm makes a round or changes one in preparation. A new one is made in
// two steps: the version first, because the rest is chosen from what it has.
type roundForm struct {
	formBase
	Version   string // id; empty: still to be chosen
	Versions  []web.Choice
	Name      string
	Doors     []web.Choice
	DoorFixed string // in words, once the round is made
	Tongues   []web.Choice
	Editions  []web.Choice
	Groupings []web.Choice
	// Who can open what children write: KeyFixed says so once the round is made.
	KeyModes, Readers []web.Choice
	KeyFixed          string
	Opens             string
	Closes            string
	MinBox            int
	Settings          []settingField
	// Who reads what children write who want to be contacted, and within how many
	// working days; empty: they are not told.
	ContactName, ContactDays string
	KeysUntil                string // day; empty: none
	KeepDays                 int    // days after the last one that hold where it is empty; 0: no end
	// Own are the lists of the round's own names, a name on a line.
	Own []ownField
}

// ownField is one list of names.
type ownField struct{ Field, Names string }

// ownFields are the lists as the form shows them.
func ownFields(o inspections.OwnNames) []ownField {
	return []ownField{
		{"own_people", strings.Join(o.People, "\n")}, {"own_schools", strings.Join(o.Schools, "\n")}, {"own_homes", strings.Join(o.Homes, "\n")},
	}
}

// ownOf reads them.
func ownOf(form url.Values) inspections.OwnNames {
	lines := func(field string) []string { return strings.Split(form.Get(field), "\n") }
	return inspections.OwnNames{People: lines("own_people"), Schools: lines("own_schools"), Homes: lines("own_homes")}
}

// settingField is one line of the settings.
type settingField struct {
	N        int // from 1
	Key      string
	Name     string
	Expected string
	Bad      string
}

// spareSettings is how many empty lines a form offers.
const spareSettings = 3

// version is a version with its survey, as a form chooses from it.
func (o *office) version(ctx context.Context, id string) (*surveys.Survey, inspections.Offer, error) {
	v, s, err := o.Versions.Get(ctx, id)
	if err != nil {
		return nil, inspections.Offer{}, err
	}
	offer := inspections.Offer{Trial: v.Trial, Languages: s.Languages, Groupings: s.Groupings}
	for _, e := range s.Editions {
		offer.Editions = append(offer.Editions, string(e))
	}
	return s, offer, nil
}

// titleOf is the survey's title in the language it was written in.
func titleOf(s *surveys.Survey) string {
	for _, e := range s.Editions {
		if text, _ := s.Say(s.Title, e, s.Source); text != "" {
			return text
		}
	}
	return s.Key
}

func (o *office) roundForm(c echo.Context, r *inspections.Round, mark string, wrong fault.Problems) error {
	base := o.Staff.Base(c, "rounds", "")
	page := roundForm{formBase: formBase{StaffBase: base, Mark: mark, wrong: wrong}, Version: r.Version, Name: r.Name, Opens: r.Opens, Closes: r.Closes, MinBox: r.MinBox}
	page.Title, page.Action, page.Back = page.T("staff.round.new"), inspectionPath(r.Inspection)+"/new", inspectionPath(r.Inspection)
	if r.ID != "" {
		page.Title, page.Action, page.Back = page.T("staff.round.edit"), roundPath(r.ID)+"/edit", roundPath(r.ID)
		page.DoorFixed, page.KeyFixed = page.T("staff.door."+string(r.Door)), o.keyWords(c.Request().Context(), page.StaffBase, r)
	}
	in, err := o.inspectionCrumb(c.Request().Context(), r.Inspection)
	if err != nil {
		return err
	}
	page.Crumbs, page.Synthetic = crumbs(base.Printer, in, web.Crumb{Text: page.Title}), r.Synthetic
	if err := page.offer(c.Request().Context(), o, r); err != nil {
		return err
	}
	if err := page.keys(c.Request().Context(), o, r); err != nil {
		return err
	}
	page.settings(r.Settings)
	page.ContactName, page.ContactDays, page.Own, page.KeysUntil = r.ContactName, numeral(r.ContactDays), ownFields(r.Own), r.KeysUntil
	page.KeepDays = o.Book.KeepDays
	return o.room.Write(c, page.status(), "round_form", page)
}

// offer fills in what can be chosen: versions first, and then what the chosen
// one has.
func (f *roundForm) offer(ctx context.Context, o *office, r *inspections.Round) error {
	list, err := o.Versions.List(ctx)
	if err != nil {
		return err
	}
	for _, v := range list {
		if v.Trial || v.Survey == standing.AnswersYou { // which the page of feedback asks
			continue
		}
		s, err := o.Versions.Survey(ctx, v.ID)
		if err != nil {
			return err
		}
		text := f.T("staff.version.name", "Title", titleOf(s), "Number", v.Number)
		f.Versions = append(f.Versions, web.Choice{Value: v.ID, Text: text, On: v.ID == r.Version})
	}
	if r.Version == "" {
		return nil
	}
	s, offered, err := o.version(ctx, r.Version)
	if err != nil {
		return err
	}
	f.Doors = web.Choices([]inspections.Door{inspections.Open, inspections.Ticketed}, func(d inspections.Door) string { return f.T("staff.door." + string(d)) }, r.Door)
	f.Tongues = web.Choices(offered.Languages, func(l string) string { return i18n.Describe(l).Endonym }, r.Languages...)
	f.Editions = web.Choices(offered.Editions, func(e string) string { return f.T("staff.edition." + e) }, r.Editions...)
	f.Groupings = web.Choices(offered.Groupings, func(g string) string { return groupingWords(f.StaffBase, s, g) }, r.Groupings...)
	return nil
}

// keys fills in who can hold the key for texts: only who has one of their own.
func (f *roundForm) keys(ctx context.Context, o *office, r *inspections.Round) error {
	f.KeyModes = web.Choices([]inspections.KeyMode{inspections.Simple, inspections.ReaderHeld}, func(m inspections.KeyMode) string { return f.T("staff.key_mode." + string(m)) }, cmp.Or(r.KeyMode, inspections.Simple))
	ids, err := o.Vault.Readers(ctx)
	if err != nil {
		return err
	}
	f.Readers = web.Choices(ids, func(id string) string { return o.readerName(ctx, f.StaffBase, id) }, r.Readers...)
	slices.SortStableFunc(f.Readers, func(a, b web.Choice) int { return cmp.Compare(a.Text, b.Text) })
	return nil
}

// readerName is the name of somebody who holds a key; that they are gone, if their
// account is.
func (o *office) readerName(ctx context.Context, b web.StaffBase, id string) string {
	a, err := o.People.Get(ctx, id)
	if err != nil || a.Ended != "" {
		return b.T("staff.key_mode.gone")
	}
	return a.Name
}

// keyWords say who can open what children write in a round.
func (o *office) keyWords(ctx context.Context, b web.StaffBase, r *inspections.Round) string {
	if r.KeyMode != inspections.ReaderHeld {
		return b.T("staff.keys.simple")
	}
	return b.T("staff.keys.readers", "Names", inLine(r.Readers, func(id string) string { return o.readerName(ctx, b, id) }))
}

// settings fills in the lines of the settings, and some empty ones.
func (f *roundForm) settings(list []inspections.Setting) {
	for i := range min(len(list)+spareSettings, inspections.MaxSettings) {
		line := settingField{N: i + 1}
		line.Bad = f.Bad(fmt.Sprintf("setting-%d", line.N)) + f.Bad(fmt.Sprintf("expected-%d", line.N))
		if i < len(list) {
			line.Key, line.Name = list[i].Key, list[i].Name
			line.Expected = numeral(list[i].Expected)
		}
		f.Settings = append(f.Settings, line)
	}
}

func (o *office) newRound(c echo.Context) error {
	in, err := o.inspection(c)
	if err != nil {
		return err
	}
	r := &inspections.Round{Inspection: in.ID, Synthetic: in.Synthetic, Version: c.QueryParam("version"), Door: inspections.Ticketed, MinBox: inspections.Ticketed.MinBox()}
	if r.Version == "" {
		return o.roundForm(c, r, "", nil)
	}
	_, offer, err := o.version(c.Request().Context(), r.Version)
	if err != nil {
		return err
	}
	r.Languages, r.Editions, r.Groupings = offer.Languages, offer.Editions, offer.Groupings
	now := o.now()
	r.Opens, r.Closes = now.Format(time.DateOnly), now.AddDate(0, 0, 28).Format(time.DateOnly)
	return o.roundForm(c, r, "", nil)
}

// roundOf reads a round from a form; before is the stored one, or what is known
// of a new one.
func roundOf(c echo.Context, before inspections.Round) (*inspections.Round, error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "form: %v", err)
	}
	r, known := before, before.Settings
	r.Name, r.Opens, r.Closes = form.Get("name"), form.Get("opens"), form.Get("closes")
	r.Languages, r.Editions, r.Groupings = form["languages"], form["editions"], form["groupings"]
	r.MinBox = number(form.Get("min_box"))
	r.ContactName, r.ContactDays, r.Own, r.KeysUntil = form.Get("contact_name"), number(form.Get("contact_days")), ownOf(form), form.Get("keys_until")
	if r.ID == "" {
		r.Version, r.Door = form.Get("version"), inspections.Door(form.Get("door"))
		r.KeyMode, r.Readers = inspections.KeyMode(form.Get("key_mode")), form["readers"]
	}
	r.Settings = nil
	for i := range inspections.MaxSettings {
		r.Settings = append(r.Settings, settingOf(form, i+1, known))
	}
	return &r, nil
}

// settingOf reads one line; a setting that is known keeps its key, its code and
// what was counted.
func settingOf(form url.Values, n int, known []inspections.Setting) inspections.Setting {
	s := inspections.Setting{}
	key := form.Get(fmt.Sprintf("key-%d", n))
	if i := slices.IndexFunc(known, func(k inspections.Setting) bool { return key != "" && k.Key == key }); i >= 0 {
		s = known[i]
	}
	s.Name, s.Expected = form.Get(fmt.Sprintf("setting-%d", n)), number(form.Get(fmt.Sprintf("expected-%d", n)))
	return s
}

// numeral writes a number as a form has it: nothing for 0.
func numeral(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// number reads a whole number; 0 for nothing, -1 for what is none.
func number(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (o *office) addRound(c echo.Context) error {
	ctx := c.Request().Context()
	in, err := o.inspection(c)
	if err != nil {
		return err
	}
	r, err := roundOf(c, inspections.Round{Inspection: in.ID, Synthetic: in.Synthetic})
	if err != nil {
		return err
	}
	_, offer, err := o.version(ctx, r.Version)
	if err != nil {
		return err
	}
	err = o.Book.AddRound(ctx, o.Vault, r, offer, o.Staff.Visitor(c).ID)
	if wrong, ok := fault.ProblemsOf(err); ok {
		return o.roundForm(c, r, "", wrong)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, roundPath(r.ID)+"/checks")
}

func (o *office) editRound(c echo.Context) error {
	r, err := o.draft(c)
	if err != nil {
		return err
	}
	return o.roundForm(c, r, r.Mark(), nil)
}

func (o *office) saveRound(c echo.Context) error {
	ctx := c.Request().Context()
	now, err := o.draft(c)
	if err != nil {
		return err
	}
	r, err := roundOf(c, *now)
	if err != nil {
		return err
	}
	_, offer, err := o.version(ctx, r.Version)
	if err != nil {
		return err
	}
	mark, who := c.FormValue("_mark"), o.Staff.Visitor(c).ID
	saved, err := o.Book.SaveRound(ctx, r, offer, mark, who)
	if err == nil {
		_, err = o.Book.CanAsk(ctx, o.Vault, saved, saved.Mark(), who)
	}
	if wrong, ok := fault.ProblemsOf(err); ok {
		return o.roundForm(c, r, mark, wrong)
	}
	if errors.Is(err, fault.Conflict) {
		return o.roundConflict(c, r)
	}
	if err != nil {
		return err
	}
	return web.Redirect(c, roundPath(r.ID)+"/checks")
}

func (o *office) roundConflict(c echo.Context, mine *inspections.Round) error {
	now, err := o.doored(c)
	if err != nil {
		return err
	}
	b := o.Staff.Base(c, "rounds", "")
	lines := []conflictLine{{What: b.T("staff.field.name"), Theirs: now.Name, Mine: mine.Name}}
	theirs, err := o.plan(c.Request().Context(), b, now)
	if err != nil {
		return err
	}
	ours, err := o.plan(c.Request().Context(), b, mine)
	if err != nil {
		return err
	}
	for i := range theirs {
		lines = append(lines, conflictLine{What: theirs[i].What, Theirs: theirs[i].Set, Mine: ours[i].Set})
	}
	return o.conflict(c, "rounds", roundPath(now.ID), now.Audited, lines)
}
