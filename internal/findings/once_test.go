package findings

import (
	"context"
	"errors"
	"testing"

	"kist/internal/fault"
	"kist/internal/results"
	"kist/internal/store/storetest"
	"kist/surveys"
)

// counting counts what is read, and can be away.
type counting struct {
	Releases
	Versions
	reads int
	away  error
}

func (c *counting) Get(ctx context.Context, id string) (*results.Release, error) {
	c.reads++
	if c.away != nil {
		return nil, c.away
	}
	return c.Releases.Get(ctx, id)
}

func (c *counting) Survey(ctx context.Context, id string) (*surveys.Survey, error) {
	c.reads++
	return c.Versions.Survey(ctx, id)
}

// For one page a release is read once, however many cite it; the next page reads it anew,
// and what could not be read is asked for again.
func TestOnce(t *testing.T) {
	r, ctx := newRoom(t, storetest.SQLite(t)()), t.Context()
	f := r.begun(claim(table(), records()))
	c := &counting{Releases: r.Findings.releases, Versions: r.Findings.surveys}
	r.Findings.releases, r.Findings.surveys = c, c
	once := r.Once()
	for range 3 {
		shown, err := once.Show(ctx, place, f.Latest.Content)
		check(t, err)
		if len(shown) != 2 || shown[0].Gone || len(shown[0].Figures) == 0 || !shown[0].Voice {
			t.Errorf("%+v", shown)
		}
	}
	if c.reads != 2 {
		t.Errorf("a release and its survey were read %d times", c.reads)
	}
	check(t, r.releases.Delete(ctx, "spring-1"))
	shown, err := r.Once().Show(ctx, place, f.Latest.Content)
	check(t, err)
	if !shown[0].Gone {
		t.Error("another page shows a release that is gone")
	}
	c.away = errors.New("the store is away")
	once = r.Once()
	if _, err := once.Show(ctx, place, f.Latest.Content); !errors.Is(err, c.away) {
		t.Errorf("%v", err)
	}
	c.away = nil
	if _, err := once.Show(ctx, place, f.Latest.Content); err != nil {
		t.Errorf("what failed once is not asked for again: %v", err)
	}
	if _, err := once.Get(ctx, "nothing"); !errors.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}
