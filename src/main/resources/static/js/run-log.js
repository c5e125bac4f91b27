// The log of a run: follows what is live, keeps a window of lines in the page, fetches older
// and newer ones on demand.
const MOST = 2000;
const ranks = { debug: 0, info: 1, warn: 2, error: 3 };
const alarms = { warn: "Warning", error: "Error" };
const log = document.querySelector("section.run-log");

if (log) {
	const box = log.querySelector("[data-log-lines]");
	const badge = log.querySelector(".log-state .badge");
	const follow = log.querySelector("[data-log-follow]");
	const { run, step: wantedStep, resource: wantedResource, level: wantedLevel } = log.dataset;
	// What was looked at, shown or not.
	let first = Number(log.dataset.first);
	let last = Number(log.dataset.last);
	let total = Number(log.dataset.total);
	let live = log.dataset.live === "true";
	let following = live && !location.hash.startsWith("#L");
	let stream = null;
	let waiting = [];
	let busy = false;

	const wanted = (line) => (!wantedStep || line.step === wantedStep)
		&& (!wantedResource || line.resource?.startsWith(wantedResource))
		&& (ranks[line.level] ?? 1) >= (ranks[wantedLevel] ?? 0);

	const make = (tag, name, text) => {
		const element = document.createElement(tag);
		element.className = name;
		if (text !== undefined) {
			element.textContent = text;
		}
		return element;
	};

	function row(line) {
		const element = make("div", "log-line");
		element.id = `L${line.seq}`;
		element.dataset.level = line.level;
		const number = make("a", "log-number", line.seq);
		number.href = `/runs/${run}?at=${line.seq}#L${line.seq}`;
		number.ariaLabel = `Line ${line.seq}`;
		number.title = line.at;
		const text = make("span", "log-text");
		const alarm = alarms[line.level];
		if (alarm && !line.text.startsWith(alarm)) {
			text.append(make("span", "log-level", alarm));
		}
		text.append(make("span", "", line.text));
		element.append(number, text);
		return element;
	}

	function group(name) {
		const element = make("details", "log-step");
		element.open = true;
		element.dataset.step = name;
		const summary = make("summary", "");
		summary.append(make("span", "", name), " ", make("small", ""));
		element.append(summary, make("div", "log-lines"));
		return element;
	}

	function count(element) {
		const number = element.lastElementChild.childElementCount;
		element.querySelector("summary small").textContent = number === 1 ? "1 line" : `${number.toLocaleString("en")} lines`;
		return number;
	}

	// Puts lines at the end or the beginning, and takes as many away at the other side.
	function put(lines, atEnd) {
		const touched = new Set();
		for (const line of atEnd ? lines : lines.toReversed()) {
			let part = atEnd ? box.lastElementChild : box.firstElementChild;
			if (part?.dataset.step !== line.step || !part.matches("details")) {
				part = group(line.step);
				box[atEnd ? "append" : "prepend"](part);
			}
			part.lastElementChild[atEnd ? "append" : "prepend"](row(line));
			touched.add(part);
		}
		box.querySelector(".log-none")?.remove();
		trim(atEnd, touched);
		touched.forEach(count);
		if (!box.childElementCount) {
			box.append(make("p", "log-none", "No line among those looked through is like that."));
		}
		links();
	}

	function trim(fromStart, touched) {
		let over = box.querySelectorAll(".log-line").length - MOST;
		while (over > 0) {
			const part = fromStart ? box.firstElementChild : box.lastElementChild;
			const lines = part.lastElementChild;
			while (over > 0 && lines.childElementCount) {
				const line = fromStart ? lines.firstElementChild : lines.lastElementChild;
				const seq = Number(line.id.slice(1));
				if (fromStart) {
					first = seq + 1;
				}
				else {
					last = seq - 1;
				}
				line.remove();
				over--;
			}
			if (lines.childElementCount) {
				touched.add(part);
			}
			else {
				touched.delete(part);
				part.remove();
			}
		}
	}

	function more(kind, place, text, shown) {
		let nav = log.querySelector(`[data-log-${kind}]`);
		if (!shown) {
			nav?.remove();
			return;
		}
		if (!nav) {
			nav = make("nav", "log-more");
			nav.setAttribute(`data-log-${kind}`, "");
			nav.ariaLabel = text;
			nav.append(make("a", "", text));
			box[place](nav);
		}
		const query = new URLSearchParams(parameters(kind === "older" ? { before: first } : { after: last }));
		nav.firstElementChild.href = `/runs/${run}?${query}#log`;
	}

	function links() {
		more("older", "before", "Older lines", first > 1);
		more("newer", "after", "Newer lines", last < total);
		follow.hidden = following || (!live && last >= total);
		follow.textContent = live ? "Follow" : "To the end";
	}

	const parameters = (place) => Object.fromEntries(Object.entries({
		...place, step: wantedStep, resource: wantedResource, level: wantedLevel === "debug" ? "" : wantedLevel,
	}).filter(([, value]) => value !== "" && value !== undefined));

	async function fetched(place) {
		const answer = await fetch(`/runs/${run}/log?${new URLSearchParams(parameters(place))}`);
		if (!answer.ok) {
			throw new Error(answer.status);
		}
		return answer.json();
	}

	function say(tone, text) {
		badge.className = `badge ${tone}`;
		badge.textContent = text;
	}

	function sayHowFar() {
		if (live) {
			say("busy", `Live, ${total === 1 ? "1 line" : `${total.toLocaleString("en")} lines`} so far`);
		}
	}

	function toEnd() {
		box.scrollTop = box.scrollHeight;
	}

	// Lines that come quickly are shown together, and of very many only the last.
	function show() {
		const lines = waiting;
		waiting = [];
		if (!lines.length) {
			return;
		}
		const shown = lines.filter(wanted);
		if (shown.length > MOST) {
			box.replaceChildren();
			first = shown.at(-MOST).seq;
		}
		last = lines.at(-1).seq;
		put(shown.slice(-MOST), true);
		sayHowFar();
		if (following) {
			toEnd();
		}
	}

	function listen() {
		if (!live || stream || document.hidden || last < total) {
			return;
		}
		stream = new EventSource(`/runs/${run}/events?after=${last}`);
		stream.onmessage = (event) => {
			if (!waiting.length) {
				requestAnimationFrame(show);
			}
			const line = JSON.parse(event.data);
			waiting.push(line);
			total = Math.max(total, line.seq);
		};
		stream.addEventListener("end", (event) => {
			show();
			ended(JSON.parse(event.data));
		});
		stream.onerror = () => {
			if (stream?.readyState === EventSource.CLOSED) {
				deafen();
				say("wait", `Live, not connected; line ${last.toLocaleString("en")} was the last. Trying again.`);
				setTimeout(listen, 5000);
			}
		};
		stream.onopen = sayHowFar;
	}

	function deafen() {
		stream?.close();
		stream = null;
		show();
	}

	function ended({ end, after, missing }) {
		live = false;
		following = false;
		deafen();
		const lines = total === 1 ? "1 line" : `${total.toLocaleString("en")} lines`;
		say(end ? "good" : "bad", end ? `Complete, ${lines}` : `Incomplete after line ${after.toLocaleString("en")} because ${missing}`);
		log.querySelector("[data-log-refresh]")?.remove();
		links();
	}

	// Away from the end nothing is added, or lines would run away from whoever reads.
	async function load(kind) {
		if (busy) {
			return;
		}
		busy = true;
		try {
			if (kind === "older") {
				const answer = await fetched({ before: first });
				const before = box.scrollHeight - box.scrollTop;
				first = answer.first;
				put(answer.lines, false);
				box.scrollTop = box.scrollHeight - before;
				if (last < total) {
					deafen();
				}
			}
			else {
				const answer = await fetched({ after: last });
				last = Math.max(last, answer.last);
				total = Math.max(total, last);
				put(answer.lines, true);
				listen();
			}
		}
		catch {
			document.dispatchEvent(new CustomEvent("groundwork:toast", {
				detail: { tone: "bad", text: "The lines could not be fetched; what you see is unchanged. Try again." },
			}));
		}
		busy = false;
	}

	async function goToEnd() {
		deafen();
		following = live;
		if (last < total) {
			try {
				const answer = await fetched({});
				box.replaceChildren();
				first = answer.first;
				last = answer.last;
				total = Math.max(total, last);
				put(answer.lines, true);
			}
			catch {
				following = false;
			}
		}
		links();
		toEnd();
		listen();
	}

	log.addEventListener("click", (event) => {
		const nav = event.target.closest?.(".log-more a")?.parentElement;
		if (nav && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
			event.preventDefault();
			load(nav.hasAttribute("data-log-older") ? "older" : "newer");
		}
		const number = event.target.closest?.(".log-number");
		if (number && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
			event.preventDefault();
			history.replaceState(null, "", number.href);
			following = false;
			mark();
			links();
		}
	});

	follow.addEventListener("click", () => {
		// Much may stand above the log.
		box.scrollIntoView({ block: "nearest" });
		goToEnd();
	});

	box.addEventListener("scroll", () => {
		const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
		if (live && last >= total && atEnd !== following) {
			following = atEnd;
			links();
		}
		if (box.scrollTop < 40 && first > 1 && !following && box.scrollHeight > box.clientHeight) {
			load("older");
		}
	});

	function mark() {
		box.querySelector(".log-line.linked")?.classList.remove("linked");
		const line = location.hash.startsWith("#L") ? document.getElementById(location.hash.slice(1)) : null;
		if (line && box.contains(line)) {
			line.classList.add("linked");
			line.scrollIntoView({ block: "center" });
			return true;
		}
		return false;
	}

	// A browser tab that nobody sees needs no stream, of which a host gets six.
	document.addEventListener("visibilitychange", () => {
		if (document.hidden) {
			deafen();
		}
		else {
			listen();
		}
	});

	addEventListener("hashchange", mark);
	log.querySelector("[data-log-refresh]")?.remove();
	const linked = /^#L(\d+)$/.exec(location.hash);
	if (linked && !mark() && !new URLSearchParams(location.search).has("at")) {
		// Somebody wrote the address by hand.
		location.search = `?at=${linked[1]}`;
	}
	if (following || !live && !linked && last >= total) {
		toEnd();
	}
	links();
	listen();
}
