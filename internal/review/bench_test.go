package review

import (
	"fmt"
	"slices"
	"testing"

	"kist/internal/findings"
	"kist/internal/inspections"
)

// BenchmarkReview makes the review of 32 areas that were inspected twice, with 40 agreed
// findings each time: 2,560 items, read from SQLite and each checked against its signature.
func BenchmarkReview(b *testing.B) {
	h := newHouse(b)
	framework, _ := inspections.FrameworkByID("qif2019")
	for i := range inspections.Areas() {
		for _, in := range []string{h.inspect(earlier, i, "2023-01-09"), h.inspect(joint, i, "2026-01-12")} {
			for n := range 40 {
				q := framework.Indicators[(i+n)%len(framework.Indicators)]
				f := h.draft(in, told(fmt.Sprintf("Finding %d", n), []findings.Bears{findings.Strength, findings.Improvement}[n%2], n%3 == 0, q.Code), findings.Concerns()[n%3])
				h.agree(f)
			}
		}
	}
	b.ResetTimer()
	for b.Loop() {
		r := h.review()
		if total := len(slices.Concat(r.Partnerships[0].Now.Findings, r.Partnerships[31].Then.Findings)); r.Twice() != 32 || total != 80 {
			b.Fatalf("%d partnerships twice, %d findings in two of them", r.Twice(), total)
		}
	}
}
