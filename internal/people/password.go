package people

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"kist/internal/fault"
	"kist/internal/store"
)

// The bounds of a password, in runes. There is no rule about which: length is
// what helps, and a code goes with it.
const (
	MinPassword = 12
	MaxPassword = 128
)

// cost is argon2id's: 19 MiB, two passes, one lane (OWASP's first choice). A
// stored hash names its own, so that this can be raised.
var cost = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// triesFree is how many times in a row a password may be wrong before the
// account waits; the wait doubles with each further time, from a minute to
// an hour. It holds for passwords alone: a passkey opens meanwhile.
const (
	triesFree = 5
	maxWait   = time.Hour
)

// Password is a password with the second factor that always goes with it.
type Password struct {
	Login string `json:"login"` // the name to sign in with
	Hash  string `json:"hash"`  // argon2id
	Key   []byte `json:"key"`   // of the codes, wrapped by the staff key
	Step  int64  `json:"step"`  // of the last code used
	Tries int    `json:"tries"` // wrong in a row
	Wait  string `json:"wait"`  // minute in UTC before which no password is taken; empty: none
}

// loginName claims a sign-in name for one account: its id is the name.
type loginName struct {
	store.Head `bson:",inline"`
	Account    string `json:"account"`
}

// Enrolment is a key of codes that waits to be confirmed.
type Enrolment struct {
	Key     string // to type into an app
	Address string // for the app's camera
	Held    string // to hand back to SetPassword
}

// BeginPassword makes a key for an account's codes. Nothing is stored until
// SetPassword.
func (p *People) BeginPassword(ctx context.Context, account string) (Enrolment, error) {
	a, err := p.Get(ctx, account)
	if err != nil {
		return Enrolment{}, err
	}
	return p.enrol(a, newCodeKey())
}

func (p *People) enrol(a *Account, key string) (Enrolment, error) {
	held, err := p.hold("password", a.ID, key)
	return Enrolment{Key: key, Address: codeAddress(key, a.Name), Held: held}, err
}

// SetPassword gives an account a sign-in name and a password, if code shows
// that the app holds the key, and ends its sessions but the one to keep: who
// changes a password may do so because somebody else knows it. On fault.Problems
// of "login", "password" and "code" the enrolment that comes back goes on with the
// same key. fault.Closed if it was begun too long ago.
func (p *People) SetPassword(ctx context.Context, account, keep, held, login, password, code string) (Enrolment, error) {
	var key string
	if err := p.claim(ctx, "password", account, held, &key); err != nil {
		return Enrolment{}, err
	}
	a, err := p.Get(ctx, account)
	if err != nil {
		return Enrolment{}, err
	}
	login, password = CleanLogin(login), norm.NFC.String(password)
	step := stepOf(key, cleanCode(code), p.now(), 0)
	problems := passwordProblems(a, login, password, step)
	if len(problems) == 0 {
		if err := p.claimLogin(ctx, login, account); errors.Is(err, fault.Exists) {
			problems = fault.Problems{{Field: "login", ID: "staff.problem.login_taken"}}
		} else if err != nil {
			return Enrolment{}, err
		}
	}
	if len(problems) > 0 {
		again, err := p.enrol(a, key)
		return again, errors.Join(err, problems)
	}
	if err := p.storePassword(ctx, account, key, Password{Login: login, Step: step}, password); err != nil {
		return Enrolment{}, err
	}
	return Enrolment{}, p.endAllBut(ctx, account, keep)
}

func passwordProblems(a *Account, login, password string, step int64) fault.Problems {
	var all fault.Problems
	add := func(wrong bool, field, id string, args map[string]any) {
		if wrong {
			all = append(all, fault.Problem{Field: field, ID: id, Args: args})
		}
	}
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	add(login == "", "login", "staff.problem.login", nil)
	add(n < MinPassword || !utf8.ValidString(password), "password", "staff.problem.password_short", map[string]any{"Min": MinPassword})
	add(n > MaxPassword, "password", "staff.problem.password_long", map[string]any{"Max": MaxPassword})
	add(n >= MinPassword && n <= MaxPassword && easy(lower, append([]string{login}, strings.Fields(strings.ToLower(a.Name))...)...), "password", "staff.problem.password_easy", nil)
	add(step == 0, "code", "staff.problem.code", nil)
	return all
}

// easyWords are what people choose when they are asked for a password, and words of this
// work: none of them makes one harder to guess. Rows of a keyboard and of the alphabet are
// among them, for a part of one is found as well.
var easyWords = []string{
	"abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "qwertzuiop", "yxcvbnm", "1qaz2wsx3edc4rfv5tgb", "1q2w3e4r5t6y7u8i9o0p",
	"password", "passwort", "passphrase", "passcode", "welcome", "letmein", "login", "secret", "changeme", "default", "administrator", "admin", "root", "user", "guest", "test",
	"iloveyou", "trustno", "football", "baseball", "sunshine", "princess", "monkey", "dragon", "master", "shadow", "superman", "batman", "summer", "winter", "autumn", "spring",
	"kist", "inspection", "inspector", "coordinator", "volunteer", "translator", "safeguarding", "lead", "survey", "children", "young", "people", "scotland", "scottish", "alba",
}

// leastOwn is how many letters of a password have to be none of those that everybody
// tries, each counted once.
const leastOwn = 5

// easy says whether a password, in small letters, is one that is tried early: little is
// left of it without figures and signs, the easy words and the names, or it says the same
// over and over.
func easy(lower string, names ...string) bool {
	return ownLetters(lower, names) < leastOwn || ownLetters(disguised.Replace(lower), names) < leastOwn
}

// disguised are figures and signs that stand for letters.
var disguised = strings.NewReplacer("@", "a", "4", "a", "$", "s", "5", "s", "0", "o", "3", "e", "1", "i", "!", "i", "7", "t")

// ownLetters counts the letters of a password that are left, each once.
func ownLetters(left string, names []string) int {
	for _, word := range append(slices.Clone(names), easyWords...) {
		if utf8.RuneCountInString(word) > 2 {
			left = strings.ReplaceAll(left, word, " ")
		}
	}
	for _, row := range easyWords[:10] {
		left = withoutRow(left, row)
	}
	own := map[rune]bool{}
	for _, r := range left {
		if unicode.IsLetter(r) {
			own[r] = true
		}
	}
	return len(own)
}

// withoutRow takes out every stretch of four signs and more that follow each other in a
// row, be it forwards or backwards.
func withoutRow(text, row string) string {
	const stretch = 4
	back := []byte(row)
	slices.Reverse(back)
	for _, row := range []string{row, string(back)} {
		for from := 0; from+stretch <= len(row); from++ {
			for to := len(row); to >= from+stretch; to-- {
				text = strings.ReplaceAll(text, row[from:to], " ")
			}
		}
	}
	return text
}

// CleanLogin gives a sign-in name in the form in which it is kept: an e-mail
// address, or 3 to 60 letters, figures and ".-_". Empty if it can be neither.
func CleanLogin(typed string) string {
	name := strings.ToLower(norm.NFC.String(strings.TrimSpace(typed)))
	if strings.Contains(name, "@") {
		return CleanEmail(name)
	}
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-_", r)
	}
	if n := utf8.RuneCountInString(name); !utf8.ValidString(name) || n < 3 || n > 60 || strings.ContainsFunc(name, odd) {
		return ""
	}
	return name
}

// cleanCode drops the gap that apps show in the middle of a code.
func cleanCode(typed string) string { return strings.Join(strings.Fields(typed), "") }

// claimLogin makes the name the account's own. fault.Exists if it is another's.
func (p *People) claimLogin(ctx context.Context, login, account string) error {
	err := p.logins.Insert(ctx, &loginName{Head: store.Head{ID: login}, Account: account})
	if !errors.Is(err, fault.Exists) {
		return err
	}
	if has, e := p.logins.Get(ctx, login); e != nil || has.Account != account {
		return errors.Join(err, e)
	}
	return nil
}

func (p *People) storePassword(ctx context.Context, account, key string, pw Password, password string) error {
	var err error
	if pw.Hash, err = p.digest(ctx, password); err != nil {
		return err
	}
	pw.Key = p.codes.Wrap(codePurpose(account), []byte(key))
	var before string
	_, err = p.change(ctx, account, account, "account.password", func(a *Account) error {
		if a.Password != nil {
			before = a.Password.Login
		}
		a.Password = &pw
		return nil
	})
	if err != nil || before == "" || before == pw.Login {
		return err
	}
	return p.freeLogin(ctx, before)
}

func (p *People) freeLogin(ctx context.Context, login string) error {
	if err := p.logins.Delete(ctx, login); err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// digest is the slow hash of a password. Few run at a time, since each takes
// 19 MiB.
func (p *People) digest(ctx context.Context, password string) (hash string, err error) {
	err = p.inTurn(ctx, func() error {
		hash, err = argon2id.CreateHash(password, &cost)
		return err
	})
	return hash, err
}

func (p *People) inTurn(ctx context.Context, do func() error) error {
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// RemovePassword takes the password and its codes off an account, and ends its
// sessions but the one to keep.
func (p *People) RemovePassword(ctx context.Context, account, keep string) error {
	var login string
	_, err := p.change(ctx, account, account, "account.password_remove", func(a *Account) error {
		if a.Password != nil {
			login = a.Password.Login
		}
		a.Password = nil
		return nil
	})
	if err == nil && login != "" {
		err = p.freeLogin(ctx, login)
	}
	if err != nil {
		return err
	}
	return p.endAllBut(ctx, account, keep)
}

// Bare says whether nothing but a one-time link has ever opened the account.
func (a *Account) Bare() bool { return a.Ways() == 0 }

// Ways is how many ways in the account has, one-time links left out.
func (a *Account) Ways() int {
	n := len(a.Passkeys)
	if a.Password != nil {
		n++
	}
	if a.Subject != "" {
		n++
	}
	return n
}
