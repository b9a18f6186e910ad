package seal

import (
	"sync"

	"golang.org/x/crypto/argon2"
)

// The cost of a key from a passphrase: argon2id with 64 MiB, three passes, four lanes
// (RFC 9106, section 4, the second recommended option). Keys are read with these, so
// they can only be changed together with what was wrapped.
const (
	passMemory = 64 << 10 // KiB
	passTimes  = 3
	passLanes  = 4
)

// SaltSize is the size of a salt for FromPassphrase, in bytes.
const SaltSize = 16

// deriving lets one passphrase be worked on at a time: each takes 64 MiB.
var deriving sync.Mutex

// FromPassphrase is the key that a passphrase and a salt of SaltSize bytes give. It
// takes a tenth of a second or more, on purpose, and 64 MiB; one at a time is worked out.
func FromPassphrase(passphrase string, salt []byte) Key {
	deriving.Lock()
	defer deriving.Unlock()
	return Key(argon2.IDKey([]byte(passphrase), salt, passTimes, passMemory, passLanes, uint32(len(Key{}))))
}
