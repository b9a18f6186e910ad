package people

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"kist/internal/fault"
)

// answerAfter is when every refusal of a password is answered, counted from
// its arrival, whoever it was for: longer than a hash and two writes take.
const answerAfter = 400 * time.Millisecond

// stranger is the hash of a password that nobody has: unknown names are
// compared with it, so that they cost what known ones do.
const stranger = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// EnterByPassword signs in with a sign-in name, a password and the code of the
// moment; old is the token that the browser held before. Whatever does not fit,
// a name that nobody has or an account that waits after wrong tries, is the
// same fault.Denied after the same time.
func (p *People) EnterByPassword(ctx context.Context, login, password, code, old string) (token string, err error) {
	answer := p.timer(answerAfter)
	token, err = p.tryPassword(ctx, login, password, cleanCode(code), old)
	if err != nil {
		select {
		case <-answer:
		case <-ctx.Done():
		}
	}
	return token, err
}

func (p *People) tryPassword(ctx context.Context, login, password, code, old string) (string, error) {
	a, waits, err := p.countTry(ctx, CleanLogin(login))
	if err != nil {
		return "", err
	}
	hash := stranger
	if a != nil {
		hash = a.Password.Hash
	}
	if len(password) > 4*MaxPassword {
		password = ""
	}
	fits, err := p.compare(ctx, norm.NFC.String(password), hash)
	if err != nil {
		return "", err
	}
	if a == nil || waits {
		return "", errNoFit
	}
	err = errNoFit
	if fits {
		err = p.useCode(ctx, a.ID, code)
	}
	if errors.Is(err, errNoFit) {
		return "", errors.Join(err, p.refused(ctx, a.ID))
	}
	if err != nil {
		return "", err
	}
	return p.enter(ctx, a.ID, old)
}

// refused leaves the line of a try that did not fit, by nobody who is known. An
// account that waits takes no tries, so these are few, however many come; a name that
// nobody has leaves none: what was typed there may be a password.
func (p *People) refused(ctx context.Context, id string) error {
	return p.sign(ctx, id, Server, "account.sign_in_refused")
}

var errNoFit = fault.Wrap(fault.Denied, "name, password and code do not fit")

func (p *People) compare(ctx context.Context, password, hash string) (fits bool, err error) {
	err = p.inTurn(ctx, func() error {
		fits, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return fits, err
}

// countTry counts a try as wrong before it is looked at, so that many at once
// are no way round the wait; the right one sets the count back. The account is
// nil for an unknown name.
func (p *People) countTry(ctx context.Context, login string) (a *Account, waits bool, err error) {
	name, err := p.logins.Get(ctx, login)
	if errors.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	a, err = p.accounts.Update(ctx, name.Account, func(a *Account) error {
		now := p.now().UTC()
		switch {
		case a.State() != Active || a.Password == nil || a.Password.Login != login:
			return fault.Wrap(fault.NotFound, "account without this name")
		case a.Password.Wait > now.Format(minute):
			return errWaits
		}
		a.Password.Tries++
		a.Password.Wait = ""
		if over := a.Password.Tries - triesFree; over >= 0 {
			// The minute is cut off, so one more makes the wait at least as long.
			a.Password.Wait = now.Add(waitAfter(over) + time.Minute).Format(minute)
		}
		return nil
	})
	switch {
	case errors.Is(err, errWaits):
		a, err = p.Get(ctx, name.Account)
		if err == nil && a.Password == nil { // removed meanwhile
			a = nil
		}
		return a, true, err
	case errors.Is(err, fault.NotFound):
		return nil, false, nil
	}
	return a, false, err
}

var errWaits = errors.New("the account waits after wrong tries")

// waitAfter is how long an account waits after so many tries over those free.
func waitAfter(over int) time.Duration {
	if over > 6 {
		return maxWait
	}
	return min(time.Minute<<over, maxWait)
}

// useCode uses up a code, and leaves the line of the sign-in.
func (p *People) useCode(ctx context.Context, id, code string) error {
	_, err := p.change(ctx, id, id, "account.sign_in", func(a *Account) error {
		if a.Password == nil || a.State() != Active {
			return errNoFit
		}
		key, err := p.codes.Unwrap(codePurpose(id), a.Password.Key)
		if err != nil {
			return err
		}
		step := stepOf(string(key), strings.TrimSpace(code), p.now(), a.Password.Step)
		if step == 0 {
			return errNoFit
		}
		a.Password.Step, a.Password.Tries, a.Password.Wait = step, 0, ""
		return nil
	})
	return err
}
