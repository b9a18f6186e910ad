package seal

import (
	"errors"
	"os"
	"time"

	"kist/internal/fault"
)

// Closer closes what is stored, and opens it again.
type Closer interface {
	// Can says whether there is a key at all.
	Can() bool
	// Wrap closes text for the named purpose, with the key of now.
	Wrap(purpose string, text []byte) []byte
	// Unwrap opens what was closed for the purpose, with the key of now or with the one
	// before. fault.Invalid if neither fits.
	Unwrap(purpose string, wrapped []byte) ([]byte, error)
	// Fresh says whether the key of now closed it.
	Fresh(purpose string, wrapped []byte) bool
}

// Can says that a key is one.
func (k Key) Can() bool { return k != Key{} }

// Fresh says whether this key closed it.
func (k Key) Fresh(purpose string, wrapped []byte) bool {
	_, err := k.Unwrap(purpose, wrapped)
	return err == nil
}

// Closing closes with the key of now, and opens with the one before it as well.
type Closing struct {
	Now    Key
	Before Key // zero: there is none
}

// Derive makes both keys' own for the named use; a key that is not there stays none.
func (c Closing) Derive(use string) Closing {
	if c.Now.Can() {
		c.Now = c.Now.Derive(use)
	}
	if c.Before.Can() {
		c.Before = c.Before.Derive(use)
	}
	return c
}

// Can says whether there is a key at all.
func (c Closing) Can() bool { return c.Now.Can() }

// Wrap closes text with the key of now.
func (c Closing) Wrap(purpose string, text []byte) []byte { return c.Now.Wrap(purpose, text) }

// Unwrap opens what either key closed.
func (c Closing) Unwrap(purpose string, wrapped []byte) ([]byte, error) {
	text, err := c.Now.Unwrap(purpose, wrapped)
	if err != nil && c.Before.Can() {
		return c.Before.Unwrap(purpose, wrapped)
	}
	return text, err
}

// Fresh says whether the key of now closed it.
func (c Closing) Fresh(purpose string, wrapped []byte) bool { return c.Now.Fresh(purpose, wrapped) }

// Again closes with the key of now what the one before closed. changed is false, and
// the bytes are the same, if nothing was to do.
func Again(c Closer, purpose string, wrapped []byte) (again []byte, changed bool, err error) {
	if c.Fresh(purpose, wrapped) {
		return wrapped, false, nil
	}
	text, err := c.Unwrap(purpose, wrapped)
	if err != nil {
		return nil, false, err
	}
	return c.Wrap(purpose, text), true, nil
}

// OlderSince is the form of Older.Since.
const OlderSince = "2006-01-02T15:04Z"

// Older are the keys that were replaced and still open what they closed. Zero: none.
type Older struct {
	Wrap, Staff Key
	Since       string // minute in UTC in which they were replaced, as OlderSince has it
}

// Closing is what closes the private halves of rounds and what hangs together with them.
func (k Keys) Closing() Closing { return Closing{k.Wrap, k.Older.Wrap} }

// Codes closes what people's authenticators show codes by.
func (k Keys) Codes() Closing { return Closing{k.Staff, k.Older.Staff} }

// LaneKey is what texts are known by in the safety lane. It opens no text, and stays when
// others are renewed: names cannot be changed without losing what they name.
func (k Keys) LaneKey() Key { return k.kept(k.Lane, "kist safety lane") }

// TextsKey is what texts are known by when people read them; otherwise as LaneKey.
func (k Keys) TextsKey() Key { return k.kept(k.Texts, "kist texts") }

// kept is a key that is written down since the first renewal, and followed from Wrap
// until then.
func (k Keys) kept(key Key, use string) Key {
	if key.Can() || !k.CanOpen() {
		return key
	}
	return k.Wrap.Derive(use)
}

// Renew gives the key file new keys for closing, and keeps those of now as older ones
// that still open. What signs, what slips are made of and what texts are known by stay.
// fault.NotFound if there is no file, fault.Denied if it is a collecting server's,
// fault.Closed if it has older keys already.
func Renew(path string, now time.Time) (Keys, error) {
	k, err := LoadKeys(path, false)
	switch {
	case err != nil:
		return k, err
	case !k.CanOpen():
		return k, fault.Wrap(fault.Denied, "key file %s is one for collecting only, which closes nothing", path)
	case k.Older != Older{}:
		return k, fault.Wrap(fault.Closed, "key file %s has older keys already, since %s: they have to be retired first", path, k.Older.Since)
	}
	k.Lane, k.Texts = k.LaneKey(), k.TextsKey()
	if !k.Sign.Can() {
		k.Sign = k.Wrap.Derive(signing)
	}
	k.Older = Older{k.Wrap, k.Staff, now.UTC().Format(OlderSince)}
	k.Wrap, k.Staff = NewKey(), NewKey()
	return k, replaceKeys(path, k)
}

// Retire takes the older keys out of the key file: what nothing else closed since opens
// no more. fault.NotFound if there is no file, fault.Closed if it has none.
func Retire(path string) (Keys, error) {
	k, err := LoadKeys(path, false)
	if err == nil && k.Older == (Older{}) {
		err = fault.Wrap(fault.Closed, "key file %s has no older keys", path)
	}
	if err != nil {
		return k, err
	}
	k.Older = Older{}
	return k, replaceKeys(path, k)
}

func replaceKeys(path string, k Keys) error {
	return writeKeys(path, k, func(whole string) error { return os.Rename(whole, path) })
}

// olderFile is the form of Older on disk.
type olderFile struct {
	Wrap  string `json:"wrap"`
	Staff string `json:"staff"`
	Since string `json:"since"`
}

func (o Older) file() *olderFile {
	if o == (Older{}) {
		return nil
	}
	return &olderFile{o.Wrap.text(), o.Staff.text(), o.Since}
}

// read takes the older keys from the form on disk; nil is none.
func (o *Older) read(f *olderFile) error {
	if f == nil {
		return nil
	}
	o.Since = f.Since
	if _, err := time.Parse(OlderSince, f.Since); err != nil {
		return fault.Wrap(fault.Invalid, "key file: the older keys do not say since when they are older")
	}
	return errors.Join(o.Wrap.read("older wrap", f.Wrap, true), o.Staff.read("older staff", f.Staff, true))
}

// Fingerprint names these keys without telling them: a backup says by it which key file
// it belongs to. The signing key has no part in it: what it signed stays valid without it.
func (k Keys) Fingerprint() string {
	parts := []string{k.Wrap.text(), k.Staff.text()}
	if k.Older != (Older{}) {
		parts = append(parts, k.Older.Wrap.text(), k.Older.Staff.text())
	}
	return k.fingerprint(parts...)
}

func (k Keys) fingerprint(parts ...string) string {
	sum := k.Tickets.Derive("kist key file, fingerprint").Tag(parts...)
	return fingerprintText(sum)
}

// OpensFor says whether these keys open everything in a backup that names a
// fingerprint: it is theirs, that of the keys of now alone, or that of the older ones.
func (k Keys) OpensFor(fingerprint string) bool {
	return fingerprint == k.Fingerprint() ||
		fingerprint == k.fingerprint(k.Wrap.text(), k.Staff.text()) ||
		k.Older != Older{} && fingerprint == k.fingerprint(k.Older.Wrap.text(), k.Older.Staff.text())
}
