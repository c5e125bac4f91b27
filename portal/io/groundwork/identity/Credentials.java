package io.groundwork.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import org.springframework.stereotype.Component;

/**
 * What somebody has given to scripts, for pages that show it among other things.
 */
@Component
public class Credentials {

	private static final Duration SOON = Duration.ofDays(7);

	private final ApiTokens tokens;

	private final Clock clock;

	Credentials(ApiTokens tokens, Clock clock) {
		this.tokens = tokens;
		this.clock = clock;
	}

	/**
	 * The live tokens of somebody, the one that ends next first.
	 */
	public List<Token> endingFirst(SignedIn who) {
		Instant now = this.clock.instant();
		return this.tokens.live(who.person(), now)
			.stream()
			.sorted(Comparator.comparing(ApiToken::expiresAt))
			.map((token) -> new Token(token.name(), token.expiresAt(), token.expiresAt().isBefore(now.plus(SOON))))
			.toList();
	}

	/**
	 * A live token.
	 */
	public record Token(String name, Instant ends, boolean soon) {

	}

}
