// Typing forms from paper with the keyboard alone. In a question, the key beside an answer
// chooses it and goes on; Enter goes on, and in an empty field says that the paper is empty
// there. Without this the page works by Tab, arrows and Space.
const form = document.getElementById("typing");
const asked = form ? [...form.querySelectorAll("fieldset[data-kind]")] : [];

form?.addEventListener("keydown", key);
form?.addEventListener("input", event => alike(event.target));
for (const picked of form?.querySelectorAll('[name^="_pick."]') ?? []) picked.addEventListener("change", () => open(picked));
if (form) form.dataset.ready = "";

const marksOf = box => [...box.querySelectorAll('[type=radio][name^="_m."]')];

function key(event) {
	const box = event.target.closest("fieldset[data-kind]");
	if (!box || event.ctrlKey && event.key !== "Enter" || event.metaKey || event.altKey || event.isComposing) return;
	const writes = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
	if (event.key === "Enter" && (event.target.localName !== "textarea" || event.ctrlKey)) {
		event.preventDefault();
		if (writes && empty(box)) mark(box, "_blank");
		return go(box, event.shiftKey ? -1 : 1);
	}
	if (writes) return;
	const button = [...box.querySelectorAll("[data-key]")].find(b => b.dataset.key === event.key.toLowerCase());
	if (!button) return;
	event.preventDefault();
	button.click();
	if (button.type === "radio") go(box, 1); else button.focus();
}

// Whether nothing was typed or ticked, and no mark says why.
function empty(box) {
	return !marksOf(box).some(m => m.checked && m.value) && ![...box.querySelectorAll("textarea, input:not([type=radio])")].some(i => i.type === "checkbox" ? i.checked : i.value.trim());
}

function mark(box, value) {
	const at = marksOf(box).find(m => m.value === value);
	if (at) at.checked = true;
}

// An answer and a mark that there is none do not stand together: what came last stays.
function alike(target) {
	const box = target.closest("fieldset[data-kind]");
	if (!box || target.matches("[type=radio]:not([name^='_m.'])")) return;
	if (!target.name.startsWith("_m.")) mark(box, "");
	else if (target.value) for (const i of box.querySelectorAll("input[type=checkbox]")) i.checked = false;
}

function go(box, by) {
	const next = asked[asked.indexOf(box) + by];
	if (!next) return by > 0 && form.querySelector("button:not([type=button])").focus();
	const first = next.querySelector(":checked:not([name^='_m.'])") ?? next.querySelector("input, textarea");
	first.focus();
	next.scrollIntoView({block: "nearest"});
}

// What is typed anew is there to see only where that is picked.
function open(picked) {
	const more = picked.closest("section").querySelector("details");
	if (picked.value === "other") more.open = true;
}
