package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"kist/internal/fault"
)

// Jobs is long work that goes on after its page is closed: closing a round,
// making a release. Each can be started again after a crash, so nothing of it
// is stored; that a release was asked for is (results.Orders).
type Jobs struct {
	ctx  context.Context // ends when the work must
	end  context.CancelFunc
	mu   sync.Mutex
	jobs map[string]*job
	wg   sync.WaitGroup
}

// job is one piece of work, by its key. Guarded by the mutex of Jobs.
type job struct {
	JobState
	over chan struct{} // closed when the work has ended
	stop context.CancelFunc
}

// JobState is what a page shows of a job; the zero value: there was none.
type JobState struct {
	Done, Total int  // Total is 0 while it is not known
	Running     bool //
	Failed      bool // it ended in an error, and can be tried again; not if it was cancelled
	Early       bool // it failed because the time for it has not come
}

// NewJobs makes a place for jobs, until Stop.
func NewJobs() *Jobs {
	ctx, end := context.WithCancel(context.Background())
	return &Jobs{ctx: ctx, end: end, jobs: map[string]*job{}}
}

// Stop tells all work to end, and waits until it has. It is for shutting down.
func (j *Jobs) Stop() {
	j.end()
	j.Wait()
}

// Wait waits until no work goes on.
func (j *Jobs) Wait() { j.wg.Wait() }

// Start begins the work unless work with this key is going on. The channel is
// closed when that work has ended.
func (j *Jobs) Start(key string, work func(ctx context.Context, progress func(done, total int)) error) <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	if old := j.jobs[key]; old != nil && old.Running {
		return old.over
	}
	ctx, stop := context.WithCancel(j.ctx)
	now := &job{JobState: JobState{Running: true}, over: make(chan struct{}), stop: stop}
	j.jobs[key] = now
	j.wg.Go(func() {
		defer stop()
		err := work(ctx, func(done, total int) { j.set(now, done, total) })
		j.mu.Lock()
		defer j.mu.Unlock()
		now.Running, now.Early = false, errors.Is(err, fault.Closed)
		now.Failed = err != nil && !errors.Is(err, context.Canceled)
		close(now.over)
	})
	return now.over
}

// Cancel tells the work with this key to end. The channel is closed when it has; nil
// if there is none.
func (j *Jobs) Cancel(key string) <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.jobs[key]
	if now == nil || !now.Running {
		return nil
	}
	now.stop()
	return now.over
}

func (j *Jobs) set(now *job, done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now.Done, now.Total = done, total
}

// State is how far the latest work with this key is; the zero state if there
// was none since the program started.
func (j *Jobs) State(key string) JobState {
	j.mu.Lock()
	defer j.mu.Unlock()
	if now := j.jobs[key]; now != nil {
		return now.JobState
	}
	return JobState{}
}

// patience is how long a page waits for work before it shows how far it is:
// most rounds are closed by then, and nobody sees a page in between.
const patience = 1500 * time.Millisecond

// Ended waits a little for the work, and says whether it is over.
func Ended(ctx context.Context, over <-chan struct{}) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-over:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}
