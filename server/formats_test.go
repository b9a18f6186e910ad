package main

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kist/internal/config"
	"kist/internal/seal"
	"kist/internal/store/moving"
)

var updateFormats = flag.Bool("update-formats", false, "say that this program is the version that the next one follows (testdata/formats.txt)")

// formats are the fields of every document that the version before this one knows, one on
// a line: collection, field, and what is in it. A server of that version reads what one of
// today's has written while they share a store, and after a step back.
const formats = "testdata/formats.txt"

// shapes is an engine that keeps nothing, and learns of every collection which types its
// documents are opened as.
type shapes struct {
	moving.Nowhere
	types map[string][]reflect.Type
}

// Holds implements store.Typed.
func (s shapes) Holds(collection string, fresh func() any) {
	s.types[collection] = append(s.types[collection], reflect.TypeOf(fresh()))
}

// typesOf are the types of every collection of the program.
func typesOf(t *testing.T) map[string][]reflect.Type {
	t.Helper()
	keys, err := seal.LoadKeys(filepath.Join(t.TempDir(), "kist.key"), true)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Read(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	s := shapes{types: map[string][]reflect.Type{}}
	if err := (&app{cfg: cfg, engine: s, keys: keys}).join(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s.types
}

// linesOf are the lines of all collections.
func linesOf(types map[string][]reflect.Type) map[string]bool {
	lines := map[string]bool{}
	for name, list := range types {
		for _, typ := range list {
			eachField(typ, "", nil, func(field, kind string) { lines[name+" "+field+" "+kind] = true })
		}
	}
	return lines
}

// marshals says whether a type writes itself as JSON: what is in it is its own matter.
func marshals(t reflect.Type) bool {
	m := reflect.TypeFor[json.Marshaler]()
	return t.Implements(m) || reflect.PointerTo(t).Implements(m)
}

// eachField tells the fields of a type as they are stored: the name with the names of all
// around it, and the kind. over are the types around it, so that one which holds its own
// kind comes to an end.
func eachField(t reflect.Type, path string, over []reflect.Type, tell func(field, kind string)) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case marshals(t):
		tell(path, "its own")
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		tell(path, "bytes")
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		eachField(t.Elem(), path+"[]", over, tell)
	case t.Kind() == reflect.Map:
		eachField(t.Elem(), path+"{}", over, tell)
	case t.Kind() == reflect.Struct && slices.Contains(over, t):
		tell(path, "as above")
	case t.Kind() == reflect.Struct:
		for f := range eachStored(t) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" && f.Anonymous { // its fields are the document's
				eachField(f.Type, path, append(over, t), tell)
				continue
			}
			if name == "" {
				name = f.Name
			}
			eachField(f.Type, strings.TrimPrefix(path+"."+name, "."), append(over, t), tell)
		}
	default:
		tell(path, storedAs(t))
	}
}

func eachStored(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			if (f.IsExported() || f.Anonymous) && f.Tag.Get("json") != "-" && !yield(f) {
				return
			}
		}
	}
}

// storedAs is text, number, truth or whatever: a number may grow wider.
func storedAs(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "truth"
	case reflect.Interface:
		return "whatever"
	case reflect.Float32, reflect.Float64:
		return "fraction"
	}
	return "number"
}

// ended are lines that no version reads any more, with the reason: the version before this
// one did not read them either, but for carrying them along.
var ended = map[string]string{}

// TestTheVersionBeforeReadsWhatThisOneWrites: servers of two versions share a store while one takes
// the place of the other. So fields are added, and never renamed, taken away or made
// something else, for one version: the older would find nothing where it looks.
func TestTheVersionBeforeReadsWhatThisOneWrites(t *testing.T) {
	today := linesOf(typesOf(t))
	if *updateFormats {
		text := strings.Join(slices.Sorted(maps.Keys(today)), "\n") + "\n"
		if err := os.WriteFile(formats, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(formats)
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Split(strings.TrimSpace(string(b)), "\n")
	for _, line := range known {
		if !today[line] && ended[line] == "" {
			t.Errorf("%q is what the version before this one reads, and this one has no such field: add a field beside it, and take it away a version later", line)
		}
	}
	for line := range ended {
		if !slices.Contains(known, line) {
			t.Errorf("%q has ended already: take it out of the table", line)
		}
	}
	if len(known) < 500 {
		t.Errorf("%d fields are few: this test shows little", len(known))
	}
}

// TestFieldsAreTold: a rename, another kind and a field taken away are other lines.
func TestFieldsAreTold(t *testing.T) {
	type inner struct {
		Deep  []inner          `json:"deep"`
		Words map[string]int64 `json:"words,omitempty"`
	}
	type Head struct {
		ID string `json:"_id"`
	}
	type doc struct {
		Head
		List   []*inner `json:"list"`
		Sealed []byte   `json:"sealed"`
		On     bool     `json:"on"`
		Share  float64
		Raw    json.RawMessage `json:"raw"`
		Not    string          `json:"-"`
		hidden string
	}
	_ = doc{hidden: ""}
	got := slices.Sorted(maps.Keys(linesOf(map[string][]reflect.Type{"docs": {reflect.TypeFor[*doc]()}})))
	want := []string{"docs Share fraction", "docs _id text", "docs list[].deep[] as above", "docs list[].words{} number", "docs on truth", "docs raw its own", "docs sealed bytes"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
