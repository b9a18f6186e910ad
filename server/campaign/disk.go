//go:build linux

package campaign

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// diskSize is that of a disk that is full soon, in bytes.
const diskSize = 96 << 20

// disk is a small one: a file system in a file. It can be filled, made read-only while
// nobody writes, and fail while somebody does.
type disk struct {
	dir   string // where it is mounted
	image string // the file
	ro    bool
}

// locked says that nothing can be written on it now; nil: there is none.
func (d *disk) locked() bool { return d != nil && d.ro }

// ErrNoDisk says that this user, or this machine, can mount none.
var ErrNoDisk = errors.New("a small disk can only be mounted by root, where ext4 and loop devices are")

// newDisk makes one and mounts it on a folder, beside which its file lies.
func newDisk(dir string) (*disk, error) {
	d := &disk{dir: dir, image: dir + ".img"}
	if err := d.create(); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNoDisk, err)
	}
	return d, nil
}

func (d *disk) create() error {
	f, err := os.Create(d.image)
	if err != nil {
		return err
	}
	err = errors.Join(f.Truncate(diskSize), f.Close())
	if err == nil {
		// In blocks as a disk has them, of which none is kept back for root.
		err = tool("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", d.image)
	}
	if err != nil {
		return err
	}
	return d.mount()
}

// mount puts it in its place. What is written finds its room at once, and not when it is
// synced, so that a full disk is one.
func (d *disk) mount() error {
	return tool("mount", "-t", "ext4", "-o", "loop,nodelalloc,errors=remount-ro", d.image, d.dir)
}

func (d *disk) remount(flags uintptr, options string) error {
	return os.NewSyscallError("remount", syscall.Mount("", d.dir, "", syscall.MS_REMOUNT|flags, options))
}

// tool runs one of the system's.
func tool(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput() // #nosec G204 -- the names stand in this file
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(out))
	}
	return nil
}

// fill takes all the room that is left; the function that it gives lets go of it.
func (d *disk) fill() (free func() error, err error) {
	name := filepath.Join(d.dir, "ballast")
	f, err := os.Create(name) // #nosec G304 -- a file in the campaign's own folder
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for _, size := range []int{64 << 10, 4 << 10} { // the last pages do not hold a large piece
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
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
	if is {
		return d.remount(syscall.MS_RDONLY, "")
	}
	return d.remount(0, "")
}

// fail turns it read-only whoever writes on it, as a disk does that cannot write its
// journal any more (ext4's own option for trying that). What was not synced is lost.
func (d *disk) fail() error {
	d.ro = true
	return d.remount(0, "abort")
}

// letGo is how long programs that were killed may keep the disk.
const letGo = 10 * time.Second

// repair looks a disk over that has failed, and mounts it anew; nobody may use it.
func (d *disk) repair(ctx context.Context) error {
	for end := time.Now().Add(letGo); ; {
		err := syscall.Unmount(d.dir, 0)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EBUSY) || time.Now().After(end) || !sleep(ctx, 10*time.Millisecond) {
			return os.NewSyscallError("unmount", err)
		}
	}
	err := tool("e2fsck", "-p", d.image)
	if found := (*exec.ExitError)(nil); errors.As(err, &found) && found.ExitCode() == fsckMended {
		err = nil
	}
	if err != nil {
		return err
	}
	d.ro = false
	return d.mount()
}

// fsckMended is with what e2fsck ends when it has put in order what it found (its manual).
const fsckMended = 1

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
	f.killBoth(s)
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
	if err := f.bothAgain(ctx, s); err != nil || struck {
		return err
	}
	return errUnfelt
}

// failedFor is how long a server goes on with a disk that has failed, when somebody was
// asked to wait: all that it does by the second comes to it.
const failedFor = 2 * time.Second

// diskFails turns the disk read-only under a running server and its store, which have to
// ask phones to wait, until somebody has ended them and looked it over.
func (f *field) diskFails(ctx context.Context, s *process) error {
	if !f.live(ctx) {
		return ctx.Err()
	}
	was := f.waits.Load()
	if err := f.disk.fail(); err != nil {
		return err
	}
	struck := felt(ctx, &f.waits, was) && sleep(ctx, failedFor)
	f.killBoth(s)
	if err := f.disk.repair(ctx); err != nil {
		return err
	}
	if err := f.bothAgain(ctx, s); err != nil || struck {
		return err
	}
	return errUnfelt
}

// killBoth ends a server, and its store if that is another program.
func (f *field) killBoth(s *process) {
	f.kill(s)
	if f.store != nil {
		f.store.kill()
		f.report.StoreKills++
	}
}

// bothAgain starts what killBoth ended.
func (f *field) bothAgain(ctx context.Context, s *process) error {
	if f.store != nil {
		if err := f.startStore(ctx); err != nil {
			return err
		}
	}
	return f.again(ctx, s)
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
