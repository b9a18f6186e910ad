package locales

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"kist/internal/i18n"
)

// text is one message: its forms by name; one that is not plural has only "other".
type text map[string]string

func (t text) plural() bool { return len(t) > 1 || t["other"] == "" }

var argument = regexp.MustCompile(`\{\{\s*\.([A-Za-z]+)\s*\}\}`)

// arguments are the names that any form takes.
func (t text) arguments() map[string]bool {
	names := map[string]bool{}
	for _, form := range t {
		for _, m := range argument.FindAllStringSubmatch(form, -1) {
			names[m[1]] = true
		}
	}
	return names
}

// texts reads a language file as people wrote it; an id that stands there
// twice is an error.
func texts(file []byte) (map[string]text, error) {
	var raw map[string]any
	if err := yaml.Unmarshal(file, &raw); err != nil {
		return nil, err
	}
	all := map[string]text{}
	for id, value := range raw {
		switch value := value.(type) {
		case string:
			all[id] = text{"other": value}
		case map[string]any:
			all[id] = text{}
			for form, words := range value {
				s, ok := words.(string)
				if !ok || !slices.Contains(formNames, form) {
					return nil, fmt.Errorf("%s: %q is not a plural form with a text", id, form)
				}
				all[id][form] = s
			}
		default:
			return nil, fmt.Errorf("%s: %v is not a text; put it in quotes", id, value)
		}
	}
	return all, nil
}

// languages reads every language file, by tag.
func languages(t *testing.T) map[string]map[string]text {
	t.Helper()
	names, err := fs.Glob(Files, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no language files: %v", err)
	}
	all := map[string]map[string]text{}
	for _, name := range names {
		file, err := fs.ReadFile(Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if all[strings.TrimSuffix(name, ".yaml")], err = texts(file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return all
}

var formNames = []string{"zero", "one", "two", "few", "many", "other"}

// forms are the plural forms that a language has for whole numbers (Unicode
// CLDR), and other, which is for everything else; with how many numbers from 0
// to 200 each stands for.
func forms(tag string) (names []string, numbers map[string]int) {
	byNumber := []string{"other", "zero", "one", "two", "few", "many"} // by plural.Form
	numbers = map[string]int{"other": 0}
	for n := range 201 {
		numbers[byNumber[plural.Cardinal.MatchPlural(language.Make(i18n.PluralTag(tag)), n, 0, 0, 0, 0)]]++
	}
	return slices.DeleteFunc(slices.Clone(formNames), func(f string) bool { _, has := numbers[f]; return !has }), numbers
}

func TestFormsOfLanguages(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "one other", "ar": "zero one two few many other", "pl": "one few many other",
		"gd": "one two few other", "uk": "one few many other", "zh-Hans": "other",
		"sco": "one other", "ro": "one few other", "ur": "one other", "pa": "one other",
	} {
		names, numbers := forms(tag)
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s, want %s", tag, got, want)
		}
		// "one" is 1 alone, but 1 or 11 in Gaelic, 0 or 1 in Punjabi, 21 too in Ukrainian.
		if want := map[string]int{"gd": 2, "pa": 2, "uk": 18, "zh-Hans": 0}; numbers["one"] != max(want[tag], 1) && tag != "zh-Hans" {
			t.Errorf("%s: one stands for %d numbers", tag, numbers["one"])
		}
	}
}

// faults gives what is wrong with a language beside the source.
func faults(tag string, source, other map[string]text) []string {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(other)) {
		en, known := source[id]
		if !known {
			all = append(all, id+": English has no such text")
			continue
		}
		if wrong := pluralFault(tag, en, other[id]); wrong != "" {
			all = append(all, id+": "+wrong)
		}
		want, got := en.arguments(), other[id].arguments()
		if en.plural() || other[id].plural() {
			delete(want, "count") // "one child" need not say the number
			delete(got, "count")
		}
		if unsaid := numberless(tag, en, other[id]); unsaid != "" {
			all = append(all, fmt.Sprintf("%s: %q stands for several numbers and does not say which", id, unsaid))
		}
		if !maps.Equal(want, got) {
			all = append(all, fmt.Sprintf("%s: takes %v, English takes %v", id, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))))
		}
	}
	return all
}

// numberless is a plural form that does not say the number although the English
// does and the form stands for several: "one" is 21 too in Ukrainian. Empty if
// there is none.
func numberless(tag string, en, other text) string {
	if !other.plural() || !(text{"other": en["other"]}).arguments()["count"] {
		return ""
	}
	_, numbers := forms(tag)
	for _, form := range slices.Sorted(maps.Keys(other)) {
		if numbers[form] > 1 && !(text{"other": other[form]}).arguments()["count"] {
			return form
		}
	}
	return ""
}

// pluralFault says which forms a text has too many or too few.
func pluralFault(tag string, en, other text) string {
	counts := other.arguments()["count"]
	want, _ := forms(tag)
	switch {
	case !other.plural() && (!counts || !en.plural() || len(want) == 1):
		return ""
	case other.plural() && !en.plural() && !en.arguments()["count"]:
		return "English has no plural forms, nor a count to choose one by"
	}
	got := slices.DeleteFunc(slices.Clone(formNames), func(f string) bool { return other[f] == "" })
	if !slices.Equal(got, want) {
		return fmt.Sprintf("has the forms %v, the language has %v", got, want)
	}
	return ""
}

func TestLanguagesAgree(t *testing.T) {
	all := languages(t)
	for _, tag := range slices.Sorted(maps.Keys(all)) {
		for _, wrong := range faults(tag, all[i18n.Source], all[tag]) {
			t.Errorf("%s.yaml: %s", tag, wrong)
		}
		if i18n.Describe(tag).Endonym == tag {
			t.Errorf("%s.yaml: Kist does not know what this language calls itself", tag)
		}
	}
}

func TestFaultsAreCaught(t *testing.T) {
	en := map[string]text{
		"a": {"other": "{{.Name}} came"}, "n": {"one": "one child of {{.Of}}", "other": "{{.count}} children of {{.Of}}"},
		"c": {"other": "at least {{.count}}"}, "p": {"other": "plain"},
	}
	for name, c := range map[string]struct {
		tag   string
		other map[string]text
		want  int
	}{
		"all well":            {"pl", map[string]text{"a": {"other": "przyszło {{.Name}}"}, "n": {"one": "1 {{.Of}}", "few": "{{.count}} {{.Of}}", "many": "{{.count}} {{.Of}}", "other": "{{.count}} {{.Of}}"}}, 0},
		"unknown id":          {"pl", map[string]text{"b": {"other": "x"}}, 1},
		"argument left out":   {"pl", map[string]text{"a": {"other": "przyszło"}}, 1},
		"argument invented":   {"pl", map[string]text{"p": {"other": "{{.Name}}"}}, 1},
		"form left out":       {"pl", map[string]text{"n": {"one": "{{.Of}}", "other": "{{.Of}}"}}, 1},
		"form too many":       {"en", map[string]text{"n": {"one": "{{.Of}}", "few": "{{.Of}}", "other": "{{.count}} {{.Of}}"}}, 1},
		"one form for all":    {"zh-Hans", map[string]text{"n": {"other": "{{.count}} {{.Of}}"}}, 0},
		"not plural":          {"pl", map[string]text{"n": {"other": "{{.count}} {{.Of}}"}}, 1},
		"no number said":      {"pl", map[string]text{"n": {"other": "z {{.Of}}"}}, 0},
		"plural here only":    {"gd", map[string]text{"c": {"one": "a {{.count}}", "two": "b {{.count}}", "few": "c {{.count}}", "other": "d {{.count}}"}}, 0},
		"plural of nothing":   {"gd", map[string]text{"p": {"one": "a", "two": "b", "few": "c", "other": "d"}}, 1},
		"one is not 1 alone":  {"uk", map[string]text{"n": {"one": "одна {{.Of}}", "few": "{{.count}} {{.Of}}", "many": "{{.count}} {{.Of}}", "other": "{{.count}} {{.Of}}"}}, 1},
		"one is 1 alone":      {"ro", map[string]text{"n": {"one": "un copil {{.Of}}", "few": "{{.count}} {{.Of}}", "other": "{{.count}} {{.Of}}"}}, 0},
		"count not mentioned": {"gd", map[string]text{"c": {"other": "mòran"}}, 1},
	} {
		if got := faults(c.tag, en, c.other); len(got) != c.want {
			t.Errorf("%s: %q, want %d", name, got, c.want)
		}
	}
}

func TestTwiceTheSameIDIsRefused(t *testing.T) {
	for _, file := range []string{"a: x\na: y\n", "a:\n  one: x\n  lots: y\n", "a: true\n", "a: 12\n", "a: [x]\n", "a:\n  other: true\n"} {
		if got, err := texts([]byte(file)); err == nil {
			t.Errorf("%q was read as %v", file, got)
		}
	}
	if got, err := texts([]byte("a: x\nb:\n  one: y\n  other: z\n")); err != nil || len(got) != 2 || !got["b"].plural() || got["a"].plural() {
		t.Errorf("a good file: %v, %v", got, err)
	}
}

// markup is what only a page may write; a text of it would be shown as signs,
// or worse.
var markup = regexp.MustCompile(`[<>]|&(#[0-9]+|[a-zA-Z]+);`)

var proper = regexp.MustCompile(`^[a-z][a-z_]*(\.[a-z0-9_-]+)+$`)

func TestTextsAreClean(t *testing.T) {
	for tag, all := range languages(t) {
		for id, forms := range all {
			if !proper.MatchString(id) {
				t.Errorf("%s.yaml: %q is not an id: write it like place.what", tag, id)
			}
			for form, words := range forms {
				rest := argument.ReplaceAllString(words, "")
				switch {
				case markup.MatchString(rest):
					t.Errorf("%s.yaml: %s: markup belongs in pages: %q", tag, id, words)
				case strings.Contains(rest, "{{") || strings.Contains(rest, "}}"):
					t.Errorf("%s.yaml: %s: only {{.Name}} can stand in a text: %q", tag, id, words)
				case strings.TrimSpace(words) != words || words == "":
					t.Errorf("%s.yaml: %s: %s is empty, or begins or ends with a space", tag, id, form)
				}
			}
		}
	}
}

// One kind of digits in every language; package i18n says why these.
var otherDigits = regexp.MustCompile(`[^\P{Nd}0-9]`)

func TestNumbersAreWrittenAlike(t *testing.T) {
	for _, pattern := range []string{"*.yaml", "../surveys/samples/*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files: %v", err)
		}
		for _, name := range names {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if found := otherDigits.FindAllString(string(file), -1); found != nil {
				t.Errorf("%s has the digits %q; write 0 to 9", name, found)
			}
		}
	}
	for given, other := range map[string]bool{"من 4 إلى 7": false, "من ٤ إلى ٧": true, "੫": true, "۵": true, "５": true, "五": false} {
		if otherDigits.MatchString(given) != other {
			t.Errorf("%q: want %v", given, other)
		}
	}
}

// asked are the languages of children: those in which some survey of ours is
// asked, as the samples' files end in their tag, and those that have a file
// here. Dropping in either file is what begins a language; both are needed.
func asked(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("../surveys/samples/*.*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no survey in another language: %v", err)
	}
	tags := languages(t)
	for _, name := range names {
		tag := strings.Split(filepath.Base(name), ".")[1]
		if tags[tag] == nil {
			t.Errorf("%s has no %s.yaml beside it here", filepath.Base(name), tag)
		}
	}
	delete(tags, i18n.Source)
	return slices.Sorted(maps.Keys(tags))
}

// The ten languages that children are promised.
func TestTheTenLanguagesAreHere(t *testing.T) {
	all := languages(t)
	for _, tag := range []string{"en", "sco", "gd", "pl", "uk", "ar", "ur", "ro", "pa", "zh-Hans"} {
		if all[tag] == nil {
			t.Errorf("%s.yaml is missing: %s", tag, i18n.Describe(tag).Endonym)
		}
	}
}

// What a page says to a child and the survey that it asks come in the same
// languages.
func TestLanguagesHaveTheStarterSurvey(t *testing.T) {
	for _, tag := range asked(t) {
		if _, err := os.Stat("../surveys/samples/what_its_like." + tag + ".yaml"); err != nil {
			t.Errorf("%s.yaml is here, but the starter survey is not in that language: %v", tag, err)
		}
	}
}

var childPrefixes = []string{"child.", "kind.", "help.", "problem.", "language."}

// lacking gives the ids of the source that a child can see and other lacks.
func lacking(source, other map[string]text) []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(source)) {
		seen := slices.ContainsFunc(childPrefixes, func(p string) bool { return strings.HasPrefix(id, p) })
		if _, ok := other[id]; seen && !ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// In a language in which children are asked, nothing that they can see may
// fall back to English.
func TestNothingAChildSeesIsMissing(t *testing.T) {
	all := languages(t)
	for _, tag := range asked(t) {
		if ids := lacking(all[i18n.Source], all[tag]); len(ids) > 0 {
			t.Errorf("%s.yaml lacks %d texts that a child can see, such as %q", tag, len(ids), ids[:min(len(ids), 10)])
		}
	}
	few := map[string]text{"child.a": {"other": "x"}, "kind.b": {"other": "x"}, "staff.c": {"other": "x"}}
	if got := lacking(few, map[string]text{"kind.b": {"other": "y"}}); !slices.Equal(got, []string{"child.a"}) {
		t.Errorf("lacking: %q", got)
	}
}

func TestThePrinterKnowsThemAll(t *testing.T) {
	bundle, err := i18n.Load(Files)
	if err != nil {
		t.Fatal(err)
	}
	for tag, all := range languages(t) {
		if got, want := bundle.IDs(tag), slices.Sorted(maps.Keys(all)); !slices.Equal(got, want) {
			t.Errorf("%s: the printer knows %d texts of %d", tag, len(got), len(want))
		}
	}
}
