package ddi

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// rule is what the schema says of an element: which elements may stand in it, in
// this order ("?" after one that stands there once at most, "!" after one that
// must), whether it holds text, and its attributes with the values that they may
// have.
type rule struct {
	kids  string
	text  bool
	attrs map[string]string // name -> "ID", "IDREF", "IDREFS", "date", "lang", "any", or the values
	must  []string          // attributes
}

const (
	methods  = "sum average count mode median maximum minimum percent other"
	statType = "freq percent crosstab other"
)

// rules are those of codebook.xsd, version 2.5, for the elements that this
// package writes; what is in the schema and never written is left out of the
// attributes, but not out of the order.
var rules = map[string]rule{
	"codeBook": {kids: "docDscr stdyDscr! fileDscr dataDscr otherMat", attrs: map[string]string{"version": "2.5", "xmlns": "ddi:codebook:2_5"}, must: []string{"xmlns"}},
	"docDscr":  {kids: "citation? guide? docStatus? docSrc controlledVocabUsed notes"},
	"stdyDscr": {kids: "citation! studyAuthorization stdyInfo studyDevelopment method dataAccs othrStdyMat notes"},
	"citation": {kids: "titlStmt! rspStmt? prodStmt? distStmt? serStmt verStmt biblCit? holdings notes"},
	"titlStmt": {kids: "titl! subTitl altTitl parTitl IDNo"},
	"prodStmt": {kids: "producer copyright? prodDate prodPlac software fundAg grantNo"},
	"verStmt":  {kids: "version? verResp notes"},
	"stdyInfo": {kids: "studyBudget subject abstract sumDscr qualityStatement? notes exPostEvaluation"},
	"sumDscr":  {kids: "timePrd collDate nation geogCover geogUnit geoBndBox? boundPoly anlyUnit universe dataKind"},
	"method":   {kids: "dataColl notes anlyInfo? stdyClas? dataProcessing codingInstructions"},
	"fileDscr": {kids: "fileTxt locMap? notes", attrs: map[string]string{"methrefs": "IDREFS"}},
	"fileTxt":  {kids: "fileName fileCitation? dataFingerprint fileCont fileStrc? dimensns? fileType format filePlac dataChck ProcStat dataMsng software verStmt?"},
	"dimensns": {kids: "caseQnty varQnty logRecL recPrCas recNumTot"},
	"dataDscr": {kids: "varGrp nCubeGrp var nCube notes"},
	"var": {
		kids: "location labl imputation? security? embargo? respUnit? anlysUnit? qstn valrng invalrng undocCod universe TotlResp? sumStat txt stdCatgry catgryGrp catgry codInstr verStmt concept derivation? varFormat? geoMap catLevel notes",
		attrs: map[string]string{
			"name": "any", "files": "IDREFS", "aggrMeth": methods, "nature": "nominal ordinal interval ratio percent other", "catQnty": "any",
		},
		must: []string{"name"},
	},
	"qstn":   {kids: "preQTxt qstnLit postQTxt forward backward ivuInstr"},
	"catgry": {kids: "catValu? labl txt catStat mrow?", attrs: map[string]string{"missing": "Y N", "missType": "any"}},
	"nCube": {
		kids:  "location labl txt universe imputation? security? embargo? respUnit? anlysUnit? verStmt purpose dmns measure notes",
		attrs: map[string]string{"name": "any", "methrefs": "IDREFS", "dmnsQnty": "any", "cellQnty": "any"},
	},
	"location":       {attrs: map[string]string{"StartPos": "any", "fileid": "IDREF"}},
	"dmns":           {kids: "cohort", attrs: map[string]string{"rank": "any", "varRef": "IDREF"}},
	"measure":        {attrs: map[string]string{"varRef": "IDREF", "aggrMeth": methods, "additivity": "stock flow non-additive"}},
	"varFormat":      {text: true, attrs: map[string]string{"type": "character numeric", "category": "date time currency other"}},
	"sumStat":        {text: true, attrs: map[string]string{"type": "mean medn mode vald invd min max stdev other"}},
	"catStat":        {text: true, attrs: map[string]string{"type": statType, "methrefs": "IDREFS"}},
	"fileType":       {text: true, attrs: map[string]string{"charset": "any"}},
	"prodDate":       {text: true, attrs: map[string]string{"date": "date"}},
	"version":        {text: true, attrs: map[string]string{"date": "date"}},
	"notes":          {text: true, attrs: map[string]string{"type": "any"}},
	"dataProcessing": {text: true, attrs: map[string]string{"type": "any"}},
	"titl":           {text: true}, "subTitl": {text: true}, "IDNo": {text: true}, "software": {text: true}, "anlyUnit": {text: true}, "dataKind": {text: true},
	"fileName": {text: true}, "fileCont": {text: true}, "caseQnty": {text: true}, "varQnty": {text: true}, "labl": {text: true}, "qstnLit": {text: true}, "catValu": {text: true},
}

// everywhere are attributes that every element may have.
var everywhere = map[string]string{"ID": "ID", "lang": "lang"}

var (
	ncName = regexp.MustCompile(`^[\pL_][\pL\pN._-]*$`)
	tag    = regexp.MustCompile(`^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$`)
)

// element is a parsed element.
type element struct {
	name  string
	attrs map[string]string
	text  string
	kids  []*element
}

func (e *element) all(name string) []*element {
	var list []*element
	for _, kid := range e.kids {
		if kid.name == name {
			list = append(list, kid)
		}
	}
	return list
}

// one is the text of the first such element; empty if there is none.
func (e *element) one(name string) string {
	if list := e.all(name); len(list) > 0 {
		return list[0].text
	}
	return ""
}

func parse(b []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &element{}
	for stack := []*element{root}; ; {
		top := stack[len(stack)-1]
		token, err := d.Token()
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Space != "ddi:codebook:2_5" {
				return nil, fmt.Errorf("%s is in the namespace %q", x.Name.Local, x.Name.Space)
			}
			e := &element{name: x.Name.Local, attrs: map[string]string{}}
			for _, a := range x.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			top.kids = append(top.kids, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(x)
		}
		if err == io.EOF && len(root.kids) == 1 {
			return root.kids[0], nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// checker holds a document to the rules.
type checker struct {
	wrong []string
	ids   map[string]bool
	refs  []string
}

func check(root *element) []string {
	c := &checker{ids: map[string]bool{}}
	if root.name != "codeBook" {
		c.wrong = append(c.wrong, "the root is "+root.name)
	}
	c.element(root)
	for _, ref := range c.refs {
		if !c.ids[ref] {
			c.wrong = append(c.wrong, "nothing has the id "+ref)
		}
	}
	return c.wrong
}

func (c *checker) errorf(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

func (c *checker) element(e *element) {
	r, ok := rules[e.name]
	if !ok {
		c.errorf("%s is not known", e.name)
		return
	}
	if text := strings.TrimSpace(e.text); text != "" && !r.text {
		c.errorf("%s holds the text %q", e.name, text)
	}
	for name, value := range e.attrs {
		kind, ok := r.attrs[name]
		if !ok {
			kind, ok = everywhere[name]
		}
		if !ok {
			c.errorf("%s has the attribute %s", e.name, name)
		}
		c.attribute(e.name+" "+name, kind, value)
	}
	for _, name := range r.must {
		if e.attrs[name] == "" {
			c.errorf("%s is without %s", e.name, name)
		}
	}
	c.order(e, strings.Fields(r.kids))
	for _, kid := range e.kids {
		c.element(kid)
	}
}

func (c *checker) attribute(at, kind, value string) {
	switch kind {
	case "any":
	case "ID":
		if !ncName.MatchString(value) || c.ids[value] {
			c.errorf("%s: %q is no id, or is one already", at, value)
		}
		c.ids[value] = true
	case "IDREF", "IDREFS":
		refs := strings.Fields(value)
		if len(refs) == 0 || kind == "IDREF" && len(refs) > 1 {
			c.errorf("%s: %q", at, value)
		}
		c.refs = append(c.refs, refs...)
	case "date":
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			c.errorf("%s: %q is no day", at, value)
		}
	case "lang":
		if !tag.MatchString(value) {
			c.errorf("%s: %q is no language", at, value)
		}
	default:
		if !slices.Contains(strings.Fields(kind), value) {
			c.errorf("%s: %q is none of %s", at, value, kind)
		}
	}
}

// order goes through the elements in e and those that may stand there side by
// side.
func (c *checker) order(e *element, allowed []string) {
	at := 0
	count := map[string]int{}
	for _, kid := range e.kids {
		for at < len(allowed) && strings.TrimRight(allowed[at], "?!") != kid.name {
			at++
		}
		if at == len(allowed) {
			c.errorf("%s stands in %s where it must not", kid.name, e.name)
			return
		}
		count[kid.name]++
	}
	for _, name := range allowed {
		if n := count[strings.TrimRight(name, "?!")]; strings.HasSuffix(name, "?") && n > 1 || strings.HasSuffix(name, "!") && n == 0 {
			c.errorf("%s stands in %s %d times", name, e.name, n)
		}
	}
}
