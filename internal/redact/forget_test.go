package redact

import (
	"runtime"
	"sync"
	"testing"
	"weak"
)

// Lists that were forgotten take no memory, and no text goes without them: also one that
// comes while they are forgotten.
func TestForgottenListsAreReadAgain(t *testing.T) {
	const text, want = "my uncle Callum rings 07700 900123", "my uncle [name 1] rings [phone]"
	first := weak.Make(theLexicon())
	if theLexicon() != first.Value() {
		t.Error("they are read at every text")
	}
	var texts sync.WaitGroup
	for range 4 {
		texts.Go(func() {
			for range 50 {
				if got := Text(text, "en"); got != want {
					t.Errorf("%q, want %q", got, want)
				}
			}
		})
	}
	Forget()
	texts.Wait()
	runtime.GC()
	if first.Value() != nil {
		t.Error("they are still held")
	}
}
