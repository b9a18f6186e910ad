// The worker of fieldwork mode: it gives the tablet the pages that were fetched
// for it, and keeps nothing itself. Its scope is /fieldwork/ and nothing else.
"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("activate", e => e.waitUntil(clients.claim()));
addEventListener("fetch", e => {
	const asked = e.request, to = new URL(asked.url);
	// What carries the tablet's token is on its way to the server.
	if (asked.method !== "GET" || to.origin !== location.origin || asked.headers.has("Authorization")) return;
	if (!to.pathname.startsWith("/fieldwork/") && !to.pathname.startsWith("/static/")) return;
	e.respondWith(kept(asked));
});
async function kept(asked) {
	const names = (await caches.keys()).filter(n => n.startsWith("kist-fieldwork-"));
	for (const name of names) {
		const there = await (await caches.open(name)).match(asked, {ignoreVary: true});
		if (there) return there;
	}
	return fetch(asked);
}
