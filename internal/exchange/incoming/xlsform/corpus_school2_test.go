package xlsform

var schoolForms2 = []filed{
	{"school: a scale of stars", `
|survey|
|type|name|label|parameters|appearance|
|range|lessons|How interesting are lessons?|start=1 end=5 step=1|rating|
|range|homework|How much homework do you get?|start=0;end=10;step=1|no-ticks|
|range|temper|How warm is the classroom?|start=15, end=25, step=0.5|vertical|
|range|plain|How happy are you at school?| | |
|range|ticks|How loud is it?|start = 1 end = 4 tick_labelset = loud| |
|range|marks|How long is the day?|start=1 end=3 tick_labelset=long| |
|range|wrong|Which?|start=10 end=1| |
|choices|
|list_name|name|label|
|loud|1|Very quiet|
|loud|4|Very loud|
|long|1|Short|
|long|2|Just right|
|long|3|Long|
`, `
survey [en] en:survey
lead en:survey
lessons number en:How interesting are lessons? 1..5
homework number en:How much homework do you get? 0..10
temper number en:How warm is the classroom? 15..25
plain number en:How happy are you at school? 1..10
ticks number en:How loud is it? 1..4 from en:Very quiet to en:Very loud
marks number en:How long is the day? 1..3 from en:Short to en:Long
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 appearance: left column.appearance
survey 2 lessons: kept
survey 3 homework: kept
survey 4 temper: changed range_step value=start=15, end=25, step=0.5
survey 5 plain: kept
survey 6 ticks: kept
survey 7 marks: changed cell.parameters value=start=1 end=3 tick_labelset=long
survey 8 wrong: left flaw.number_range max=1 message=The range 10 to 1 cannot be used. min=10 place=max
`},
	{"school: the pupil council, two of five at most", `
|survey|
|type|name|label|constraint|constraint_message|
|select_multiple what|top|What should the pupil council work on?|count-selected(.) <= 2|Choose two|
|select_multiple what|not|What should it leave to others?|count-selected(.) < 4 and count-selected(.) >= 1| |
|select_multiple what|all|What has it done?|count-selected(.) <= 5| |
|select_multiple what|one|What matters most?|count-selected(.) <= 1| |
|select_multiple what|exact|Choose exactly two|count-selected(.) = 2| |
|select_multiple what|none|Choose nothing|count-selected(.) < 1| |
|choices|
|list_name|name|label|
|what|toilets|The toilets|
|what|food|The food|
|what|trips|Trips|
|what|sport|Sport|
|what|rules|The rules|
`, `
survey [en] en:survey
lead en:survey
top several en:What should the pupil council work on? 0..2
- toilets en:The toilets
- food en:The food
- trips en:Trips
- sport en:Sport
- rules en:The rules
not several en:What should it leave to others? 0..3
- toilets en:The toilets
- food en:The food
- trips en:Trips
- sport en:Sport
- rules en:The rules
all several en:What has it done?
- toilets en:The toilets
- food en:The food
- trips en:Trips
- sport en:Sport
- rules en:The rules
one one_choice en:What matters most?
- toilets en:The toilets
- food en:The food
- trips en:Trips
- sport en:Sport
- rules en:The rules
exact several en:Choose exactly two
- toilets en:The toilets
- food en:The food
- trips en:Trips
- sport en:Sport
- rules en:The rules
none several en:Choose nothing
- toilets en:The toilets
- food en:The food
- trips en:Trips
- sport en:Sport
- rules en:The rules
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 constraint_message: left column.message
survey 2 top: kept
survey 3 not: kept
survey 4 all: kept
survey 5 one: kept
survey 6 exact: changed cell.constraint value=count-selected(.) = 2
survey 7 none: changed cell.constraint value=count-selected(.) < 1
`},
	{"school: leaving, stories of every length", `
|settings|
|form_title|form_title::Gàidhlig (gd)|default_language|
|When you leave school|Nuair a dh’fhàgas tu an sgoil|English (en)|
|survey|
|type|name|label|label::Gàidhlig (gd)|constraint|default|
|text|plan|What do you want to do next?|Dè tha thu airson dèanamh an ath rud?|string-length(.) <= 300| |
|text|long|Tell us about your time here|Innis dhuinn mun ùine agad an seo|string-length(.) < 5001| |
|text|short|One word for school|Aon fhacal airson na sgoile|string-length(.) <= 40 and string-length(.) >= 2| |
|text|mail|Your e-mail address|An seòladh puist-d agad|regex(., '[a-z]+@[a-z]+')| |
|text|pre|Who helped you?|Cò chuidich thu?| |My teacher|
`, `
when_you_leave_school [en gd] en:When you leave school / gd:Nuair a dh’fhàgas tu an sgoil
lead en:When you leave school / gd:Nuair a dh’fhàgas tu an sgoil
plan story en:What do you want to do next? / gd:Dè tha thu airson dèanamh an ath rud? 0..300
long story en:Tell us about your time here / gd:Innis dhuinn mun ùine agad an seo
short story en:One word for school / gd:Aon fhacal airson na sgoile 0..40
mail story en:Your e-mail address / gd:An seòladh puist-d agad
pre story en:Who helped you? / gd:Cò chuidich thu?
`, `
survey 2 plan: kept
survey 3 long: changed cell.constraint value=string-length(.) < 5001
survey 4 short: changed cell.constraint value=string-length(.) <= 40 and string-length(.) >= 2
survey 5 mail: changed cell.constraint value=regex(., '[a-z]+@[a-z]+')
survey 6 pre: changed cell.default value=My teacher
`},
	{"school: choices narrowed by an earlier answer", `
|survey|
|type|name|label|choice_filter|parameters|
|select_one area|area|Where is your school?| | |
|select_one school|school|Which school is it?|area = ${area}|randomize=true|
|select_one_external town|town|Which town?|area = ${area}| |
|select_one_from_file schools.csv|file|Which school on the list?| | |
|select_multiple_from_file clubs.xml|clubs|Which clubs?| | |
|choices|
|list_name|name|label|area|
|area|north|North| |
|area|south|South| |
|school|burn|Burnside|north|
|school|hill|Hillhead|north|
|school|shore|Shore Road|south|
|external_choices|
|list_name|name|label|area|
|town|thurso|Thurso|north|
`, `
survey [en] en:survey
lead en:survey
area one_choice en:Where is your school?
- north en:North
- south en:South
school one_choice en:Which school is it?
- burn en:Burnside
- hill en:Hillhead
- shore en:Shore Road
`, `
0 external_choices: left sheet_unread
0 : added title
settings 0 default_language: added language_guess
survey 2 area: kept
survey 3 school: changed cell.choice_filter value=area = ${area}
survey 3 school: changed cell.parameters value=randomize=true
survey 4 town: left type.external type=select_one_external town
survey 5 file: left type.external type=select_one_from_file schools.csv
survey 6 clubs: left type.external type=select_multiple_from_file clubs.xml
choices 1 area: left column.filter
`},
}
