// Advice while somebody writes. The form is sent to the server a quarter of a second
// after the last key, and what comes back takes the place of what stood there. Typing
// never waits: all that a key does is to set a clock. Without this, a button asks.
const form = document.querySelector("form[data-advice]"), panel = document.getElementById("advised"), told = document.getElementById("advised-told");
const pause = 250; // milliseconds
let clock, asking;

if (form && panel) form.addEventListener("input", () => {
	clearTimeout(clock);
	clock = setTimeout(ask, pause);
});

async function ask() {
	asking?.abort(); // only the latest answer counts
	asking = new AbortController();
	try {
		const answer = await fetch(form.dataset.advice, {method: "POST", body: new URLSearchParams(new FormData(form)), signal: asking.signal, redirect: "error"});
		if (answer.status === 429) clock = setTimeout(ask, 10 * pause);
		if (!answer.ok) return;
		panel.innerHTML = await answer.text();
		told.textContent = form.dataset.told.replace("#", panel.querySelectorAll(".list > li").length);
	} catch {
		// no answer, or a later one is on its way: the advice that stands there stays
	}
}
