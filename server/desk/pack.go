package desk

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"kist/internal/evidence"
	"kist/internal/exchange/csvfile"
	"kist/internal/exchange/jsonfile"
	"kist/internal/exchange/worded"
	"kist/internal/findings"
	"kist/internal/i18n"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/server/web"
	"kist/static"
)

// packPage is the page of a pack that people open first. It is a file among others, and
// is shown without a server.
type packPage struct {
	web.StaffBase
	Made     string // in words
	Last     int    // number of the last item
	Key      string
	Findings []packFinding
	Releases []packRelease
}

// packFinding is what inspectors stand for now.
type packFinding struct {
	Name, Statement, Bears, State, Terms string
	Unknown                              []string
	Sources                              []packSource
}

// packSource is a piece of evidence under it.
type packSource struct {
	Kind, Title, Says, Quote, Bearing, Weight, Day string
	Asked                                          string
	Cited                                          []citedView
	Chart, File                                    string // names in the pack
}

// packRelease is a release on which findings rest, with how to read it.
type packRelease struct {
	Title, Rounding     string
	Notes               []worded.Note
	File, Table, Survey string // names in the pack
}

// packing is a pack under way.
type packing struct {
	*desk
	ctx     context.Context
	pack    *evidence.Packer
	page    packPage
	reports map[string]*report // by the id of the release
	charts  map[string]string  // by release and question: names in the pack
}

// sendPack hands out all that the findings of an inspection rest on, in one archive, once
// it is written down who takes it.
func (k *desk) sendPack(c echo.Context) error {
	in, items, err := k.evidenceOf(c)
	if err != nil {
		return err
	}
	ctx, now := c.Request().Context(), time.Now()
	var out bytes.Buffer
	if err := k.makePack(ctx, &out, k.Staff.Printer(c), in, items, now); err != nil {
		return err
	}
	if err := k.Trail.NoteEach(ctx, evidenceLines, in.ID, "zip", k.Staff.Visitor(c).ID, "evidence.file"); err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="evidence-`+fileName(in.ID)+`.zip"`)
	return c.Blob(http.StatusOK, "application/zip", out.Bytes())
}

func (k *desk) makePack(ctx context.Context, out *bytes.Buffer, p *i18n.Printer, in *inspections.Inspection, items []*evidence.Item, now time.Time) error {
	made := now.UTC().Truncate(time.Minute).Format(time.RFC3339)
	pack, err := evidence.NewPacker(out, in.ID, in.Title, made, items, k.Sign)
	if err != nil {
		return err
	}
	w := &packing{desk: k, ctx: ctx, pack: pack, reports: map[string]*report{}, charts: map[string]string{}}
	b := web.StaffBase{Printer: p, Title: p.T("staff.pack.title", "Inspection", in.Title), Synthetic: in.Synthetic}
	w.page = packPage{StaffBase: b, Made: minuteOf(b, made)}
	if n := len(items); n > 0 {
		w.page.Last, w.page.Key = items[n-1].Number, items[n-1].Signature.Key
	}
	if err := w.addReleases(items); err != nil {
		return err
	}
	for _, it := range evidence.Standing(items) {
		if err := w.addFinding(it); err != nil {
			return err
		}
	}
	if err := w.addReport(items, in, now); err != nil {
		return err
	}
	return w.end()
}

// end writes the page and how it looks, and signs.
func (w *packing) end() error {
	page, err := w.room.Bytes("pack", w.page)
	if err != nil {
		return err
	}
	style, err := static.Files.ReadFile("staff.css")
	if err != nil {
		return err
	}
	if err := errors.Join(w.pack.Add("index.html", page), w.pack.Add("style.css", style)); err != nil {
		return err
	}
	return w.pack.Close()
}

// addReleases puts in every release that any item rests on, and the survey of each.
func (w *packing) addReleases(items []*evidence.Item) error {
	rests, err := evidence.Rests(items)
	if err != nil {
		return err
	}
	surveys := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(rests)) {
		r, err := w.reportIn(w.ctx, w.page.Printer, id)
		if err != nil {
			return err
		}
		w.reports[id] = r
		told := w.worded(r)
		var file, table bytes.Buffer
		if err := errors.Join(jsonfile.Write(&file, told), csvfile.Tidy(&table, told)); err != nil {
			return err
		}
		name := evidence.ReleasesFolder + fileName(id)
		line := packRelease{Title: r.title(), Rounding: told.Rounding(), Notes: told.Notes, File: name + ".json", Table: name + ".csv", Survey: "questionnaires/" + fileName(r.rel.Version) + ".json"}
		if err := errors.Join(w.pack.Add(line.File, file.Bytes()), w.pack.Add(line.Table, table.Bytes())); err != nil {
			return err
		}
		w.page.Releases = append(w.page.Releases, line)
		if surveys[r.rel.Version] {
			continue
		}
		surveys[r.rel.Version] = true
		survey, err := w.Frozen(w.ctx, r.rel.Version)
		if err == nil {
			err = w.pack.Add(line.Survey, survey)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addFinding puts a finding on the page, and in the pack what it rests on. It says what the
// item says, so that what was blanked is in no part of the pack.
func (w *packing) addFinding(it *evidence.Item) error {
	told, err := it.Tell()
	if err != nil {
		return err
	}
	p := w.page.Printer
	c := findings.Content{Indicators: told.Indicators, Wellbeing: told.Wellbeing, Rights: told.Rights}
	f := packFinding{
		Name: p.T("staff.evidence.name", "N", it.Number), Statement: told.Statement, State: p.T("staff.findings.state." + string(told.State)),
		Bears: p.T("staff.findings.bears." + string(told.Bears)), Terms: termsLine(w.page.StaffBase, c), Unknown: paragraphs(told.Unknown),
	}
	for _, one := range told.Grounds {
		s, err := w.source(one)
		if err != nil {
			return err
		}
		f.Sources = append(f.Sources, s)
	}
	w.page.Findings = append(w.page.Findings, f)
	return nil
}

// source is one piece of evidence of an item.
func (w *packing) source(cites evidence.Ground) (packSource, error) {
	p := w.page.Printer
	s := packSource{
		Kind: p.T("staff.findings.kind." + string(cites.Kind)), Title: cites.Title, Says: cites.Says, Quote: cites.Quote, Bearing: p.T("staff.findings.bearing." + string(cites.Bearing)),
	}
	if cites.Weight != "" {
		s.Weight = p.T("staff.findings.weight." + string(cites.Weight))
	}
	if cites.Day != "" {
		s.Day = w.page.Date(cites.Day)
	}
	r := w.reports[cites.Release]
	if r == nil {
		return s, nil
	}
	s.Asked = r.words.question(cites.Question)
	s.Title, s.File = s.Asked, evidence.ReleasesFolder+fileName(cites.Release)+".csv"
	for _, f := range cites.Figures {
		value := results.Figure{Shown: true, Count: f.Count, Percent: f.Percent}
		s.Cited = append(s.Cited, r.words.cited(cites.Question, cites.By, findings.Cell{Group: f.Group, Column: f.Answer}, value))
	}
	var err error
	s.Chart, err = w.chart(r, cites.Question)
	return s, err
}

// chart puts the chart of a question into the pack, once, and gives its name; empty if
// there is none.
func (w *packing) chart(r *report, question string) (name string, err error) {
	key := r.rel.ID + "/" + question
	if name, ok := w.charts[key]; ok {
		return name, nil
	}
	q, number, ok := r.find(question)
	if ok {
		name = "charts/" + fileName(r.rel.ID) + "-" + fileName(question) + pictureSuffix
		err = w.pack.Add(name, r.chartPicture(q, number, w.URL).SVG())
	}
	w.charts[key] = name
	return name, err
}
