// In a pilot alone, whose first screen says so: notes of each question whether its
// answer was changed, the help was opened there, or something was listened to. Never
// how often, and never when. It goes with the form, and nothing is kept here.
"use strict";
(() => {
const d = document, form = d.querySelector("form[data-hear]");
if (!form) return;
let field = form.elements._noted;
if (!field) {
	field = d.createElement("input");
	field.type = "hidden"; field.name = "_noted";
	form.prepend(field);
}
const noted = new Map();
for (const part of field.value.split(" ")) {
	const [key, letters] = part.split(":");
	if (letters) noted.set(key, new Set(letters));
}
const steps = [...d.querySelectorAll(".step[data-q]")];
const note = (step, letter) => {
	if (!steps.includes(step)) return;
	const key = step.dataset.q;
	noted.set(key, (noted.get(key) ?? new Set()).add(letter));
	field.value = [...noted].map(([k, letters]) => k + ":" + [...letters].join("")).join(" ");
};

// What was given and is no longer given was changed. To choose one thing more is not.
const given = step => new Set([...step.querySelectorAll("fieldset input,fieldset textarea,fieldset select")]
	.filter(i => i.type === "radio" || i.type === "checkbox" ? i.checked : i.value.trim())
	.map(i => i.name + "=" + i.value.trim()));
const was = new Map(steps.map(s => [s, given(s)]));
const look = step => {
	const now = given(step);
	if ([...was.get(step)].some(x => !now.has(x))) note(step, "c");
	was.set(step, now);
};
form.addEventListener("change", e => {
	const step = e.target.closest(".step");
	if (was.has(step)) look(step);
});
addEventListener("hashchange", () => steps.forEach(look)); // orders change without an event
form.addEventListener("submit", () => steps.forEach(look));

const help = d.querySelector("header details");
help?.addEventListener("toggle", () => { if (help.open) note(d.querySelector(".step:target"), "h") });
d.addEventListener("click", e => {
	const heard = e.target.closest(".say>*");
	if (heard) note(heard.closest(".step"), "l");
});
})();
