package web

import "testing"

func TestMinify(t *testing.T) {
	for _, c := range []struct{ name, in, out string }{
		{"comments go", "a{b:c} /* x { y */d{e:f}", "a{b:c} d{e:f}"},
		{"line ends go", "a{\n  b:c;\n\td:e;\n}\n", "a{b:c;d:e}"},
		{"a value may run over a line end", "a{b:c\nd}", "a{b:c d}"},
		{"what is in quotes stays", `a{b:"x  y;z"}`, `a{b:"x  y;z"}`},
		{"a comment that is never closed", "a{b:c}/* x", "a{b:c}"},
		{"nothing", " \n ", ""},
	} {
		if got := Minify(c.in); got != c.out {
			t.Errorf("%s: %q, want %q", c.name, got, c.out)
		}
	}
}

// A script is served without its remarks and its tabs; what stands in its texts,
// and behind its code, stays.
func TestScriptsWithoutRemarks(t *testing.T) {
	for in, out := range map[string]string{
		"// why\n\"use strict\";\n\t// how\n\tlet a = 1; // one\n": "\"use strict\";\nlet a = 1; // one\n",
		"let u = \"http://x\";\n\n":                                "let u = \"http://x\";\n\n",
		"":                                                         "",
		"a()":                                                      "a()",
	} {
		if got := withoutRemarks(in); got != out {
			t.Errorf("%q becomes %q, want %q", in, got, out)
		}
	}
}
