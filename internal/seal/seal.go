// Package seal closes what children say so that only the holder of a round's
// private key can open it, and keeps those keys.
//
// It uses HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM. Keys are made
// and envelopes opened by the standard library. They are sealed by
// github.com/cloudflare/circl (BSD-3-Clause, kept by Cloudflare, who run it), whose
// X25519 takes half the time, and sealing is most of what taking in a form costs;
// so two implementations agree about every envelope that is opened. The hybrid
// MLKEM768-X25519, which would also keep what is recorded today from tomorrow's
// quantum computers, costs more than a quarter of what a server can take in on
// two cores (docs/developer.md has the figures).
// The package knows nothing of surveys, rounds or people: it seals bytes for a
// purpose that the caller names.
package seal

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"fmt"

	fast "github.com/cloudflare/circl/hpke"
	circl "github.com/cloudflare/circl/kem"

	"kist/internal/fault"
)

var (
	kem  = hpke.DHKEM(ecdh.X25519())
	kdf  = hpke.HKDFSHA256()
	aead = hpke.AES256GCM()
)

// The same suite, as the library that seals names it.
var (
	fastKEM   = fast.KEM_X25519_HKDF_SHA256
	fastSuite = fast.NewSuite(fastKEM, fast.KDF_HKDF_SHA256, fast.AEAD_AES256GCM)
)

// Public is the half of a key pair that seals. The zero value seals nothing.
type Public struct{ key circl.PublicKey }

// Private is the half that opens. The zero value opens nothing.
type Private struct{ key hpke.PrivateKey }

// NewPrivate makes a key pair, given as its private half.
func NewPrivate() (Private, error) {
	key, err := kem.GenerateKey()
	if err != nil {
		return Private{}, fmt.Errorf("seal: make a key pair: %w", err)
	}
	return Private{key}, nil
}

// Public is the half that seals; the zero value's seals nothing.
func (p Private) Public() Public {
	if p.key == nil {
		return Public{}
	}
	public, err := ParsePublic(p.key.PublicKey().Bytes())
	if err != nil {
		panic(err) // the two libraries write keys as RFC 9180 does
	}
	return public
}

// ParsePublic reads what Public.Bytes wrote. fault.Invalid if it is no key.
func ParsePublic(b []byte) (Public, error) {
	key, err := fastKEM.Scheme().UnmarshalBinaryPublicKey(b)
	if err != nil {
		return Public{}, fault.Wrap(fault.Invalid, "seal: public key: %v", err)
	}
	return Public{key}, nil
}

// ParsePrivate reads what Private.Bytes wrote. fault.Invalid if it is no key.
func ParsePrivate(b []byte) (Private, error) {
	key, err := kem.NewPrivateKey(b)
	if err != nil {
		return Private{}, fault.Wrap(fault.Invalid, "seal: private key: %v", err)
	}
	return Private{key}, nil
}

// Bytes is the key as stored: 32 bytes, none for the zero value.
func (p Public) Bytes() []byte {
	if p.key == nil {
		return nil
	}
	b, err := p.key.MarshalBinary()
	if err != nil {
		panic(err) // of a key that was read, there is nothing to fail
	}
	return b
}

// Bytes is the key as it goes into Key.Wrap: it is never stored bare.
// fault.Denied for the zero value.
func (p Private) Bytes() ([]byte, error) {
	if p.key == nil {
		return nil, errNoPrivate
	}
	return p.key.Bytes()
}

var errNoPrivate = fault.Wrap(fault.Denied, "seal: this server holds no private key")

// Seal closes text for the named purpose; opening needs the same purpose.
// The result is Overhead bytes longer than text.
func (p Public) Seal(purpose string, text []byte) ([]byte, error) {
	if p.key == nil {
		return nil, fault.Wrap(fault.Invalid, "seal: no key")
	}
	sender, err := fastSuite.NewSender(p.key, []byte(purpose))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	encapsulated, sealer, err := sender.Setup(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	closed, err := sealer.Seal(text, nil)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return append(encapsulated, closed...), nil
}

// Overhead is what sealing adds to a text, in bytes: the encapsulated key and
// the authentication tag.
const Overhead = 32 + 16

// Open opens what Seal closed for the same purpose. fault.Invalid if it was
// altered, sealed to another key or for another purpose.
func (p Private) Open(purpose string, sealed []byte) ([]byte, error) {
	if p.key == nil {
		return nil, errNoPrivate
	}
	text, err := hpke.Open(p.key, kdf, aead, []byte(purpose), sealed)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "seal: cannot be opened for %s", purpose)
	}
	return text, nil
}

// Random gives n random bytes from the operating system; it cannot fail.
func Random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails since Go 1.24: it ends the program instead
	return b
}
