// Reading aloud, and signed videos, in their place. Without this the links to
// recordings lead to a page that plays them. Where nobody recorded a text, a voice
// reads it that is on the device itself: another would send the words away.
"use strict";
(() => {
const d = document, root = d.documentElement, {set, page: wholePage, own, help} = d.currentScript.dataset;
const form = d.querySelector("form[data-hear]"), words = form?.dataset, speech = window.speechSynthesis;
const base = tag => tag.toLowerCase().split(/[-_]/)[0];
const voice = (lang = root.lang) => speech?.getVoices().find(v => v.localService && base(v.lang) === base(lang));

// Which file is heard where: asked for once, when somebody wants to hear.
let index = {};
const known = {};
const ready = async (of = set) => {
	if (of && !known[of]) try { known[of] = await (await fetch(`/media/${of}/index`)).json() } catch {}
	index = known[of] ?? {};
};
const sounds = piece => index[piece.id] !== undefined || voice();

// One thing sounds at a time: a passage, whose pieces are heard one after another.
const player = new Audio();
player.preload = "none";
let now = null, piece = null, video = null;
const press = on => now?.b?.setAttribute("aria-pressed", on);
const mark = next => {
	piece?.of.classList.remove("on");
	piece = next;
	piece?.of.classList.add("on");
};
const stop = () => {
	player.pause();
	speech?.cancel();
	mark(null);
	press(false);
	now = null;
};
const shut = () => {
	video?.was.setAttribute("aria-expanded", false);
	video?.remove();
	video = null;
};

const next = () => {
	const p = now, one = p.left.shift();
	if (!one) {
		if (p.b && !p.heard) p.b.hidden = true; // nothing of it can be had
		return stop();
	}
	mark(one);
	p.spoken = index[one.id] === undefined;
	if (p.spoken) return read(p, one);
	player.src = `/media/${p.set ?? set}.${index[one.id]}`;
	play(p, one);
};
const play = (p, one) => player.play().then(() => p.heard = true, e => e.name !== "AbortError" && read(p, one));

// A recording that cannot be had, for want of a connection, is read by the
// device, or left out.
const read = (p, one) => {
	if (now !== p || piece !== one) return;
	const v = voice(p.lang);
	if (!v) return next();
	p.spoken = p.heard = true;
	const u = new SpeechSynthesisUtterance(one.text);
	u.voice = v; u.lang = v.lang;
	u.onend = u.onerror = () => now === p && piece === one && next();
	speech.speak(u);
};
player.addEventListener("ended", () => now && next());
player.addEventListener("error", () => now && !now.spoken && now.heard && read(now, piece));

const toggle = async p => {
	if (now === p) {
		if (p.spoken || !piece) return stop();
		press(player.paused);
		return player.paused ? play(p, piece) : player.pause();
	}
	stop();
	shut();
	now = p;
	press(true);
	await ready(p.set);
	if (now !== p) return;
	p.left = p.pieces();
	p.heard = false;
	p.then?.();
	next();
};

const button = (word, name) => {
	const b = d.createElement("button");
	b.type = "button"; b.textContent = word;
	if (name) b.className = name;
	return b;
};
const hear = (p, name) => {
	const b = p.b = button(p.word, name);
	b.setAttribute("aria-pressed", false);
	b.addEventListener("click", () => toggle(p));
	return b;
};
const sign = link => {
	const b = button(link.textContent, "sign");
	b.setAttribute("aria-expanded", false);
	b.addEventListener("click", async () => {
		const open = video?.was === b;
		stop();
		shut();
		if (open) return;
		await ready();
		shut();
		video = d.createElement("video");
		Object.assign(video, {controls: true, playsInline: true, preload: "none", src: `/media/${set}.${index["v_" + b.closest("section").dataset.q]}`, was: b});
		video.addEventListener("play", stop);
		video.addEventListener("error", () => { b.hidden = true; shut() });
		video.setAttribute("aria-label", b.textContent);
		b.setAttribute("aria-expanded", true);
		b.parentNode.after(video);
		video.play().catch(() => {});
	});
	return b;
};

// Pieces: an element, where it stands, and its words with a stop. Elements of one
// place that stand together are one piece. What is hidden from who looks over a
// shoulder is not read either.
const piecesOf = elements => {
	const all = [];
	for (const [of, id] of elements) {
		const text = of.textContent.trim().replace(/[^.?!:…؟。？！।۔]$/, "$&.");
		if (!text || of.closest("[hidden]") || of.closest(".veil dd")) continue;
		const last = all[all.length - 1];
		if (id && last?.id === id) last.text += " " + text; else all.push({of, id, text});
	}
	return all;
};
const every = (from, what, id) => [...from.querySelectorAll(what)].filter(x => !x.closest(".say")).map(x => [x, id(x)]);
const told = from => piecesOf(every(from, "[data-say]", x => x.dataset.say));
const screen = f => "q_" + f.closest("section").dataset.q;
const asked = f => piecesOf(every(f, "legend,:scope>.hint:not(.maybe)", x => screen(f) + (x.matches("legend") ? "" : "." + (x.classList[1] ?? "hint"))));
const answer = x => {
	const field = x.querySelector("input") ?? x.parentNode.querySelector("select");
	if (!field) return screen(x) + (x.matches(".hi") ? ".high" : ".low");
	return "q_" + (field.matches("select") ? field.name.replace(".", "=") : field.name + "=" + field.value);
};
const answers = f => piecesOf(every(f, ".ends>*,.o label,.ord span,.no", answer));

// Who wants to hear answers can hear each alone, from then on at every question:
// by a button beside it, or, where there is no room, by choosing it.
let each = false;
const split = f => {
	if (!each || f.each) return;
	f.each = true;
	for (const one of answers(f)) {
		if (one.of.closest(".num,.ends") || !sounds(one)) continue;
		const b = hear({word: "", pieces: () => [{...one}]}, "one");
		b.setAttribute("aria-label", words.each + ": " + one.text);
		b.addEventListener("click", e => e.stopPropagation()); // it puts nothing in order
		const label = one.of.closest("label");
		if (!label) {
			one.of.parentNode.classList.add("both");
			one.of.parentNode.append(b);
			continue;
		}
		const both = d.createElement("div");
		both.className = "both";
		label.replaceWith(both);
		both.append(label, b);
	}
};
form?.addEventListener("change", e => {
	const label = each && e.target.closest(".num label");
	if (label) toggle({pieces: () => piecesOf([[label, answer(label)]])});
});

// Where something can be heard: a line of buttons after an element, and what
// each reads.
const places = [];
const add = (from, after, ...passages) => {
	const line = from.querySelector(":scope>.say") ?? d.createElement("p");
	passages.forEach((p, n) => p.recorded ??= form ? line.isConnected && line.querySelector(n ? "a.as" : "a:not(.as,.sign)") : (from === talk ? help : own) !== undefined);
	places.push({line, after, passages, signs: [...line.querySelectorAll(".sign")].map(sign), done: 0});
};
for (const f of d.querySelectorAll("fieldset")) {
	const hints = [...f.querySelectorAll(":scope>.hint")];
	const passages = [{word: words.hear, pieces: () => asked(f)}];
	if (f.querySelector(".o,.ord,.no")) passages.push({word: words.answers, pieces: () => answers(f), then() { each = true; split(f) }});
	add(f, hints.filter(h => h.compareDocumentPosition(f.querySelector("textarea,.o,.ord,input") ?? h) & 4).pop() ?? f.querySelector("legend"), ...passages);
}
const page = (from, after, pieces) => from && after && add(from, after, {word: wholePage, pieces});
const part = (from, after, what, id) => page(from, after, () => piecesOf(every(from, what, () => id)));
const start = d.getElementById("start"), end = d.getElementById("end"), note = start?.querySelector("details"), check = d.getElementById("check"), contact = d.getElementById("contact"), talk = d.querySelector(".talk");
if (form) {
	part(start, start?.querySelector(".scene,.lead"), ":scope>p:not(.nav *),.facts li,.told>div", "start");
	part(note, note?.querySelector("summary"), "summary,:scope>p", "grown_up");
	part(end, end?.querySelector("h2"), "h2,p", "end");
	part(contact, contact?.querySelector("h2"), "h2,p:not(.nav *),li", "");
	part(check, check?.querySelector("h2"), "h2,#lead,dt,dd:not(.ch)", "");
}
page(talk, talk?.querySelector("h2"), () => told(talk));

const offer = () => {
	for (const place of places) {
		for (const p of place.passages) if (!p.b && (p.recorded || voice(p.lang))) hear(p);
		const buttons = [...place.passages.map(p => p.b).filter(Boolean), ...place.signs];
		if (buttons.length === place.done) continue;
		place.done = buttons.length;
		place.line.className = "say";
		place.line.replaceChildren(...buttons);
		if (!place.line.isConnected) place.after.after(place.line);
	}
};

// Other pages say what is read of them; after sending, another page takes the
// place of this one.
let shown;
const around = () => {
	const main = d.querySelector("main");
	if (form || main === shown) return;
	stop();
	shown = main;
	if (main?.querySelector("[data-say]")) page(main.querySelector(".page"), main.querySelector("h1"), () => told(main));
	for (const s of main?.querySelectorAll(".step[data-page]") ?? []) // one in each language
		add(s, s.querySelector("h2"), {word: s.dataset.page, lang: s.lang, set: s.dataset.set ?? "", recorded: !!s.dataset.set, pieces: () => told(s)});
	offer();
};
new MutationObserver(around).observe(d.body, {childList: true});
around();
offer();
speech?.addEventListener?.("voiceschanged", offer);

const leave = () => { stop(); shut() };
addEventListener("hashchange", () => {
	leave();
	for (const b of d.querySelectorAll(".say [hidden]")) b.hidden = false;
	const f = d.querySelector(".step:target fieldset");
	if (f) split(f);
});
addEventListener("pagehide", leave);
d.addEventListener("bye", leave);
talk?.closest("details")?.addEventListener("toggle", stop);
})();
