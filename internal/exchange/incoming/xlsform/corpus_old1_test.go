package xlsform

var oldForms1 = []filed{
	{"old: words for types as forms of 2011 have them", `
|survey|
|type|name|label|
|add text prompt|a|What is it like here?|
|string|b|What else?|
|add integer prompt|c|How many rooms are there?|
|int|d|How many windows?|
|select one from yn|e|Is it warm?|
|select one yn|f|Is it quiet?|
|select1 yn|g|Is it clean?|
|add select one prompt using yn|h|Is it big?|
|select all that apply from who|i|Who lives here?|
|select multiple who|j|Who visits?|
|select multiple from who|k|Whom do you like?|
|add select multiple prompt using who|l|Who cooks?|
|select one from who or specify other|m|Who is in charge?|
|odk:rank who|n|Who is up first?|
|add note prompt|o|A note of old|
|add date prompt|p|When?|
|q picture|q|Which picture?|
|choices|
|list name|name|label|
|yn|yes|Yes|
|yn|no|No|
|who|mum|Mum|
|who|dad|Dad|
|who|gran|Gran|
`, `
survey [en] en:survey
lead en:survey
a story en:What is it like here?
b story en:What else?
c number en:How many rooms are there? 0..100
d number en:How many windows? 0..100
e one_choice en:Is it warm?
- yes en:Yes
- no en:No
f one_choice en:Is it quiet?
- yes en:Yes
- no en:No
g one_choice en:Is it clean?
- yes en:Yes
- no en:No
h one_choice en:Is it big?
- yes en:Yes
- no en:No
i several en:Who lives here?
- mum en:Mum
- dad en:Dad
- gran en:Gran
j several en:Who visits?
- mum en:Mum
- dad en:Dad
- gran en:Gran
k several en:Whom do you like?
- mum en:Mum
- dad en:Dad
- gran en:Gran
l several en:Who cooks?
- mum en:Mum
- dad en:Dad
- gran en:Gran
m one_choice en:Who is in charge?
- mum en:Mum
- dad en:Dad
- gran en:Gran
- other en:Other
m_other story en:Please say which. 0..200 if m=other
n order en:Who is up first?
- mum en:Mum
- dad en:Dad
- gran en:Gran
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 a: kept
survey 3 b: kept
survey 4 c: changed number_open max=100 min=0
survey 5 d: changed number_open max=100 min=0
survey 6 e: kept
survey 7 f: kept
survey 8 g: kept
survey 9 h: kept
survey 10 i: kept
survey 11 j: kept
survey 12 k: kept
survey 13 l: kept
survey 14 m: added or_other
survey 14 m: kept
survey 15 n: kept
survey 16 o: left note_last question=
survey 17 p: left type.date type=add date prompt
survey 18 q: left type.file type=q picture
`},
	{"old: heads of columns as they once were", `
|settings|
|title|id_string|
|An old form|old_form|
|survey|
|Type|Name|caption|Hint|relevance|bind::required|constraint-msg|bind:constraint|body::appearance|
|select one from yn|a|Do you sing?|Or hum| |true()|No!| |minimal|
|integer|b|How often a week?| |${a}='yes'| | |. >= 0 and . <= 7| |
|choices|
|LIST NAME|value|caption|
|yn|yes|Yes|
|yn|no|No|
`, `
old_form [en] en:An old form
lead en:An old form
a one_choice en:Do you sing? hint en:Or hum
- yes en:Yes
- no en:No
b number en:How often a week? 0..7 if a=yes
`, `
settings 0 default_language: added language_guess
survey 1 bind::required: left column.required
survey 1 constraint-msg: left column.message
survey 1 body::appearance: left column.appearance
survey 2 a: kept
survey 3 b: kept
`},
	{"old: one colon for a language", `
|survey|
|type|name|label:English|label:French|media:image|bind:jr:constraintMsg|
|text|a|What do you draw?|Que dessines-tu ?|a.png|Short, please|
|text|b|What do you build?|Que construis-tu ?| | |
`, `
survey [en fr] en:survey
lead en:survey
a story en:What do you draw? / fr:Que dessines-tu ?
b story en:What do you build? / fr:Que construis-tu ?
`, `
0 : added title
survey 1 bind:jr:constraintMsg: left column.message
survey 2 a: changed cell.media value=a.png
survey 3 b: kept
`},
	{"old: groups and loops in old words", `
|survey|
|type|name|label|relevant|
|select_one yn|in|Are you in a club?| |
|begin lgroup|club|Each club|${in} = 'yes'|
|text|which|Which club is it?| |
|end lgroup| | | |
|begin looped group|day|Each day| |
|text|what|What do you do?| |
|end looped group| | | |
|begin loop over days|d|Days|${in} = 'no'|
|text|why|Why not?| |
|end loop| | | |
|choices|
|list_name|name|label|
|yn|yes|Yes|
|yn|no|No|
`, `
survey [en] en:survey
lead en:survey
in one_choice en:Are you in a club?
- yes en:Yes
- no en:No
which story en:Which club is it? if in=yes
what story en:What do you do?
why story en:Why not? if in=no
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 in: kept
survey 3 club: changed repeat
survey 4 which: kept
survey 6 day: changed repeat
survey 7 what: kept
survey 9 d: changed repeat
survey 10 why: kept
`},
	{"old: capitals everywhere", `
|SETTINGS|
|FORM_TITLE|DEFAULT_LANGUAGE|
|LOUD|ENGLISH|
|SURVEY|
|TYPE|NAME|LABEL::ENGLISH|RELEVANT|
|SELECT_ONE Yn|Loud|Is it loud?| |
|Text|How|How loud?|${Loud} = 'YES'|
|INTEGER|N|How many are loud?|${Loud} = 'yes'|
|Choices|
|List_Name|Name|Label::English|
|Yn|YES|Yes|
|Yn|NO|No|
|yn|maybe|Another list|
`, `
loud [en] en:LOUD
lead en:LOUD
loud one_choice en:Is it loud?
- yes en:Yes
- no en:No
how story en:How loud? if loud=yes
n number en:How many are loud? 0..100
`, `
survey 2 Loud: kept
survey 3 How: kept
survey 4 N: changed number_open max=100 min=0
survey 4 N: changed condition condition=${Loud} = 'yes'
choices 4 yn: left list_unused
`},
	{"old: spaces where none belong", `
|survey|
|type |name | label :: English (en) | relevant|
|  select_one   yn  | play |  Do   you play outside? | |
| text|where | Where do you   play? |  ${ play }  =  ' yes ' |
| text|when |When do you play? |${play}='yes'|
| begin   group |g | Group |  |
|select_one  yn |more| More? | |
| end   group| | | |
|choices|
|list_name | name|label :: English (en)|
|yn|yes| Yes |
|yn|no|  No|
`, `
survey [en] en:survey
lead en:survey
play one_choice en:Do you play outside?
- yes en:Yes
- no en:No
where story en:Where do you play?
when story en:When do you play? if play=yes
more one_choice en:More?
- yes en:Yes
- no en:No
`, `
0 : added title
survey 2 play: kept
survey 3 where: changed condition condition=${ play } = ' yes '
survey 4 when: kept
survey 5 g: changed group
survey 6 more: kept
`},
}
