package main

import (
	"path/filepath"
	"testing"
)

// TestWhatIsWrongWithANameIsSaid: at the terminal as on the pages, in words.
func TestWhatIsWrongWithANameIsSaid(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("KIST_STORE", "sqlite:"+filepath.Join(dir, "kist.db"))
	t.Setenv("KIST_KEY_FILE", filepath.Join(dir, "kist.key"))
	morag := addPerson{Name: "Morag Reid", Role: "coordinator"}
	if err := morag.Run(); err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string]string{
		"morag  reid": "Somebody here has this name already: add a second name or a role.",
		" ":           "Please give your name.",
	} {
		if err := (addPerson{Name: name, Role: "coordinator"}).Run(); err == nil || err.Error() != says {
			t.Errorf("%q: %v", name, err)
		}
	}
}
