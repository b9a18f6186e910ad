package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"kist/internal/ballot"
	"kist/internal/config"
	"kist/internal/seal"
)

// renewKeys is kist keys renew.
type renewKeys struct{}

// Run gives the key file new keys. Nothing in the store is touched.
func (renewKeys) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	if _, err := seal.Renew(cfg.KeyFile, time.Now()); err != nil {
		return err
	}
	fmt.Printf("%s has new keys, and those from before. Keep a copy of it. Now give it to every server that had it\nand start each again, one after another; then run kist keys rewrap. Collecting servers keep the file that they have.\n", cfg.KeyFile)
	return nil
}

// rewrapKeys is kist keys rewrap.
type rewrapKeys struct{}

// Run closes anew what the older keys closed.
func (rewrapKeys) Run() error {
	return withOlder(func(ctx context.Context, a *app) error { return a.rewrap(ctx, os.Stdout) })
}

// withOlder opens the program's parts for a command about a key file that was renewed.
func withOlder(do func(ctx context.Context, a *app) error) error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	cfg.Role = config.Review // whatever this machine's is: nothing is served
	return withApp(cfg, func(ctx context.Context, a *app) error {
		if a.keys.Older == (seal.Older{}) {
			return fmt.Errorf("the key file %s has no keys from before: kist keys renew puts new ones in", cfg.KeyFile)
		}
		return do(ctx, a)
	})
}

// closed are the parts of the store that the key file closes, each with a rewrap that can
// be broken off, repeated and done by several at once.
func (a *app) closed() []closedPart {
	return []closedPart{
		{"keys of rounds and readers", a.vault.Rewrap},
		{"comments on pilots", a.pilots.Rewrap},
		{"public keys that sign releases", a.releases.Rewrap},
		{"keys of authenticators", a.people.Rewrap},
	}
}

type closedPart struct {
	what   string
	rewrap func(ctx context.Context, dry bool) (n int, err error)
}

// rewrap closes everything anew, until a look finds nothing that the older keys closed.
func (a *app) rewrap(ctx context.Context, out io.Writer) error {
	for _, part := range a.closed() {
		done := 0
		for {
			n, err := part.rewrap(ctx, false)
			done += n
			if err != nil {
				return fmt.Errorf("%s, after %d: %w; run the same again once that is mended, what is done stays", part.what, done, err)
			}
			if n == 0 {
				break
			}
		}
		if _, err := fmt.Fprintf(out, "%s: %d closed anew\n", part.what, done); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out, "Make a backup now: those from before need a copy of the key file as it is. Then: kist keys retire.")
	return err
}

// retireKeys is kist keys retire.
type retireKeys struct {
	Now bool `help:"Do not wait for forms on paper that were typed once, which then have to be typed twice again, nor for systems that were not told their new secret, which then refuse what is sent."`
}

// Run takes the older keys out of the key file. An error that says why, if anything
// still needs them.
func (r retireKeys) Run() error {
	return withOlder(func(ctx context.Context, a *app) error {
		need, err := a.needOlder(ctx, r.Now, time.Now())
		if err != nil {
			return err
		}
		if len(need) > 0 {
			return fmt.Errorf("the keys from before are still needed:\n  %s", strings.Join(need, "\n  "))
		}
		if _, err := seal.Retire(a.cfg.KeyFile); err != nil {
			return err
		}
		fmt.Printf("%s has the new keys alone. Give it to every server that had it and start each again: everybody on the staff\nsigns in anew then, and one-time links that nobody used have to be made again.\nNow run kist backup: every backup until now needs the copy of the file as it was. Keep that with them, and destroy it when they end.\n", a.cfg.KeyFile)
		return nil
	})
}

// needOlder lists what would be lost with the older keys, in words. now leaves out what
// people can mend.
func (a *app) needOlder(ctx context.Context, now bool, at time.Time) (need []string, err error) {
	for _, part := range a.closed() {
		n, err := part.rewrap(ctx, true)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.what, err)
		}
		if n > 0 {
			need = append(need, fmt.Sprintf("%d %s: run kist keys rewrap", n, part.what))
		}
	}
	if now {
		return need, nil
	}
	since, err := time.Parse(seal.OlderSince, a.keys.Older.Since)
	if err != nil {
		return nil, err
	}
	lie, err := a.papers.Lie(ctx)
	untold, hooks := a.hooks.Untold(ctx, since)
	if err := errors.Join(err, hooks); err != nil {
		return nil, err
	}
	if gone := since.AddDate(0, 0, ballot.PaperDays+1); lie > 0 && at.Before(gone) {
		need = append(need, fmt.Sprintf("%d forms on paper were typed once, and may be closed with them until %s (--now does not wait)", lie, gone.Format(time.DateOnly)))
	}
	if untold > 0 {
		need = append(need, fmt.Sprintf("%d systems that evidence is sent to check it by a secret of theirs: give each a new one under Feeds, and wait until they use it (--now does not wait)", untold))
	}
	return need, nil
}
