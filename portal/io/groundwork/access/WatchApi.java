package io.groundwork.access;

import io.groundwork.identity.SignedIn;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What was seen of grants, for scripts.
 */
@RestController
@RequestMapping("/api/v1/grants/{number}")
@Tag(name = "Grants")
class WatchApi {

	private final Grants grants;

	private final Watched watched;

	WatchApi(Grants grants, Watched watched) {
		this.grants = grants;
		this.watched = watched;
	}

	@GetMapping("/sweep")
	@Operation(summary = "What was left in the cluster that outlives a grant, and what to do about it")
	Watched.Left sweep(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		Grant grant = this.grants.seenBy(who, number);
		return this.watched.left(grant)
			.orElseThrow(() -> new NotThereException("It is looked what grant %d has left once it is over; it is %s"
				.formatted(number, grant.status().word())));
	}

	@GetMapping("/observed")
	@Operation(summary = "What was done in the cluster under a grant, as far as the cluster tells, the latest first")
	Watched.Done observed(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		return this.watched.done(who, this.grants.seenBy(who, number), after, Page.size(limit));
	}

}
