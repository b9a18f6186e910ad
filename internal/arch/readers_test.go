package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// reading are the calls by which a package reads what comes from outside: by the package
// that is called, or, where that is none, by the method of a request.
var reading = map[string][]string{
	"json":   {"Unmarshal", "NewDecoder", "Valid"},
	"xml":    {"Unmarshal", "NewDecoder", "NewTokenDecoder"},
	"csv":    {"NewReader"},
	"yaml":   {"Unmarshal", "NewDecoder"},
	"zip":    {"NewReader", "OpenReader"},
	"gzip":   {"NewReader"},
	"binary": {"Read", "Uvarint", "Varint"},
	"hex":    {"DecodeString"},
	"url":    {"Parse", "ParseRequestURI", "ParseQuery"},
	"netip":  {"ParseAddr", "ParsePrefix", "ParseAddrPort"},
	"bufio":  {"NewScanner", "NewReader"},
	"io":     {"ReadAll"},
	"base64": {"NewDecoder"},
	"":       {"DecodeString", "FormValue", "FormParams", "QueryParam", "QueryParams", "FormFile", "Bind", "Cookie", "Cookies"},
}

// readers are the packages of the program that read, each with the calls that show it.
func readers(all []*source) map[string][]string {
	found := map[string][]string{}
	for _, s := range all {
		if s.isTest() || under(s.pkg, notReading) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of := typeName(sel.X)
			if slices.Contains(reading[of], sel.Sel.Name) || of != "" && slices.Contains(reading[""], sel.Sel.Name) {
				found[s.pkg] = append(found[s.pkg], of+"."+sel.Sel.Name)
			}
			return true
		})
	}
	return found
}

// notReading play those who come from outside, or faults.
var notReading = []string{"kist/server/load", "kist/server/campaign", "kist/internal/store/mongo/ferret", "kist/internal/gosec"}

// A reader is what a package reads from outside, and what gives it anything at all.
type reader struct {
	what    string
	targets []string // "Fuzz..." of its own, or "folder Fuzz..."
	trusted string   // why there is none
}

// ownForms is the target that sends every route any form, and any address.
const ownForms = "server FuzzEveryForm"

// fuzzed are all packages that read. One that reads and is not here fails, and so does a
// target that is not there, or one that no row names.
var fuzzed = map[string]reader{
	"internal/advice":                       {"questions as they are written", []string{"FuzzQuestion", "FuzzCount"}, ""},
	"internal/ballot":                       {"secrets, slips, saved forms, forms on paper, rows and tables of boxes", []string{"FuzzCodesAndSecrets", "FuzzDecodeOuter", "FuzzDecodeDraft", "FuzzDecodePapers", "FuzzTable"}, ""},
	"internal/codewords":                    {"six words", []string{"FuzzParse"}, ""},
	"internal/config":                       {"the environment", []string{"FuzzRead", "FuzzWebhooks"}, ""},
	"internal/contacts":                     {"requests to be contacted", []string{"FuzzDecode", "FuzzTidy"}, ""},
	"internal/docx":                         {"words and links that go into a document", []string{"FuzzText"}, ""},
	"internal/editing":                      {"lists in the store's own trail of changes; words that are compared", []string{"FuzzWordDiff"}, ""},
	"internal/evidence":                     {"files of items, packs", []string{"FuzzRead", "FuzzOpenPack"}, ""},
	"internal/exchange":                     {"XLIFF", []string{"FuzzReadXLIFF"}, ""},
	"internal/exchange/csvfile":             {"words that go into a table", []string{"FuzzNoCellIsAFormula"}, ""},
	"internal/exchange/ddi":                 {"words that go into a file", []string{"FuzzAnyWordsMakeAFile"}, ""},
	"internal/exchange/incoming":            {"conditions and texts of other programs", []string{"FuzzCondition", "FuzzPlain"}, ""},
	"internal/exchange/incoming/anyfile":    {"a file of any format under any name", []string{"FuzzRead"}, ""},
	"internal/exchange/incoming/limesurvey": {"LimeSurvey's files", []string{"FuzzRead", "FuzzSurvey"}, ""},
	"internal/exchange/incoming/own":        {"our own questionnaires and archives", []string{"FuzzRead"}, ""},
	"internal/exchange/incoming/questions":  {"tables of questions", []string{"FuzzRead", "FuzzCondition"}, ""},
	"internal/exchange/incoming/xlsform":    {"workbooks", []string{"FuzzRead", "FuzzParts", "FuzzForm"}, ""},
	"internal/exchange/jsonfile":            {"files of releases", []string{"FuzzRead", "FuzzAnyWordsMakeAFile"}, ""},
	"internal/exchange/sav":                 {"words that go into a file", []string{"FuzzAnyWordsMakeAFile"}, ""},
	"internal/exchange/worded":              {"words that go into lines", []string{"FuzzWordsAreLines"}, ""},
	"internal/exchange/xlsx":                {"words that go into a workbook", []string{"FuzzNoCellIsAFormula"}, ""},
	"internal/findings":                     {"numbers in what inspectors write", []string{"FuzzNumbers"}, ""},
	"internal/heard":                        {"entries of a page of feedback", []string{"FuzzAnyEntry"}, ""},
	"internal/hooks":                        {"addresses that evidence is sent to", []string{"server/api FuzzAddress"}, ""},
	"internal/i18n":                         {"languages that a browser asks for; its words are in the program", []string{"FuzzMatch", "FuzzUnmarshal"}, ""},
	"internal/inspections":                  {"join codes, secrets of tablets; its tables of areas are in the program", []string{"FuzzCleanCode", "server/child FuzzParcel"}, ""},
	"internal/lexis":                        {"words of any language", []string{"FuzzStems"}, ""},
	"internal/media/container":              {"recordings and videos", []string{"FuzzWebM", "FuzzMP4"}, ""},
	"internal/people":                       {"answers of devices, what a browser holds, tokens, links, names to sign in by", []string{"FuzzAnswers", "FuzzCleanLogin"}, ""},
	"internal/proof":                        {"the number that a form shows for its work", []string{"FuzzCheck"}, ""},
	"internal/redact":                       {"what children write", []string{"FuzzText", "FuzzMark", "FuzzShort", "FuzzBare", "FuzzNear"}, ""},
	"internal/report":                       {"words of a report", []string{"FuzzWords"}, ""},
	"internal/results":                      {"comments on a pilot", nil, "sealed with a key of ours, by which nothing opens that we did not write"},
	"internal/seal":                         {"key files, envelopes, signatures, padded texts", []string{"FuzzParseKeys", "FuzzEnvelopes", "FuzzUnpad"}, ""},
	"internal/store/mongo/replica":          {"what drivers of MongoDB send, in tests", []string{"FuzzFrame"}, ""},
	"internal/store/moving":                 {"backups", []string{"FuzzCheck"}, ""},
	"internal/store/sqlite":                 {"documents of the store", nil, "its own, which nobody else writes; whoever can write there has the database"},
	"internal/texts":                        {"reviewed texts and translations; words that worry", []string{"FuzzWeigh"}, ""},
	"internal/themes/machine":               {"what coders search for", []string{"FuzzSearch"}, ""},
	"internal/tokens":                       {"tokens of other programs", []string{"FuzzCheck"}, ""},
	"server":                                {"files that commands are given", []string{"internal/evidence FuzzRead", "internal/exchange/jsonfile FuzzRead", "internal/exchange/incoming/anyfile FuzzRead", "internal/redact FuzzText", "internal/store/moving FuzzCheck", ownForms}, ""},
	"server/api":                            {"queries and forms; addresses", []string{"FuzzAddress", ownForms}, ""},
	"server/child":                          {"all that children and tablets send", []string{"FuzzPost", "FuzzSync", "FuzzParcel", "FuzzTaps", "FuzzNoted", "FuzzSettle", "FuzzWordsAreOnlyText", "FuzzFeedbackIsOnlyText", ownForms}, ""},
	"server/coding":                         {"forms; texts cut into pieces", []string{"FuzzPieces", ownForms}, ""},
	"server/desk":                           {"forms and queries", []string{ownForms}, ""},
	"server/feedback":                       {"forms; recordings", []string{ownForms, "internal/media/container FuzzWebM", "internal/media/container FuzzMP4"}, ""},
	"server/load":                           {"pages of a server, for the phones that play children", []string{"FuzzPage"}, ""},
	"server/office":                         {"forms and queries; answers of devices", []string{ownForms, "internal/people FuzzAnswers"}, ""},
	"server/papers":                         {"forms on paper, typed", []string{"FuzzTypedForm"}, ""},
	"server/safety":                         {"forms; stretches to take out", []string{"FuzzReadCuts", ownForms}, ""},
	"server/studio":                         {"forms; questionnaires; recordings", []string{"FuzzChangesHoldNoTags", ownForms, "internal/exchange/incoming/anyfile FuzzRead", "internal/media/container FuzzWebM", "internal/media/container FuzzMP4"}, ""},
	"server/translate":                      {"forms; translators' files", []string{ownForms, "internal/exchange FuzzReadXLIFF"}, ""},
	"server/web":                            {"headers of proxies, queries, uploads", []string{"FuzzCaller", ownForms}, ""},
	"internal/workbook":                     {"words that go into a workbook", []string{"FuzzText"}, ""},
	"surveys":                               {"questionnaires, answers", []string{"FuzzParse", "FuzzAccept"}, ""},
}

// fuzzTargets are the targets of the project, as "folder FuzzName".
func fuzzTargets(all []*source) map[string]bool {
	found := map[string]bool{}
	for _, s := range all {
		for _, f := range functions(s) {
			if s.test && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") {
				found[strings.TrimPrefix(s.pkg, "kist/")+" "+f.Name.Name] = true
			}
		}
	}
	return found
}

// unfuzzed says what a table of those that read lacks, and what in it is not so.
func unfuzzed(all []*source, table map[string]reader) (wrong []string) {
	there, named := fuzzTargets(all), map[string]bool{}
	for pkg, calls := range readers(all) {
		if folder := strings.TrimPrefix(pkg, "kist/"); table[folder].what == "" {
			slices.Sort(calls)
			wrong = append(wrong, folder+" reads by "+strings.Join(slices.Compact(calls), ", ")+", and the table does not say what gives it anything at all")
		}
	}
	for folder, row := range table {
		if (row.trusted == "") == (len(row.targets) == 0) || row.trusted != "" && len(row.trusted) < 20 {
			wrong = append(wrong, folder+" has either targets or a reason")
		}
		for _, target := range row.targets {
			if !strings.Contains(target, " ") {
				target = folder + " " + target
			}
			if named[target] = true; !there[target] {
				wrong = append(wrong, folder+": there is no target "+target)
			}
		}
	}
	for target := range there {
		if !named[target] {
			wrong = append(wrong, target+" is in no row")
		}
	}
	slices.Sort(wrong)
	return wrong
}

// TestEveryReaderIsFuzzed holds that whatever reads what comes from outside is given
// anything at all by a fuzz target, which .ci/fuzz runs.
func TestEveryReaderIsFuzzed(t *testing.T) {
	for _, w := range unfuzzed(allSources(t), fuzzed) {
		t.Error(w)
	}
}

// What reads without a row, a row without a target and a target without a row are seen.
func TestUnfuzzedReadersAreSeen(t *testing.T) {
	all := []*source{
		snippet(t, "a/x.go", "package a\n\nfunc Read(b []byte) { _ = json.Unmarshal(b, nil) }\n"),
		snippet(t, "a/x_test.go", "package a\n\nfunc FuzzRead(f *testing.F) { f.Add() }\n"),
	}
	all[0].pkg, all[1].pkg = "kist/a", "kist/a"
	row := reader{what: "files", targets: []string{"FuzzRead"}}
	if wrong := unfuzzed(all, map[string]reader{"a": row}); wrong != nil {
		t.Fatalf("a whole table is said to lack %q", wrong)
	}
	for want, table := range map[string]map[string]reader{
		"a reads by json.Unmarshal, and the table does not say what gives it anything at all": {"b": {what: "files", targets: []string{"a FuzzRead"}}},
		"a: there is no target a FuzzGone": {"a": {what: "files", targets: []string{"FuzzRead", "FuzzGone"}}},
		"a FuzzRead is in no row":          {"a": {what: "files", trusted: "nobody else writes such files"}},
		"a has either targets or a reason": {"a": {what: "files", targets: []string{"FuzzRead"}, trusted: "nobody else writes such files"}},
	} {
		if wrong := unfuzzed(all, table); !slices.Equal(wrong, []string{want}) {
			t.Errorf("%q, want %q", wrong, want)
		}
	}
}
