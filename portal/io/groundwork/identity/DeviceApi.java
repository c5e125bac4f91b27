package io.groundwork.identity;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.groundwork.web.Answers;
import io.groundwork.web.HoldsCredential;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.WebSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where programs sign in that have no browser of their own.
 */
@RestController
@RequestMapping("/api/v1/device")
@Tag(name = "Device")
class DeviceApi {

	/** Shorter than what proxies wait for an answer. */
	private static final int LONGEST_WAIT = 20;

	private final Devices devices;

	private final DeviceWaits waits;

	private final WebSettings web;

	private final Answers answers;

	DeviceApi(Devices devices, DeviceWaits waits, WebSettings web, Answers answers) {
		this.devices = devices;
		this.waits = waits;
		this.web = web;
		this.answers = answers;
	}

	@PostMapping
	@HoldsCredential
	@SecurityRequirements
	@Operation(summary = "Begin to sign in without a browser, as RFC 8628 has it")
	ResponseEntity<Codes> begin(@RequestBody Wish wish, HttpServletRequest request) {
		String address = request.getRemoteAddr();
		if (this.devices.crowded(address)) {
			throw new CrowdedException();
		}
		Devices.Begun begun = this.devices.begin(Objects.requireNonNullElse(wish.name(), ""), address);
		String page = this.web.address().toString().replaceAll("/+$", "") + "/device";
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new Codes(begun.code().value(), begun.user().toString(), page, page + "?code=" + begun.user(),
					Device.LIFE.toSeconds(), Device.INTERVAL.toSeconds()));
	}

	@PostMapping("/token")
	@HoldsCredential
	@SecurityRequirements
	@Operation(summary = "Get the token once somebody has confirmed it; until then 400 with an error of RFC 8628")
	ResponseEntity<Token> token(@RequestBody Question question) {
		int wait = Objects.requireNonNullElse(question.waitSeconds(), 0);
		if (wait < 0 || wait > LONGEST_WAIT) {
			throw new InvalidInputException("waitSeconds",
					"waitSeconds must be 0 to %d seconds.".formatted(LONGEST_WAIT));
		}
		DeviceCode code = new DeviceCode(Objects.requireNonNullElse(question.deviceCode(), ""));
		return switch (this.waits.ask(code, Duration.ofSeconds(wait))) {
			case Devices.Taken(Tokens.Made made, String person) ->
				ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(Token.of(made, person));
			case Devices.NotYet(DeviceTrouble trouble) -> throw new NotYetException(trouble);
		};
	}

	@ExceptionHandler
	void notYet(NotYetException ex, HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.answers.write(request, response, HttpStatus.BAD_REQUEST, ex.trouble.sentence(),
				Map.of("error", ex.trouble.word()));
	}

	@ExceptionHandler
	void crowded(CrowdedException ex, HttpServletRequest request, HttpServletResponse response) throws IOException {
		this.answers.retryLater(request, response, HttpStatus.TOO_MANY_REQUESTS, Device.LIFE);
	}

	/**
	 * A program that wants to act as whoever sits in front of it.
	 *
	 * @param name what it is and on which machine; whoever confirms it reads this
	 */
	@Schema(name = "DeviceWish")
	record Wish(@Nullable String name) {

	}

	/**
	 * What it shows, to the portal and to whoever confirms it.
	 *
	 * @param deviceCode what it asks for its token with, and tells nobody
	 * @param userCode what somebody types in the browser
	 * @param verificationUri where
	 * @param verificationUriComplete the same with the code in it
	 * @param expiresIn how many seconds both are good for
	 * @param interval how many seconds it has to let pass between two questions
	 */
	@Schema(name = "DeviceCodes")
	record Codes(String deviceCode, String userCode, String verificationUri, String verificationUriComplete,
			long expiresIn, long interval) {

		@Override
		public String toString() {
			return this.verificationUri;
		}

	}

	/**
	 * Whether somebody has confirmed it.
	 *
	 * @param deviceCode what it was given
	 * @param waitSeconds how many seconds the answer may be held back until somebody
	 * decides; at once, if left out
	 */
	@Schema(name = "DeviceQuestion")
	record Question(@Nullable String deviceCode,
			@Schema(description = "0 to 20 seconds; 0 if left out") @Nullable Integer waitSeconds) {

		@Override
		public String toString() {
			return "wait " + this.waitSeconds;
		}

	}

	/**
	 * An API token, in this answer only.
	 *
	 * @param id its number, to revoke it by
	 * @param token the token
	 * @param person whom it acts as
	 * @param scopes how far it reaches
	 * @param expiresAt when it ends
	 */
	@Schema(name = "DeviceToken")
	record Token(long id, String token, String person, List<String> scopes, Instant expiresAt) {

		static Token of(Tokens.Made made, String person) {
			return new Token(made.token().id(), made.secret().value(), person, made.token().scopes(),
					made.token().expiresAt());
		}

		@Override
		public String toString() {
			return "token:" + this.id;
		}

	}

	private static final class NotYetException extends RuntimeException {

		private final transient DeviceTrouble trouble;

		NotYetException(DeviceTrouble trouble) {
			super(trouble.sentence());
			this.trouble = trouble;
		}

	}

	private static final class CrowdedException extends RuntimeException {

	}

}
