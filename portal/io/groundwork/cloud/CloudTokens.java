package io.groundwork.cloud;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.cloud.CloudToken.Status;
import io.groundwork.storage.Sealer;
import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The token that is used: found, opened, looked at before it is taken.
 */
@Component
class CloudTokens {

	private final CloudTokenRows rows;

	private final LinodeClient linode;

	private final Sealer sealer;

	private final CloudSettings settings;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	CloudTokens(CloudTokenRows rows, LinodeClient linode, Sealer sealer, CloudSettings settings,
			ApplicationEventPublisher events, PlatformTransactionManager transactions, Clock clock) {
		this.rows = rows;
		this.linode = linode;
		this.sealer = sealer;
		this.settings = settings;
		this.events = events;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/**
	 * What to ask Linode with, if there is a token. The first comes from the settings.
	 * @throws InvalidInputException if that one will not do
	 */
	Optional<Bearer> bearer() {
		Optional<CloudToken> current = this.rows.one(Status.CURRENT);
		String setting = this.settings.token();
		if (current.isEmpty() && setting != null && !setting.isEmpty()) {
			Bearer first = new Bearer(setting);
			CloudToken token = look(first, "setting", "settings");
			try {
				this.transaction.executeWithoutResult((status) -> {
					this.rows.add(token, seal(token, first));
					note("settings", "cloud-token.used", token);
				});
			}
			catch (DuplicateKeyException ex) {
				// Another process took it, or somebody has entered one.
				return this.rows.one(Status.CURRENT).map(this::open);
			}
			return Optional.of(first);
		}
		return current.map(this::open);
	}

	/**
	 * Asks Linode what a token is.
	 * @throws InvalidInputException if it will not do
	 */
	CloudToken look(Bearer bearer, String source, String by) {
		LinodeClient.Answer profile = this.linode.look(bearer, "profile");
		if (profile.status() == 401) {
			throw new InvalidInputException("token",
					"Linode does not take this token: it is mistyped, was revoked, or has expired.");
		}
		Scopes scopes = Scopes.of(Optional.ofNullable(profile.scopes()).orElse(""));
		List<String> missing = scopes.missing();
		if (!missing.isEmpty()) {
			throw new InvalidInputException("token",
					"This token may not do what is needed; it lacks %s.".formatted(String.join(", ", missing)));
		}
		JsonNode told = this.linode.list(bearer, "profile/tokens")
			.stream()
			.filter((row) -> isHint(row.path("token").asString(""), bearer))
			.findFirst()
			.orElse(null);
		String label = (told != null) ? told.path("label").asString("") : "";
		Long id = (told != null) ? told.path("id").asLong(0) : null;
		return new CloudToken(UUID.randomUUID(), Status.CURRENT, label, id, scopes, source, this.clock.instant(), by,
				(told != null) ? instant(told.path("expiry").asString("")) : null, "");
	}

	/**
	 * Whether that is how Linode shows this token: by its first characters.
	 */
	private static boolean isHint(String hint, Bearer bearer) {
		return hint.length() >= 8 && bearer.value().startsWith(hint);
	}

	Bearer open(CloudToken token) {
		byte[] secret = this.sealer.open(this.rows.sealed(token.id()), context(token));
		return new Bearer(new String(secret, StandardCharsets.UTF_8));
	}

	/**
	 * Takes what was sealed with an older key to the one that is active now.
	 */
	void reseal() {
		this.rows.live()
			.stream()
			.filter((token) -> token.status() != Status.PLANNED && this.sealer.isStale(this.rows.sealed(token.id())))
			.forEach((token) -> this.rows.seal(token.id(), seal(token, open(token))));
	}

	byte[] seal(CloudToken token, Bearer bearer) {
		return this.sealer.seal(bearer.value().getBytes(StandardCharsets.UTF_8), context(token));
	}

	/**
	 * Writes down what was done to a token; in the transaction that does it.
	 */
	void note(String by, String action, CloudToken token) {
		this.events.publishEvent(new Audited(by, action, "cloud-token:" + token.id(), Outcome.DONE,
				Map.of("label", token.label(), "linode",
						Optional.ofNullable(token.linodeId()).map(String::valueOf).orElse("unknown"), "scopes",
						token.scopes().sorted(), "source", token.source())));
	}

	private static String context(CloudToken token) {
		return "cloud_token:%s/sealed".formatted(token.id());
	}

	private static @Nullable Instant instant(String linodes) {
		return linodes.isEmpty() ? null : LocalDateTime.parse(linodes).toInstant(ZoneOffset.UTC);
	}

}
