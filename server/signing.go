package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kist/internal/exchange/jsonfile"
	"kist/internal/fault"
	"kist/internal/hooks"
	"kist/internal/results"
	"kist/internal/seal"
)

// keysPath is where everybody finds the public keys that releases are signed with.
const keysPath = "/.well-known/kist-signing-keys.json"

// publicKeys is what that address answers.
type publicKeys struct {
	Keys []publicKey `json:"keys"` // the one that signs now first
}

// publicKey is a key that this installation signs with, or did.
type publicKey struct {
	Key       string `json:"key"` // as files name it
	Algorithm string `json:"algorithm"`
	Public    []byte `json:"public"` // in base64
	Since     string `json:"since"`  // day
}

// mountKeys tells everybody the public keys, and nothing else.
func (a *app) mountKeys(e *echo.Echo) {
	e.GET(keysPath, func(c echo.Context) error {
		keys, err := a.releases.Keys(c.Request().Context())
		if err != nil {
			return err
		}
		out := publicKeys{Keys: []publicKey{}}
		for _, k := range keys {
			out.Keys = append(out.Keys, publicKey{k.ID, "Ed25519", k.Public, k.Since})
		}
		return c.JSON(http.StatusOK, out)
	})
}

// showKeys is kist keys show.
type showKeys struct{}

// Run prints the public key that this key file signs releases with.
func (showKeys) Run() error {
	keys, err := keyFileKeys()
	if err != nil {
		return err
	}
	if !keys.CanOpen() {
		return errors.New("a collecting server's key file signs nothing: ask the server that staff reach")
	}
	return printKey(os.Stdout, keys.Signer())
}

func keyFileKeys() (seal.Keys, error) {
	cfg, err := settings()
	if err != nil {
		return seal.Keys{}, err
	}
	return seal.LoadKeys(cfg.KeyFile, false)
}

func printKey(out io.Writer, s seal.Signer) error {
	_, err := fmt.Fprintf(out, "Releases are signed with the key %s.\nIts public half (Ed25519, base64) is %s.\nKeys from before it are at %s of the server.\n",
		seal.KeyID(s.Public()), base64.StdEncoding.EncodeToString(s.Public()), keysPath)
	return err
}

// rotateKeys is kist keys rotate.
type rotateKeys struct{}

// Run gives the key file a new signing key. The old one's public half stays published.
func (rotateKeys) Run() error {
	cfg, err := settings()
	if err != nil {
		return err
	}
	keys, err := seal.RotateSigner(cfg.KeyFile)
	if err != nil {
		return err
	}
	fmt.Println("Keep a copy of the key file, and start every server that uses it again. Nothing else in it changed.")
	return printKey(os.Stdout, keys.Signer())
}

// verifyCommand is kist verify FILE.
type verifyCommand struct {
	Files []string `arg:"" help:"Releases, or the evidence base of an inspection, as JSON files; or an evidence pack."`
	Key   []string `help:"Id of a key that you trust, as the installation publishes it. Without it: the key of this machine's key file."`
}

// Run checks that each file is as it was handed out, with a key that is trusted.
func (v verifyCommand) Run() error {
	if len(v.Key) == 0 {
		keys, err := keyFileKeys()
		if err != nil || !keys.CanOpen() {
			return fmt.Errorf("say whose signature is to be found: --key and an id, which the installation shows at %s, on each release's page and by kist keys show; %w", keysPath, errMisused)
		}
		v.Key = []string{seal.KeyID(keys.Signer().Public())}
	}
	return v.verify(os.Stdout)
}

// verify says on out what is so of each file. An error if one is not as it should be.
func (v verifyCommand) verify(out io.Writer) error {
	bad := 0
	for _, name := range v.Files {
		if err := verifyFile(out, name, v.Key); err != nil {
			if err := say(out, "%s: %v\n", name, err); err != nil {
				return err
			}
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("do not rely on %d of %d files", bad, len(v.Files))
	}
	return nil
}

// readRelease reads a file; the error says which.
func readRelease(name string) (*jsonfile.File, error) {
	f, err := os.Open(name) // #nosec G304 -- named by whoever runs the command
	if err != nil {
		return nil, err
	}
	defer f.Close()
	file, err := jsonfile.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return file, nil
}

// verifyFile says on out what is so of a file. An error if it is not as it was handed
// out, or not signed with one of the keys.
func verifyFile(out io.Writer, name string, trusted []string) error {
	switch what, err := kindOf(name); {
	case err != nil:
		return err
	case what == evidenceFile:
		return verifyEvidence(out, name, trusted)
	case what == packFile:
		return verifyPack(out, name, trusted)
	}
	file, err := readRelease(name)
	if err != nil {
		return err
	}
	rel, v := file.Release, file.Check()
	return errors.Join(
		say(out, "%s: %s\n", name, ofWhat(rel)),
		sayPart(out, "numbers", v.Numbers, v.Key, trusted),
		sayPart(out, "file", v.File, v.FileKey, trusted),
		sayHash(out, rel),
	)
}

// sayPart says of the numbers, or of the whole file, whose signature they bear.
func sayPart(out io.Writer, what string, err error, key string, trusted []string) error {
	said := map[string][3]string{
		"numbers": {"every number is as it was published", "the numbers are not those that were signed", "the numbers are not signed: the release is from before there were signatures, or the signature was taken out"},
		"file":    {"every byte is as it was handed out", "words, labels or the form of the file were changed after it was handed out", "the file is not signed, so its words and labels may have been changed"},
	}[what]
	known := slices.ContainsFunc(trusted, func(id string) bool { return strings.EqualFold(id, key) })
	switch {
	case errors.Is(err, fault.NotFound):
		return errors.New(said[2])
	case err != nil:
		return errors.New(said[1])
	case !known:
		return fmt.Errorf("signed, but with the key %s, which is none of those you trust (%s)", key, strings.Join(trusted, ", "))
	}
	return say(out, "  %s; signed with key %s\n", said[0], key)
}

// sign signs for the installation; nil where there is no key for it.
func (a *app) sign() func(purpose string, text []byte) (results.Signature, error) {
	s := a.keys.Signer()
	if !s.Can() {
		return nil
	}
	return s.Sign
}

// hookSecret derives what webhooks are signed with; nil where there is no key to sign
// with. A new signing key leaves it as it is.
func (a *app) hookSecret() hooks.Derive {
	if a.sign() == nil {
		return nil
	}
	return func(use string) [32]byte { return a.keys.Wrap.Derive(use) }
}
