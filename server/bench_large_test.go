package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kist/internal/ballot"
	"kist/internal/inspections"
	"kist/internal/synthetic"
	"kist/surveys"
)

// BenchmarkHundredThousand fills a round of 20 questions with 100,000 responses
// through the real protocol, and then measures making release 1, starting the
// program on that store until it answers, and what memory it holds while it
// serves. It measures once: run it with -benchtime 1x.
func BenchmarkHundredThousand(b *testing.B) {
	const n = 100_000
	dir := b.TempDir()
	address, keys := "sqlite:"+filepath.Join(dir, "kist.db"), filepath.Join(dir, "kist.key")
	a := openTestApp(b, address, keys)
	round := fillRound(b, a, twenty(), n)
	begin := time.Now()
	rel, err := a.releases.Make(b.Context(), round, "", nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(begin).Seconds(), "release-s")
	if least, most := rel.Responses.Range(); n < least || n > most {
		b.Fatalf("%d responses released", rel.Responses.Count)
	}
	start, resident := startProgram(b, address, keys)
	b.ReportMetric(start.Seconds(), "start-s")
	b.ReportMetric(resident, "resident-MB")
}

// startProgram builds and starts the program, waits until it answers, asks for
// 20,000 questionnaires, of every edition and language in turn, waits until all
// are as small as they will be, and reads its resident memory.
func startProgram(b *testing.B, address, keys string) (start time.Duration, residentMB float64) {
	b.Helper()
	program := buildWithFailpoints(b)
	s := &crashServer{t: b, program: program, store: address, keys: keys}
	begin := time.Now()
	s.start("")
	get(b, s.address+"/healthz")
	start = time.Since(begin)
	var pages [][]byte
	for _, edition := range []string{"4-7", "8-10", "11-13", "14-18"} {
		for _, lang := range []string{"en", "gd", "pl", "ar"} {
			pages = append(pages, getRequest("/r/"+s.code+"/"+edition+"/"+lang))
		}
	}
	crowd(b, s.address, 20_000, func(i int) []byte { return pages[i%len(pages)] })
	time.Sleep(5 * time.Second) // nothing tells from outside when the last is made small
	residentMB = resident(b, s.cmd)
	s.stop()
	return start, residentMB
}

// resident is the resident memory of a running process in megabytes.
func resident(b *testing.B, cmd *exec.Cmd) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}

// twenty is a survey of 20 questions, each of five options.
func twenty() *surveys.Survey {
	s := &surveys.Survey{Key: "twenty", Source: "en", Languages: []string{"en"}, Editions: []surveys.Edition{surveys.E8, surveys.E11, surveys.E14}}
	s.Title = surveys.Text("en", "Twenty")
	s.Start.Lead = surveys.Text("en", "Twenty questions.")
	for i := range 20 {
		q := &surveys.Question{Key: fmt.Sprintf("q%d", i), KindName: "one_choice", Text: surveys.Text("en", "Which?")}
		for j := range 5 {
			q.Options = append(q.Options, surveys.Option{Key: fmt.Sprintf("o%d", j), Text: surveys.Text("en", "This")})
		}
		s.Questions = append(s.Questions, q)
	}
	return s
}

// fillRound sends n submissions and closes the round.
func fillRound(b *testing.B, a *app, survey *surveys.Survey, n int) string {
	b.Helper()
	ctx := b.Context()
	version, err := a.versions.Publish(ctx, survey)
	if err != nil {
		b.Fatal(err)
	}
	round := demoRound(survey, version, time.Now())
	round.ID = "large"
	if err := a.vault.Equip(ctx, round); err != nil {
		b.Fatal(err)
	}
	if err := a.book.Rounds.Insert(ctx, round); err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	for phone := range atOnce {
		wg.Go(func() {
			for i := phone; i < n; i += atOnce {
				submitOne(b, a, round, survey, uint64(i))
			}
		})
	}
	wg.Wait()
	if err := a.sealer.Close(ctx, round.ID, nil); err != nil {
		b.Fatal(err)
	}
	return round.ID
}

func submitOne(b *testing.B, a *app, round *inspections.Round, survey *surveys.Survey, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	e := survey.Editions[rng.IntN(len(survey.Editions))]
	answers, texts, err := survey.Accept(e, "en", synthetic.Form(rng, survey, e))
	if err != nil {
		b.Error(err)
		return
	}
	err = a.inbox.Submit(context.Background(), ballot.Form{
		Round: round.ID, Edition: string(e), AgeBand: e.AgeBand(), Language: "en", Setting: "online",
		Secret: ballot.NewSecret(), Answers: answers, Texts: texts,
	})
	if err != nil {
		b.Error(err)
	}
}
