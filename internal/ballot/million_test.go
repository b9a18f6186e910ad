package ballot_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/results"
	"kist/internal/seal"
	"kist/internal/store"
	"kist/internal/store/sqlite"
	"kist/internal/synthetic"
	"kist/surveys"
)

// million are the responses of BenchmarkMillion.
const million = 1_000_000

// BenchmarkMillion counts a round of 1,000,000 responses to 20 questions by three
// groupings, as a release does: boxes in a store of SQLite, a text beside every fourth
// response, read, opened, and counted under a release key. It ends with the last box
// counted, before the gate. Boxes hold 500, as many as a box may, or 30, as few as
// there may be behind an open link. Run it with -benchtime 1x: filling the store takes
// much longer. Memory is the most that the process held meanwhile.
func BenchmarkMillion(b *testing.B) {
	for _, size := range []int{500, 30} {
		b.Run(fmt.Sprint("boxes of ", size), func(b *testing.B) { countMillion(b, size) })
	}
}

func countMillion(b *testing.B, size int) {
	ctx := b.Context()
	e, err := sqlite.Open(filepath.Join(b.TempDir(), "kist.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer e.Close()
	releases, round := millionRound(b, e, size)
	for b.Loop() {
		debug.FreeOSMemory()
		forgetPeak(b)
		begin, counted := time.Now(), time.Duration(0)
		rel, err := releases.Make(ctx, round, "", func(done, total int) {
			if done == total && counted == 0 {
				counted = time.Since(begin)
				b.ReportMetric(peak(b), "peak-MB")
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		if least, most := rel.Responses.Range(); million < least || million > most || len(rel.Tables) < 70 {
			b.Fatalf("%d responses, %d tables", rel.Responses.Count, len(rel.Tables))
		}
		b.ReportMetric(counted.Seconds(), "counted-s")
		b.ReportMetric((time.Since(begin) - counted).Seconds(), "gate-s")
	}
}

// millionRound fills a round. Its rows are 50,000 different ones in turn, each with a
// tag of its own.
func millionRound(b *testing.B, e store.Engine, size int) (*results.Releases, string) {
	b.Helper()
	ctx, key := b.Context(), seal.NewKey()
	book, err := inspections.OpenBook(ctx, e)
	check(b, err)
	vault, err := inspections.OpenVault(ctx, e, key)
	check(b, err)
	opener, err := ballot.OpenOpener(ctx, e, vault)
	check(b, err)
	survey := twentyOfAllKinds()
	version, err := surveys.Publish(survey, 1)
	check(b, err)
	releases, err := results.OpenReleases(ctx, e, book, opener, oneVersion{version, survey}, seal.Keys{Wrap: key}.Signer())
	check(b, err)
	r := &inspections.Round{
		Head: store.Head{ID: "million"}, Version: version.ID(), Door: inspections.Open, Stage: inspections.Sealed, Synthetic: true,
		Groupings: survey.Groupings, Languages: survey.Languages, Editions: []string{"8-10", "11-13", "14-18"},
	}
	check(b, vault.Equip(ctx, r))
	check(b, book.Rounds.Insert(ctx, r))
	public, err := seal.ParsePublic(r.AnswersKey)
	check(b, err)
	rng, some := rand.New(rand.NewPCG(1, 1)), make([]ballot.Row, 50_000)
	for i := range some {
		edition := survey.Editions[rng.IntN(len(survey.Editions))]
		answers, _, err := survey.Accept(edition, "en", synthetic.Form(rng, survey, edition))
		check(b, err)
		some[i] = ballot.Row{Edition: string(edition), AgeBand: edition.AgeBand(), Language: "en", Setting: "online", Mode: "online", Answers: answers}
	}
	check(b, ballot.FillBoxes(ctx, e, r.ID, public, million, size, func(i int) ballot.Row {
		row := some[i*7919%len(some)]
		row.Tag = hex.EncodeToString(seal.Random(16))
		return row
	}))
	return releases, r.ID
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// twentyOfAllKinds asks three age bands 20 questions that are counted, by three
// groupings.
func twentyOfAllKinds() *surveys.Survey {
	s := &surveys.Survey{Key: "twenty", Source: "en", Languages: []string{"en"}, Editions: []surveys.Edition{surveys.E8, surveys.E11, surveys.E14}}
	s.Title, s.Start.Lead = surveys.Text("en", "Twenty"), surveys.Text("en", "Twenty questions.")
	kinds := []string{"one_choice", "one_choice", "agreement", "agreement", "agreement", "agreement", "agreement", "agreement", "faces", "faces", "faces", "faces",
		"yes_no", "yes_no", "yes_no", "yes_no", "one_choice", "one_choice", "several", "order"}
	for i, kind := range kinds {
		q := &surveys.Question{Key: fmt.Sprintf("q%d", i), KindName: kind, Text: surveys.Text("en", "Which?")}
		for j := range 4 {
			if kind == "one_choice" || kind == "several" || kind == "order" {
				q.Options = append(q.Options, surveys.Option{Key: fmt.Sprintf("o%d", j), Text: surveys.Text("en", "This")})
			}
		}
		s.Questions = append(s.Questions, q)
	}
	s.Groupings = []string{surveys.AgeBandKey, "q0", "q1"}
	return s
}

// oneVersion is a shelf with one version.
type oneVersion struct {
	version *surveys.Version
	survey  *surveys.Survey
}

func (o oneVersion) Get(context.Context, string) (*surveys.Version, *surveys.Survey, error) {
	return o.version, o.survey, nil
}

func (o oneVersion) Alike(context.Context, string, string) ([]string, error) { return nil, nil }

// forgetPeak begins to watch memory anew, where the system can.
func forgetPeak(b *testing.B) {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Logf("the memory is that of the whole run: %v", err)
	}
}

// peak is the most resident memory of this process in megabytes; 0 where the system
// does not tell.
func peak(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}
