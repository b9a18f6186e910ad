// Answers that go along to another page of the tablet, in another language or for
// another age. They are in these pages and nowhere else. What the other page does
// not ask, or not so, is kept unseen, as the server keeps it elsewhere (kept.go).

const choice = i => i.type === "radio" || i.type === "checkbox";
const of = (step, key) => [...step.querySelectorAll("input, textarea, select")].filter(i => i.name === key || i.name.startsWith(key + "."));

/** A number typed in the digits of any keyboard, in ours (child.js). */
export const digits = text => text.trim().replace(/[٠-٩۰-۹０-９]/g, c => c.charCodeAt(0) & 15).replace(/[੦-੯]/g, c => c.charCodeAt(0) - 2662);

/** What stands in a form: for each question's key, values by field. */
export function given(form) {
	const all = {};
	for (const step of form.querySelectorAll(".step[data-q]")) {
		const key = step.dataset.q, values = {};
		for (const i of of(step, key)) if (choice(i) ? i.checked : i.value.trim()) (values[i.name] ??= []).push(i.value);
		if (Object.keys(values).length) all[key] = values;
	}
	return all;
}

// Whether a question of the other page can have this answer.
function fits(step, key, values) {
	const there = of(step, key), written = there.find(i => !choice(i) && i.tagName !== "SELECT");
	const chosen = there.filter(i => choice(i) && values[key]?.includes(i.value));
	if (step.querySelector(".ord")) {
		if (values[key]) return chosen.length > 0;
		const names = there.filter(i => i.tagName === "SELECT").map(i => i.name);
		return Object.keys(values).length === names.length && names.every(n => values[n]);
	}
	if (!values[key]) return false;
	if (chosen.length) return chosen.length === values[key].length && chosen.length <= (+(step.querySelector("[data-most]")?.dataset.most ?? 0) || 99);
	if (!written) return false;
	const range = step.ownerDocument.querySelector(`li[data-key="${key}"]`), n = +digits(values[key][0]);
	return !range || n >= +range.dataset.least && n <= +range.dataset.most;
}

// As the server writes a question that was answered.
function put(step, key, values) {
	for (const i of of(step, key)) {
		if (choice(i)) i.toggleAttribute("checked", !!values[key]?.includes(i.value));
		else if (i.tagName === "TEXTAREA") i.textContent = "\n" + (values[key]?.[0] ?? "").replace(/^-$/, "");
		else if (i.tagName === "INPUT" && values[key] && !values[key].includes("-")) i.setAttribute("value", values[key][0]);
		else if (values[i.name]) for (const o of i.options) o.toggleAttribute("selected", o.value === values[i.name][0]);
	}
	const list = step.querySelector(".ord"), place = li => +values[li.querySelector("select").name]?.[0] || 99;
	if (!list || values[key]) return;
	list.classList.add("done");
	list.append(...[...list.children].sort((a, b) => place(a) - place(b)));
}

/**
 * Puts answers into a page that was fetched and is not shown yet. Gives those that
 * the page does not ask for, or not so. A story always goes along: it can be mended.
 */
export function bring(page, answers) {
	const left = {...answers};
	for (const step of page.querySelectorAll(".step[data-q]")) {
		const key = step.dataset.q, values = answers[key];
		if (!values || !step.querySelector("textarea") && !fits(step, key, values)) continue;
		put(step, key, values);
		delete left[key];
	}
	return left;
}
