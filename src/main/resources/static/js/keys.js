// Keys: "/" searches, "?" helps, "j" and "k" walk the rows or what is to be decided, "a" and "d"
// press the buttons there that say so, "x" ticks the box. Never while somebody types.
const search = document.getElementById("search");
const menu = document.getElementById("menu");

function typing(element) {
	return element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function walk(step) {
	const decisions = [...document.querySelectorAll("[data-decide]")];
	if (decisions.length > 0) {
		const at = decisions.indexOf(document.activeElement?.closest("[data-decide]"));
		const to = at < 0 ? (step > 0 ? 0 : decisions.length - 1) : Math.min(Math.max(at + step, 0), decisions.length - 1);
		decisions[to].focus();
		decisions[to].scrollIntoView({ block: "nearest" });
		return;
	}
	const stops = [...document.querySelectorAll(".list tbody tr")]
		.map((row) => row.querySelector("a, button"))
		.filter((stop) => stop?.checkVisibility());
	const now = stops.findIndex((stop) => stop.closest("tr") === document.activeElement?.closest("tr"));
	const next = now < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(Math.max(now + step, 0), stops.length - 1);
	stops[next]?.focus();
	stops[next]?.scrollIntoView({ block: "nearest" });
}

// In the decision that has the focus; where there is only one on the page, there.
function decide(key) {
	const where = document.activeElement?.closest("[data-decide]") ?? (document.querySelector("[data-decide]") ? null : document);
	const button = where?.querySelector(`[data-key="${key}"]`);
	button?.click();
	return button;
}

document.addEventListener("keydown", (event) => {
	if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)
			|| document.querySelector("dialog:modal")) {
		return;
	}
	if (event.key === "/" && search) {
		event.preventDefault();
		if (!search.checkVisibility()) {
			menu.showPopover();
		}
		search.focus();
		search.select();
	}
	else if (event.key === "?") {
		event.preventDefault();
		document.getElementById("help").showModal();
	}
	else if (event.key === "j" || event.key === "k") {
		event.preventDefault();
		walk(event.key === "j" ? 1 : -1);
	}
	else if ((event.key === "a" || event.key === "d" || event.key === "x") && decide(event.key)) {
		event.preventDefault();
	}
});

// Typing in the search box offers the sections that begin so; Enter without choosing one searches.
if (search) {
	const jumps = document.createElement("ul");
	jumps.id = "jumps";
	jumps.className = "jumps";
	jumps.setAttribute("role", "listbox");
	jumps.setAttribute("aria-label", "Sections");
	jumps.hidden = true;
	search.after(jumps);
	for (const [name, value] of [["role", "combobox"], ["aria-controls", "jumps"], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) {
		search.setAttribute(name, value);
	}
	const sections = [...document.querySelectorAll(".sections a")]
		.map((link) => ({ label: link.firstElementChild.textContent, href: link.href }));
	let chosen = -1;

	const choose = (index) => {
		chosen = index;
		[...jumps.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
		if (index < 0) {
			search.removeAttribute("aria-activedescendant");
		}
		else {
			search.setAttribute("aria-activedescendant", jumps.children[index].id);
		}
	};
	const close = () => {
		jumps.hidden = true;
		search.setAttribute("aria-expanded", "false");
		choose(-1);
	};
	const offer = () => {
		const start = search.value.trim().toLowerCase();
		const fitting = start ? sections.filter(({ label }) => label.toLowerCase().split(/\s+/).some((word) => word.startsWith(start))
				|| label.toLowerCase().startsWith(start)) : [];
		jumps.replaceChildren(...fitting.map(({ label, href }, at) => {
			const option = document.createElement("li");
			option.id = `jump-${at}`;
			option.setAttribute("role", "option");
			option.dataset.href = href;
			option.textContent = `Go to ${label}`;
			return option;
		}));
		jumps.hidden = fitting.length === 0;
		search.setAttribute("aria-expanded", String(fitting.length > 0));
		choose(-1);
	};

	search.addEventListener("input", offer);
	search.addEventListener("blur", close);
	search.addEventListener("keydown", (event) => {
		const number = jumps.children.length;
		if (event.key === "Escape") {
			if (jumps.hidden) {
				search.blur();
			}
			close();
		}
		else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && number > 0) {
			event.preventDefault();
			choose((chosen + (event.key === "ArrowDown" ? 1 : -1) + number + (chosen < 0 && event.key === "ArrowUp" ? 1 : 0)) % number);
		}
		else if (event.key === "Enter" && chosen >= 0) {
			event.preventDefault();
			location.assign(jumps.children[chosen].dataset.href);
		}
	});
	// Before the blur that would close the list.
	jumps.addEventListener("pointerdown", (event) => {
		event.preventDefault();
		const href = event.target.closest("[data-href]")?.dataset.href;
		if (href) {
			location.assign(href);
		}
	});
}
