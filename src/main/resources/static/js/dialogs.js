// Dialogs are popovers, so that they open without JavaScript. With it they become modal:
// the page behind is inert, and the focus goes back to where it was.
document.addEventListener("click", (event) => {
	const button = event.target.closest?.("button[popovertarget]");
	const dialog = button && document.getElementById(button.getAttribute("popovertarget"));
	if (!(dialog instanceof HTMLDialogElement)) {
		return;
	}
	event.preventDefault();
	if (dialog.open) {
		dialog.close();
	}
	else {
		dialog.showModal();
	}
});

// A click beside the dialog closes it, as it does for a popover.
document.addEventListener("click", (event) => {
	if (event.target instanceof HTMLDialogElement && event.target.open) {
		const box = event.target.getBoundingClientRect();
		const inside = event.clientX >= box.left && event.clientX <= box.right
			&& event.clientY >= box.top && event.clientY <= box.bottom;
		if (!inside && event.detail > 0) {
			event.target.close();
		}
	}
});
