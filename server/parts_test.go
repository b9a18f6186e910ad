package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

// The list of parts names every module with the version of go.mod, each once, and the
// compiler; written again it is the same.
func TestThePartsOfTheProgram(t *testing.T) {
	info, ok := debug.ReadBuildInfo()
	if !ok || len(info.Deps) < 30 {
		t.Fatalf("%v modules are known", info)
	}
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := writeParts(out, info); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("it is another each time")
	}
	var b bill
	if err := json.Unmarshal(first.Bytes(), &b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.Spec != "1.5" || b.Metadata.Component.Name != "kist" {
		t.Errorf("%+v", b)
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range b.Components {
		if seen[p.Name] || p.Purl != "pkg:golang/"+p.Name+"@"+p.Version || p.Ref != p.Purl {
			t.Errorf("%+v", p)
		}
		seen[p.Name] = true
		if p.Name != "std" && (!strings.Contains(string(mod), p.Name+" "+p.Version) || len(p.Properties) != 1 || !strings.HasPrefix(p.Properties[0].Value, "h1:")) {
			t.Errorf("%s %s is none of go.mod, or has no hash: %+v", p.Name, p.Version, p.Properties)
		}
	}
	for _, name := range []string{"std", "github.com/labstack/echo/v4", "modernc.org/sqlite", "go.mongodb.org/mongo-driver/v2"} {
		if !seen[name] {
			t.Errorf("%s is not among them", name)
		}
	}
}

// A module in the place of another is told as what it is; a program from a commit tells it.
func TestAPartInPlaceOfAnother(t *testing.T) {
	var out bytes.Buffer
	info := &debug.BuildInfo{
		GoVersion: "go1.26.8", Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}},
		Deps: []*debug.Module{{Path: "a.example/was", Version: "v1.0.0", Sum: "h1:x", Replace: &debug.Module{Path: "a.example/is", Version: "v1.0.1", Sum: "h1:y"}}},
	}
	if err := writeParts(&out, info); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"a.example/was": false, "pkg:golang/a.example/is@v1.0.1": true, "h1:y": true, `"version": "abc"`: true, "pkg:golang/std@1.26.8": true} {
		if strings.Contains(out.String(), text) != want {
			t.Errorf("%q is in it: %t\n%s", text, !want, &out)
		}
	}
}

// Two versions at work are told apart by the metric.
func TestVersionIsTold(t *testing.T) {
	w := httptest.NewRecorder()
	newMetrics().tell(w, nil)
	if want := fmt.Sprintf("kist_version_info{commit=%q} 1\n", versionOf()); versionOf() == "" || !strings.Contains(w.Body.String(), want) {
		t.Errorf("it does not tell %s", want)
	}
}
