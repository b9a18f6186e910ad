package surveys

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Parse reads the survey in the file name ("what_its_like.yaml") and its language files beside
// it ("what_its_like.ar.yaml"). A survey that cannot be used gives nil and Findings
// with every error, each with its file and line; they wrap fault.Invalid.
func Parse(files fs.FS, name string) (*Survey, error) {
	l := load(files, name)
	if errs := l.findings.Errors(); len(errs) > 0 {
		return nil, errs
	}
	return l.survey, nil
}

// Check reads a survey like Parse and lists everything there is to say about
// it by file and line: errors, and what advisers find in a survey that has none.
// Empty means that all is well.
func Check(files fs.FS, name string, advisers ...func(*Survey) Findings) Findings {
	l := load(files, name)
	if l.survey != nil && len(l.findings.Errors()) == 0 {
		for _, advise := range advisers {
			l.place(advise(l.survey))
		}
	}
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	return l.findings
}

// loaded is a survey on its way from files.
type loaded struct {
	survey   *Survey
	findings Findings
	file     string
	lines    map[string]int // of the survey's own file, by place
	byLang   map[string]*reader
}

func load(files fs.FS, name string) *loaded {
	l := &loaded{file: path.Base(name), byLang: map[string]*reader{}}
	key, isYAML := strings.CutSuffix(l.file, ".yaml")
	if !isYAML || !keyForm.MatchString(key) || !fs.ValidPath(name) {
		f := finding("file_name", "name", short(l.file))
		f.File = short(l.file)
		l.findings = append(l.findings, f)
		return l
	}
	r := new(reader)
	n := r.open(files, name)
	if n != nil {
		l.survey = &Survey{Key: key}
		r.survey(n, l.survey)
	}
	l.lines, l.findings = r.lines, r.list
	if l.survey == nil {
		return l
	}
	l.survey.Languages = []string{l.survey.Source}
	l.translations(files, name, key)
	l.survey.Languages = inOrder(l.survey.Languages, r.order)
	l.place(l.survey.Flaws())
	return l
}

// inOrder sorts languages as a file says, those that it does not name last.
func inOrder(languages, order []string) []string {
	slices.SortStableFunc(languages, func(a, b string) int {
		return cmp.Compare(uint(slices.Index(order, a)), uint(slices.Index(order, b))) // -1 is the greatest
	})
	return languages
}

// translations reads the language files beside the survey's own.
func (l *loaded) translations(files fs.FS, name, key string) {
	entries, err := fs.ReadDir(files, path.Dir(name))
	if err != nil {
		f := finding("file_read", "cause", err)
		f.File = l.file
		l.findings = append(l.findings, f)
		return
	}
	for _, e := range entries {
		lang, yes := strings.CutPrefix(e.Name(), key+".")
		lang, is := strings.CutSuffix(lang, ".yaml")
		if !yes || !is || lang == "" {
			continue
		}
		r := new(reader)
		r.file, r.lines = e.Name(), map[string]int{}
		switch {
		case !languageForm.MatchString(lang):
			r.add(0, "language_tag", "name", short(lang))
		case len(l.survey.Languages) > maxLanguages || slices.Contains(l.survey.Languages, lang):
			r.add(0, "file_many", "most", maxLanguages)
		default:
			l.translation(r, files, path.Join(path.Dir(name), e.Name()), lang)
		}
		l.findings = append(l.findings, r.list...)
	}
}

func (l *loaded) translation(r *reader, files fs.FS, name, lang string) {
	l.byLang[lang] = r
	if n := r.open(files, name); n != nil {
		l.survey.Languages = append(l.survey.Languages, lang)
		r.translation(n, l.survey, lang)
	}
}

// place gives findings about the model their file and line: the line of the place, or
// of the nearest thing above it.
func (l *loaded) place(list Findings) {
	for _, f := range list {
		f.File = l.file
		lines := l.lines
		if r := l.byLang[f.Language]; r != nil {
			f.File, lines = r.file, r.lines
		}
		if line, ok := lines[join(f.Place, string(f.Edition))]; ok && f.Edition != "" {
			f.Line = line
		}
		for at := f.Place; f.Line == 0 && at != ""; at = parent(at) {
			f.Line = lines[at]
		}
		f.Line = max(f.Line, 1)
		l.findings = append(l.findings, f)
	}
}
