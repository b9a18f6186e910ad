package people

import (
	"encoding/base32"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/pquerna/otp/hotp"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

var all = store.Query{}

const goodPassword = "heather on the hill"

// codeAt is the code that an app shows.
func codeAt(t *testing.T, key string, at time.Time) string {
	t.Helper()
	code, err := hotp.GenerateCodeCustom(key, uint64(at.Unix()/codeStep), codeOptions)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// setPassword gives an account a password, and the key of its codes.
func setPassword(t *testing.T, p *People, c *clock, id, login string) (key string) {
	t.Helper()
	e, err := p.BeginPassword(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.SetPassword(t.Context(), id, "", e.Held, login, goodPassword, codeAt(t, e.Key, c.now())); err != nil {
		t.Fatal(err)
	}
	return e.Key
}

// The vectors of RFC 6238, appendix B, for SHA-1; ours are their last six figures.
func TestCodesAreThoseOfTheRFC(t *testing.T) {
	key := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := stepOf(key, code[2:], time.Unix(at, 0), 0); got != at/codeStep {
			t.Errorf("at %d: step %d, want %d", at, got, at/codeStep)
		}
	}
}

func TestWhenACodeIsRight(t *testing.T) {
	key, now := newCodeKey(), time.Unix(1800000000, 0)
	step := now.Unix() / codeStep
	for off, want := range map[int64]int64{-2: 0, -1: step - 1, 0: step, 1: step + 1, 2: 0} {
		code := codeAt(t, key, now.Add(time.Duration(off)*codeStep*time.Second))
		if got := stepOf(key, code, now, 0); got != want {
			t.Errorf("%d steps off: %d, want %d", off, got, want)
		}
	}
	if got := stepOf(key, codeAt(t, key, now), now, step); got != 0 {
		t.Error("a used code works again")
	}
	for _, code := range []string{"", "1", "abcdef", strings.Repeat("0", 5000)} {
		if stepOf(key, code, now, 0) != 0 {
			t.Errorf("%.10q is right", code)
		}
	}
}

func TestEnteringByPassword(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	old := join(t, p, "Ailsa")
	key := setPassword(t, p, c, firstID, " Ailsa.Munro ")
	c.pass(time.Minute)
	code := codeAt(t, key, c.now())
	token, err := p.EnterByPassword(ctx, "AILSA.munro", goodPassword, code[:3]+" "+code[3:], old)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := p.Who(ctx, token); err != nil || a.ID != firstID {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := p.Who(ctx, old); !errors.Is(err, fault.Denied) {
		t.Errorf("the token before: %v", err)
	}
	if _, err := p.EnterByPassword(ctx, "ailsa.munro", goodPassword, code, ""); !errors.Is(err, fault.Denied) {
		t.Errorf("the code again: %v", err)
	}
	c.pass(time.Minute)
	if _, err := p.EnterByPassword(ctx, "ailsa.munro", goodPassword+"!", codeAt(t, key, c.now()), ""); !errors.Is(err, fault.Denied) {
		t.Errorf("another password: %v", err)
	}
	a, err := p.Get(ctx, firstID)
	if err != nil || strings.Contains(a.Password.Hash, goodPassword) || strings.Contains(string(a.Password.Key), key) {
		t.Errorf("in clear: %+v, %v", a.Password, err)
	}
}

// With a renewed key file nobody is signed out, and codes fit, before and after the
// account is closed anew; once the key before is gone, codes fit and sessions are over.
func TestCodesOfARenewedKeyFile(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	key := setPassword(t, p, c, firstID, "ailsa")
	both := seal.Closing{Now: seal.NewKey(), Before: p.key}
	enter := func() (session string) {
		t.Helper()
		c.pass(time.Minute)
		session, err := p.EnterByPassword(ctx, "ailsa", goodPassword, codeAt(t, key, c.now()), "")
		if err != nil {
			t.Error(err)
		}
		return session
	}
	session := enter()
	p.Renewed(both)
	enter()
	for _, dry := range []bool{true, false} {
		if n, err := p.Rewrap(ctx, dry); err != nil || n != 1 {
			t.Errorf("%d closed anew, %v", n, err)
		}
	}
	if n, err := p.Rewrap(ctx, true); err != nil || n != 0 {
		t.Errorf("%d are left, %v", n, err)
	}
	enter()
	if _, err := p.Who(ctx, session); err != nil {
		t.Errorf("somebody was signed out: %v", err)
	}
	p.Renewed(seal.Closing{Now: both.Now})
	enter()
	if _, err := p.Who(ctx, session); !errors.Is(err, fault.Denied) {
		t.Errorf("a session of the key that is gone: %v", err)
	}
}

// What cannot come in cannot be told apart: not by the error, not by the work,
// and every refusal waits for the same moment.
func TestStrangersAndWrongTriesLookAlike(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	setPassword(t, p, c, firstID, "ailsa")
	var waits []time.Duration
	p.timer = func(d time.Duration) <-chan time.Time {
		waits = append(waits, d)
		done := make(chan time.Time)
		close(done)
		return done
	}
	var messages []string
	for _, login := range []string{"ailsa", "nobody", "", "a@b", "\x00", strings.Repeat("x", 5000)} {
		_, err := p.EnterByPassword(ctx, login, "wrong wrong wrong", "000000", "")
		if !errors.Is(err, fault.Denied) {
			t.Errorf("%.10q: %v", login, err)
			continue
		}
		messages = append(messages, err.Error())
	}
	for i := range messages {
		if messages[i] != messages[0] || waits[i] != answerAfter {
			t.Errorf("%d: %s after %v", i, messages[i], waits[i])
		}
	}
	params, _, _, err := argon2id.DecodeHash(stranger)
	if err != nil || *params != cost {
		t.Errorf("a stranger costs %+v, %v; others %+v", params, err, cost)
	}
}

func TestWrongTriesMakeTheAccountWait(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	key := setPassword(t, p, c, firstID, "ailsa")
	enter := func(password string) error {
		_, err := p.EnterByPassword(ctx, "ailsa", password, codeAt(t, key, c.now()), "")
		return err
	}
	for range triesFree {
		if err := enter("wrong"); !errors.Is(err, fault.Denied) {
			t.Fatal(err)
		}
	}
	if err := enter(goodPassword); !errors.Is(err, fault.Denied) {
		t.Error("the right password came in while the account waits")
	}
	c.pass(2 * time.Minute)
	if err := enter("wrong"); !errors.Is(err, fault.Denied) {
		t.Fatal(err)
	}
	c.pass(2 * time.Minute)
	if err := enter(goodPassword); !errors.Is(err, fault.Denied) {
		t.Error("the wait did not grow")
	}
	c.pass(time.Minute)
	if err := enter(goodPassword); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if a, err := p.Get(ctx, firstID); err != nil || a.Password.Tries != 0 || a.Password.Wait != "" {
		t.Errorf("the count stays: %+v, %v", a.Password, err)
	}
	for over, want := range map[int]time.Duration{0: time.Minute, 1: 2 * time.Minute, 5: 32 * time.Minute, 6: time.Hour, 7: time.Hour, 1000: time.Hour} {
		if got := waitAfter(over); got != want {
			t.Errorf("after %d over: %v, want %v", over, got, want)
		}
	}
}

// Many guesses at once are no way round the count, and of many who send the
// right code at once one comes in.
func TestManyTriesAtOnce(t *testing.T) {
	p, c := open(t)
	join(t, p, "Ailsa")
	key := setPassword(t, p, c, firstID, "ailsa")
	c.pass(time.Minute)
	code := codeAt(t, key, c.now())
	var in atomic.Int32
	var wg sync.WaitGroup
	for range triesFree {
		wg.Go(func() {
			if _, err := p.EnterByPassword(t.Context(), "ailsa", goodPassword, code, ""); err == nil {
				in.Add(1)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d came in by one code", in.Load())
	}
}

func TestWhatAPasswordCanBe(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa Munro of Strath")
	other, _ := hire(t, p, "Ros", Grant{Role: Inspector})
	setPassword(t, p, c, other, "taken")
	e, err := p.BeginPassword(ctx, firstID)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ login, password, code, field, id string }{
		{"ab", goodPassword, "", "login", "staff.problem.login"},
		{"a b c", goodPassword, "", "login", "staff.problem.login"},
		{"taken", goodPassword, "", "login", "staff.problem.login_taken"},
		{"ailsa", "short", "", "password", "staff.problem.password_short"},
		{"ailsa", strings.Repeat("long ", 30), "", "password", "staff.problem.password_long"},
		{"ailsa", "aaaaaaaaaaaaaaa", "", "password", "staff.problem.password_easy"},
		{"ailsa", "ailsa munro of strath", "", "password", "staff.problem.password_easy"},
		{"ailsa", goodPassword, "000", "code", "staff.problem.code"},
	} {
		code := test.code
		if code == "" {
			code = codeAt(t, e.Key, c.now())
		}
		again, err := p.SetPassword(ctx, firstID, "", e.Held, test.login, test.password, code)
		var problems fault.Problems
		if !errors.As(err, &problems) || len(problems) != 1 || problems[0].ID != test.id || problems[0].Field != test.field {
			t.Errorf("%q %q: %v", test.login, test.password, err)
		}
		if again.Key != e.Key || again.Held == e.Held {
			t.Errorf("%q: the enrolment does not go on", test.login)
		}
		e = again
	}
	if _, err := p.SetPassword(ctx, firstID, "", e.Held, "ailsa@example.org", goodPassword, codeAt(t, e.Key, c.now())); err != nil {
		t.Errorf("a good one: %v", err)
	}
	if _, err := p.SetPassword(ctx, firstID, "", e.Held, "ailsa", goodPassword, codeAt(t, e.Key, c.now())); !errors.Is(err, fault.Closed) {
		t.Errorf("the same enrolment again: %v", err)
	}
}

func TestChangingAndRemovingThePasswordFreesItsName(t *testing.T) {
	p, c := open(t)
	ctx := t.Context()
	join(t, p, "Ailsa")
	setPassword(t, p, c, firstID, "old.name")
	c.pass(time.Minute)
	setPassword(t, p, c, firstID, "new.name")
	if left, err := p.logins.All(ctx, all); err != nil || len(left) != 1 || left[0].ID != "new.name" {
		t.Errorf("%+v, %v", left, err)
	}
	for range 2 {
		if err := p.RemovePassword(ctx, firstID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := p.logins.Count(ctx, all); n != 0 || err != nil {
		t.Errorf("%d names left, %v", n, err)
	}
	if _, err := p.EnterByPassword(ctx, "new.name", goodPassword, "000000", ""); !errors.Is(err, fault.Denied) {
		t.Errorf("a removed password: %v", err)
	}
}

// What everybody tries is easy, and so is what its owner is called; words that only
// somebody would put together are not, in whichever letters.
func TestWhatIsEasyToGuess(t *testing.T) {
	for password, want := range map[string]bool{
		"123456789012": true, "qwertyuiop12": true, "Password1234": true, "passwordpassword": true, "P@ssword2026!": true, "1qaz2wsx3edc": true, "abcdefghijkl": true,
		"zyxwvutsrqpo": true, "iloveyou1234": true, "letmein letmein": true, "administrator": true, "Welcome2026!!": true, "abcabcabcabc": true, "kist-inspection-2026": true,
		"scotland scotland": true, "ailsa munro 1984": true, "munro.ailsa.munro": true, "ailsa@example.org": true, "Poiuytrewq99": true, "лллллллллллл": true, "            ": true,
		goodPassword: false, "correct horse battery": false, "a kettle of herring": false, "ceud mìle fàilte": false, "сонце над морем": false, "المطر فوق البحر": false,
		"my password is a heron": false, "xK7#mQ2$vR9!": false, "7b1e9c40d2fa58": false,
	} {
		if got := easy(strings.ToLower(password), "ailsa@example.org", "ailsa", "munro"); got != want {
			t.Errorf("%q: easy %t, want %t", password, got, want)
		}
	}
}

func FuzzCleanLogin(f *testing.F) {
	for _, s := range []string{"", "ros", "Ros@Example.org", "màiri", "a b", "\xff", "\"a b\"@c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		name := CleanLogin(typed)
		if again := CleanLogin(name); again != name {
			t.Errorf("%q becomes %q becomes %q", typed, name, again)
		}
		if strings.ContainsAny(name, " \x00/\n") && !strings.Contains(name, "@") {
			t.Errorf("%q is a name", name)
		}
	})
}

func BenchmarkPassword(b *testing.B) {
	hash, err := argon2id.CreateHash(goodPassword, &cost)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if ok, err := argon2id.ComparePasswordAndHash(goodPassword, hash); !ok || err != nil {
			b.Fatal(err)
		}
	}
}
