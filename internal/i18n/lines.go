package i18n

import (
	"fmt"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// unmarshal is yaml.Unmarshal for a file of words. Nearly every line of one is an id with a
// text, whole: those it reads itself, which takes a tenth of the time and a start waits
// for, and leaves all others to YAML.
func unmarshal(file []byte, into any) error {
	lines := strings.SplitAfter(string(file), "\n")
	texts := make(map[string]any, len(lines))
	var others strings.Builder
	for i, line := range lines {
		id, text, whole := wholeLine(line)
		if !whole || i+1 < len(lines) && goesOn(lines[i+1]) {
			others.WriteString(line)
			continue
		}
		if texts[id] != nil {
			return fmt.Errorf("line %d: %s is there twice", i+1, id)
		}
		texts[id] = text
	}
	var rest map[string]any
	if err := yaml.Unmarshal([]byte(others.String()), &rest); err != nil {
		return err
	}
	for id, text := range rest {
		if texts[id] != nil {
			return fmt.Errorf("%s is there twice", id)
		}
		texts[id] = text
	}
	*into.(*any) = texts
	return nil
}

// goesOn says whether a line belongs to what stands above it.
func goesOn(line string) bool { return line != "" && strings.ContainsRune(" \t\r\n", rune(line[0])) }

// wholeLine reads a line such as `child.next: "Next page"` or `child.next: Next page`. It
// takes only what means the same by any of YAML's rules: a text in quotes with no escape,
// or one of several words that begins with a letter and has none of YAML's signs.
func wholeLine(line string) (id, text string, ok bool) {
	id, text, _ = strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
	n := len(text)
	switch {
	case !isID(id) || n < 2 || strings.ContainsFunc(text, unicode.IsControl) || strings.ContainsAny(text, "\u2028\u2029\ufeff"):
		return "", "", false
	case text[0] == '"' && text[n-1] == '"':
		return id, text[1 : n-1], !strings.ContainsAny(text[1:n-1], `"\`)
	}
	return id, text, isLetter(text[0]) && text[n-1] != ' ' && strings.Contains(text, " ") && !strings.ContainsAny(text, ":#")
}

// isID says whether a text is letters and digits, with a point somewhere: no word of YAML's own.
func isID(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) && (i == 0 || !strings.Contains("0123456789._-", s[i:i+1])) {
			return false
		}
	}
	return strings.Contains(s, ".")
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
