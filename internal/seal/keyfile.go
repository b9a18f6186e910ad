package seal

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kist/internal/fault"
)

// Keys are the secrets of one installation, kept in the key file, apart from
// the database. A collecting server holds a file without Wrap.
type Keys struct {
	Wrap    Key // wraps the private halves of rounds; zero on a collecting server
	Tickets Key // root of the rounds' ticket keys
	Staff   Key // signs what staff links and tokens are looked up by; zero on a collecting server
	Sign    Key // seed of the key that signs releases; zero if it follows from Wrap (Keys.Signer)
	Lane    Key // zero if it follows from Wrap (LaneKey)
	Texts   Key // zero if it follows from Wrap (TextsKey)
	Older   Older
}

// CanOpen says whether these keys can open what children sent.
func (k Keys) CanOpen() bool { return k.Wrap != Key{} }

// Collect is what a collecting server may hold: taken over, it reveals
// nothing that was sent before.
func (k Keys) Collect() Keys { return Keys{Tickets: k.Tickets} }

func fingerprintText(sum [16]byte) string { return hex.EncodeToString(sum[:8]) }

// keyFile is the form on disk.
type keyFile struct {
	About   string `json:"about"`
	Wrap    string `json:"wrap,omitempty"`
	Tickets string `json:"tickets"`
	Staff   string `json:"staff,omitempty"`
	Sign    string `json:"sign,omitempty"`
	Lane    string `json:"lane,omitempty"`
	Texts   string `json:"texts,omitempty"`

	Older *olderFile `json:"older,omitempty"`
}

func (k Keys) file() keyFile {
	return keyFile{aboutKeyFile, k.Wrap.text(), k.Tickets.text(), k.Staff.text(), k.Sign.text(), k.Lane.text(), k.Texts.text(), k.Older.file()}
}

const aboutKeyFile = "Kist key file. Whoever has this and the database can read answers. Keep a copy in a safe place, never beside the database."

// LoadKeys reads the key file. A file that is missing is made, readable by its
// owner only, when create is true; fault.NotFound otherwise. A file that others
// can read is refused with fault.Denied.
func LoadKeys(path string, create bool) (Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !create {
			return Keys{}, fault.Wrap(fault.NotFound, "key file %s", path)
		}
		keys := Keys{Wrap: NewKey(), Tickets: NewKey(), Staff: NewKey(), Sign: NewKey()}
		return keys, SaveKeys(path, keys)
	}
	if err != nil {
		return Keys{}, fmt.Errorf("key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Keys{}, fault.Wrap(fault.Denied, "key file %s can be read by others; run: chmod 600 %s", path, path)
	}
	b, err := os.ReadFile(path) // #nosec G304 -- the key file, which the operator sets
	if err != nil {
		return Keys{}, fmt.Errorf("key file: %w", err)
	}
	return parseKeys(b)
}

// SaveKeys writes a new key file with mode 0600 and syncs it. It never
// replaces a file: fault.Exists.
func SaveKeys(path string, k Keys) error {
	// The whole file gets its name at once, and only if nothing has it: a crash
	// leaves no half of a key.
	return writeKeys(path, k, func(whole string) error {
		err := os.Link(whole, path)
		if errors.Is(err, fs.ErrExist) {
			return fault.Wrap(fault.Exists, "key file %s", path)
		}
		return err
	})
}

// RotateSigner gives the key file a new signing key in place of the one that it has,
// and leaves all other keys as they are. What was signed before still fits the public
// half that it brings. fault.NotFound if there is no file, fault.Denied if it is a
// collecting server's.
func RotateSigner(path string) (Keys, error) {
	keys, err := LoadKeys(path, false)
	if err != nil {
		return keys, err
	}
	if !keys.CanOpen() {
		return keys, fault.Wrap(fault.Denied, "key file %s is one for collecting only, which signs nothing", path)
	}
	keys.Sign = NewKey()
	return keys, replaceKeys(path, keys)
}

// writeKeys writes a whole file beside path, lets named give it the name, and makes
// that durable.
func writeKeys(path string, k Keys, named func(whole string) error) error {
	text, err := json.MarshalIndent(k.file(), "", "  ")
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".kist-key-*") // readable by its owner only
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if err := named(f.Name()); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the new name itself durable: losing the key file in a power
// cut would lose every answer sealed since.
func syncDir(dir string) error {
	d, err := os.Open(dir) // #nosec G304 -- the folder of the key file, which the operator sets
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer d.Close()
	return d.Sync()
}

func parseKeys(b []byte) (Keys, error) {
	var f keyFile
	if err := json.Unmarshal(b, &f); err != nil {
		return Keys{}, fault.Wrap(fault.Invalid, "key file: not a Kist key file: %v", err)
	}
	var k Keys
	err := errors.Join(k.Wrap.read("wrap", f.Wrap, false), k.Tickets.read("tickets", f.Tickets, true), k.Staff.read("staff", f.Staff, false), k.Sign.read("sign", f.Sign, false),
		k.Lane.read("lane", f.Lane, false), k.Texts.read("texts", f.Texts, false), k.Older.read(f.Older))
	if err == nil && (k.Wrap == Key{}) != (k.Staff == Key{}) {
		return Keys{}, fault.Wrap(fault.Invalid, "key file: it holds one of \"wrap\" and \"staff\" without the other")
	}
	if err == nil && !k.CanOpen() && k != k.Collect() {
		return Keys{}, fault.Wrap(fault.Invalid, "key file: it holds keys of a whole file without \"wrap\"")
	}
	return k, err
}

// text is empty for a key that is not held.
func (k Key) text() string {
	if k == (Key{}) {
		return ""
	}
	return base64.StdEncoding.EncodeToString(k[:])
}

func (k *Key) read(name, text string, need bool) error {
	if text == "" && !need {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != len(k) || Key(b) == (Key{}) {
		return fault.Wrap(fault.Invalid, "key file: %q is not a key of 32 bytes in base64", name)
	}
	copy(k[:], b)
	return nil
}
