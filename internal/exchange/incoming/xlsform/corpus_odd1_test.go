package xlsform

var oddForms1 = []filed{
	{"odd: groups that do not match", `
|survey|
|type|name|label|relevant|
|end group| | | |
|select_one yn|a|Do you read?| |
|begin group|g|Reading|${a} = 'yes'|
|text|b|What do you read?| |
|end repeat| | | |
|begin group|h|More|${a} = 'no'|
|text|c|Why do you not read?| |
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|No|
`, `
survey [en] en:survey
lead en:survey
a one_choice en:Do you read?
- yes en:Yes
- no en:No
b story en:What do you read? if a=yes
c story en:Why do you not read? if a=no
`, `
0 : added title
settings 0 default_language: added language_guess
survey 0 : changed group_open
survey 2 : changed group_end
survey 3 a: kept
survey 4 g: changed group
survey 5 b: kept
survey 6 : changed group_end
survey 7 h: changed group
survey 8 c: kept
`},
	{"odd: a condition on what comes later, or on itself", `
|survey|
|type|name|label|relevant|
|text|a|Who is there?|${b} = 'yes'|
|select_one yn|b|Is somebody there?|${b} = 'yes'|
|text|c|Who is it?|${b} = 'yes' and ${b} = 'no'|
|begin group|g|Never|${b} = 'yes' and ${b} != 'yes'|
|text|d|Never asked| |
|end group| | | |
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|No|
`, `
survey [en] en:survey
lead en:survey
a story en:Who is there?
b one_choice en:Is somebody there?
- yes en:Yes
- no en:No
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 a: changed condition condition=${b} = 'yes'
survey 3 b: changed condition condition=${b} = 'yes'
survey 4 c: left never_asked condition=${b} = 'yes' and ${b} = 'no'
survey 5 g: changed group
survey 6 d: left never_asked condition=${b} = 'yes' and ${b} != 'yes'
`},
	{"odd: columns without a head, twice, and far away", `
|settings|
|form_title| |
|Odd columns| |
|A second line| |
|survey|
|type|name|label| |label|
|text|a|What is odd?|a remark|again|
|text|b|What is even?| | |
`, `
odd_columns [en] en:Odd columns
lead en:Odd columns
a story en:What is odd?
b story en:What is even?
`, `
settings 0 default_language: added language_guess
settings 3 : left setting_second
survey 1 label: left column.twice
survey 2 : left column.headless value=a remark
survey 2 a: kept
survey 3 b: kept
`},
	{"odd: the survey alone, its lines and nothing else", `
|survey|
|type|label|
|text|What would you change?|
|text|What would you keep?|
|text|What would you try?|
`, `
survey [en] en:survey
lead en:survey
question story en:What would you change?
question_2 story en:What would you keep?
question_3 story en:What would you try?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 : kept
survey 3 : kept
survey 4 : kept
`},
	{"odd: six conditions at once", `
|survey|
|type|name|label|relevant|
|select_one yn|a|One?| |
|select_one yn|b|Two?| |
|select_one yn|c|Three?| |
|select_one yn|d|Four?| |
|select_one yn|e|Five?| |
|select_one yn|f|Six?| |
|text|five|Five yes?|${a}='y' and ${b}='y' and ${c}='y' and ${d}='y' and ${e}='y'|
|text|six|Six yes?|${a}='y' and ${b}='y' and ${c}='y' and ${d}='y' and ${e}='y' and ${f}='y'|
|choices|
|list_name|name|label|
|yn|y|Yes|
|yn|n|No|
`, `
survey [en] en:survey
lead en:survey
a one_choice en:One?
- y en:Yes
- n en:No
b one_choice en:Two?
- y en:Yes
- n en:No
c one_choice en:Three?
- y en:Yes
- n en:No
d one_choice en:Four?
- y en:Yes
- n en:No
e one_choice en:Five?
- y en:Yes
- n en:No
f one_choice en:Six?
- y en:Yes
- n en:No
five story en:Five yes? if a=y if b=y if c=y if d=y if e=y
six story en:Six yes?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 a: kept
survey 3 b: kept
survey 4 c: kept
survey 5 d: kept
survey 6 e: kept
survey 7 f: kept
survey 8 five: kept
survey 9 six: changed condition condition=${a}='y' and ${b}='y' and ${c}='y' and ${d}='y' and ${e}='y' and ${f}='y'
`},
	{"odd: words that are too long", `
|settings|
|form_title| |
|A title that goes on and on and says again and again what could have been said once, and does not end where a title has to end| |
|survey|
|type|name|label|hint|
|note|lead|A first note.| |
|text|a|A question that goes on and on, as if nobody had to read it on a telephone, and asks about the street, the house, the door, the stairs, the kitchen, the bed, the window, the garden, the dog, the bus, the school, the friends, the teachers, the lunch, the lessons, the breaks, the way home, and the evening, too?| |
|text|b|A short one?|A hint that goes on and on, as if nobody had to read it on a telephone, and tells about the street, the house, the door, the stairs, the kitchen, the bed, the window, the garden, the dog, the bus, the school, the friends, the teachers, the lunch, the lessons, the breaks, the way home, and the evening, too.|
`, `
a_title_that_goes_on_and_on_and_says_aga [en] en:A title that goes on and on and says again and again what could have been said once, and does not end where a title has
lead en:A first note.
b story en:A short one?
`, `
0 : changed title_long most=120
settings 0 default_language: added language_guess
survey 2 lead: changed note_lead
survey 3 a: left flaw.text_long given=310 message=The text has 310 characters; at most 300 are allowed. most=300 place=text
survey 4 b: changed hint_long given=307 message=The text has 307 characters; at most 300 are allowed. most=300 place=hint
`},
	{"odd: direction marks and invisible signs", `
|survey|
|type|name|label|
|text|a|Which way«RLO» round?|
|text|b|«BOM»Where are you?|
|text|c|How are you?|
|select_one yn|d|Is it «RLM»شيء«LRM» good?|
|choices|
|list_name|name|label|
|yn|y|Yes«ZWSP»|
|yn|n|No|
`, `
survey [en] en:survey
lead en:survey
a story en:Which way round?
b story en:Where are you?
c story en:How are you?
d one_choice en:Is it «RLM»شيء«LRM» good?
- y en:Yes«ZWSP»
- n en:No
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 a: kept
survey 3 b: kept
survey 4 c: kept
survey 5 d: kept
`},
}
