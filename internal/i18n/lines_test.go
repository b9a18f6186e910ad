package i18n

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"kist/locales"
)

// What Kist says is read as YAML reads it, nearly all of it line by line.
func TestEveryLanguageIsReadAsYAML(t *testing.T) {
	names, err := fs.Glob(locales.Files, "*.yaml")
	if err != nil || len(names) < 10 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		file, err := fs.ReadFile(locales.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		var got, want any
		if err := unmarshal(file, &got); err != nil {
			t.Fatal(name, err)
		}
		if err := yaml.Unmarshal(file, &want); err != nil {
			t.Fatal(name, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read otherwise than as YAML", name)
		}
		whole := 0
		for line := range strings.Lines(string(file)) {
			if _, _, ok := wholeLine(line); ok {
				whole++
			}
		}
		if all := len(want.(map[string]any)); name == Source+".yaml" && whole < all*8/10 {
			t.Errorf("%s, which a start waits for: only %d of %d texts are read line by line", name, whole, all)
		}
	}
}

// odd are files of words in which a line is not what it seems to be.
var odd = []string{
	"", "\n", "# a\n", "a.b: c d\n", "a.b: c d", "a.b: \"c d\"\r\n", "a.b: c d\n  e f\n", "a.b: \"c\"\n\n  \n", "a.b: c d\n\n  e\n", "a.b: c d # e\n", "a.b: c: d e\n", "a.b: true\n", "a.b: null\n",
	"a.b: 12 13\n", "a.b: \"c \\\" d\"\n", "a.b: \"c\\n\"\n", "a.b: \"c\" \"d\"\n", "a.b: \"c \n  d\"\n", "a.b: 'c d'\n", "a.b: |\n  c.d: e f\n  g\n", "a.b: >\n\n  c\n", "a.b:\n  one: c d\n  other: \"e\"\n",
	"a.b: [c d]\n", "a.b: &c d e\n", "a.b: c d \n", "a.b: \"\"\n", "a.b: \"\n", "a.b:  c d\n", "a.b: \"c\td\"\n", "a.b: c\td e\n", "a.b: c d\u2028e\n", "a.b: \"c\u0085d\"\n", "true: c d\n", "12.5: c d\n",
	"a.b: c d\na.c:\n  other: e\n# f\na.d: \"g\"\n", "<<: c d\n", "a.b : c d\n", "? a.b\n: c d\n", "---\na.b: c d\n", "a.b: \"c\u2028d\"\n",
	"a.b: \"c\ufeffd\"\n", "a.b: c \ufeffd\n", "a.b: c d\n\r\n  e\n", "a.b: \"c\x01d\"\n", "a.b: c\x7f d\n",
}

// What YAML reads as words is read, and as YAML reads it.
func TestOddLines(t *testing.T) {
	for _, text := range odd {
		var got, want any
		if yaml.Unmarshal([]byte(text), &want) != nil {
			continue
		}
		if want, is := want.(map[string]any); is {
			if err := unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, any(want)) {
				t.Errorf("%q is %v, %v, and %v to YAML", text, got, err, want)
			}
		}
	}
}

// Nothing that both can read is read otherwise.
func FuzzUnmarshal(f *testing.F) {
	for _, text := range odd {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got, want any
		if unmarshal([]byte(text), &got) != nil || yaml.Unmarshal([]byte(text), &want) != nil {
			return
		}
		if want, is := want.(map[string]any); is && !reflect.DeepEqual(got, any(want)) {
			t.Errorf("%q is %v, and %v to YAML", text, got, want)
		}
	})
}

func TestATextThatIsThereTwiceIsRefused(t *testing.T) {
	for _, text := range []string{"a.b: c d\na.b: c d\n", "a.b: c d\na.b: c\n", "a.b: c\na.b: c\n", "a.b: \"\"\na.b: \"\"\n"} {
		var got any
		if err := unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%q is taken: %v", text, got)
		}
	}
}
