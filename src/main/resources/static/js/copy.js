// Copy buttons are there only where they can work.
if (navigator.clipboard) {
	for (const button of document.querySelectorAll("button[data-copy]")) {
		button.hidden = false;
	}
	document.addEventListener("htmx:load", (event) => {
		for (const button of event.target.querySelectorAll("button[data-copy]")) {
			button.hidden = false;
		}
	});
}

document.addEventListener("click", async (event) => {
	const button = event.target.closest?.("button[data-copy]");
	if (!button) {
		return;
	}
	const label = button.textContent;
	const source = button.closest(".code").querySelector("pre");
	try {
		await navigator.clipboard.writeText(source.textContent);
		button.textContent = "Copied";
	}
	catch {
		getSelection().selectAllChildren(source);
		button.textContent = "Selected; copy it with your keyboard";
	}
	setTimeout(() => button.textContent = label, 3000);
});
