// What makes forms kinder: one click is one request, and errors are where the reader is.
document.addEventListener("submit", (event) => {
	const form = event.target;
	// A form whose answer is a download says data-stays: the page stays, and so must the button.
	if (event.defaultPrevented || form.method !== "post" || "stays" in form.dataset) {
		return;
	}
	if (form.ariaBusy === "true") {
		event.preventDefault();
		return;
	}
	form.ariaBusy = "true";
	event.submitter?.setAttribute("aria-busy", "true");
});

// A page that comes back from the history must not stay busy.
addEventListener("pageshow", (event) => {
	if (!event.persisted) {
		return;
	}
	for (const busy of document.querySelectorAll("form[aria-busy], button[aria-busy]")) {
		busy.removeAttribute("aria-busy");
	}
});

document.querySelector("[data-errors]")?.focus();

// Filters that are left empty do not belong into the address.
document.addEventListener("htmx:configRequest", (event) => {
	const { parameters, verb } = event.detail;
	if (verb === "get") {
		for (const [name, value] of Object.entries(parameters)) {
			if (value === "") {
				delete parameters[name];
			}
		}
	}
});

// A list that could not be fetched says so, and keeps what it showed.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
	document.addEventListener(failure, () => document.dispatchEvent(new CustomEvent("groundwork:toast", {
		detail: { tone: "bad", text: "The list could not be fetched; what you see is unchanged. Try again." },
	})));
}

document.addEventListener("groundwork:toast", ({ detail }) => {
	const toast = document.createElement("div");
	toast.className = `toast ${detail.tone}`;
	const text = document.createElement("span");
	text.textContent = detail.text;
	const close = document.createElement("button");
	close.type = "button";
	close.className = "as-link";
	close.textContent = "Close";
	close.addEventListener("click", () => toast.remove());
	toast.append(text, close);
	document.querySelector(".toasts").append(toast);
	// What went wrong stays until it is closed.
	if (detail.tone !== "bad") {
		setTimeout(() => toast.remove(), 8000);
	}
});
