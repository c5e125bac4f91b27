package io.groundwork.cloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.cloud.CloudToken.Status;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * How things stand between the portal and Linode, for the page and the API alike.
 */
@Component
class CloudStanding {

	private static final Duration SOON = Duration.ofDays(14);

	private final CloudTokenRows tokens;

	private final KnownCloud known;

	private final CloudLimits limits;

	private final Clock clock;

	CloudStanding(CloudTokenRows tokens, KnownCloud known, CloudLimits limits, Clock clock) {
		this.tokens = tokens;
		this.known = known;
		this.limits = limits;
		this.clock = clock;
	}

	Shown now() {
		List<CloudToken> live = this.tokens.live();
		Catalogue catalogue = this.known.catalogue();
		Inventory inventory = this.known.inventory();
		KnownCloud.Failure failure = this.known.failure();
		return new Shown(
				live.stream()
					.filter((token) -> token.status() == Status.CURRENT)
					.findFirst()
					.map(this::token)
					.orElse(null),
				live.stream()
					.filter((token) -> token.status() != Status.CURRENT)
					.map((token) -> new Unfinished(token.label(),
							token.status().name().toLowerCase(java.util.Locale.ROOT), token.remark()))
					.toList(),
				new Listed(catalogue.askedAt(), catalogue.regions().size(), catalogue.plans().size(),
						catalogue.versions().size(), catalogue.engines().size(), catalogue.databasePlans().size()),
				(failure != null) ? failure.at() : null, (failure != null) ? failure.why() : null, inventory.askedAt(),
				counts(inventory), this.limits.all().stream().map(ShownLimit::of).toList());
	}

	private ShownToken token(CloudToken token) {
		Instant expires = token.expiresAt();
		return new ShownToken(token.label(), token.addedAt(), token.addedBy(), token.source(), expires,
				expires != null && expires.minus(SOON).isBefore(this.clock.instant()), token.scopes().sorted(),
				token.scopes().excess(), token.scopes().mayMakeTokens());
	}

	private static Map<String, Integer> counts(Inventory inventory) {
		Map<String, Integer> counts = new LinkedHashMap<>();
		if (inventory.askedAt() != null) {
			Arrays.stream(Countable.values()).forEach((kind) -> counts.put(kind.word(), inventory.count(kind)));
		}
		return counts;
	}

	/**
	 * How things stand.
	 *
	 * @param token what Linode is asked with, if there is one
	 * @param unfinished other tokens: on their way, or to be revoked
	 * @param catalogue what can be had, in numbers
	 * @param failedAt when Linode last did not answer, if it has not answered since
	 * @param failure why
	 * @param countedAt when Linode last said what there is
	 * @param counts how many there are of what, whoever made them
	 * @param limits how many there may be
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "CloudStanding")
	record Shown(@Nullable ShownToken token, List<Unfinished> unfinished, Listed catalogue, @Nullable Instant failedAt,
			@Nullable String failure, @Nullable Instant countedAt, Map<String, Integer> counts,
			List<ShownLimit> limits) {

	}

	/**
	 * A token, without its secret.
	 *
	 * @param label what Linode calls it, empty if it does not list it
	 * @param addedAt since when the portal has it
	 * @param source setting, person or rotation
	 * @param expiresAt when it ends by itself, if it does
	 * @param ending whether that is soon
	 * @param scopes what it may do
	 * @param excess what it may do and the portal never needs
	 * @param rotatable whether it may make its own successor
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "CloudToken")
	record ShownToken(String label, Instant addedAt, String addedBy, String source, @Nullable Instant expiresAt,
			boolean ending, List<String> scopes, List<String> excess, boolean rotatable) {

	}

	/**
	 * A token that is not used.
	 *
	 * @param status planned, made or replaced
	 * @param remark what is in the way, empty for nothing
	 */
	@Schema(name = "CloudTokenUnfinished")
	record Unfinished(String label, String status, String remark) {

	}

	/**
	 * The catalogue in numbers.
	 *
	 * @param askedAt when Linode was asked for it, if it ever was
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "CloudCatalogue")
	record Listed(@Nullable Instant askedAt, int regions, int plans, int versions, int engines, int databasePlans) {

	}

	/**
	 * A limit.
	 *
	 * @param kind of what
	 * @param place a region, or account
	 * @param fits so many were there, or are said to be allowed
	 * @param refused so many were refused, if that is known
	 * @param source setting, refusal or success
	 * @param words Linode's words if it refused, else empty
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "CloudLimit")
	record ShownLimit(String kind, String place, int fits, @Nullable Integer refused, String source, String words,
			Instant notedAt, String notedBy) {

		static ShownLimit of(Limit limit) {
			return new ShownLimit(limit.kind().word(), limit.place(), limit.fits(), limit.refused(), limit.source(),
					limit.words(), limit.notedAt(), limit.notedBy());
		}

	}

}
