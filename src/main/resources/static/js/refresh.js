// Keeps what goes on current without touching what somebody is reading: each part with
// data-fresh is replaced by its namesake only if it says something else by now, and never
// while somebody is inside it. A part with data-refresh says where to look and how often,
// and with data-told who tells that it is time to; when none has it any more, everything
// has ended and nobody looks.
const LONGEST = 30_000;
// Whoever is told looks by themselves only for what nobody tells, such as places in a queue.
const TOLD = 15_000;
let next = 0;
let failures = 0;
let looking = false;
let again = false;
let stream = null;

// Times count by themselves, and the guard of a form is another one each time.
function said(element) {
	const copy = element.cloneNode(true);
	for (const time of copy.querySelectorAll("time")) {
		time.textContent = "";
		time.removeAttribute("title");
	}
	for (const guard of copy.querySelectorAll("input[name=_csrf]")) {
		guard.remove();
	}
	for (const form of copy.querySelectorAll("[aria-busy]")) {
		form.removeAttribute("aria-busy");
	}
	// What is folded is the reader's.
	for (const details of copy.querySelectorAll("details")) {
		details.removeAttribute("open");
	}
	return copy.outerHTML;
}

// What a fold is about, so that it is known again; two of one name are told apart by their order.
function folds(element) {
	const known = new Map();
	for (const details of element.querySelectorAll("details")) {
		const about = details.querySelector("summary :is(h3, code)")?.textContent ?? details.querySelector("summary")?.textContent ?? "";
		let key = about;
		for (let place = 2; known.has(key); place++) {
			key = `${about} ${place}`;
		}
		known.set(key, details);
	}
	return known;
}

function occupied(element) {
	return element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")
		|| element.querySelector("dialog[open], dialog:popover-open") !== null;
}

function put(page) {
	for (const old of document.querySelectorAll("[data-fresh]")) {
		const fresh = page.getElementById(old.id);
		if (fresh && !occupied(old) && said(fresh) !== said(old)) {
			const focused = old.contains(document.activeElement) ? document.activeElement : null;
			const place = focused ? [...old.querySelectorAll("a, button")].indexOf(focused) : -1;
			const made = document.importNode(fresh, true);
			const before = folds(old);
			for (const [about, details] of folds(made)) {
				details.open = before.get(about)?.open ?? details.open;
			}
			old.replaceWith(made);
			window.htmx?.process(made);
			if (place >= 0) {
				made.querySelectorAll("a, button")[place]?.focus({ preventScroll: true });
			}
		}
	}
}

async function look(source) {
	looking = true;
	const every = Number(source.dataset.every);
	const address = source.dataset.refresh;
	try {
		const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
		if (!answer.ok) {
			throw new Error(String(answer.status));
		}
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		// Meanwhile somebody may have searched for something else.
		if (source.isConnected) {
			put(page);
		}
		failures = 0;
	}
	catch {
		failures++;
	}
	const pause = stream?.readyState === EventSource.OPEN ? TOLD : every;
	next = performance.now() + Math.min(LONGEST, pause * 2 ** failures);
	looking = false;
	if (again) {
		again = false;
		lookNow();
	}
}

function lookNow() {
	const source = document.querySelector("[data-refresh]");
	if (looking) {
		again = true;
	}
	else if (source) {
		look(source);
	}
}

// A page that nobody sees needs no stream, of which a host gets six. One that was refused
// is not asked for again before the page is seen anew; until then the clock is enough.
function listen(address) {
	const wanted = address && new URL(address, location).href;
	if (stream && stream.url !== wanted) {
		stream.close();
		stream = null;
	}
	if (wanted && !stream) {
		stream = new EventSource(wanted);
		stream.onmessage = lookNow;
		stream.addEventListener("end", (event) => event.target.close());
	}
}

setInterval(() => {
	const source = document.hidden ? null : document.querySelector("[data-refresh]");
	listen(source?.dataset.told);
	if (source && next === 0) {
		next = performance.now() + Number(source.dataset.every);
	}
	else if (source && !looking && performance.now() >= next) {
		look(source);
	}
}, 250);
