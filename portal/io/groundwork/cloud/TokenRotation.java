package io.groundwork.cloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import io.groundwork.cloud.CloudToken.Status;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Replaces the token that is used. Each step is written down when it is done, and what a
 * crash leaves is gone on with: by the next click, or by the work that recurs.
 */
@Component
class TokenRotation {

	static final Duration LIFE = Duration.ofDays(90);

	private static final DateTimeFormatter LINODES = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss")
		.withZone(ZoneOffset.UTC);

	private final CloudTokenRows rows;

	private final CloudTokens tokens;

	private final LinodeClient linode;

	private final TransactionTemplate alone;

	private final TransactionTemplate step;

	private final Clock clock;

	TokenRotation(CloudTokenRows rows, CloudTokens tokens, LinodeClient linode, PlatformTransactionManager transactions,
			Clock clock) {
		this.rows = rows;
		this.tokens = tokens;
		this.linode = linode;
		this.alone = new TransactionTemplate(transactions);
		this.step = new TransactionTemplate(transactions);
		this.step.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.clock = clock;
	}

	/**
	 * Has Linode make a new token with the least scopes, uses it, and revokes the old
	 * one.
	 */
	void rotate(String by) {
		alone(() -> {
			CloudToken current = current();
			if (coming().isEmpty()) {
				if (!current.scopes().mayMakeTokens()) {
					throw new ConflictException(
							"The token may not make another, it lacks %s; make one at Linode and enter it here"
								.formatted(Scopes.MAKING_TOKENS));
				}
				plan(by);
			}
			goOn(by);
		});
	}

	/**
	 * Uses a token that somebody has made at Linode, and revokes the old one if the new
	 * one may.
	 */
	void enter(Bearer bearer, String by) {
		CloudToken entered = this.tokens.look(bearer, "person", by);
		alone(() -> {
			List<CloudToken> before = this.rows.live();
			if (before.stream()
				.filter((token) -> token.status() != Status.PLANNED)
				.anyMatch((token) -> this.tokens.open(token).equals(bearer))) {
				throw new InvalidInputException("token", "This token is known already; make a new one at Linode.");
			}
			// Whatever was under way is given up: it may be stuck for want of a good
			// token.
			before.stream().filter((token) -> token.status() == Status.PLANNED).forEach((planned) -> {
				if (entered.scopes().mayMakeTokens()) {
					forget(planned, bearer);
				}
				end(planned, "Another token was entered instead.");
			});
			this.step.executeWithoutResult((status) -> {
				this.rows.replace();
				this.rows.add(entered, this.tokens.seal(entered, bearer));
				this.tokens.note(by, "cloud-token.used", entered);
			});
			revoke(by);
		});
	}

	/**
	 * Goes on with what is unfinished, if anything is.
	 */
	void finish(String by) {
		if (this.rows.live().stream().anyMatch((token) -> token.status() != Status.CURRENT)) {
			alone(() -> goOn(by));
		}
	}

	private void alone(Runnable work) {
		this.alone.executeWithoutResult((status) -> {
			if (!this.rows.alone()) {
				throw new ConflictException("Somebody else is at the token just now; look again in a minute");
			}
			work.run();
		});
	}

	private CloudToken current() {
		return this.rows.one(Status.CURRENT)
			.orElseThrow(() -> new ConflictException("There is no token yet; make one at Linode and enter it here"));
	}

	private List<CloudToken> coming() {
		return this.rows.live()
			.stream()
			.filter((token) -> token.status() == Status.PLANNED || token.status() == Status.MADE)
			.toList();
	}

	private void plan(String by) {
		UUID id = UUID.randomUUID();
		Instant now = this.clock.instant();
		CloudToken planned = new CloudToken(id, Status.PLANNED, "groundwork-" + id, null, Scopes.wanted(), "rotation",
				now, by, now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS), "");
		this.step.executeWithoutResult((status) -> {
			this.rows.add(planned, null);
			this.tokens.note(by, "cloud-token.planned", planned);
		});
	}

	private void goOn(String by) {
		this.rows.one(Status.PLANNED).ifPresent((planned) -> make(planned, by));
		this.rows.one(Status.MADE).ifPresent((made) -> use(made, by));
		revoke(by);
	}

	private void make(CloudToken planned, String by) {
		Bearer current = this.tokens.open(current());
		forget(planned, current);
		JsonNode made = make(planned, current);
		Bearer secret = new Bearer(made.path("token").asString(""));
		this.step.executeWithoutResult((status) -> {
			this.rows.made(planned.id(), made.path("id").asLong(0), this.tokens.seal(planned, secret));
			this.tokens.note(by, "cloud-token.made", this.rows.one(Status.MADE).orElse(planned));
		});
	}

	/**
	 * Revokes what a try before this one may have made, and whose secret it never heard.
	 */
	private void forget(CloudToken planned, Bearer bearer) {
		for (JsonNode row : this.linode.list(bearer, "profile/tokens")) {
			if (planned.label().equals(row.path("label").asString(""))) {
				this.linode.delete(bearer, "profile/tokens/" + row.path("id").asLong(0));
			}
		}
	}

	private JsonNode make(CloudToken planned, Bearer current) {
		Instant expires = (planned.expiresAt() != null) ? planned.expiresAt() : this.clock.instant().plus(LIFE);
		try {
			return this.linode.post(current, "profile/tokens",
					JsonMapper.shared()
						.createObjectNode()
						.put("label", planned.label())
						.put("scopes", planned.scopes().toString())
						.put("expiry", LINODES.format(expires)));
		}
		catch (CloudRefusedException ex) {
			end(planned, ex.said());
			throw ex;
		}
	}

	private void use(CloudToken made, String by) {
		try {
			this.tokens.look(this.tokens.open(made), made.source(), by);
		}
		catch (InvalidInputException ex) {
			end(made, ex.remedy());
			throw new ConflictException(
					"Linode made a token that is no good, so the old one is kept: " + ex.remedy() + " Rotate again");
		}
		this.step.executeWithoutResult((status) -> {
			this.rows.replace();
			this.rows.use(made.id());
			this.tokens.note(by, "cloud-token.used", made);
		});
	}

	private void end(CloudToken token, String remark) {
		this.step.executeWithoutResult((status) -> this.rows.end(token.id(), this.clock.instant(), remark));
	}

	/**
	 * Revokes those that were replaced, and believes it when they are refused.
	 */
	private void revoke(String by) {
		for (CloudToken replaced : this.rows.all(Status.REPLACED)) {
			String remark = delete(replaced);
			if (this.linode.look(this.tokens.open(replaced), "profile").status() == 401) {
				this.step.executeWithoutResult((status) -> {
					this.rows.end(replaced.id(), this.clock.instant(), "");
					this.tokens.note(by, "cloud-token.revoked", replaced);
				});
			}
			else {
				this.step.executeWithoutResult((status) -> this.rows.remark(replaced.id(), remark));
			}
		}
	}

	/**
	 * Has Linode revoke it, or says what is in the way.
	 */
	private String delete(CloudToken replaced) {
		CloudToken current = current();
		if (replaced.linodeId() == null || !current.scopes().mayMakeTokens()) {
			return "The portal may not revoke it; revoke it at Linode, where API tokens are.";
		}
		try {
			this.linode.delete(this.tokens.open(current), "profile/tokens/" + replaced.linodeId());
			return "Linode was asked to revoke it and still takes it.";
		}
		catch (CloudRefusedException ex) {
			return ex.said() + ".";
		}
	}

}
