package io.groundwork.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.groundwork.identity.Confirmation.Standing;
import io.groundwork.identity.SignedIn.Credential;
import io.groundwork.identity.SignedIn.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets people in: answers who is there and what they hold at this moment, whatever they
 * showed. One indexed query a request; now and then the provider is asked too.
 */
@Component
class Door {

	private static final Duration TOKEN_USE_NOTED_EVERY = Duration.ofMinutes(1);

	private final JdbcClient jdbc;

	private final Memberships memberships;

	private final Confirmation confirmation;

	private final Clock clock;

	Door(JdbcClient jdbc, Memberships memberships, Confirmation confirmation, Clock clock) {
		this.jdbc = jdbc;
		this.memberships = memberships;
		this.confirmation = confirmation;
		this.clock = clock;
	}

	/**
	 * Somebody with a session.
	 */
	Answer bySession(long person) {
		Found found = person(person).orElse(null);
		if (found == null) {
			return new Refused("This session is of nobody we know. Sign in again.");
		}
		return settle(found, Credential.SESSION, null);
	}

	/**
	 * Somebody with a token of ours.
	 */
	Answer byApiToken(ApiSecret secret) {
		Instant now = this.clock.instant();
		TokenRow row = this.jdbc.sql("""
				select token.id as token, scopes, expires_at, revoked_at, last_used_at,
					who.id, who.name, display_name, groups, groups_confirmed_at, locked_at
				from api_token token join person who on who.id = person_id where hash = ?""")
			.param(secret.hash())
			.query((rows, number) -> new TokenRow(rows.getLong("token"), found(rows), strings(rows, "scopes"),
					instant(rows, "expires_at"), optional(rows, "revoked_at"), optional(rows, "last_used_at")))
			.optional()
			.orElse(null);
		if (row == null) {
			return new Refused("This API token is not known. Make a new one under Tokens.");
		}
		if (row.revokedAt() != null) {
			return new Refused("This API token was revoked. Make a new one under Tokens.");
		}
		if (!row.expiresAt().isAfter(now)) {
			return new Refused("This API token expired at " + row.expiresAt() + ". Make a new one under Tokens.");
		}
		Answer answer = settle(row.of(),
				new Credential(Kind.API_TOKEN, row.id(), Set.copyOf(row.scopes()), row.expiresAt()), null);
		if (answer instanceof Welcome) {
			noteUse(row, now);
		}
		return answer;
	}

	/**
	 * Somebody with an access token of the provider, whose signature, issuer, audience
	 * and times were checked already.
	 */
	Answer byAccessToken(String issuer, String subject, String token, @Nullable Instant expiresAt) {
		Credential credential = new Credential(Kind.ACCESS_TOKEN, null, Credential.everything(), expiresAt);
		Optional<Found> known = person(issuer, subject);
		if (known.isEmpty()) {
			try {
				known = person(this.confirmation.introduce(token).id());
			}
			catch (TakenBackException ex) {
				return new Refused("The sign-in provider no longer accepts this access token. Get a new one.");
			}
		}
		return settle(known.orElseThrow(), credential, token);
	}

	private Answer settle(Found found, Credential credential, @Nullable String accessToken) {
		if (found.locked()) {
			return new Refused("This account is locked. A platform engineer can say why and unlock it.");
		}
		List<String> groups = found.groups();
		if (this.confirmation.due(found.confirmedAt())) {
			Standing standing = (accessToken != null) ? this.confirmation.refresh(found.id(), accessToken)
					: this.confirmation.refresh(found.id());
			switch (standing) {
				case TAKEN_BACK -> {
					return new Refused((accessToken != null)
							? "The sign-in provider no longer accepts this access token. Get a new one."
							: "The sign-in provider no longer confirms your groups to us. Sign in to the portal again.");
				}
				case UNKNOWN -> {
					return new Unknown();
				}
				case CONFIRMED -> groups = person(found.id()).map(Found::groups).orElse(List.of());
			}
		}
		return new Welcome(new SignedIn(found.id(), found.name(), found.displayName(), this.memberships.roles(groups),
				this.memberships.teams(groups), credential));
	}

	private Optional<Found> person(long id) {
		return this.jdbc
			.sql("select id, name, display_name, groups, groups_confirmed_at, locked_at from person where id = ?")
			.param(id)
			.query((rows, number) -> found(rows))
			.optional();
	}

	private Optional<Found> person(String issuer, String subject) {
		return this.jdbc.sql("""
				select id, name, display_name, groups, groups_confirmed_at, locked_at from person
				where issuer = ? and subject = ?""")
			.params(issuer, subject)
			.query((rows, number) -> found(rows))
			.optional();
	}

	private void noteUse(TokenRow row, Instant now) {
		Instant last = row.lastUsedAt();
		if (last == null || last.plus(TOKEN_USE_NOTED_EVERY).isBefore(now)) {
			this.jdbc.sql("update api_token set last_used_at = ? where id = ?")
				.params(now.atOffset(ZoneOffset.UTC), row.id())
				.update();
		}
	}

	private static Found found(ResultSet rows) throws SQLException {
		return new Found(rows.getLong("id"), rows.getString("name"), rows.getString("display_name"),
				strings(rows, "groups"), instant(rows, "groups_confirmed_at"), rows.getObject("locked_at") != null);
	}

	private static List<String> strings(ResultSet rows, String column) throws SQLException {
		return Arrays.asList((String[]) rows.getArray(column).getArray());
	}

	private static Instant instant(ResultSet rows, String column) throws SQLException {
		return rows.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable Instant optional(ResultSet rows, String column) throws SQLException {
		OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

	/**
	 * What the door says.
	 */
	sealed interface Answer {

	}

	record Welcome(SignedIn signedIn) implements Answer {

	}

	/**
	 * Not this one; the reason names the remedy.
	 */
	record Refused(String reason) implements Answer {

	}

	/**
	 * The provider has been away for too long to say.
	 */
	record Unknown() implements Answer {

	}

	private record Found(long id, String name, String displayName, List<String> groups, Instant confirmedAt,
			boolean locked) {

	}

	private record TokenRow(long id, Found of, List<String> scopes, Instant expiresAt, @Nullable Instant revokedAt,
			@Nullable Instant lastUsedAt) {

	}

}
