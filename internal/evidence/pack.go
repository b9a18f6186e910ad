package evidence

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"kist/internal/fault"
	"kist/internal/results"
)

// PackPurpose is what the signature of a pack's manifest is for.
const PackPurpose = "kist pack 1"

// packFormat is what a manifest says it is.
const packFormat = "kist-pack-1"

// The files of a pack that are known by name.
const (
	manifestFile  = "manifest.json"
	signatureFile = "signature.json"
	// ItemsFile holds the items, as File.
	ItemsFile = "evidence.json"
	// ReleasesFolder holds releases as JSON files, among others.
	ReleasesFolder = "releases/"
)

// The most that a pack is read of: far more than an inspection has.
const (
	maxPackFiles = 10_000
	maxPackFile  = 256 << 20 // bytes, unpacked
	maxPackAll   = 1 << 30   // bytes, unpacked
)

// Manifest lists what is in a pack.
type Manifest struct {
	Format     string     `json:"format"`
	Inspection string     `json:"inspection"`
	Title      string     `json:"title"`
	Made       string     `json:"made"` // minute in UTC, as RFC 3339
	Last       int        `json:"last"` // number of the inspection's last item; 0: none
	Files      []PackFile `json:"files"`
}

// PackFile is one file of a pack.
type PackFile struct {
	Name   string `json:"name"`
	Size   int    `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// Packer writes a pack: an archive whose manifest is signed. Make it with NewPacker.
type Packer struct {
	zip      *zip.Writer
	manifest Manifest
	sign     Sign
}

// NewPacker begins the pack of an inspection with its items. made is the minute in UTC.
func NewPacker(w io.Writer, inspection, title, made string, items []*Item, sign Sign) (*Packer, error) {
	p := &Packer{zip.NewWriter(w), Manifest{Format: packFormat, Inspection: inspection, Title: title, Made: made, Files: []PackFile{}}, sign}
	if len(items) > 0 {
		p.manifest.Last = items[len(items)-1].Number
	}
	var b strings.Builder
	if err := Write(&b, inspection, items); err != nil {
		return nil, err
	}
	return p, p.Add(ItemsFile, []byte(b.String()))
}

// Add puts a file into the pack. fault.Exists if there is one with the same name.
func (p *Packer) Add(name string, b []byte) error {
	if !packable(name) {
		return fault.Wrap(fault.Invalid, "pack: a file named %q", name)
	}
	if slices.ContainsFunc(p.manifest.Files, func(f PackFile) bool { return f.Name == name }) {
		return fault.Wrap(fault.Exists, "pack: file %q", name)
	}
	sum := sha256.Sum256(b)
	p.manifest.Files = append(p.manifest.Files, PackFile{name, len(b), hex.EncodeToString(sum[:])})
	return p.put(name, b)
}

func (p *Packer) put(name string, b []byte) error {
	w, err := p.zip.Create(name)
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// Close signs the manifest and ends the archive. Without a key it is fault.Denied.
func (p *Packer) Close() error {
	if p.sign == nil {
		return fault.Wrap(fault.Denied, "pack: this server has no key to sign with")
	}
	b, err := json.MarshalIndent(p.manifest, "", " ")
	if err != nil {
		return err
	}
	s, err := p.sign(PackPurpose, b)
	if err != nil {
		return err
	}
	signature, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	if err := p.put(manifestFile, b); err != nil {
		return err
	}
	if err := p.put(signatureFile, signature); err != nil {
		return err
	}
	return p.zip.Close()
}

// packable says whether a name stays in the folder into which a pack is unpacked, on every
// system.
func packable(name string) bool {
	return name != "" && name == path.Clean(name) && name[0] != '/' && !strings.HasPrefix(name, "..") && !strings.ContainsAny(name, "\\:\x00") &&
		name != manifestFile && name != signatureFile
}

// Pack is a pack that was read and is what its manifest says.
type Pack struct {
	Manifest
	Signature results.Signature
	archive   map[string]*zip.File
}

// OpenPack reads a pack and checks every byte of it against its manifest, and that against
// its signature. fault.Invalid if it is none, or was changed.
func OpenPack(r io.ReaderAt, size int64) (*Pack, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "it is no archive, or was cut off: %v", err)
	}
	p := &Pack{archive: map[string]*zip.File{}}
	all := uint64(0)
	for _, f := range z.File {
		if all += f.UncompressedSize64; f.UncompressedSize64 > maxPackFile || all > maxPackAll || len(z.File) > maxPackFiles {
			return nil, fault.Wrap(fault.Invalid, "it holds more than any pack does")
		}
		if p.archive[f.Name] != nil {
			return nil, fault.Wrap(fault.Invalid, "file %q is in it twice", f.Name)
		}
		p.archive[f.Name] = f
	}
	return p, p.check()
}

// check holds the files against the manifest.
func (p *Pack) check() error {
	text, err := p.Read(manifestFile)
	if p.archive["word/document.xml"] != nil {
		return fault.Wrap(fault.Invalid, "it is a document, which anybody can edit: hold the hashes in its last part against those of the pack or of the release's file")
	}
	if err != nil {
		return err
	}
	signature, err := p.Read(signatureFile)
	if err != nil {
		return err
	}
	if json.Unmarshal(text, &p.Manifest) != nil || json.Unmarshal(signature, &p.Signature) != nil || p.Format != packFormat {
		return fault.Wrap(fault.Invalid, "it is no pack of this kind")
	}
	if err := p.Signature.Fits(PackPurpose, text); err != nil {
		return fmt.Errorf("the manifest is not what was signed: %w", err)
	}
	if len(p.Files)+2 != len(p.archive) {
		return fault.Wrap(fault.Invalid, "it has %d files, and the manifest lists %d", len(p.archive)-2, len(p.Files))
	}
	for _, f := range p.Files {
		b, err := p.Read(f.Name)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(b); len(b) != f.Size || hex.EncodeToString(sum[:]) != f.SHA256 {
			return fault.Wrap(fault.Invalid, "file %q was changed", f.Name)
		}
	}
	return nil
}

// Read gives a file of the pack. fault.Invalid if there is none, or it cannot be unpacked.
func (p *Pack) Read(name string) ([]byte, error) {
	f := p.archive[name]
	if f == nil {
		return nil, fault.Wrap(fault.Invalid, "file %q is missing", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "file %q cannot be unpacked: %v", name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxPackFile))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "file %q cannot be unpacked: %v", name, err)
	}
	return b, nil
}

// Evidence reads the items of the pack, and says whether they are the whole evidence base
// of its inspection when it was made. fault.Invalid if not.
func (p *Pack) Evidence() (*File, Checked, error) {
	text, err := p.Read(ItemsFile)
	if err != nil {
		return nil, Checked{}, err
	}
	f, err := Read(strings.NewReader(string(text)))
	if err != nil {
		return nil, Checked{}, err
	}
	c, err := f.Check()
	if err == nil && (f.Inspection != p.Inspection || c.To != p.Last) {
		err = fault.Wrap(fault.Invalid, "the items are not those of the manifest")
	}
	return f, c, err
}

// Rests lists the releases on which findings rest, each with what was signed of it (the
// SHA-256 of its statement).
func Rests(items []*Item) (map[string]string, error) {
	list := map[string]string{}
	for _, it := range items {
		for _, p := range it.Parts {
			if !strings.HasSuffix(p.Name, citesSuffix) {
				continue
			}
			var c Cites
			if err := json.Unmarshal([]byte(p.Text), &c); err != nil {
				return nil, fault.Wrap(fault.Invalid, "item %d: part %s cannot be read: %v", it.Number, p.Name, err)
			}
			if c.Release != "" {
				list[c.Release] = c.Signed
			}
		}
	}
	return list, nil
}
