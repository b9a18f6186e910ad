package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"

	"kist/internal/fault"
)

// Key is 32 secret bytes that seal and open alike.
type Key [32]byte

// NewKey makes a random key.
func NewKey() Key { return Key(Random(len(Key{}))) }

// Derive makes another key from this one for the named use (HKDF-SHA256,
// RFC 5869). Whoever holds the result learns nothing of the key or its
// other uses.
func (k Key) Derive(use string) Key {
	out, err := hkdf.Key(sha256.New, k[:], nil, use, len(k))
	if err != nil { // only a length over 8,160 bytes fails
		panic(fmt.Sprintf("seal: derive: %v", err))
	}
	return Key(out)
}

// Wrap closes text for the named purpose with a fresh random nonce
// (AES-256-GCM). The result is 28 bytes longer than text.
func (k Key) Wrap(purpose string, text []byte) []byte {
	return k.aead().Seal(nil, nil, text, []byte(purpose)) // #nosec G407 -- Go's own GCM with a random nonce takes none
}

// Unwrap opens what Wrap closed for the same purpose. fault.Invalid if it was
// altered, or closed with another key or for another purpose.
func (k Key) Unwrap(purpose string, wrapped []byte) ([]byte, error) {
	text, err := k.aead().Open(nil, nil, wrapped, []byte(purpose))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "seal: cannot be unwrapped for %s", purpose)
	}
	return text, nil
}

func (k Key) aead() cipher.AEAD {
	block, err := aes.NewCipher(k[:])
	if err != nil { // only a wrong key length fails
		panic(fmt.Sprintf("seal: cipher: %v", err))
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(fmt.Sprintf("seal: cipher: %v", err))
	}
	return gcm
}

// Tag is HMAC-SHA256 under the key over the parts, each told apart from the
// next by its length, cut to 16 bytes.
func (k Key) Tag(parts ...string) [16]byte {
	mac := hmac.New(sha256.New, k[:])
	for _, p := range parts {
		fmt.Fprintf(mac, "%d:%s", len(p), p)
	}
	return [16]byte(mac.Sum(nil)[:16])
}
