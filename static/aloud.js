// Reading aloud, and signed videos, in their place. Without this the links to
// recordings open by themselves. Where nobody recorded a text, a voice reads it
// that is on the device itself: another would send the words away.
"use strict";
(() => {
const d = document, root = d.documentElement;
const form = d.querySelector("form[data-hear]");
if (!form) return;
const words = form.dataset, speech = window.speechSynthesis;
const base = tag => tag.toLowerCase().split(/[-_]/)[0];
const voice = () => speech?.getVoices().find(v => v.localService && base(v.lang) === base(root.lang));

// One thing sounds at a time.
const player = new Audio();
player.preload = "none";
let now = null, video = null;
const press = on => now?.b.setAttribute("aria-pressed", on);
const stop = () => {
	player.pause();
	speech?.cancel();
	press(false);
	now = null;
};
const shut = () => {
	video?.was.setAttribute("aria-expanded", false);
	video?.remove();
	video = null;
};
player.addEventListener("ended", stop);

// A recording that cannot be had, for want of a connection, is read by the
// device, or its button goes until the next question.
const read = passage => {
	const v = voice();
	if (!v) {
		passage.b.hidden = true;
		return stop();
	}
	const u = new SpeechSynthesisUtterance(passage.text());
	u.voice = v; u.lang = v.lang;
	u.onend = u.onerror = () => now === passage && stop();
	speech.speak(u);
};
const play = passage => player.play().catch(e => now === passage && e.name !== "AbortError" && read(passage));
const toggle = passage => {
	if (now === passage && !passage.src) return stop();
	if (now === passage) {
		press(player.paused);
		return player.paused ? play(passage) : player.pause();
	}
	stop();
	shut();
	now = passage;
	press(true);
	if (!passage.src) return read(passage);
	player.src = passage.src;
	play(passage);
};

const button = word => {
	const b = d.createElement("button");
	b.type = "button"; b.textContent = word;
	return b;
};
const hear = passage => {
	const b = passage.b = button(passage.word);
	b.setAttribute("aria-pressed", false);
	b.addEventListener("click", () => toggle(passage));
};
const sign = link => {
	const b = button(link.textContent);
	b.className = "sign";
	b.setAttribute("aria-expanded", false);
	b.addEventListener("click", () => {
		const open = video?.was === b;
		stop();
		shut();
		if (open) return;
		video = d.createElement("video");
		Object.assign(video, {controls: true, playsInline: true, preload: "none", src: link.href, was: b});
		video.addEventListener("play", stop);
		video.addEventListener("error", () => { b.hidden = true; shut() });
		video.setAttribute("aria-label", b.textContent);
		b.setAttribute("aria-expanded", true);
		b.parentNode.after(video);
		video.play().catch(() => {});
	});
	return b;
};

// Where something can be heard: a line of buttons after an element, and what
// each reads.
const texts = (from, what) => [...from.querySelectorAll(what)].filter(x => !x.closest(".say")).map(x => x.textContent.trim().replace(/[^.?!:…؟。？！।۔]$/, "$&.")).join(" ");
const places = [];
const add = (from, after, ...passages) => {
	const line = from.querySelector(".say") ?? d.createElement("p");
	const link = n => line.querySelector(n ? "a.as" : "a:not(.as,.sign)")?.href;
	passages.forEach((p, n) => p.src = link(n));
	places.push({line, after, passages, signs: [...line.querySelectorAll(".sign")].map(sign), done: 0});
};
for (const f of d.querySelectorAll("fieldset")) {
	const hints = [...f.querySelectorAll(":scope>.hint")];
	const passages = [{word: words.hear, text: () => texts(f, "legend,:scope>.hint")}];
	if (f.querySelector(".o,.ord")) passages.push({word: words.answers, text: () => texts(f, ".ends>*,.o label,.ord span,.no")});
	add(f, hints.findLast(h => h.compareDocumentPosition(f.querySelector("textarea,.o,.ord,input") ?? h) & 4) ?? f.querySelector("legend"), ...passages);
}
const page = (from, after, what) => from && after && add(from, after, {word: words.page, text: () => texts(from, what)});
const start = d.getElementById("start"), end = d.getElementById("end"), talk = d.querySelector(".talk");
page(start, start?.querySelector(".scene,.lead"), ":scope>p,.facts li,.told>div");
page(end, end?.querySelector("h2"), "h2,p");
page(talk, talk?.querySelector("h2"), "h2,p,li");

const offer = () => {
	for (const place of places) {
		for (const p of place.passages) if (!p.b && (p.src || voice())) hear(p);
		const buttons = [...place.passages.map(p => p.b).filter(Boolean), ...place.signs];
		if (buttons.length === place.done) continue;
		place.done = buttons.length;
		place.line.className = "say";
		place.line.replaceChildren(...buttons);
		if (!place.line.isConnected) place.after.after(place.line);
	}
};
offer();
speech?.addEventListener?.("voiceschanged", offer);

const leave = () => { stop(); shut() };
addEventListener("hashchange", () => {
	leave();
	for (const b of d.querySelectorAll(".say [hidden]")) b.hidden = false;
});
addEventListener("pagehide", leave);
d.addEventListener("bye", leave);
talk?.closest("details")?.addEventListener("toggle", stop);
})();
