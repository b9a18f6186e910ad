package surveys

// rule is one thing that a survey may get wrong. Message and fix are English,
// for the command line; {name} stands for an argument of the finding.
type rule struct {
	severity     Severity
	message, fix string
}

// rules are the sentences of all findings, by rule.
var rules = map[string]rule{
	// the file
	"file_missing":   {Error, "There is no file {name}.", "Give the name of a questionnaire file that ends in .yaml."},
	"file_read":      {Error, "The file cannot be read: {cause}.", "Check that it is an ordinary file and that you may read it."},
	"file_size":      {Error, "The file is larger than {most} bytes.", "Split the survey, or take out what does not belong in it."},
	"file_name":      {Error, "The name {name} cannot be a questionnaire's.", "Name it like what_its_like.yaml: small letters, digits and _, then .yaml."},
	"file_many":      {Error, "There are more than {most} language files.", "Keep those in use."},
	"not_utf8":       {Error, "The file holds bytes that are not text in UTF-8.", "Save it as UTF-8 in your editor."},
	"control":        {Error, "There is a control character here.", "Delete it and type the words again; copied text often brings such characters."},
	"tab":            {Error, "The line begins with a tab.", "Use spaces to indent: two for each step."},
	"yaml":           {Error, "The file cannot be understood here: {cause}.", "Look at this line and the one before: a missing colon, a quote that is not closed, a wrong indent, or words inside { } that need quotes."},
	"yaml_documents": {Error, "The file holds more than one document.", "Keep one survey to a file; take out the line ---."},
	"yaml_alias":     {Error, "Anchors (&name) and aliases (*name) are not used in questionnaires.", "Write the words out in each place."},
	"yaml_tag":       {Error, "Tags ({tag}) are not used in questionnaires.", "Take out the part that begins with !."},
	"yaml_deep":      {Error, "The file is indented too deeply here.", "Look at a sample file for how questions are written."},
	"empty":          {Error, "The file is empty.", "Begin with a title: and a questions: part, as in the samples."},
	"want_map":       {Error, "Here should be names with values (name: value).", "Look at a sample file for how this part is written."},
	"want_list":      {Error, "Here should be a list, each item on a line that begins with a dash.", "Write it like: - first."},
	"want_text":      {Error, "Here should be one piece of text.", "Write it on one line after the colon, or with > on the lines below."},
	"want_number":    {Error, "Here should be a whole number, not \"{given}\".", "Write digits only."},
	"want_bool":      {Error, "Here should be yes or no, not \"{given}\".", "Write yes or no."},
	"field_unknown":  {Error, "\"{name}\" is not known here.", "{hint}"},
	"field_twice":    {Error, "\"{name}\" is here twice; it is also on line {first}.", "Keep one of them."},
	"words_edition":  {Error, "\"{name}\" is not an edition.", "Use all, 4-7, 8-10, 11-13, 14-18, easy or adult, several with commas between. Words that have a comma inside { } need quotes."},
	"words_twice":    {Error, "The wording for {edition} is given twice.", "Keep one of them."},
	"language_tag":   {Error, "\"{name}\" is not a language code.", "Use a code such as en, gd, pl, ar or pa-Arab."},
	"language_file":  {Error, "The file is named for {name}, but says language: {given}.", "Let both be the same."},
	"language_extra": {Error, "\"{name}\" is not in the survey's own file.", "Take it out, or spell it as it is there."},

	// the survey
	"key":                {Error, "\"{name}\" cannot be a key.", "Use small letters, digits and _, beginning with a letter; at most 40."},
	"option_key":         {Error, "\"{name}\" cannot be the key of an answer.", "Use small letters, digits and _, at most 40; it must not be skipped, nor rather_not where the question is about the child."},
	"key_twice":          {Error, "The key {name} is used twice.", "Give one of them another key."},
	"no_title":           {Error, "The survey has no title.", "Add title: and a few warm words."},
	"no_editions":        {Error, "The survey names no editions.", "Add editions: [8-10, 11-13], those that you write."},
	"edition_unknown":    {Error, "\"{name}\" is not an edition.", "Use 4-7, 8-10, 11-13, 14-18, easy or adult."},
	"edition_not_survey": {Error, "The survey has no edition {edition}.", "Add it to the survey's editions, or take it out here."},
	"no_questions":       {Error, "Edition {edition} has no question.", "Add one, or take the edition out."},
	"too_many_items":     {Error, "There are {given} {what} here; at most {most} are allowed.", "Take some out."},
	"text_missing":       {Error, "This text is missing for edition {edition}.", "Add the words, or a text for all."},
	"text_long":          {Error, "The text has {given} characters; at most {most} are allowed.", "Say it in fewer words."},
	"minutes":            {Error, "{given} minutes cannot be right.", "Give a whole number from 1 to 60."},
	"grouping":           {Error, "Results cannot be grouped by \"{name}\".", "Use age_band or the key of a one_choice, yes_no, picture or faces question."},
	"link":               {Error, "\"{name}\" is not known among {what}.", "{hint}"},
	"age_band":           {Error, "The question age_band must be one_choice with ages for answers.", "Use answers from 4-7, 8-10, 11-13 and 14-18, in the easy edition only."},

	// a question
	"kind_unknown":     {Error, "There is no kind of question \"{name}\".", "Use one of: {known}."},
	"options_few":      {Error, "Edition {edition} has {given} answers to choose from.", "Give at least two."},
	"options_none":     {Error, "Questions of this kind have no options of their own.", "Take the options out; to change the words of its answers use labels:."},
	"picture_missing":  {Error, "This answer has no picture.", "Name one with picture:, or use the kind one_choice."},
	"label_unknown":    {Error, "This kind of question has no answer \"{name}\".", "Use one of: {known}."},
	"faces_number":     {Error, "There cannot be {given} faces.", "Use 3 or 5, or leave it out to follow the edition."},
	"story_max":        {Error, "A story cannot be limited to {given} characters.", "Use 1 to {most}, or leave it out for 1500."},
	"choose":           {Error, "Nobody can choose up to {given} of these.", "Use a number from 2 to the number of answers, or leave it out."},
	"number_range":     {Error, "The range {min} to {max} cannot be used.", "Give min and max from 0 to 1000, max greater than min."},
	"bands":            {Error, "The bands do not divide the range {min} to {max}.", "Give the number at which each band begins, the first being {min}, each greater than the one before, at most 20."},
	"ask_if_question":  {Error, "There is no earlier question \"{name}\".", "Name a question that stands before this one and can be counted (no story, no order)."},
	"ask_if_answer":    {Error, "\"{name}\" is not an answer to the question {question}.", "Use one of: {known}."},
	"ask_if_empty":     {Error, "The condition names no answer.", "Write it like: has_worker: [yes]."},
	"field_other_kind": {Error, "\"{name}\" has no meaning for this kind of question.", "Take it out."},
}
