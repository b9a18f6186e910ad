package limesurvey

// around are surveys of the corpus: languages, texts, settings and what surrounds the questions.
var around = []one{
	{"conditions that cannot be said", `
title Conditions
group Conditions
L a A?
+ 1 One
+ 2 Two
T b B? |  | a.NAOK + 1 == 2
T c C? |  | regexMatch("/x/", a.NAOK)
T d D? |  | count(a, b) > 1
T e E? |  | a.NAOK == b.NAOK
T f F? |  | nobody.NAOK == "1"
T g G? |  | h.NAOK == "1"
L h H?
+ 1 One
+ 2 Two
T i I? |  | a.shown == "One"
T j J? |  | TOKEN:ATTRIBUTE_1 == "x"
`, `
conditions [en] Conditions
a one_choice A?
- 1 One
- 2 Two
b story B?
c story C?
d story D?
e story E?
f story F?
g story G?
h one_choice H?
- 1 One
- 2 Two
i story I?
j story J?
`, `
groups 1 Conditions: changed group
questions 1 a: kept
questions 2 b: changed condition
questions 3 c: changed condition
questions 4 d: changed condition
questions 5 e: changed condition
questions 6 f: changed condition
questions 7 g: changed condition
questions 8 h: kept
questions 9 i: changed condition
questions 10 j: changed condition
rest 0 surveys: left setting.sending
`},
	{"conditions of many forms", `
title Conditions
group Conditions
L a A?
+ 1 One
+ 2 Two
+ 3 Three
Y b B?
T c C? |  | ((a.NAOK == "1") and (b.NAOK == "Y"))
T d D? |  | a.NAOK == 1 || a.NAOK == 2
T e E? |  | a ne "3" && b.valueNAOK eq "N"
T f F? |  | !(a == "1")
T g G? |  | is_empty(a.NAOK)
T h H? |  | (is_empty(a.NAOK) || (a.NAOK != "3"))
T i I? |  | a == "1" or b == "Y"
`, `
conditions [en] Conditions
a one_choice A?
- 1 One
- 2 Two
- 3 Three
b yes_no B?
c story C? if a=1 if b=yes
d story D? if a=1,2
e story E? if a=1,2,skipped if b=no
f story F? if a=2,3,skipped
g story G? if a=skipped
h story H? if a=1,2,skipped
i story I?
`, `
groups 1 Conditions: changed group
questions 1 a: kept
questions 2 b: changed lime.yes_no
questions 3 c: kept
questions 4 d: kept
questions 5 e: kept
questions 6 f: kept
questions 7 g: kept
questions 8 h: kept
questions 9 i: changed condition
rest 0 surveys: left setting.sending
`},
	{"conditions by ids", `
title Conditions
group Conditions
L a A?
+ 1 One
+ 2 Two
M m M?
. 1 First
. SQ Second
F f F?
. 1 Row
. 2 Other row
+ A Yes
+ B No
T b B? |  | ((9X1X2.NAOK == "1"))
T c C? |  | 9X1X5SQ.NAOK == "Y"
T d D? |  | 9X1X51.NAOK == "Y"
T e E? |  | 9X1X82 == "B"
T g G? |  | 9X1X99 == "B"
`, `
conditions [en] Conditions
a one_choice A?
- 1 One
- 2 Two
m several M?
- 1 First
- sq Second
f_1 one_choice F? Row
- a Yes
- b No
f_2 one_choice F? Other row
- a Yes
- b No
b story B? if a=1
c story C? if m=sq
d story D? if m=1
e story E? if f_2=b
g story G?
`, `
groups 1 Conditions: changed group
questions 1 a: kept
questions 2 m: kept
questions 3 f: changed lime.array
questions 3 f_1: kept
questions 3 f_2: kept
questions 4 b: kept
questions 5 c: kept
questions 6 d: kept
questions 7 e: kept
questions 8 g: changed condition
rest 0 surveys: left setting.sending
`},
	{"rows of conditions", `
title Rows
group Rows
L a A?
+ 1 One
+ 2 Two
+ 3 Three
Y b B?
T c C?
row 1 a - == 1
row 1 a - == 2
T d D?
row 1 a - == 1
row 1 b - == Y
T e E?
row 1 a - == 1
row 2 a - == 3
T f F?
row 1 a - != 3
T g G?
row 1 b - == 
T h H?
row 1 b - !=  
`, `
rows [en] Rows
a one_choice A?
- 1 One
- 2 Two
- 3 Three
b yes_no B?
c story C? if a=1,2
d story D? if a=1 if b=yes
e story E? if a=1,3
f story F? if a=1,2,skipped
g story G? if b=skipped
h story H? if b=yes,no,not_sure
`, `
groups 1 Rows: changed group
questions 1 a: kept
questions 2 b: changed lime.yes_no
questions 3 c: kept
questions 4 d: kept
questions 5 e: kept
questions 6 f: kept
questions 7 g: kept
questions 8 h: kept
rest 0 surveys: left setting.sending
`},
	{"rows of conditions that cannot be said", `
title Rows
group Rows
L a A?
+ 1 One
+ 2 Two
Y b B?
T c C?
row 1 a - == 1
row 2 b - == Y
T d D?
row 1 a - RX ^1$
T e E?
row 1 a - == @9X1X5@
T f F?
row 1 a - == {TOKEN:ATTRIBUTE_1}
T g G? |  | b.NAOK == "N"
row 1 a - == 1
`, `
rows [en] Rows
a one_choice A?
- 1 One
- 2 Two
b yes_no B?
c story C?
d story D?
e story E?
f story F?
g story G? if b=no
`, `
groups 1 Rows: changed group
questions 1 a: kept
questions 2 b: changed lime.yes_no
questions 3 c: changed condition
questions 4 d: changed condition
questions 5 e: changed condition
questions 6 f: changed condition
questions 7 g: kept
rest 0 surveys: left setting.sending
`},
	{"rows of conditions on boxes", `
title Rows
group Rows
M m M?
. SQ1 First
. SQ2 Second
F f F?
. SQ1 Row
. SQ2 Other row
+ A Yes
+ B No
T c C?
row 1 m - == SQ1
T d D?
row 1 m +SQ2 == Y
T e E?
row 1 f SQ2 == B
T g G?
row 1 m +SQ1 == Y
row 1 f SQ1 == A
`, `
rows [en] Rows
m several M?
- sq1 First
- sq2 Second
f_sq1 one_choice F? Row
- a Yes
- b No
f_sq2 one_choice F? Other row
- a Yes
- b No
c story C? if m=sq1
d story D? if m=sq2
e story E? if f_sq2=b
g story G? if m=sq1 if f_sq1=a
`, `
groups 1 Rows: changed group
questions 1 m: kept
questions 2 f: changed lime.array
questions 2 f_SQ1: kept
questions 2 f_SQ2: kept
questions 3 c: kept
questions 4 d: kept
questions 5 e: kept
questions 6 g: kept
rest 0 surveys: left setting.sending
`},
	{"three languages", `
languages en pl ar
title My week / Mój tydzień / أسبوعي
welcometext Tell us. / Opowiedz nam. / أخبرنا.
group About you / O tobie
L mood How was it? / Jak było? / كيف كان؟ | Think. / Pomyśl.
+ A1 Good / Dobrze / جيد
+ A2 Bad / Źle
F agree Is it so? / Czy tak jest? / هل الأمر كذلك؟
. L They listen / Słuchają
+ Y Yes / Tak / نعم
+ N No / Nie
`, `
my_week [en pl ar] My week / pl:Mój tydzień / ar:أسبوعي
lead Tell us. / pl:Opowiedz nam. / ar:أخبرنا.
mood one_choice How was it? / pl:Jak było? / ar:كيف كان؟ hint Think. / pl:Pomyśl.
- a1 Good / pl:Dobrze / ar:جيد
- a2 Bad / pl:Źle
agree_l one_choice Is it so? They listen / pl:Czy tak jest? Słuchają
- y Yes / pl:Tak / ar:نعم
- n No / pl:Nie
`, `
groups 1 About you: changed group
questions 1 mood: kept
questions 2 agree: changed lime.array
questions 2 agree_L: kept
rest 0 surveys: left setting.sending
`},
	{"a survey in another language", `
languages de-informal
title Deine Woche
group Du
L mood Wie war deine Woche? |  |  | other
+ A1 Gut
+ A2 Schlecht
E now Ist es
. L lauter?
G you Bist du
`, `
deine_woche [de] Deine Woche
mood one_choice Wie war deine Woche?
- a1 Gut
- a2 Schlecht
- other Other
mood_other story Please say which. 0..200 if mood=other
now_l one_choice Ist es: lauter?
- i More
- s The same
- d Less
you one_choice Bist du
- f Female
- m Male
`, `
groups 1 Du: changed group
questions 1 mood: changed words_english
questions 1 mood: added or_other
questions 1 mood_other: changed words_english
questions 1 mood: kept
questions 2 now: changed lime.array
questions 2 now: changed words_english
questions 2 now_L: kept
questions 3 you: changed words_english
questions 3 you: changed lime.gender
rest 0 surveys: left setting.sending
`},
	{"manners of speech", `
languages de de-easy de-informal en-GB klingonese
title Woche / Woche / Woche / Week
group Du
L mood Wie war sie? / Wie war sie? / Wie war sie? / How was it?
+ A1 Gut / Gut / Gut / Good
+ A2 Schlecht / Schlecht / Schlecht / Bad
`, `
woche [de en] Woche / en:Week
mood one_choice Wie war sie? / en:How was it?
- a1 Gut / en:Good
- a2 Schlecht / en:Bad
`, `
survey 0 de-easy: left language_twice
survey 0 de-informal: left language_twice
survey 0 klingonese: left language_unknown
groups 1 Du: changed group
questions 1 mood: kept
rest 0 surveys: left setting.sending
`},
	{"a language that lacks words", `
languages en uk
title My week
group About you
T story Tell us / Розкажи
T other Tell us more
`, `
my_week [en uk] My week
story story Tell us / uk:Розкажи
other story Tell us more
`, `
groups 1 About you: changed group
questions 1 story: kept
questions 2 other: kept
rest 0 surveys: left setting.sending
`},
	{"mark-up", `
title <b>My</b> week
welcometext <p>Welcome to <em>our</em> survey.</p><script>alert(1)</script>
group Start
T a <p style="text-align: center;">How are <strong>you</strong>?</p> | <div>Take&nbsp;your time.</div>
L b <p>Only a paragraph</p>
+ 1 <img src="a.png" alt="A"> Sun
+ 2 <span>Rain</span> &amp; wind
M c <iframe src="https://example.org"></iframe>Which?
. 1 <u>One</u>
. 2 Two
`, `
my_week [en] My week
lead Welcome to our survey.
a story How are you? hint Take your time.
b one_choice Only a paragraph
- 1 Sun
- 2 Rain & wind
c several Which?
- 1 One
- 2 Two
`, `
survey 0 title: changed markup
survey 0 welcometext: changed markup
groups 1 Start: changed group
questions 1 a: changed markup
questions 2 b: changed markup
questions 3 c: changed markup
questions 3 c_1: changed markup
rest 0 surveys: left setting.sending
`},
	{"answers put in", `
title Putting in
group Start
S name What do you like to be called?
T a Hello {name}, how are you?
T b You are {if(name == "Al", "Al", "somebody")} today. How is that?
T c Braces { that are } words
`, `
putting_in [en] Putting in
name story What do you like to be called?
a story Hello …, how are you?
b story You are … today. How is that?
c story Braces { that are } words
`, `
groups 1 Start: changed group
questions 1 name: kept
questions 2 a: changed piping
questions 3 b: changed piping
questions 4 c: kept
rest 0 surveys: left setting.sending
`},
	{"settings that change a question", `
title Settings
group Start
M a Which?  |  |  | other
. 1 One
. 2 Two
. 3 Three
set min_answers 1
set max_answers 9
set other_numbers_only 1
set array_filter b
T b Why? |  |  | must
set em_validation_q strlen(self) > 3
set time_limit 30
say prefix about
S c Which? |  |  | /^[a-z]+$/
preset x
set cssclass wide
set statistics_showgraph 1
set page_break 0
`, `
settings [en] Settings
a several Which?
- 1 One
- 2 Two
- 3 Three
- other Other
a_other story Please say which. 0..200 if a=other
b story Why?
c story Which?
`, `
groups 1 Start: changed group
questions 0 mandatory: left column.required
questions 0 settings: left column.appearance
questions 1 a: changed lime.setting
questions 1 a: changed lime.setting
questions 1 a: changed lime.setting
questions 1 a: added or_other
questions 2 b: changed lime.setting
questions 2 b: changed lime.setting
questions 2 b: changed lime.setting
questions 3 c: changed cell.constraint
questions 3 c: changed lime.preset
rest 0 surveys: left setting.sending
`},
	{"settings that do nothing", `
title Settings
group Start
T a Why?
set hidden 0
set em_validation_q 
set random_order 0
set array_filter 
set hide_tip 1
`, `
settings [en] Settings
a story Why?
`, `
groups 1 Start: changed group
questions 1 a: kept
rest 0 surveys: left setting.sending
`},
	{"what surrounds the questions", `
title Around
description What it is about.
welcometext Welcome.
endtext Thank you.
policy_notice We keep your data.
group Start
T a Why?
table quota Ten girls
table quota_members one
table assessments Sum
table tokens Ann
xml <themes><theme><sid>9</sid><config><options><font>noto</font></options></config></theme></themes>
`, `
around [en] Around
lead Welcome.
a story Why?
`, `
survey 0 description: left lime.description
survey 0 endtext: left lime.endtext
survey 0 policy_notice: left lime.policy_notice
groups 1 Start: changed group
questions 1 a: kept
rest 0 quota: left lime.quota
rest 0 assessments: left lime.assessments
rest 0 tokens: left lime.table
rest 0 surveys: left setting.sending
rest 0 themes: left setting.style
`},
	{"a description for a welcome", `
title Around
description What it is about.
group Start
T a Why?
`, `
around [en] Around
lead What it is about.
a story Why?
`, `
groups 1 Start: changed group
questions 1 a: kept
rest 0 surveys: left setting.sending
`},
	{"long texts", `
title A title that goes on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on
group Start
A points How well do these things, of which there are many and all of which matter to somebody who lives here or comes to visit or just thinks about it, work for you and for the others, if you think about a whole week and not of one day that was special, and if you count all the mornings?
. F Food at breakfast, at lunch, at dinner and between them
T a Why is it that of all the things that can happen in a week, and of all the people who can be there when they happen, and of all the places where they can happen, and of all the ways in which they can go on, and of all the words that can be said about them, you remember just this one and none of the others?
T b Why?
`, `
a_title_that_goes_on_and_on_and_on_and_o [en] A title that goes on and on and on and on and on and on and on and on and on and on and on and on and on and on and on a
lead A title that goes on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on
points_f number Food at breakfast, at lunch, at dinner and between them hint How well do these things, of which there are many and all of which matter to somebody who lives here or comes to visit or just thinks about it, work for you and for the others, if you think about a whole week and not of one day that was special, and if you count all the mornings? 1..5
b story Why?
`, `
0 : changed title_long
groups 1 Start: changed group
questions 1 points: changed lime.array
questions 1 points_F: kept
questions 2 a: left flaw.text_long
questions 3 b: kept
rest 0 surveys: left setting.sending
`},
	{"a question without words", `
title Empty
group Start
T a 
L b Which?
+ 1 <img src="x.png">
+ 2 Two
L c Which?
T d Why?
`, `
empty [en] Empty
d story Why?
`, `
groups 1 Start: changed group
questions 1 a: left flaw.text_missing
questions 2 b: changed markup
questions 2 b: left flaw.text_missing
questions 3 c: left flaw.options_few
questions 4 d: kept
rest 0 surveys: left setting.sending
`},
	{"lists of which little is left", `
title Few
group Start
L a Which?
+ 1 Only one
M b Which?
. 1 Only one
F c Which?
. A Row
T d Why?
`, `
few [en] Few
d story Why?
`, `
groups 1 Start: changed group
questions 1 a: left flaw.options_few
questions 2 b: left flaw.options_few
questions 3 c: changed lime.array
questions 3 c_A: left flaw.options_few
questions 4 d: kept
rest 0 surveys: left setting.sending
`},
	{"codes that are no keys", `
title Codes
group Start
L 1a Which?
+ -1 Less
+ É Accent
L Age_Band Which age?
+ skipped Skipped
+ s_2 Two
L skipped Which?
+ A One
+ a Two
T Q1_2 Why? |  | Age_Band.NAOK == "skipped"
T Q3 Why not? |  | skipped == "a"
`, `
codes [en] Codes
q_1a one_choice Which?
- 1 Less
- e Accent
age_band_asked one_choice Which age?
- skipped_2 Skipped
- s_2 Two
skipped one_choice Which?
- a One
- a_2 Two
q1_2 story Why? if age_band_asked=skipped_2
q3 story Why not? if skipped=a_2
`, `
groups 1 Start: changed group
questions 1 1a: kept
questions 2 Age_Band: kept
questions 3 skipped: kept
questions 4 Q1_2: kept
questions 5 Q3: kept
rest 0 surveys: left setting.sending
`},
}
