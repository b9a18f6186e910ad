package seal

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"kist/internal/fault"
)

// Signature says that the holder of a key stood behind a text. It brings the public
// half, so that it can be checked without asking anybody; whose key that is, its id
// tells to those who have the id from elsewhere.
type Signature struct {
	Key    string `json:"key"`    // KeyID of Public
	Public []byte `json:"public"` // Ed25519, 32 bytes
	Value  []byte `json:"value"`  // Ed25519 (RFC 8032), 64 bytes, of the purpose, a line feed and the text
}

// Signer signs for the installation. The zero value signs nothing.
type Signer struct {
	key ed25519.PrivateKey
	own Closing // of Proof
}

// signing is the use for which the signing key is derived.
const signing = "kist signing of releases"

// Signer is the key that signs what this installation publishes: its own in the key
// file, and one that follows from the wrapping key in a file that has none, such as
// those from before there were signatures. The zero value on a collecting server.
func (k Keys) Signer() Signer {
	seed := k.Sign
	switch {
	case !k.CanOpen():
		return Signer{}
	case seed == Key{}:
		seed = k.Wrap.Derive(signing)
	}
	return Signer{ed25519.NewKeyFromSeed(seed[:]), k.Closing().Derive(signing + ", own keys")}
}

// Can says whether there is a key to sign with.
func (s Signer) Can() bool { return s.key != nil }

// Public is the half that checks; nil for the zero value.
func (s Signer) Public() []byte {
	if !s.Can() {
		return nil
	}
	return s.key.Public().(ed25519.PublicKey)
}

// Proof is kept beside a public key that this key file signed with, so that it can be
// told later, when there is another signing key, from one that somebody put there.
func (s Signer) Proof(public []byte) []byte {
	tag := s.own.Now.Tag(string(public))
	return tag[:]
}

// Proved says whether the key of now, or the one before it, made the proof; fresh, that
// it was the key of now.
func (s Signer) Proved(public, proof []byte) (ok, fresh bool) {
	if now := s.Proof(public); hmac.Equal(now, proof) {
		return true, true
	}
	before := s.own.Before.Tag(string(public))
	return s.own.Before.Can() && hmac.Equal(before[:], proof), false
}

// Sign signs text for the named purpose, which is one line. The same text is signed
// the same each time. fault.Denied for the zero value.
func (s Signer) Sign(purpose string, text []byte) (Signature, error) {
	if !s.Can() {
		return Signature{}, fault.Wrap(fault.Denied, "seal: this server holds no signing key")
	}
	return Signature{KeyID(s.Public()), s.Public(), ed25519.Sign(s.key, signed(purpose, text))}, nil
}

// KeyID names a public signing key: the first half of its SHA-256, in hexadecimal.
// It is long enough that nobody finds another key with the same one.
func KeyID(public []byte) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:len(sum)/2])
}

// Fits says whether the signature is of this text, for this purpose, by the key that
// it names. fault.Invalid if it is not.
func (s Signature) Fits(purpose string, text []byte) error {
	switch {
	case len(s.Public) != ed25519.PublicKeySize || KeyID(s.Public) != s.Key:
		return fault.Wrap(fault.Invalid, "seal: the signature does not bring the key that it names")
	case !ed25519.Verify(s.Public, signed(purpose, text), s.Value):
		return fault.Wrap(fault.Invalid, "seal: the signature is not of this text")
	}
	return nil
}

func signed(purpose string, text []byte) []byte {
	return append([]byte(purpose+"\n"), text...)
}
