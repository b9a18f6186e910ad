package findings

import (
	"context"

	"kist/internal/results"
	"kist/surveys"
)

// Once is the same findings for the time of one page: a release that many of them cite is
// read and checked once, and so is the survey that it asked. It is for one goroutine.
func (s *Findings) Once() *Findings {
	once := *s
	once.releases = &readReleases{from: s.releases, read: map[string]*results.Release{}}
	once.surveys = &readSurveys{from: s.surveys, read: map[string]*surveys.Survey{}}
	return &once
}

// readReleases remembers releases that could be read.
type readReleases struct {
	from Releases
	read map[string]*results.Release
}

// Get reads a release.
func (r *readReleases) Get(ctx context.Context, id string) (*results.Release, error) {
	if rel := r.read[id]; rel != nil {
		return rel, nil
	}
	rel, err := r.from.Get(ctx, id)
	if err == nil {
		r.read[id] = rel
	}
	return rel, err
}

// readSurveys remembers surveys that could be read.
type readSurveys struct {
	from Versions
	read map[string]*surveys.Survey
}

// Survey reads a survey.
func (r *readSurveys) Survey(ctx context.Context, id string) (*surveys.Survey, error) {
	if s := r.read[id]; s != nil {
		return s, nil
	}
	s, err := r.from.Survey(ctx, id)
	if err == nil {
		r.read[id] = s
	}
	return s, err
}
