// Keeps times current, in the words of Times.java.
const units = [[90, 1, "second"], [90 * 60, 60, "minute"], [48 * 3600, 3600, "hour"], [Infinity, 86400, "day"]];

function words(seconds) {
	const [, size, unit] = units.find(([below]) => seconds < below);
	const number = Math.max(1, Math.floor(seconds / size));
	return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

function ago(seconds) {
	if (Math.abs(seconds) < 5) {
		return "just now";
	}
	return seconds < 0 ? `in ${words(-seconds)}` : `${words(seconds)} ago`;
}

function say(element, text) {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

// The browser's clock may be wrong; the server's is what counts. The page says what it
// was when it was written.
const written = document.querySelector("meta[name=written]")?.content;
const behind = written ? Date.parse(written) - Date.now() : 0;

function update() {
	const now = Date.now() + behind;
	for (const element of document.querySelectorAll("time[data-ago]")) {
		say(element, ago((now - Date.parse(element.dateTime)) / 1000));
	}
	for (const element of document.querySelectorAll("time[data-local]")) {
		say(element, `, ${wall.format(Date.parse(element.dateTime))} where you are`);
	}
	for (const element of document.querySelectorAll("time[data-countdown]")) {
		const left = (Date.parse(element.dateTime) - now) / 1000;
		say(element, left > 0 ? words(left) : "ended");
		element.classList.toggle("quiet", left >= 1800);
		element.classList.toggle("wait", left > 0 && left < 1800);
		element.classList.toggle("bad", left <= 0);
	}
}

// What the clock on the wall says then.
const wall = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });

update();
setInterval(update, 1000);
document.addEventListener("visibilitychange", update);
