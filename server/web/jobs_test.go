package web

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestJobsRunOnceAtATime(t *testing.T) {
	j := NewJobs()
	defer j.Stop()
	var runs atomic.Int32
	hold := make(chan struct{})
	work := func(_ context.Context, progress func(done, total int)) error {
		runs.Add(1)
		progress(1, 2)
		<-hold
		return nil
	}
	first := j.Start("a", work)
	if again := j.Start("a", work); again != first {
		t.Error("a second job began beside the first")
	}
	if s := j.State("a"); !s.Running || s.Failed {
		t.Errorf("while it runs: %+v", s)
	}
	close(hold)
	<-first
	if s := j.State("a"); s.Running || s.Failed || s.Done != 1 || s.Total != 2 {
		t.Errorf("after it: %+v", s)
	}
	<-j.Start("a", work)
	if runs.Load() != 2 {
		t.Errorf("%d runs, want two, one after the other", runs.Load())
	}
	if s := j.State("b"); s != (JobState{}) {
		t.Errorf("a job that never was: %+v", s)
	}
}

func TestAJobThatFails(t *testing.T) {
	j := NewJobs()
	defer j.Stop()
	<-j.Start("a", func(context.Context, func(int, int)) error { return errors.New("no") })
	if s := j.State("a"); s.Running || !s.Failed {
		t.Errorf("%+v", s)
	}
}

func TestStoppingEndsTheWork(t *testing.T) {
	j := NewJobs()
	over := j.Start("a", func(ctx context.Context, _ func(int, int)) error {
		<-ctx.Done()
		return ctx.Err()
	})
	j.Stop()
	select {
	case <-over:
	default:
		t.Error("stopped before the work had ended")
	}
}
