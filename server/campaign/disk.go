//go:build linux

package campaign

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// diskSize is that of a disk that is full soon, as mount has it.
const diskSize = "96m"

// disk is a small one in memory, that can be filled and made read-only.
type disk struct {
	dir string
	ro  bool
}

// locked says that nothing can be written on it now; nil: there is none.
func (d *disk) locked() bool { return d != nil && d.ro }

// ErrNoDisk says that this user may mount none.
var ErrNoDisk = errors.New("a small disk can only be mounted by root")

func newDisk(dir string) (*disk, error) {
	if err := syscall.Mount("kist-campaign", dir, "tmpfs", 0, "size="+diskSize); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNoDisk, err)
	}
	return &disk{dir: dir}, nil
}

// fill takes all the room that is left; the function that it gives lets go of it.
func (d *disk) fill() (free func() error, err error) {
	name := filepath.Join(d.dir, "ballast")
	f, err := os.Create(name) // #nosec G304 -- a file in the campaign's own folder
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for block := make([]byte, 64<<10); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		return nil, errors.Join(err, os.Remove(name))
	}
	return func() error { return os.Remove(name) }, nil
}

// readOnly makes it so that nothing can be written, or can again. Nobody may have a file
// open on it for writing.
func (d *disk) readOnly(is bool) error {
	d.ro = is
	flags := uintptr(syscall.MS_REMOUNT)
	if is {
		flags |= syscall.MS_RDONLY
	}
	return syscall.Mount("kist-campaign", d.dir, "tmpfs", flags, "size="+diskSize)
}

func (d *disk) end() error { return syscall.Unmount(d.dir, syscall.MNT_DETACH) }

// diskFull fills the disk under a running server, and gives the room back when somebody
// was asked to wait: errUnfelt if nobody was.
func (f *field) diskFull(ctx context.Context, _ *process) error {
	free, err := f.disk.fill()
	if err != nil {
		return err
	}
	was := f.waits.Load()
	struck := sleep(ctx, time.Second) && felt(ctx, &f.waits, was)
	if err := free(); err != nil || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	if !struck {
		return errUnfelt
	}
	return nil
}

// diskReadOnly lets a server come up on a disk that cannot be written, and its store if
// that is another program.
func (f *field) diskReadOnly(ctx context.Context, s *process) error {
	f.kill(s)
	if f.store != nil {
		f.store.kill()
		f.report.StoreKills++
	}
	if err := f.disk.readOnly(true); err != nil {
		return err
	}
	struck := false
	for _, p := range []*process{f.store, s} {
		met, err := f.tries(ctx, p)
		if struck = struck || met; err != nil {
			return err
		}
	}
	if err := f.disk.readOnly(false); err != nil {
		return err
	}
	if f.store != nil {
		if err := f.startStore(ctx); err != nil {
			return err
		}
	}
	if err := f.again(ctx, s); err != nil || struck {
		return err
	}
	return errUnfelt
}

// tries lets a program run for a while, if it can: it may do what needs no writing. It says
// whether it would not start, or asked somebody to wait.
func (f *field) tries(ctx context.Context, p *process) (met bool, err error) {
	if p == nil {
		return false, nil
	}
	if err := p.start(ctx); err != nil {
		return errors.Is(err, errEnded), unless(err, errEnded)
	}
	f.lead()
	met = felt(ctx, &f.waits, f.waits.Load())
	p.kill()
	return met, ctx.Err()
}
