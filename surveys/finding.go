package surveys

import (
	"fmt"
	"strings"

	"kist/internal/fault"
)

// Severity says what a finding means for the survey.
type Severity string

const (
	Error  Severity = "error"  // it cannot be used like this
	Advice Severity = "advice" // it works; a better way is known
)

// Finding is something about a survey that somebody should look at.
type Finding struct {
	File     string         // empty for a survey that did not come from a file
	Line     int            // from 1; 0 if not known
	Severity Severity       //
	Rule     string         // which rule; also the end of a text id for pages
	Args     map[string]any // what Message and Fix say of this case
	Place    string         // "questions.safe_home.text", see Survey.Texts; "" for the whole
	Edition  Edition        // empty if it does not depend on one
	Language string         // empty if it does not depend on one
	Message  string         // what is wrong, in English, for the command line
	Fix      string         // what to do about it, in English
	Source   string         // who says so; empty for rules of the file format
}

// String is the finding on one line.
func (f Finding) String() string {
	where := f.File
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	if where == "" {
		where = f.Place
	}
	text := fmt.Sprintf("%s: %s: %s %s", where, f.Severity, f.Message, f.Fix)
	if f.Source != "" {
		text += " (" + f.Source + ")"
	}
	return text
}

// Findings are several; as an error they say that a survey cannot be used.
type Findings []Finding

// Error lists them, one a line.
func (fs Findings) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes errors.Is(fs, fault.Invalid) true.
func (Findings) Unwrap() error { return fault.Invalid }

// Errors are those that keep the survey from being used.
func (fs Findings) Errors() Findings { return fs.only(Error) }

// Advice are those that do not.
func (fs Findings) Advice() Findings { return fs.only(Advice) }

func (fs Findings) only(s Severity) Findings {
	var list Findings
	for _, f := range fs {
		if f.Severity == s {
			list = append(list, f)
		}
	}
	return list
}

// Err is nil if there is none, and the list otherwise.
func (fs Findings) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

// finding makes a finding by its rule; args in pairs.
func finding(name string, args ...any) Finding {
	r, ok := rules[name]
	if !ok {
		r = rule{Error, name, ""}
	}
	f := Finding{Severity: r.severity, Rule: name}
	var swap []string
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]any{}
		}
		key := args[i].(string)
		f.Args[key] = args[i+1]
		swap = append(swap, "{"+key+"}", fmt.Sprint(args[i+1]))
	}
	fill := strings.NewReplacer(swap...)
	f.Message, f.Fix = fill.Replace(r.message), fill.Replace(r.fix)
	return f
}
