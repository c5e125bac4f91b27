package io.groundwork.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.digest.Sha256;
import io.groundwork.environments.Environments;
import io.groundwork.web.ConflictException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The credentials by which Terraform reaches a state: one for each claim, which ends with
 * it.
 */
@Component
public class StateCredentials {

	/**
	 * How long a claim that is over may still deposit what it has.
	 */
	static final Duration DEPOSITS = Duration.ofHours(24);

	private static final Pattern USERNAME = Pattern.compile("run-([0-9]{1,18})-([0-9]{1,18})");

	private static final SecureRandom RANDOM = new SecureRandom();

	private final JdbcClient jdbc;

	private final Versions versions;

	private final Environments environments;

	private final Clock clock;

	StateCredentials(JdbcClient jdbc, Versions versions, Environments environments, Clock clock) {
		this.jdbc = jdbc;
		this.versions = versions;
		this.environments = environments;
		this.clock = clock;
	}

	/**
	 * Makes up a credential for a claim; it is good for nothing until it is opened.
	 */
	public StateCredential make(long run, long fence) {
		return new StateCredential("run-%d-%d".formatted(run, fence), password());
	}

	/**
	 * Makes the credential of a claim and opens it.
	 */
	@Transactional
	public StateCredential open(long environment, long run, long fence) {
		StateCredential credential = make(run, fence);
		open(environment, run, fence, credential);
		return credential;
	}

	/**
	 * Opens the credential of a claim. Whatever claim of that environment was open is
	 * over with this: it may only deposit from now on. Opening it again changes nothing.
	 * @throws ConflictException if a later claim has opened one already
	 */
	@Transactional
	public void open(long environment, long run, long fence, StateCredential credential) {
		Long base = this.versions.holdPrepared(environment).map(StateVersion::id).orElse(null);
		byte[] hash = hash(credential.password());
		List<@Nullable Boolean> later = this.jdbc
			.sql("select fence = ? and hash = ? and closed_at is null from state_credential "
					+ "where environment_id = ? and fence >= ?")
			.params(fence, hash, environment, fence)
			.query(Boolean.class)
			.list();
		if (later.contains(Boolean.TRUE)) {
			return;
		}
		if (!later.isEmpty()) {
			throw new ConflictException("A later claim than %d writes the state of this environment".formatted(fence));
		}
		OffsetDateTime now = this.clock.instant().atOffset(ZoneOffset.UTC);
		// In two statements, since there is no moment in which two are open.
		this.jdbc.sql("update state_credential set closed_at = ? where environment_id = ? and closed_at is null")
			.params(now, environment)
			.update();
		this.jdbc.sql("""
				insert into state_credential (fence, environment_id, run, hash, base_id, opened_at)
				values (?, ?, ?, ?, ?, ?)""")
			.param(fence)
			.param(environment)
			.param(run)
			.param(hash)
			.param(base)
			.param(now)
			.update();
	}

	/**
	 * Ends the credential of a claim: for 24 hours it may deposit a state, which is kept
	 * as diverged, and then nothing.
	 */
	@Transactional
	public void close(long fence) {
		Optional<Long> environment = this.jdbc.sql("select environment_id from state_credential where fence = ?")
			.param(fence)
			.query(Long.class)
			.optional();
		if (environment.isPresent()) {
			// What is being written at this moment is written before.
			this.versions.take(environment.get());
			this.jdbc.sql("update state_credential set closed_at = ? where fence = ? and closed_at is null")
				.params(this.clock.instant().atOffset(ZoneOffset.UTC), fence)
				.update();
		}
	}

	/**
	 * As {@link #close}, for all claims of a run; to be asked while its environment is
	 * held.
	 */
	void closeAll(long environment, long run) {
		this.jdbc
			.sql("update state_credential set closed_at = ? where environment_id = ? and run = ? and closed_at is null")
			.params(this.clock.instant().atOffset(ZoneOffset.UTC), environment, run)
			.update();
	}

	/**
	 * Whether that claim ever had one: without it, it has started no Terraform that could
	 * have said or changed anything.
	 */
	public boolean opened(long fence) {
		return row(fence).isPresent();
	}

	/**
	 * Whose credential that is; nobody's if the password is wrong or the day after its
	 * end has passed.
	 */
	Optional<Claim> find(String username, String password) {
		Matcher form = USERNAME.matcher(username);
		byte[] shown = hash(password);
		Optional<Row> row = form.matches() ? row(Long.parseLong(form.group(2))) : Optional.empty();
		// Compared also where there is none, so that time does not tell which there are.
		boolean right = MessageDigest.isEqual(row.map(Row::hash).orElseGet(() -> new byte[32]), shown);
		Instant now = this.clock.instant();
		return row.filter((found) -> right && found.run() == Long.parseLong(form.group(1)))
			.filter((found) -> found.closedAt() == null || now.isBefore(found.closedAt().plus(DEPOSITS)))
			.map((found) -> claim(found, Long.parseLong(form.group(2))));
	}

	private Claim claim(Row row, long fence) {
		boolean blank = row.base() == null && !this.versions.anyOf(fence);
		return new Claim(row.environment(), this.environments.get(row.environment()).name(), row.run(), fence, blank,
				row.closedAt() != null);
	}

	/**
	 * Whether the claim is over; to be asked while its environment is held.
	 */
	boolean over(long fence) {
		return row(fence).map((row) -> row.closedAt() != null).orElse(true);
	}

	/**
	 * The number of the version that the claim began with; none if there was no state, or
	 * no such claim.
	 */
	Optional<Long> base(long fence) {
		return row(fence).map(Row::base);
	}

	private Optional<Row> row(long fence) {
		return this.jdbc
			.sql("select environment_id, run, hash, base_id, closed_at from state_credential where fence = ?")
			.param(fence)
			.query(Row::read)
			.optional();
	}

	private static String password() {
		byte[] bytes = new byte[32];
		RANDOM.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * With 256 random bits a plain SHA-256 cannot be searched, so nothing slower is
	 * needed.
	 */
	private static byte[] hash(String password) {
		return Sha256.begin().digest(password.getBytes(StandardCharsets.UTF_8));
	}

	private record Row(long environment, long run, byte[] hash, @Nullable Long base, @Nullable Instant closedAt) {

		static Row read(ResultSet row, int number) throws SQLException {
			OffsetDateTime closed = row.getObject("closed_at", OffsetDateTime.class);
			return new Row(row.getLong("environment_id"), row.getLong("run"), row.getBytes("hash"),
					row.getObject("base_id", Long.class), (closed != null) ? closed.toInstant() : null);
		}

	}

}
