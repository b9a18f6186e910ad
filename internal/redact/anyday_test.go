package redact

import (
	"strings"
	"testing"
)

// TestAnyDay is what children say of any day, as it was written down to see what
// rules take too much: next to nothing of it may go.
func TestAnyDay(t *testing.T) {
	taken, words := 0, 0
	for lang, lines := range anyDay {
		for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
			words += len(strings.Fields(line))
			for _, f := range Find(line, lang) {
				taken += len(strings.Fields(line[f.From:f.To]))
				t.Logf("%s %q of %q", lang, line[f.From:f.To], line)
			}
		}
	}
	t.Logf("%d of %d words are taken", taken, words)
	if taken*200 > words {
		t.Errorf("%d of %d harmless words are taken, more than one in two hundred", taken, words)
	}
}

var anyDay = map[string]string{
	"en": `
They said I would move in March but it was May before anyone told me.
We get pocket money on Fridays and I spend mine on sweets and cards.
My room has two beds, a desk and a big window that wont shut.
Nobody asks what I think, they just decide and then tell me.
the food is ok but we have pasta like four times a week
I was scared the first night but one of the staff sat with me
the wifi goes off at nine and its so annoying
i want to be a vet or a nurse or maybe a pilot
my favourite subject is PE because you get to run about
Sometimes I lie awake and think about my old house.
when i grow up i want a house with a garden and a dog
We went to the beach and had chips and I got sunburnt
the older boys take my stuff and wind me up
School is hard because I missed so much when I moved.
I like the teacher who lets us draw when we finish
you should not have to ask to get a snack
i got excluded for fighting but he hit me first
It would be better if meetings were after school.
my phone got took off me for a week and it wasnt even me
im in a band and we do covers of old songs
Maths is boring but Art is good and Drama is the best
the bus is always late and it smells of feet
I feel safe most of the time but not at night.
they gave me a choice of two schools and i picked the wee one
I have asthma so I carry a puffer and they keep losing the spare one.
our hamster died and i cried for days
its 10 out of 10 for the trips and 2 out of 10 for the beds
i wish grown ups would knock before they come in
Dinner is at 5 and supper is at 8 and bed is at half 9.
I lost my jumper and my shoes and my PE kit
Well I think it is unfair that my brother gets to see her and I dont.
Happy when we bake. Sad when people shout. Angry when they lie.
Honestly the worst bit is not knowing.
Everyone in my unit gets on apart from when the telly breaks.
Please can we have a trampoline and new goals for the pitch
Tbh i dont care anymore, nothing changes
Thank you for asking me about this.
I done my homework on the bus and got it all wrong
Can someone fix the shower in the top corridor
Basically they talk about me like im not there.
Mostly good. Sometimes bad. Never perfect.
Football, swimming, gaming and sleeping are what i like
Chicken nuggets, pizza and chips are my top three
Minecraft, Roblox and Fortnite are banned on school nights
My Mum Says I Can Come Home Soon
MY ROOM IS TOO COLD AND NOBODY FIXES THE HEATER
i play guitar and drums and i sing a bit
we do cooking on a tuesday and i made soup with leeks
in primary five i won a prize for reading
a social worker should come when they say they will
I had a panel in June and it went on for ages.
What does care experienced even mean
They moved me with a bin bag for my clothes
the judge was nice to me and asked me what i wanted
My key worker has left so now I have nobody.
being a young carer is tiring and no one sees it
mum is ill so i do the washing and the shopping
I give my dad his pills in the morning before school
i miss my cat and my fish and my bed
there should be more benches in the playground
she was on her phone the whole time
he never listens, he just nods
we aren't allowed out after seven which is rubbish
its like a prison but with better food
I got a bike for my birthday and it got stolen
We have a chart with stars and if you get ten you get a treat
Staff should be trained about autism and adhd
I hate when they read my file and i dont get to
contact is on a saturday for two hours in a wee room with toys
They cancelled contact twice and nobody said why
my sister lives with another family and i see her once a month
the doctor said its just growing pains
my dentist is scary but gives you stickers
Reading makes me calm and so does rain on the roof
I'd like more time outside, less time in meetings.
Its ok here. Better than the last place.
the best thing about here is the dog
No one believed me when i told
people call me names because im in care
I am proud of passing my swimming test
i have been here since i was six and im nearly twelve
i like minecraft better than real life lol
can you make them stop changing my worker
Foster carers should not have favourites.
my carers are strict but fair and they make good soup
I want to stay here until I am 21.
kids need someone who sticks around
Rain, snow and wind, we still walk to school.
you get a warning, then a red card, then you lose tech time
I dont like it when adults whisper in the kitchen.
Cold rooms, cold food, cold people.
Games night is fun and so is movie night
spiders in the bath and mice in the shed
I was born early so I was in hospital for ages
We only get one call a week and it is ten minutes
number one is the food number two is the trips
i got 15 out of 20 in my spelling and 18 in maths
we lost 3-2 but i scored both goals
The form was 12 pages and took 45 minutes
its 6 weeks since i seen my mum
turn left at the gate and its the last door
my code word is banana so they know its me
I share an account with my mum so no privacy
add more colours please and a slide
follow your dreams is what my gran says
the number of times i have moved is 9
I got a text at school and got in trouble
my case was packed and i didnt know why
the plate was too hot and i dropped it
the school road trip was cancelled because of snow
i was at the park at the end of the street
we live on a hill near a farm with cows
i sleep in the back bedroom at the top of the stairs
there was a fire at the flats down the road
I am on the waiting list for a flat of my own
first i was sad then i got angry then i slept
in second year i stopped going to classes
at seven i was moved, at nine i was moved again
between primary and high school i had three placements`,
	"sco": `
ah dinna like it when they shout at me
the weans next door are aye greetin
ma heid wis sair an naebody cam
we got mince an tatties an it wis braw
ah want tae bide wi ma granny
thon wife at the panel wis awfy nice
it's gey cauld in ma room at nicht
ah'm feart o the big yins at the schuil`,
	"gd": `
is toil leam an sgoil ach chan eil mi math air matamataig
tha mi ag ionndrainn mo mhàthar agus mo chù
bidh sinn a' cluich ball-coise a h-uile latha
cha do dh'èist duine rium aig a' choinneimh
tha an seòmar agam ro fhuar sa gheamhradh
bu toil leam barrachd ùine a-muigh`,
	"pl": `
nie lubię kiedy dorośli krzyczą na dzieci
w moim pokoju jest zimno i okno się nie zamyka
chciałbym częściej widzieć mamę i brata
jedzenie jest dobre ale za mało owoców
moja opiekunka jest miła ale ciągle zajęta
w szkole jest fajnie oprócz matematyki
boję się ciemności i burzy
wczoraj graliśmy w piłkę i wygraliśmy 3-2
nikt mi nie powiedział dlaczego się przeprowadzam
Najlepsze są wycieczki i naleśniki.
Czasami jest mi smutno wieczorem.
Wszyscy tutaj są mili, tylko łazienka jest brudna.`,
	"uk": `
мені подобається школа але я сумую за домом
у нашій кімнаті холодно і темно
мама обіцяла приїхати але не приїхала
я хочу собаку і свою кімнату
дорослі не слухають коли я говорю
їжа тут смачна але мало фруктів
Найкраще тут це поїздки і басейн.
Іноді мені страшно вночі.
Ніхто не питав мене чого я хочу.`,
	"ro": `
îmi place școala dar mi-e dor de casă
camera mea e rece și fereastra nu se închide
vreau un câine și o cameră a mea
adulții nu ascultă când vorbesc
mâncarea e bună dar puțină
Cel mai bine e la piscină și în excursii.
Uneori mi-e frică noaptea.
Nimeni nu m-a întrebat ce vreau.`,
	"ar": `
أحب المدرسة لكني أشتاق إلى بيتنا القديم
غرفتي باردة والنافذة لا تغلق
أريد أن أرى أمي أكثر من مرة في الشهر
الطعام هنا جيد لكنه قليل
الكبار لا يستمعون إلينا عندما نتكلم
أخاف من الظلام ومن صوت المطر
لعبنا كرة القدم أمس وفزنا بثلاثة أهداف
لا أحد يسألني ماذا أريد
أفضل شيء هنا هو المسبح والرحلات
أحيانا أبكي في الليل ولا أحد يسمعني
أتمنى أن أعود إلى وطني يوما ما
تعلمت الإنجليزية بسرعة وأساعد أمي في الترجمة`,
	"ur": `
مجھے سکول اچھا لگتا ہے لیکن گھر کی یاد آتی ہے
میرا کمرہ بہت ٹھنڈا ہے اور کھڑکی بند نہیں ہوتی
میں اپنی امی سے زیادہ ملنا چاہتا ہوں
یہاں کا کھانا اچھا ہے مگر تھوڑا ہے
بڑے لوگ ہماری بات نہیں سنتے
مجھے اندھیرے سے ڈر لگتا ہے
کل ہم نے فٹ بال کھیلا اور جیت گئے
کسی نے مجھ سے نہیں پوچھا کہ میں کیا چاہتی ہوں
سب سے اچھی چیز تالاب اور سیر ہے
کبھی کبھی میں رات کو روتی ہوں`,
	"pa": `
ਮੈਨੂੰ ਸਕੂਲ ਚੰਗਾ ਲੱਗਦਾ ਹੈ ਪਰ ਘਰ ਦੀ ਯਾਦ ਆਉਂਦੀ ਹੈ
ਮੇਰਾ ਕਮਰਾ ਬਹੁਤ ਠੰਢਾ ਹੈ
ਮੈਂ ਆਪਣੀ ਮਾਂ ਨੂੰ ਜ਼ਿਆਦਾ ਮਿਲਣਾ ਚਾਹੁੰਦਾ ਹਾਂ
ਇੱਥੇ ਦਾ ਖਾਣਾ ਚੰਗਾ ਹੈ
ਵੱਡੇ ਲੋਕ ਸਾਡੀ ਗੱਲ ਨਹੀਂ ਸੁਣਦੇ
ਮੈਨੂੰ ਹਨੇਰੇ ਤੋਂ ਡਰ ਲੱਗਦਾ ਹੈ
ਕੱਲ੍ਹ ਅਸੀਂ ਫੁੱਟਬਾਲ ਖੇਡਿਆ ਅਤੇ ਜਿੱਤ ਗਏ
ਕਿਸੇ ਨੇ ਮੈਨੂੰ ਨਹੀਂ ਪੁੱਛਿਆ`,
	"zh": `
我喜欢学校但是我想家
我的房间很冷，窗户关不上
没有人问我想要什么
这里的饭很好吃，可是水果太少
大人说话的时候不听我们的
昨天我们踢足球，三比二赢了
我想多见妈妈，一个月一次太少
晚上我有时候会哭`,
}
