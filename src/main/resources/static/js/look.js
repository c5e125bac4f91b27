// The choice of theme and density takes effect at once; the form's own POST keeps it.
const form = document.querySelector("form[data-look]");

form?.addEventListener("submit", async (event) => {
	const button = event.submitter;
	if (!button?.name) {
		return;
	}
	event.preventDefault();
	document.documentElement.dataset[button.name] = button.value;
	for (const other of button.parentElement.children) {
		other.setAttribute("aria-pressed", String(other === button));
	}
	const answer = await fetch(form.action, {
		method: "POST",
		body: new URLSearchParams(new FormData(form, button)),
		redirect: "manual",
	}).catch(() => null);
	// A redirect is the answer hoped for; anything else lets the browser show what it is.
	if (answer?.type !== "opaqueredirect") {
		const chosen = document.createElement("input");
		Object.assign(chosen, { type: "hidden", name: button.name, value: button.value });
		form.append(chosen);
		form.submit();
	}
});
