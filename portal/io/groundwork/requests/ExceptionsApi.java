package io.groundwork.requests;

import java.net.URI;
import java.time.Instant;
import java.util.List;

import io.groundwork.approvals.FreezeException;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Exceptions from freezes, for scripts.
 */
@RestController
@RequestMapping("/api/v1/requests/{number}/exceptions")
@Tag(name = "Requests")
class ExceptionsApi {

	private final Requests requests;

	private final Exceptions exceptions;

	ExceptionsApi(Requests requests, Exceptions exceptions) {
		this.requests = requests;
		this.exceptions = exceptions;
	}

	@GetMapping
	@Operation(summary = "The exceptions from freezes that were given for a request")
	Page<Shown> list(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return new Page<>(shown(this.requests.seenBy(who, number)), null);
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(summary = "Have a request carried out in spite of the freezes that hold it")
	ResponseEntity<Page<Shown>> give(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestBody Wish wish) {
		this.exceptions.give(who, number, (wish.reason() != null) ? wish.reason() : "");
		return ResponseEntity.created(URI.create("/api/v1/requests/%d/exceptions".formatted(number)))
			.body(new Page<>(shown(this.requests.seenBy(who, number)), null));
	}

	private List<Shown> shown(Request request) {
		return this.exceptions.of(request).stream().map(Shown::of).toList();
	}

	/**
	 * An exception that somebody gives.
	 *
	 * @param reason why this cannot wait
	 */
	@Schema(name = "ExceptionWish")
	record Wish(@Nullable String reason) {

	}

	/**
	 * An exception from a freeze.
	 *
	 * @param freeze the number of the freeze
	 * @param name what people call the freeze
	 * @param by who gave it
	 * @param counts whether it counts still: not once the request was written anew
	 */
	@Schema(name = "RequestException")
	record Shown(long number, long freeze, String name, String by, String reason, Instant at, boolean counts) {

		static Shown of(FreezeException given) {
			return new Shown(given.number(), given.freeze(), given.name(), given.by(), given.reason(), given.at(),
					given.counts());
		}

	}

}
