package io.groundwork.approvals;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Delegations, for scripts.
 */
@RestController
@RequestMapping("/api/v1/delegations")
@Tag(name = "Delegations")
class DelegationsApi {

	private final Delegations delegations;

	private final DelegationOffice office;

	private final Clock clock;

	DelegationsApi(Delegations delegations, DelegationOffice office, Clock clock) {
		this.delegations = delegations;
		this.office = office;
		this.clock = clock;
	}

	@GetMapping
	@Operation(summary = "Who votes in your place and in whose place you vote, newest first")
	Page<Shown> list(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "50") int limit) {
		int most = Page.size(limit);
		return Page.of(this.delegations.page(who.person(), Cursor.number(after, Long.MAX_VALUE), most + 1), most,
				this::shown, (one) -> Cursor.of(one.number()));
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(summary = "Let somebody vote in your place while you are away")
	ResponseEntity<Shown> delegate(@AuthenticationPrincipal SignedIn who, @RequestBody Wish wish) {
		Delegation made = this.office.delegate(who, (wish.to() != null) ? wish.to() : "", wish.from(), wish.until(),
				(wish.reason() != null) ? wish.reason() : "");
		return ResponseEntity.created(URI.create("/api/v1/delegations/" + made.number())).body(shown(made));
	}

	@DeleteMapping("/{number}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(summary = "Take back one of your delegations; votes by it that were not carried out count no more")
	void revoke(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		this.office.revoke(who, number);
	}

	private Shown shown(Delegation one) {
		return new Shown(one.number(), one.delegatorName(), one.delegateName(), one.from(), one.until(), one.reason(),
				one.phase(this.clock.instant()).word(), one.revokedAt());
	}

	/**
	 * A delegation that somebody would like.
	 *
	 * @param to the name of whoever is to vote
	 * @param from since when; left out for now
	 * @param until until when, at most 30 days
	 */
	@Schema(name = "DelegationWish")
	record Wish(@Nullable String to, @Nullable Instant from, @Nullable Instant until, @Nullable String reason) {

	}

	/**
	 * That somebody votes in somebody's place.
	 *
	 * @param of who is away
	 * @param to who votes in their place
	 * @param status ahead, in-force, over or revoked
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "Delegation")
	record Shown(long number, String of, String to, Instant from, Instant until, String reason, String status,
			@Nullable Instant revokedAt) {

	}

}
