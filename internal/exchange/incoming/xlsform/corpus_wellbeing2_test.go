package xlsform

var wellbeingForms2 = []filed{
	{"wellbeing: a note that only some read first", `
|survey|
|type|name|label|relevant|
|calculate|young| | |
|note|hi|Hello.| |
|note|young_only|Ask somebody to read with you.|${young} = 'yes'|
|note|more|There are two questions.| |
|text|q|How are you?| |
`, `
survey [en] en:survey
lead en:Hello. There are two questions.
q story en:How are you?
`, `
0 : added title
settings 0 default_language: added language_guess
survey 2 young: left type.calculate type=calculate
survey 3 hi: changed note_lead
survey 4 young_only: left note_condition condition=${young} = 'yes'
survey 5 more: changed note_lead
survey 6 q: kept
`},
	{"wellbeing: a grid of the days, with blank lines and remarks", `
|survey|
|type|name|label|note|my remarks|
| | | | | |
|select_one mood|mon|Monday|old: q1|check this|
| | | | | |
| | |WEEKEND (heading)| | |
|select_one mood|sat|Saturday| | |
|select_one mood|sun|Sunday| |ask Ann|
| | | | | |
|choices|
|list_name|name|label|
|mood|good|Good|
| | | |
|mood|bad|Bad|
| |lost|A line without a list|
|mood| |A line without a name|
`, `
survey [en] en:survey
lead en:survey
mon one_choice en:Monday
- good en:Good
- bad en:Bad
sat one_choice en:Saturday
- good en:Good
- bad en:Bad
sun one_choice en:Sunday
- good en:Good
- bad en:Bad
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 note: left column.remark
survey 1 my remarks: left column.unknown
survey 3 mon: kept
survey 5 : left type_missing
survey 6 sat: kept
survey 7 sun: kept
choices 5 lost: left choice_name
choices 6 : left choice_name
`},
}
