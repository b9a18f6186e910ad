package results

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kist/internal/fault"
	"kist/internal/seal"
	"kist/internal/store"
)

// statementPurpose is what a release's signature is for, and the form of Statement.
const statementPurpose = "kist release 1"

// Signature is the installation's, of a release or of a file of one.
type Signature = seal.Signature

// Statement is what is signed of a release: which it is, and every published number
// with its place, one a line. It holds no words and no reasons why a number is missing,
// so it can be made again from a file of the release in any language: from the codes
// that files have as well as from those of the survey.
func (r *Release) Statement() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "release %q number %d round %q\n", r.ID, r.Number, r.Round)
	fmt.Fprintf(&b, "survey %q hash %q made %s\n", r.Version, r.Hash, r.Made)
	fmt.Fprintf(&b, "synthetic %t interim %t\n", r.Synthetic, r.Interim)
	for _, p := range r.Places {
		fmt.Fprintf(&b, "place %q inspection %q round %q release %q before %q responses %s expected %d%s\n", sameCode(p.Place), p.Inspection, p.Round, p.Release, p.Before, stated(p.Responses), p.Expected, p.Aside.stated())
	}
	if t := r.Texts; t != nil {
		fmt.Fprintf(&b, "texts of round %q codebook %q later %t names %q\n", t.Round, t.Codebook, t.Later, t.Sum)
	}
	fmt.Fprintf(&b, "responses %s%s\n", stated(r.Responses), r.Aside.stated())
	for _, t := range r.Tables {
		for _, g := range t.Groups {
			if !g.Base.Shown {
				continue
			}
			fmt.Fprintf(&b, "%q by %q group %q multiple %t: answered %s", sameCode(t.Question), sameCode(t.By), sameCode(g.Value), t.Multiple, stated(g.Base))
			for i, f := range g.Cells {
				if i < len(g.Offered) && !g.Offered[i] {
					continue
				}
				fmt.Fprintf(&b, ", %q %s", sameCode(t.Columns[i]), stated(f))
			}
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// sameCode is the same for a code and for the form that it has in files, which has
// no dash that a spreadsheet could read as a minus sign or a date.
func sameCode(code string) string {
	parts := Parts(code)
	for i, part := range parts {
		if parts[i] = strings.ReplaceAll(part, "-", "_"); part == "-" {
			parts[i] = "rather_not"
		}
	}
	return Join(parts)
}

func stated(f Figure) string {
	if !f.Shown {
		return "-"
	}
	if f.Added > 0 {
		return fmt.Sprintf("%d of %d", f.Count, f.Added)
	}
	return fmt.Sprint(f.Count)
}

// Sign puts the signature of whoever sign signs for on the release.
func (r *Release) Sign(sign func(purpose string, text []byte) (Signature, error)) error {
	s, err := sign(statementPurpose, r.Statement())
	if err == nil {
		r.Signature = &s
	}
	return err
}

// Fits says whether the release is what its signature was given for. fault.Invalid if
// not; fault.NotFound if it has none.
func (r *Release) Fits() error {
	if r.Signature == nil {
		return fault.Wrap(fault.NotFound, "release %s is not signed", r.ID)
	}
	if err := r.Signature.Fits(statementPurpose, r.Statement()); err != nil {
		return fmt.Errorf("release %s: %w", r.ID, err)
	}
	if r.Texts != nil && r.Texts.Sum != r.Texts.SumOf() {
		return fault.Wrap(fault.Invalid, "release %s: the names of themes or settings were changed", r.ID)
	}
	return nil
}

// untouched is Fits, and says nothing of a release from before there were signatures.
func (r *Release) untouched() error {
	if err := r.Fits(); !errors.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

// SigningKey is the public half of a key that this installation signs with, or did.
type SigningKey struct {
	store.Head `bson:",inline"` // ID: seal.KeyID of Public
	Public     []byte           `json:"public"`
	Since      string           `json:"since"` // day on which it was first used, 2006-01-02
	// Proof is of the key file: nobody who can write in the database alone can make
	// a key of theirs look like one of this installation.
	Proof []byte `json:"proof"`
	// Unsigned are the releases that had no signature when this was written down, and
	// Listed is the key file's proof of that list; nil from before there was one.
	Unsigned []string `json:"unsigned,omitempty"`
	Listed   []byte   `json:"listed,omitempty"`
}

// list is what Listed proves.
func (k *SigningKey) list() []byte {
	return []byte("unsigned " + k.ID + "\n" + strings.Join(k.Unsigned, "\n"))
}

// noteKey writes down the key that signs, unless it is there.
func (r *Releases) noteKey(ctx context.Context) error {
	if !r.signer.Can() {
		return nil
	}
	public := r.signer.Public()
	key := &SigningKey{Head: store.Head{ID: seal.KeyID(public)}, Public: public, Since: r.now().Format(time.DateOnly), Proof: r.signer.Proof(public)}
	known, err := r.keys.Get(ctx, key.ID)
	if err == nil && known.Listed != nil || err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	if key.Unsigned, err = r.unsigned(ctx); err != nil {
		return err
	}
	key.Listed = r.signer.Proof(key.list())
	if known != nil { // written down before there was a list
		key.Head, key.Since = known.Head, known.Since
		err = r.keys.Replace(ctx, key)
	} else {
		err = r.keys.Insert(ctx, key)
	}
	if errors.Is(err, fault.Exists) || errors.Is(err, fault.Conflict) {
		return nil // another server was quicker
	}
	return err
}

// unsigned are the ids of the published releases without a signature.
func (r *Releases) unsigned(ctx context.Context) (ids []string, err error) {
	for rel, err := range r.docs.Find(ctx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		if rel.Signature == nil && rel.State == Published {
			ids = append(ids, rel.ID)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// stripped says whether a release without a signature must have had one: a list that was
// made when a key of this installation was written down lacks it, or was changed since.
func (r *Releases) stripped(ctx context.Context, id string) (bool, error) {
	all, err := r.keys.All(ctx, store.Query{})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(all, func(k *SigningKey) bool {
		return k.Listed != nil && r.proved(k) && (!slices.Contains(k.Unsigned, id) || !r.listed(k))
	}), nil
}

// foreign says whether a key is none of this installation's.
func (r *Releases) foreign(ctx context.Context, id string) (bool, error) {
	if _, ok := r.own.Load(id); ok {
		return false, nil
	}
	k, err := r.keys.Get(ctx, id)
	if err != nil || !r.proved(k) {
		if errors.Is(err, fault.NotFound) {
			err = nil
		}
		return true, err
	}
	r.own.Store(id, struct{}{})
	return false, nil
}

// proved says whether it was the key file that wrote the key down.
func (r *Releases) proved(k *SigningKey) bool {
	ok, _ := r.signer.Proved(k.Public, k.Proof)
	return ok && k.ID == seal.KeyID(k.Public)
}

// listed says whether it was the key file that wrote down which releases had no signature.
func (r *Releases) listed(k *SigningKey) bool {
	ok, _ := r.signer.Proved(k.list(), k.Listed)
	return ok
}

// Rewrap proves with the key of now the public keys that the one before it proved, so that
// they stay published; dry only counts. A key that the key file did not prove stays so. It
// can be broken off, repeated and done by several at once.
func (r *Releases) Rewrap(ctx context.Context, dry bool) (n int, err error) {
	return r.keys.Amend(ctx, dry, func(k *SigningKey) (bool, error) {
		_, fresh := r.signer.Proved(k.Public, k.Proof)
		if fresh || !r.proved(k) {
			return false, nil
		}
		if k.Listed != nil && r.listed(k) { // a list that was changed is not made good
			k.Listed = r.signer.Proof(k.list())
		}
		k.Proof = r.signer.Proof(k.Public)
		return true, nil
	})
}

// Keys lists the public keys of this installation, the one that signs now first. One
// that its key file did not prove is not among them.
func (r *Releases) Keys(ctx context.Context) ([]*SigningKey, error) {
	all, err := r.keys.All(ctx, store.Query{})
	if err != nil {
		return nil, err
	}
	var list []*SigningKey
	now := seal.KeyID(r.signer.Public())
	for _, k := range all {
		switch {
		case !r.proved(k):
		case k.ID == now:
			list = append([]*SigningKey{k}, list...)
		default:
			list = append(list, k)
		}
	}
	return list, nil
}
