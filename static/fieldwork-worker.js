// The worker of fieldwork mode: it gives the tablet the pages that were fetched
// for it, and keeps nothing itself. Its scope is /fieldwork/ and nothing else.
"use strict";
addEventListener("install", () => skipWaiting());
addEventListener("activate", e => e.waitUntil(clients.claim()));
addEventListener("fetch", e => {
	const asked = e.request, to = new URL(asked.url);
	// What carries the tablet's token is on its way to the server.
	if (asked.method !== "GET" || to.origin !== location.origin || asked.headers.has("Authorization")) return;
	if (!["/fieldwork/", "/static/", "/media/"].some(below => to.pathname.startsWith(below))) return;
	e.respondWith(kept(asked));
});
async function kept(asked) {
	const names = (await caches.keys()).filter(n => n.startsWith("kist-fieldwork-"));
	for (const name of names) {
		const there = await (await caches.open(name)).match(asked, {ignoreVary: true});
		if (there) return part(there, asked.headers.get("Range"));
	}
	return fetch(asked);
}
// A player asks for a piece of a recording.
async function part(whole, range) {
	const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
	if (!asked) return whole;
	const all = await whole.blob(), from = +asked[1], to = Math.min(asked[2] ? +asked[2] : all.size - 1, all.size - 1);
	if (from > to) return new Response(null, {status: 416, headers: {"Content-Range": `bytes */${all.size}`}});
	const type = whole.headers.get("Content-Type");
	return new Response(all.slice(from, to + 1, type), {status: 206, headers: {"Content-Type": type, "Content-Length": to - from + 1, "Content-Range": `bytes ${from}-${to}/${all.size}`}});
}
