package redact

import "testing"

// TestMailAsChildrenWriteIt: addresses of mail in every way that a child may put them down.
func TestMailAsChildrenWriteIt(t *testing.T) {
	gone(t, "en",
		"mail me {samk@gmail.com} ok", "mail me {samk @ gmail.com}", "mail me {samk@ gmail.com}", "mail me {samk @gmail.com}", "mail me {samk@gmail com} ok", "mail me {samk@gmail dot com}", "mail me {samk @ gmail dot com}", "mail me {samk@gmail,com}",
		"mail me {samk at gmail.com}", "mail me {samk at gmail com} ok", "mail me {samk AT gmail DOT com}", "mail me {samk(at)gmail(dot)com}", "mail me {samk[at]gmail[dot]com}", "mail me {samk (at) gmail (dot) com}", "mail me {samk at hotmail dot co dot uk} ok", "mail me {samk at hotmail.co.uk}",
		"mail me {sam dot k at gmail dot com}", "mail me {sam underscore k07 at outlook dot com}", "mail me {sam.k.07 at yahoo dot co dot uk}", "mail me {sam dash k at icloud dot com}", "its {sam k 07 @ gmail . com}", "its {samk07@googlemail.com} yes",
		"my email is {samk07 at gmail}", "my gmail is {samk07}", "my email is {samk gmail com}", "my email is {sam.k07} on gmail", "my email: {samk07}", "glow is {gw12smithsam@glow.sch.uk}", "its {gw12smithsam at glow dot sch dot uk} yes", "mail {samk@live.co.uk}", "its {samk at live dot co dot uk}",
		"its {ｓａｍｋ＠ｇｍａｉｌ．ｃｏｍ}", "its {samk＠gmail.com}", "its {samk@gmial.com}", "its {samk at gmial dot com}", "its {samk at hotmale dot com}", "its {samk@@gmail.com}", "its {samk@gmail..com}", "its {samk@example.scot}", "its {samk at example dot scot}", "e-mail {samk@my-school.org.uk} pls", "its {mailto:samk@gmail.com}",
	)
	gone(t, "pl", "mój mail to {kasia małpa wp kropka pl} ok", "pisz na {kasia@wp.pl}", "pisz na {kasia małpa gmail kropka com}", "mail {kasia at o2.pl}", "mail {kasia.nowak małpka interia.pl}")
	gone(t, "uk", "пошта {oksana собака ukr крапка net} так", "пиши на {oksana@ukr.net}", "пошта {oksana собачка gmail крапка com}")
	gone(t, "ro", "mailul meu este {ion arond yahoo punct com} da", "mail {ion la yahoo punct com}", "scrie la {ion@yahoo.ro}")
	gone(t, "ar", "ايميلي {sami@gmail.com} تمام", "ايميلي {sami ات gmail دوت com} تمام", "ايميلي {سامي ات جيميل دوت كوم} تمام", "ايميلي {sami @ gmail.com}")
	gone(t, "ur", "میرا ای میل {sami ایٹ gmail ڈاٹ com} ہے", "ای میل {sami@gmail.com} ہے", "ای میل {سامی ایٹ جی میل ڈاٹ کام} ہے")
	gone(t, "pa", "ਮੇਰੀ ਈਮੇਲ {sami ਐਟ gmail ਡਾਟ com} ਹੈ", "ਈਮੇਲ {sami@gmail.com} ਹੈ")
	gone(t, "zh", "我的邮箱是{wang@qq.com}谢谢", "邮箱{wang at qq.com}", "邮箱{wang@qq点com}")
	gone(t, "gd", "cuir post-d gu {mairi@gmail.com} ma thogras tu", "post-d {mairi aig gmail dot com} ceart")
	gone(t, "en", "i was at home and then at school", "meet me at five dot", "i looked at the screen", "we stopped at mail boxes", "i got an email at school", "my email is private", "my email is broken", "gmail is boring", "i live at home", "look at yahoo", "we had a dot to dot at break", "a dot com company", "he was at it again")
}

// TestLinksAsChildrenWriteThem: addresses on the web, said or with spaces in them.
func TestLinksAsChildrenWriteThem(t *testing.T) {
	gone(t, "en",
		"see {samsworld.com} ok", "see {www.samsworld.com}", "see {samsworld.co.uk}", "see {samsworld dot com} ok", "see {www dot samsworld dot com} ok", "see {www samsworld com}", "see {youtube.com/@samk}", "see {youtube dot com slash samk} ok", "see {youtube.com/ samk07}", "see {https: //samsworld.com/a}", "see {http//samsworld.com}", "see {https:/samsworld.com}",
		"join {discord.gg/abc12}", "join {chat.whatsapp.com/AbC12}", "see {bit.ly/3abc}", "see {tinyurl.com/samk}", "see {linktr.ee/samk}", "see {insta.com/samk}", "see {instagram.com/samk}", "see {instagram .com/samk}", "see {snapchat.com/add/samk}", "see {roblox.com/users/123/profile}", "see {t.me/samk}", "see {wa.me/447700900123}", "see {samk.wixsite.com/home}", "see {vm.tiktok.com/ZM1}", "see {onlyfans.com/samk}", "see {ask.fm/samk}", "see {ngl.link/samk}", "see {sites.google.com/view/samk}", "see {samk.github.io}", "see {sam-k.blog}", "see {samk.scot/about}",
		"server is {play.samk.net}", "server ip {192.168.0.12:25565}", "server {mc.samk.gg}", "join code {7hk2fq}", "discord invite {aBc12De}", "realm code {Xy7-kk2-P}", "kahoot code {448812}", "party code {AB12C}", "see {SAMSWORLD.COM}",
	)
	gone(t, "en", "it.is fun", "i like it.my mum too", "dot com is funny", "the slash of a sword", "www", "a code is secret", "my server is down", "join the club", "the party was on", "party in 2024", "p.s. i love it e.g. this")
	gone(t, "pl", "zobacz {kasia.pl} ok", "strona {www kasia pl}", "strona {kasia kropka pl} ok")
	gone(t, "zh", "看{www.wang.cn}吧")
}

// TestHandlesAsChildrenTellThem: names on social media and in games, said before or after
// the word for it.
func TestHandlesAsChildrenTellThem(t *testing.T) {
	gone(t, "en",
		"my snap is {samkyxo} add me", "my snap is {sammy} ok", "snap: {samkyxo}", "snap - {samkyxo}", "my insta is {dancegirl07}", "my insta name is {zorvy}", "insta: {zorvy.x}", "ig {zorvy_x}", "my tiktok is called {zorvyqueen}", "my tik tok is {zorvyqueen}", "my roblox user is {DragonKid2012}", "my roblox username is {dragonkid}", "roblox name: {DragonKid}", "my psn is {xXDragonXx}",
		"my gamertag is {DragonKid}", "my gamer tag is {dragonkid9}", "xbox gamertag {DragonKid}", "my discord is {dragonkid#0042}", "discord {dragonkid.}", "my username is {qwertz}", "my user name is {qwertz1}", "username {qwertz}", "my @ is {zorvy}", "my @ {zorvy}", "my at is {zorvy07}", "add me on snap {zorvy}", "add me on snap its {zorvy}", "add me {zorvy07}", "add me on roblox {DragonKid}", "add me: {zorvyx}", "follow me on insta {zorvyx}", "follow me {zorvyx}", "follow {zorvy.x} pls",
		"im {zorvyx} on snap", "i am {DragonKid9} on roblox", "im {zorvy07} on insta add me", "{zorvy07} on tiktok is me", "dm me {zorvyx}", "dm {zorvy07}", "hmu on snap {zorvyx}", "find me on fortnite {DragonKid}", "my fortnite name is {Dragon Kid 9}", "my snapchat's {zorvyx}", "snapchat me {zorvyx}", "snap me at {zorvyx}", "my sc is {zorvyx}", "my yt channel is {ZorvyPlays}", "my youtube channel is called {ZorvyPlays}", "sub to {ZorvyPlays} on youtube", "my minecraft ign is {zorvycraft}", "my steam is {zorvy_x}", "my switch code is {SW-1234-5678-9012}", "friend code {1234-5678-9012}", "my bereal is {zorvyx}", "my whatsapp name is {zorvyx}", "my kik is {zorvyx}", "my acc is {zorvyx}", "my account is {zorvyx}", "my tag is {zorvyx}", "my handle is {zorvyx}",
		"its {@zorvy}", "its @ {zorvy_x}", "{xx_zorvy_xx}", "{@zorvy.x_07}", "find me {@zorvy}", "my snap is {zor vy07}", "my insta is {z0rvy}", "my insta is {zorvy-x}", "my insta is {Zorvy}", "my snap = {zorvyx}", "snap👻 {zorvyx}", "my snap is: {zorvyx}", "my snap is \"{zorvyx}\"", "my snap is ({zorvyx})",
	)
	gone(t, "pl", "mój snap to {kasiulka99}", "mój insta to {kasiulkax}", "dodaj mnie na snapie {kasiulkax}", "mój login to {kasiulkax}")
	gone(t, "uk", "мій інстаграм {oksanka_x}", "мій нік {oksankax}", "мій тікток {oksanka07}", "мій інстаграм {oksankax}")
	gone(t, "ro", "instagramul meu e {ionutx9}", "snap-ul meu este {ionutxx}", "adaugă-mă pe snap {ionutxx}")
	gone(t, "ar", "سنابي {samix9}", "حسابي انستا {samixx}", "سناب {samixx}", "يوزري {samixx}")
	gone(t, "ur", "میرا سنیپ {samixx} ہے", "میری انسٹا آئی ڈی {samix9} ہے")
	gone(t, "pa", "ਮੇਰਾ ਸਨੈਪ {samixx} ਹੈ", "ਮੇਰੀ ਇੰਸਟਾ {samix9} ਹੈ")
	gone(t, "zh", "我的微信是{wangx99}", "抖音号{wangxx}", "加我{QQ12345678}")
	gone(t, "en",
		"my snap is down", "snap is fun and insta is boring", "my insta is private", "my tiktok is banned", "my phone is broken so add me later", "add me to the group", "follow me to the hall", "i follow rules", "my username is secret", "my account is locked", "i play roblox with friends", "my discord is full of bots", "roblox is better than minecraft", "i got xbox for christmas", "we snap cards", "a snap is a card game", "im on roblox", "im good on roblox", "im better on fortnite", "i am always on tiktok",
		"my tag is itchy", "my handle broke", "dm me later", "add me please", "find me a home", "my xbox is old", "my switch is broken", "my steam train is red", "follow me now", "my channel is small", "youtube channel", "its on youtube", "people post videos on tiktok", "kids are mean on snapchat", "i was on snap at night", "snap me later", "i had an insta but mum deleted it", "snapchat streaks matter", "my user", "text me on whatsapp pls", "i watch twitch streams",
	)
}
