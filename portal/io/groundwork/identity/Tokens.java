package io.groundwork.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.ApiToken.TokenWish;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people do with their API tokens.
 */
@Component
class Tokens {

	static final Duration USUAL_LIFE = Duration.ofDays(30);

	/** A working day: who is there tomorrow signs in again. */
	private static final Duration DEVICE_LIFE = Duration.ofHours(12);

	private static final int MOST_LIVE = 50;

	private final ApiTokens tokens;

	private final IdentitySettings settings;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	Tokens(ApiTokens tokens, IdentitySettings settings, Clock clock, ApplicationEventPublisher events) {
		this.tokens = tokens;
		this.settings = settings;
		this.clock = clock;
		this.events = events;
	}

	@Transactional
	Made make(SignedIn who, @Nullable String name, @Nullable List<String> scopes, @Nullable Instant expiry) {
		Instant now = this.clock.instant();
		TokenWish wish = new TokenWish(name(name), scopes(scopes), expiry(expiry, now));
		staysWithin(who.by(), wish);
		if (full(who.person())) {
			throw new InvalidInputException("name",
					"You have %d live tokens, which is the most. Revoke one that is no longer used."
						.formatted(MOST_LIVE));
		}
		return make(who.person(), who.name(), wish, now);
	}

	/**
	 * Makes the token of a program that somebody has confirmed; the name is theirs, and
	 * what the program says that it is becomes the token's.
	 */
	@Transactional
	Made makeFor(long person, String name, String program) {
		Instant now = this.clock.instant();
		Set<String> scopes = Set.of(Scope.READ.word(), Scope.WRITE.word());
		return make(person, name, new TokenWish(program, scopes, now.plus(deviceLife())), now);
	}

	private Made make(long person, String name, TokenWish wish, Instant now) {
		ApiSecret secret = ApiSecret.fresh();
		ApiToken token = this.tokens.save(new ApiToken(person, wish, secret, now));
		this.events.publishEvent(new Audited(name, "token.created", "token:" + token.id(), Outcome.DONE,
				Map.of("name", token.name(), "scopes", token.scopes(), "expiry", token.expiresAt().toString())));
		return new Made(token, secret);
	}

	/**
	 * How long a program stays signed in that somebody has confirmed.
	 */
	Duration deviceLife() {
		Duration most = this.settings.tokenMost();
		return (most.compareTo(DEVICE_LIFE) < 0) ? most : DEVICE_LIFE;
	}

	/**
	 * Whether somebody has as many live tokens as there may be.
	 */
	boolean full(long person) {
		return this.tokens.live(person, this.clock.instant()).size() >= MOST_LIVE;
	}

	@Transactional
	void revoke(SignedIn who, long id) {
		ApiToken token = this.tokens.findByIdAndPersonId(id, who.person())
			.orElseThrow(() -> new NotThereException("You have no token " + id));
		revoke(token, who.name());
	}

	/**
	 * Ends all tokens of somebody.
	 * @return how many there were
	 */
	@Transactional
	int revokeAll(long person, String by) {
		List<ApiToken> live = this.tokens.live(person, this.clock.instant());
		live.forEach((token) -> revoke(token, by));
		return live.size();
	}

	private void revoke(ApiToken token, String by) {
		if (token.revoke(by, this.clock.instant())) {
			this.events.publishEvent(new Audited(by, "token.revoked", "token:" + token.id(), Outcome.DONE,
					Map.of("name", token.name(), "owner", "person:" + token.personId())));
		}
	}

	private static String name(@Nullable String name) {
		String given = (name != null) ? name.strip() : "";
		if (given.isEmpty() || given.length() > 80 || given.codePoints().anyMatch(Tokens::unwritable)) {
			throw new InvalidInputException("name",
					"Give the token a name of 1 to 80 characters that says what uses it, such as nightly-report.");
		}
		return given;
	}

	/**
	 * Signs that control, and halves of signs.
	 */
	private static boolean unwritable(int sign) {
		return Character.isISOControl(sign) || Character.getType(sign) == Character.SURROGATE;
	}

	private static Set<String> scopes(@Nullable List<String> scopes) {
		if (scopes == null || scopes.isEmpty()) {
			throw new InvalidInputException("scopes", "Choose at least one scope: read, or read and write.");
		}
		Set<String> known = Set.of(Scope.READ.word(), Scope.WRITE.word());
		for (String scope : scopes) {
			if (scope == null || !known.contains(scope)) {
				throw new InvalidInputException("scopes",
						"There is no scope %s; the scopes are read and write.".formatted(scope));
			}
		}
		return new LinkedHashSet<>(scopes);
	}

	private Instant expiry(@Nullable Instant expiry, Instant now) {
		if (expiry == null) {
			return now.plus(USUAL_LIFE);
		}
		if (!expiry.isAfter(now)) {
			throw new InvalidInputException("expiry", "The expiry must be in the future.");
		}
		Instant latest = now.plus(this.settings.tokenMost());
		if (expiry.isAfter(latest)) {
			throw new InvalidInputException("expiry", "The expiry must be within %d days, by %s."
				.formatted(this.settings.tokenMost().toDays(), latest.truncatedTo(ChronoUnit.SECONDS)));
		}
		return expiry;
	}

	/**
	 * A token can make others, as scripts that renew themselves must, but none that
	 * reaches further or lives longer than itself.
	 */
	private static void staysWithin(SignedIn.Credential by, TokenWish wish) {
		Instant end = by.expiresAt();
		if (by.kind() != SignedIn.Kind.API_TOKEN || end == null) {
			return;
		}
		if (!by.scopes().containsAll(wish.scopes()) || wish.expiry().isAfter(end)) {
			throw new ForbiddenException("A token can only make tokens with its own scopes " + by.scopeWords()
					+ " that end no later than itself, at " + end + ". Sign in to make this one");
		}
	}

	/**
	 * A new token with its secret, for the one time that it is shown.
	 */
	record Made(ApiToken token, ApiSecret secret) {

	}

}
