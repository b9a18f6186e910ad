package main

import (
	"os"
	"path/filepath"
	"testing"

	"kist/internal/browsertest"

	"github.com/rogpeppe/go-internal/testscript"
)

// withBrowser runs the tests with the one browser that they share.
type withBrowser struct{ m *testing.M }

func (w withBrowser) Run() int { return browsertest.Main(w.m) }

func TestMain(m *testing.M) {
	testscript.Main(withBrowser{m}, map[string]func(){"kist": main})
}

// TestScripts runs the command line as a person at a terminal would.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../surveys/samples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			files, err := os.ReadDir(samples)
			if err != nil {
				return err
			}
			for _, f := range files {
				text, err := os.ReadFile(filepath.Join(samples, f.Name()))
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(env.WorkDir, f.Name()), text, 0o644); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
