package worded

import "kist/internal/results"

// Figure is one published number, or why there is none.
type Figure struct {
	Code    string // of the answer, or BaseCode
	Label   Saying // of the answer, as the group read it
	Base    bool   // counts the whole group: no percentage belongs to it
	Missing Missing
	Count   int  // a multiple of results.RoundBase
	Percent *int // of the group, to the nearest 5; nil if too few, or none belongs
	Added   int  // of how many published counts it is the sum; 0 if it was counted
	Least   int  // what the count can mean
	Most    int
}

// Missing says why a number is not there: a code that is the same in every file.
type Missing string

// The reasons. Published is none.
const (
	Published Missing = ""
	// Small: the group is smaller than is ever shown.
	Small Missing = "fewer_than_10"
	// Either: the group is as small as that, or nearly all of it answered a question
	// about the child alike; which of the two is not told.
	Either Missing = "fewer_than_10_or_alike"
	// Kept: not shown, because with all else that is shown it could tell of single
	// children.
	Kept Missing = "kept_back"
	// NotAsked: nobody in this group was asked this, or offered this answer.
	NotAsked Missing = "not_asked"
	// OtherWords: asked, in words or with answers that do not compare.
	OtherWords Missing = "other_wording"
	// TooFew: counted, but too few for a percentage.
	TooFew Missing = "too_few_for_percent"
)

// missing are the reasons with the numbers that stand for them in statistics
// programs: far below any count.
var missing = []struct {
	reason Missing
	number int
}{{Small, -99}, {Either, -98}, {Kept, -97}, {NotAsked, -96}, {TooFew, -95}, {OtherWords, -94}}

// Reasons are all reasons why a number can be missing.
func Reasons() []Missing {
	list := make([]Missing, len(missing))
	for i, x := range missing {
		list[i] = x.reason
	}
	return list
}

// Number stands for the reason in statistics programs; 0 for Published.
func (m Missing) Number() int {
	for _, x := range missing {
		if x.reason == m {
			return x.number
		}
	}
	return 0
}

// Withheld says whether there is a number that is not told.
func (m Missing) Withheld() bool { return m == Small || m == Either || m == Kept }

// NoPercent says why a figure has no percentage. Published if it has one, and for
// how many answered, to which none belongs.
func (f Figure) NoPercent() Missing {
	if f.Missing == Published && f.Percent == nil && !f.Base {
		return TooFew
	}
	return f.Missing
}

// Why puts a reason in words; empty for Published.
func (r *Release) Why(m Missing) string {
	switch m {
	case Small:
		return r.words.T("staff.file.missing.small", "Least", results.MinGroup)
	case Either:
		return r.words.T("staff.file.missing.either", "Least", results.MinGroup)
	case Kept:
		return r.words.T("staff.file.missing.kept")
	case NotAsked:
		return r.words.T("staff.file.missing.not_asked")
	case OtherWords:
		return r.words.T("staff.file.missing.other_wording")
	case TooFew:
		return r.words.T("staff.file.missing.too_few", "From", results.MinPercent)
	}
	return ""
}

// Rounding says in words what was done to every number.
func (r *Release) Rounding() string {
	return r.words.T("staff.file.rounding", "Base", results.RoundBase, "Within", results.RoundBase-1, "Least", results.MinGroup, "From", results.MinPercent)
}

// SigningKey is the id of the key that the release is signed with; empty if it is not
// signed.
func (r *Release) SigningKey() string {
	if r.Signature == nil {
		return ""
	}
	return r.Signature.Key
}

// Signed says in words who stands behind the release.
func (r *Release) Signed() string {
	if r.Signature == nil {
		return r.words.T("staff.file.unsigned")
	}
	return r.words.T("staff.file.signed", "Key", r.Signature.Key)
}

// Naming says in one line which release this is and of which wording, and how it is
// signed.
func (r *Release) Naming() string {
	return r.naming() + "; " + r.Signed()
}

func (r *Release) naming() string {
	return r.words.T("staff.file.naming", "Release", r.ID, "Day", r.Made, "Version", r.Version, "Base", results.RoundBase)
}

// T prints a text of the interface, for headings that one kind of file has alone.
func (r *Release) T(id string, args ...any) string { return r.words.T(id, args...) }

// LeastReason and MostReason are the range in which the numbers of all reasons
// lie, with room for more.
const (
	LeastReason = -99
	MostReason  = -90
)
