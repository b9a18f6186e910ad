package xlsform

var schoolForms1 = []filed{
	{"school: a weekly check-in", `
|settings|
|form_title|form_id|version|style|
|How was your week?|weekly-checkin|2026-08|pages|
|survey|
|type|name|label|hint|required|
|note|intro|This takes about three minutes. You can stop at any time.| | |
|select_one week|week|How was your week at school?| |yes|
|select_multiple good|good|What went well?|Choose as many as you like|no|
|text|better|What would make next week better?| |no|
|choices|
|list_name|name|label|
|week|good|Good|
|week|ok|OK|
|week|bad|Not good|
|good|lessons|Lessons|
|good|friends|Friends|
|good|sport|Sport or clubs|
|good|lunch|Lunch time|
`, `
weekly_checkin [en] en:How was your week?
lead en:This takes about three minutes. You can stop at any time.
week one_choice en:How was your week at school?
- good en:Good
- ok en:OK
- bad en:Not good
good several en:What went well? hint en:Choose as many as you like
- lessons en:Lessons
- friends en:Friends
- sport en:Sport or clubs
- lunch en:Lunch time
better story en:What would make next week better?
`, `
settings 0 default_language: added language_guess
settings 1 version: left setting.version
settings 1 style: left setting.style
survey 1 required: left column.required
survey 2 intro: changed note_lead
survey 3 week: kept
survey 4 good: kept
survey 5 better: kept
`},
	{"school: bullying, with answers that lead on", `
|settings|
|form_title|default_language|
|Feeling safe at school|English (en)|
|survey|
|type|name|label::English (en)|relevant|
|select_one yn|bullied|Has anybody been unkind to you on purpose this term?| |
|select_multiple place|where|Where did it happen?|${bullied} = 'yes'|
|select_one yn|told|Did you tell anybody?|${bullied} = 'yes'|
|select_one who|who|Whom did you tell?|${bullied} = 'yes' and ${told} = 'yes'|
|select_one yn|stopped|Did it stop?|selected(${who}, 'teacher') or selected(${who}, 'family')|
|text|more|Is there anything else you want to say?| |
|choices|
|list_name|name|label::English (en)|
|yn|yes|Yes|
|yn|no|No|
|yn|unsure|I am not sure|
|place|class|In class|
|place|yard|In the playground|
|place|bus|On the bus|
|place|online|Online|
|who|teacher|A teacher|
|who|family|Somebody at home|
|who|friend|A friend|
`, `
feeling_safe_at_school [en] en:Feeling safe at school
lead en:Feeling safe at school
bullied one_choice en:Has anybody been unkind to you on purpose this term?
- yes en:Yes
- no en:No
- unsure en:I am not sure
where several en:Where did it happen? if bullied=yes
- class en:In class
- yard en:In the playground
- bus en:On the bus
- online en:Online
told one_choice en:Did you tell anybody? if bullied=yes
- yes en:Yes
- no en:No
- unsure en:I am not sure
who one_choice en:Whom did you tell? if bullied=yes if told=yes
- teacher en:A teacher
- family en:Somebody at home
- friend en:A friend
stopped one_choice en:Did it stop? if who=teacher,family
- yes en:Yes
- no en:No
- unsure en:I am not sure
more story en:Is there anything else you want to say?
`, `
survey 2 bullied: kept
survey 3 where: kept
survey 4 told: kept
survey 5 who: kept
survey 6 stopped: kept
survey 7 more: kept
`},
	{"school: lunches, a list that is asked twice", `
|survey|
|type|name|label|appearance|
|select_one often|eat|How often do you eat school lunch?|horizontal|
|select_one often|queue|How often is the queue too long?|minimal|
|rank food|like|Put these in order, what you like best first| |
|integer|minutes|How many minutes do you have to eat?| |
|choices|
|list_name|name|label|
|often|5|Every day|
|often|3|Some days|
|often|0|Never|
|food|soup|Soup|
|food|pasta|Pasta|
|food|salad|Salad|
`, `
survey [en] en:survey
lead en:survey
eat one_choice en:How often do you eat school lunch?
- 5 en:Every day
- 3 en:Some days
- 0 en:Never
queue one_choice en:How often is the queue too long?
- 5 en:Every day
- 3 en:Some days
- 0 en:Never
like order en:Put these in order, what you like best first
- soup en:Soup
- pasta en:Pasta
- salad en:Salad
minutes number en:How many minutes do you have to eat? 0..100
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 appearance: left column.appearance
survey 2 eat: kept
survey 3 queue: kept
survey 4 like: kept
survey 5 minutes: changed number_open max=100 min=0
`},
	{"school: likert statements in a table", `
|settings|
|form_title| |
|Our classroom| |
|survey|
|type|name|label|appearance|
|begin group|class|About our classroom|table-list|
|select_one agree|listens|My teacher listens to me| |
|select_one agree|calm|It is calm enough to work| |
|select_one agree|help|I get help when I am stuck| |
|end group| | | |
|begin_group|yard|About the playground|field-list|
|select_one agree|head|How much do you agree?|label|
|select_one agree|fun|There is enough to do|list-nolabel|
|select_one agree|safe|I feel safe there|list-nolabel|
|end_group| | | |
|choices|
|list_name|name|label|
|agree|1|Agree a lot|
|agree|2|Agree a bit|
|agree|3|Disagree a bit|
|agree|4|Disagree a lot|
`, `
our_classroom [en] en:Our classroom
lead en:Our classroom
listens one_choice en:My teacher listens to me
- 1 en:Agree a lot
- 2 en:Agree a bit
- 3 en:Disagree a bit
- 4 en:Disagree a lot
calm one_choice en:It is calm enough to work
- 1 en:Agree a lot
- 2 en:Agree a bit
- 3 en:Disagree a bit
- 4 en:Disagree a lot
help one_choice en:I get help when I am stuck
- 1 en:Agree a lot
- 2 en:Agree a bit
- 3 en:Disagree a bit
- 4 en:Disagree a lot
fun one_choice en:There is enough to do
- 1 en:Agree a lot
- 2 en:Agree a bit
- 3 en:Disagree a bit
- 4 en:Disagree a lot
safe one_choice en:I feel safe there
- 1 en:Agree a lot
- 2 en:Agree a bit
- 3 en:Disagree a bit
- 4 en:Disagree a lot
`, `
settings 0 default_language: added language_guess
survey 1 appearance: left column.appearance
survey 2 class: changed group
survey 3 listens: kept
survey 4 calm: kept
survey 5 help: kept
survey 7 yard: changed group
survey 8 head: left type.labels
survey 9 fun: kept
survey 10 safe: kept
`},
	{"school: transport, with what it asks of the device", `
|settings|
|form_title|form_id|public_key|submission_url|instance_name|
|Getting to school|travel|MIIBIjANBg|https://example.org/submit|concat(${way}, uuid())|
|survey|
|type|name|label|calculation|
|start|start| | |
|end|end| | |
|today|today| | |
|deviceid|device| | |
|phonenumber|phone| | |
|username|user| | |
|email|mail| | |
|audit|audit| | |
|simserial|sim| | |
|subscriberid|sub| | |
|start-geopoint|here| | |
|background-audio|sound| | |
|select_one way|way|How do you get to school?| |
|integer|mins|How many minutes does it take?| |
|calculate|hours| |${mins} div 60|
|hidden|ref| | |
|choices|
|list_name|name|label|
|way|walk|I walk|
|way|wheel|I cycle or scoot|
|way|bus|By bus|
|way|car|By car|
`, `
travel [en] en:Getting to school
lead en:Getting to school
way one_choice en:How do you get to school?
- walk en:I walk
- wheel en:I cycle or scoot
- bus en:By bus
- car en:By car
mins number en:How many minutes does it take? 0..100
`, `
settings 0 default_language: added language_guess
settings 1 public_key: left setting.sending
settings 1 submission_url: left setting.sending
settings 1 instance_name: left setting.sending
survey 2 start: left type.meta type=start
survey 3 end: left type.meta type=end
survey 4 today: left type.meta type=today
survey 5 device: left type.meta type=deviceid
survey 6 phone: left type.meta type=phonenumber
survey 7 user: left type.meta type=username
survey 8 mail: left type.meta type=email
survey 9 audit: left type.meta type=audit
survey 10 sim: left type.meta type=simserial
survey 11 sub: left type.meta type=subscriberid
survey 12 here: left type.place type=start-geopoint
survey 13 sound: left type.file type=background-audio
survey 14 way: kept
survey 15 mins: changed number_open max=100 min=0
survey 16 hours: left type.calculate type=calculate
survey 17 ref: left type.calculate type=hidden
`},
	{"school: numbers with limits of every spelling", `
|survey|
|type|name|label|constraint|constraint_message|
|integer|age|How old are you?|. >= 4 and . <= 18|Between 4 and 18, please|
|integer|year|Which school year are you in?|.>0 and .<8|1 to 7|
|integer|siblings|How many brothers and sisters do you have?|(. >= 0) and (. <= 15)| |
|integer|books|How many books did you read?|((.>=0) and (.<=50))| |
|integer|away|How many days were you away?|0 <= . and 100 >= .| |
|integer|clubs|How many clubs are you in?|. <= 10| |
|integer|km|How many kilometres do you travel?|. >= 1| |
|integer|steps|How many steps did you take?|. >= 500| |
|integer|even|Think of an even number|. >= 0 and . <= 20 and . mod 2 = 0| |
|decimal|tall|How tall are you in metres?|. > 0 and . < 3| |
|integer|born|In which year were you born?|. >= 2006 and . <= 2022| |
|integer|odd|How many?|regex(., '^[0-9]+$')| |
`, `
survey [en] en:survey
lead en:survey
age number en:How old are you? 4..18
year number en:Which school year are you in? 1..7
siblings number en:How many brothers and sisters do you have? 0..15
books number en:How many books did you read? 0..50
away number en:How many days were you away? 0..100
clubs number en:How many clubs are you in? 0..10
km number en:How many kilometres do you travel? 1..100
steps number en:How many steps did you take? 500..1000
even number en:Think of an even number 0..20
tall number en:How tall are you in metres? 1..2
odd number en:How many? 0..100
`, `
0 : added title
settings 0 default_language: added language_guess
survey 1 constraint_message: left column.message
survey 2 age: kept
survey 3 year: kept
survey 4 siblings: kept
survey 5 books: kept
survey 6 away: kept
survey 7 clubs: changed number_open max=10 min=0
survey 8 km: changed number_open max=100 min=1
survey 9 steps: changed number_open max=1000 min=500
survey 10 even: changed cell.constraint value=. >= 0 and . <= 20 and . mod 2 = 0
survey 11 tall: changed number_whole
survey 12 born: left flaw.number_range max=2022 message=The range 2006 to 2022 cannot be used. min=2006 place=max
survey 13 odd: changed number_range max=100 min=0 value=regex(., '^[0-9]+$')
`},
}
