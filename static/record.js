// Recording in the browser. What the microphone hears is cut at both ends where
// nothing is said, made as loud as every other recording, and coded small; then it
// lies in the form's own file field, and can be heard before it is kept. Without
// this the form takes a file.

const window20 = rate => Math.max(1, Math.round(rate / 50)); // samples in 20 ms

// loudness of each 20 ms, as the root of the mean square: 1 is the loudest there is.
export function loudness(samples, rate) {
	const n = window20(rate), all = [];
	for (let i = 0; i + n <= samples.length; i += n) {
		let sum = 0;
		for (let k = i; k < i + n; k++) sum += samples[k] * samples[k];
		all.push(Math.sqrt(sum / n));
	}
	return all;
}

// What is 30 dB below the loudest moment, or below the noise of a room, is silence.
const floor = all => Math.max(all.reduce((a, b) => Math.max(a, b), 0) * 0.03, 0.002);

// trim cuts silence at both ends and leaves a breath; empty if there is only silence.
export function trim(samples, rate) {
	const all = loudness(samples, rate), least = floor(all);
	const first = all.findIndex(l => l > least);
	if (first < 0) return samples.subarray(0, 0);
	let last = all.length - 1; // findLastIndex is not on phones before 2022
	while (all[last] <= least) last--;
	const n = window20(rate);
	return samples.slice(Math.max(0, first * n - rate * 0.15), Math.min(samples.length, (last + 1) * n + rate * 0.3));
}

// level makes speech as loud as speech is elsewhere (-20 dB, silence left out), with
// no peak above -1 dB, and lets it begin and end softly.
export function level(samples, rate) {
	const all = loudness(samples, rate), least = floor(all);
	const spoken = all.filter(l => l > least);
	const mean = Math.sqrt(spoken.reduce((sum, l) => sum + l * l, 0) / (spoken.length || 1));
	const peak = samples.reduce((p, s) => Math.max(p, Math.abs(s)), 0);
	const gain = peak ? Math.min(0.1 / mean, 0.89 / peak, 20) : 1;
	const soft = Math.min(rate / 100, samples.length / 2);
	return samples.map((s, i) => s * gain * Math.min(1, i / soft, (samples.length - 1 - i) / soft));
}

const form = document.querySelector("form[data-start]");
const types = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus"];
const type = window.MediaRecorder && types.find(t => MediaRecorder.isTypeSupported(t));
if (form && type && window.AudioContext) recorder(form.dataset);

function recorder(words) {
	const take = document.getElementById("take"), told = document.getElementById("told");
	const meter = document.getElementById("level"), field = form.elements.file;
	const keep = form.querySelector("button:not([type])");
	const most = +words.most;
	let context, taking, preview;
	const say = text => told.textContent = text;
	document.getElementById("recorder").hidden = !navigator.mediaDevices?.getUserMedia;

	take.addEventListener("click", async () => {
		if (taking) return taking.stop();
		context ??= new AudioContext();
		await context.resume();
		let stream;
		try {
			stream = await navigator.mediaDevices.getUserMedia({audio: {channelCount: 1, echoCancellation: false, noiseSuppression: true}});
		} catch {
			return say(words.refused);
		}
		record(stream);
	});

	function record(stream) {
		const parts = [], watch = context.createAnalyser(), buffer = new Float32Array(watch.fftSize), began = Date.now();
		context.createMediaStreamSource(stream).connect(watch);
		taking = new MediaRecorder(stream);
		const tick = setInterval(() => {
			watch.getFloatTimeDomainData(buffer);
			meter.value = Math.sqrt(buffer.reduce((sum, s) => sum + s * s, 0) / buffer.length) * 3;
			const seconds = Math.floor((Date.now() - began) / 1000);
			if (told.dataset.seconds !== String(seconds)) { // not more often than it changes
				told.dataset.seconds = seconds;
				if (seconds % 10 === 0 || seconds === 1) say(words.on.replace("#", seconds));
			}
			if (seconds >= most) taking?.stop();
		}, 100);
		taking.ondataavailable = e => parts.push(e.data);
		taking.onstop = () => {
			clearInterval(tick);
			stream.getTracks().forEach(t => t.stop());
			taking = null;
			meter.value = 0;
			take.textContent = words.again;
			prepare(new Blob(parts));
		};
		taking.start();
		take.textContent = words.stop;
		say(words.on.replace("#", 0));
	}

	// A file that was chosen goes the same way, if the browser can read it.
	field.addEventListener("change", () => field.files[0] && prepare(field.files[0], true));

	async function prepare(blob, chosen) {
		keep.disabled = true;
		take.disabled = true;
		say(words.work);
		try {
			context ??= new AudioContext();
			await context.resume();
			const heard = await context.decodeAudioData(await blob.arrayBuffer());
			const samples = level(trim(mono(heard), heard.sampleRate), heard.sampleRate);
			if (!samples.length) return say(words.quiet);
			offer(await encode(samples, heard.sampleRate), samples.length / heard.sampleRate);
		} catch {
			say(chosen ? "" : words.quiet); // a chosen file that cannot be read here is for the server to judge
		} finally {
			keep.disabled = take.disabled = false;
		}
	}

	function mono(heard) {
		const mixed = heard.getChannelData(0).slice();
		for (let c = 1; c < heard.numberOfChannels; c++) {
			const other = heard.getChannelData(c);
			for (let i = 0; i < mixed.length; i++) mixed[i] += (other[i] - mixed[i]) / (c + 1);
		}
		return mixed;
	}

	// encode codes sound as phones play it. It takes as long as the sound.
	function encode(samples, rate) {
		const sound = new AudioBuffer({length: samples.length, sampleRate: rate});
		sound.copyToChannel(samples, 0);
		const source = new AudioBufferSourceNode(context, {buffer: sound});
		const way = new MediaStreamAudioDestinationNode(context, {channelCount: 1});
		source.connect(way);
		const coder = new MediaRecorder(way.stream, {mimeType: type, audioBitsPerSecond: 32000}), parts = [];
		return new Promise((done, failed) => {
			coder.ondataavailable = e => parts.push(e.data);
			coder.onstop = () => done(new Blob(parts, {type: type.split(";")[0]}));
			coder.onerror = failed;
			source.onended = () => coder.stop();
			coder.onstart = () => source.start();
			coder.start();
		});
	}

	function offer(blob, seconds) {
		const name = "recording." + (blob.type === "audio/mp4" ? "m4a" : "webm");
		const files = new DataTransfer();
		files.items.add(new File([blob], name, {type: blob.type}));
		field.files = files.files;
		preview?.remove();
		preview = document.createElement("audio");
		preview.controls = true;
		preview.src = URL.createObjectURL(blob);
		preview.setAttribute("aria-label", words.listen);
		told.after(preview);
		say(words.done.replace("#", Math.ceil(seconds)));
	}
}
