package seal

import (
	"encoding/hex"
	"testing"

	"golang.org/x/crypto/argon2"
)

// TestFromPassphrase: the same words and salt give the same key, any other another; and
// it is argon2id of RFC 9106 at the cost that the comment names.
func TestFromPassphrase(t *testing.T) {
	salt := []byte("sixteen bytes...")
	key := FromPassphrase("six plain words", salt)
	if key != FromPassphrase("six plain words", salt) {
		t.Error("it is another key the next time")
	}
	for what, other := range map[string]Key{"words": FromPassphrase("six plain word", salt), "salt": FromPassphrase("six plain words", []byte("other bytes.....")), "none": {}} {
		if other == key {
			t.Errorf("other %s, and the same key", what)
		}
	}
	want := argon2.IDKey([]byte("six plain words"), salt, 3, 64*1024, 4, 32)
	if hex.EncodeToString(key[:]) != hex.EncodeToString(want) {
		t.Error("the cost is another than the comment says")
	}
}
