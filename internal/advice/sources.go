package advice

// Source is who says that a way of asking serves readers better.
type Source struct {
	Name    string // of the publisher and the page; empty: it is our own proposal
	Address string // where it was read; empty for what is not on the web, and for our own
	Read    bool   // the page was read for this; if not, it is shown as to be checked
}

// Own says that nobody published it: it is our own proposal.
func (s Source) Own() bool { return s.Name == "" }

// The sources, each read where Read says so.
var (
	austin   = Source{"Austin Research, Designing surveys for children", "http://austinresearch.co.uk/designing-surveys-for-children/", true}
	lmu      = Source{"Loyola Marymount University, Write high quality questions", "https://academics.lmu.edu/spee/officeofinstitutionalresearch/surveysevaluation/surveydesign/step2writehighqualityquestionsbasedontheobjectives/", false}
	mad      = Source{"Minnesota Management and Budget, Writing surveys", "https://mn.gov/mmb/mad/resources/writing-surveys", false}
	linnell  = Source{"Dana Linnell, Surveying children: response options", "https://danalinnell.com/blog/surveying-children-response-options", true}
	ons      = Source{"Office for National Statistics, Safety During Childhood Survey pilot, information for respondents", "https://cy.ons.gov.uk/surveys/informationforhouseholdsandindividuals/householdandindividualsurveys/safetyduringchildhoodsurveysdcspilot/informationforrespondents", true}
	census   = Source{"City of Edinburgh Council, Health and Wellbeing Census", "https://www.edinburgh.gov.uk/schools-learning/health-wellbeing-census", true}
	manifest = Source{"The Children and Young People’s Manifesto, privacy policy", "https://thechildrenandyoungpeoplesmanifesto.scot/privacy-policy/", true}
	cms      = Source{"Centers for Medicare and Medicaid Services, Written Materials Toolkit, part 7", "https://www.cms.gov/Outreach-and-Education/Outreach/WrittenMaterialsToolkit/ToolkitPart07", true}
	golden   = Source{"Children and Young People’s Commissioner Scotland, golden rules 1 and 3", "https://www.cypcs.org.uk/education/golden-rules/read-me", true}
	code     = Source{"Information Commissioner’s Office, Children’s code, standard 8: data minimisation", "", false}
)

// sources says whose each kind of advice is. Kinds that rest on how surveys are kept
// here rest on nobody: they are not in it, and are our own.
var sources = map[Kind]Source{
	LongQuestion: austin, HardWord: austin, Term: austin, ManyOptions: austin, Negative: austin, Memory: austin,
	HardReading: cms, Double: lmu, Leading: mad, Unbalanced: linnell, NotSure: ons, RatherNot: ons, Signpost: census,
	StoryNames: manifest, AboutYouLast: manifest, StartFact: golden, WhyMissing: code,
}

// Source is whose advice it is; the zero Source for our own.
func (k Kind) Source() Source { return sources[k] }
