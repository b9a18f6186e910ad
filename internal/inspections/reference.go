package inspections

import (
	"bytes"
	"embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// What inspectorates publish is data, with where it was read and whether that
// was the publisher's own page: what was not verified is shown as "to be checked".
//
//go:embed data
var data embed.FS

// Area is one community planning partnership area.
type Area struct {
	Code     string // GSS code, such as "S12000047"
	Name     string
	Former   []string // codes that it had before
	Aliases  []string // other names that people type
	Verified bool     // code and name agree in two public lists
	Source   string
}

// Framework is one edition of a quality framework.
type Framework struct {
	ID         string      `json:"id"`
	Title      string      `json:"title"`
	Publisher  string      `json:"publisher"`
	Used       string      `json:"used"` // years, in words
	Structure  Structure   `json:"structure"`
	Domains    []Titled    `json:"domains"` // none where they are not known
	Indicators []Indicator `json:"indicators"`
	Evaluated  []Evaluated `json:"evaluated"` // which were evaluated when
}

// Structure is how many parts a framework has.
type Structure struct {
	Areas      int    `json:"areas"`
	Indicators int    `json:"indicators"`
	Verified   bool   `json:"verified"`
	Source     string `json:"source"`
}

// Titled is a title with where it was read.
type Titled struct {
	Title    string `json:"title"`
	Verified bool   `json:"verified"`
	Source   string `json:"source"`
}

// Indicator is one quality indicator.
type Indicator struct {
	Code           string `json:"code"` // such as "2.1"
	Title          string `json:"title"`
	Verified       bool   `json:"verified"`
	NumberVerified bool   `json:"number_verified"`
	Source         string `json:"source"`
}

// Evaluated says which indicators a programme of inspections evaluated.
type Evaluated struct {
	Programme string   `json:"programme"`
	Codes     []string `json:"codes"`
	Verified  bool     `json:"verified"`
	Source    string   `json:"source"`
}

// Grade is one step of the six-point scale.
type Grade struct {
	Value int    `json:"value"` // 6 is the best
	Label string `json:"label"`
	Short string `json:"short"`
}

// Weeks is the timeline of an inspection, as published.
type Weeks struct {
	ID       string       `json:"id"`
	Verified bool         `json:"verified"`
	Source   string       `json:"source"`
	Stages   []WeekSpan   `json:"stages"`
	last     int          // week of the report
	spans    map[int]Step // week -> its stage
}

// WeekSpan is a stage of the inspection with its steps.
type WeekSpan struct {
	Key   Step       `json:"key"`
	Text  string     `json:"text"` // as published
	From  int        `json:"from"` // weeks, from 1
	To    int        `json:"to"`   // inclusive
	Steps []WeekStep `json:"steps"`
}

// WeekStep is one thing that is done in the weeks of an inspection.
type WeekStep struct {
	Key  string `json:"key"`
	Text string `json:"text"` // as published
	From int    `json:"from"`
	To   int    `json:"to"` // inclusive
}

var (
	areas      = readAreas()
	frameworks = readJSON[struct {
		Frameworks []Framework `json:"frameworks"`
	}]("frameworks.json").Frameworks
	grades = readJSON[struct {
		Scale []Grade `json:"scale"`
	}]("evaluation.json").Scale
	weeks  = readWeeks()
	rights = readJSON[struct {
		Verified bool           `json:"verified"`
		Source   string         `json:"source"`
		Articles map[int]string `json:"articles"`
	}]("rights.json")
)

// Areas are the 32 areas by name. The slice is the caller's own.
func Areas() []Area { return slices.Clone(areas) }

// Frameworks are the editions that are known, the latest first. The slice is
// the caller's own.
func Frameworks() []Framework { return slices.Clone(frameworks) }

// Grades are the six steps of evaluation, best first. They are what inspectors
// choose from: nothing here computes one.
func Grades() []Grade { return slices.Clone(grades) }

// Timeline is the published course of an inspection in weeks.
func Timeline() Weeks { return weeks }

// AreaByCode finds an area by its code or one that it had before.
func AreaByCode(code string) (Area, bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	i := slices.IndexFunc(areas, func(a Area) bool { return code != "" && (a.Code == code || slices.Contains(a.Former, code)) })
	if i < 0 {
		return Area{}, false
	}
	return areas[i], true
}

// FrameworkByID finds an edition of the framework.
func FrameworkByID(id string) (Framework, bool) {
	i := slices.IndexFunc(frameworks, func(f Framework) bool { return f.ID == id })
	if i < 0 {
		return Framework{}, false
	}
	return frameworks[i], true
}

// Indicator finds an indicator of the framework by its code.
func (f Framework) Indicator(code string) (Indicator, bool) {
	i := slices.IndexFunc(f.Indicators, func(q Indicator) bool { return q.Code == code })
	if i < 0 {
		return Indicator{}, false
	}
	return f.Indicators[i], true
}

// Article is an article of the UN Convention on the Rights of the Child, from 1
// to 42, by its short title.
func Article(number int) (Titled, bool) {
	title, ok := rights.Articles[number]
	return Titled{Title: title, Verified: ok && rights.Verified, Source: rights.Source}, ok
}

// readJSON reads a data file; they are part of the program, so one that is
// broken is a fault of the build.
func readJSON[T any](name string) T {
	var v T
	b, err := data.ReadFile("data/" + name)
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		panic(fmt.Sprintf("inspections: %s: %v", name, err))
	}
	return v
}

func readAreas() []Area {
	b, err := data.ReadFile("data/areas.csv")
	if err != nil {
		panic(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("inspections: areas.csv: %v", err))
	}
	var list []Area
	for _, r := range rows[1:] {
		list = append(list, Area{r[0], r[1], parts(r[2]), parts(r[3]), r[4] == "yes", r[5]})
	}
	return list
}

// parts splits a cell at its semicolons.
func parts(cell string) []string {
	var list []string
	for p := range strings.SplitSeq(cell, ";") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

func readWeeks() Weeks {
	w := readJSON[Weeks]("weeks.json")
	w.spans = map[int]Step{}
	for _, s := range w.Stages {
		for week := s.From; week <= s.To; week++ {
			w.spans[week] = s.Key
		}
		w.last = max(w.last, s.To)
	}
	return w
}
