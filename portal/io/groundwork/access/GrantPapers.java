package io.groundwork.access;

import io.groundwork.identity.SignedIn;

import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/**
 * What a grant has left behind: its story, what was handed out, and the proof of its end.
 */
@Component
class GrantPapers {

	private final GrantEvents events;

	private final CredentialRows credentials;

	private final Packages packages;

	private final Receipts receipts;

	GrantPapers(GrantEvents events, CredentialRows credentials, Packages packages, Receipts receipts) {
		this.events = events;
		this.credentials = credentials;
		this.packages = packages;
		this.receipts = receipts;
	}

	void show(SignedIn who, Grant grant, Model model) {
		model.addAttribute("story", GrantStory.of(this.events.of(grant.number())));
		model.addAttribute("handed", this.packages.shown(who, grant).orElse(null));
		model.addAttribute("credential", this.credentials.current(grant.number()).orElse(null));
		model.addAttribute("receipt",
				this.receipts.of(grant.number())
					.map((receipt) -> GrantsApi.ShownReceipt.of(grant, receipt))
					.orElse(null));
	}

}
