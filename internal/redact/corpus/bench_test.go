package corpus

import (
	"testing"

	"kist/internal/redact"
)

// BenchmarkCorpus redacts the thousand texts, one at a time as children send them.
func BenchmarkCorpus(b *testing.B) {
	list := Texts()
	bytes := 0
	for _, t := range list {
		bytes += len(t.Words)
	}
	redact.Text("", "en") // the lists are read
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range list {
			redact.Text(t.Words, t.Lang)
		}
	}
}
