package io.groundwork.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/**
 * Somebody the provider told us of. Who they are is issuer and subject; everything else
 * may change from one sign-in to the next.
 */
@Entity
class Person {

	/** Until then the browser may be on its way to end the session at the provider. */
	private static final Duration SIGN_OUT_TAKES = Duration.ofMinutes(1);

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	private String issuer;

	private String subject;

	private String name;

	private String displayName;

	private @Nullable String email;

	private boolean emailVerified;

	private String[] groups;

	private Instant groupsConfirmedAt;

	private byte @Nullable [] refreshToken;

	private Instant firstSeenAt;

	private @Nullable Instant lastSignInAt;

	private @Nullable Instant signedOutAt;

	private boolean takenBack;

	private @Nullable Instant lockedAt;

	private @Nullable String lockedBy;

	private @Nullable String lockReason;

	@Version
	private int version;

	@SuppressWarnings("NullAway.Init")
	protected Person() {
	}

	Person(Claims claims, Instant now) {
		this.issuer = claims.issuer();
		this.subject = claims.subject();
		this.firstSeenAt = now;
		this.name = claims.name();
		this.displayName = claims.displayName();
		this.groups = sorted(claims.groups());
		this.groupsConfirmedAt = now;
		confirm(claims, now);
	}

	/**
	 * Takes over what the provider says now.
	 * @return the groups that came or went, empty if none
	 */
	final Set<String> confirm(Claims claims, Instant now) {
		if (!claims.issuer().equals(this.issuer) || !claims.subject().equals(this.subject)) {
			throw new IllegalArgumentException("the claims are of somebody else");
		}
		Set<String> changed = new TreeSet<>(claims.groups());
		Set<String> before = Set.of(this.groups);
		changed.removeAll(before);
		before.stream().filter((group) -> !claims.groups().contains(group)).forEach(changed::add);
		this.name = claims.name();
		this.displayName = claims.displayName();
		this.email = claims.email();
		this.emailVerified = claims.emailVerified();
		this.groups = sorted(claims.groups());
		this.groupsConfirmedAt = now;
		this.takenBack = false;
		return changed;
	}

	void signedIn(Instant now) {
		this.lastSignInAt = now;
		this.signedOutAt = null;
	}

	void signOut(Instant now) {
		this.signedOutAt = now;
	}

	/**
	 * The provider has told of them by what it is asked with. If they signed out well
	 * before, that was not ended with their session: from now on a refusal is a loss.
	 */
	void outlivesSignOut(Instant now) {
		if (this.signedOutAt != null && this.signedOutAt.plus(SIGN_OUT_TAKES).isBefore(now)) {
			this.signedOutAt = null;
		}
	}

	/**
	 * The provider refused to tell of them, so that it need not be asked again. That may
	 * come from their signing out; otherwise it does not stand by them any more.
	 */
	void refused() {
		this.refreshToken = null;
		this.takenBack = this.signedOutAt == null;
	}

	/**
	 * Keeps what lets the portal ask for this person's groups without them.
	 */
	void mayBeAskedFor(byte[] sealedRefreshToken) {
		this.refreshToken = sealedRefreshToken.clone();
	}

	/**
	 * What was kept for that cannot be read any more, which says nothing about them.
	 */
	void cannotBeAskedFor() {
		this.refreshToken = null;
	}

	void lock(String by, String reason, Instant now) {
		if (this.lockedAt != null) {
			throw new IllegalStateException(this.name + " is locked already, by " + this.lockedBy);
		}
		this.lockedAt = now;
		this.lockedBy = by;
		this.lockReason = reason;
	}

	void unlock() {
		if (this.lockedAt == null) {
			throw new IllegalStateException(this.name + " is not locked");
		}
		this.lockedAt = null;
		this.lockedBy = null;
		this.lockReason = null;
	}

	boolean locked() {
		return this.lockedAt != null;
	}

	long id() {
		if (this.id == null) {
			throw new IllegalStateException("not saved yet");
		}
		return this.id;
	}

	String issuer() {
		return this.issuer;
	}

	String subject() {
		return this.subject;
	}

	String name() {
		return this.name;
	}

	String displayName() {
		return this.displayName;
	}

	@Nullable String email() {
		return this.email;
	}

	List<String> groups() {
		return List.of(this.groups);
	}

	Instant groupsConfirmedAt() {
		return this.groupsConfirmedAt;
	}

	byte @Nullable [] refreshToken() {
		return (this.refreshToken != null) ? this.refreshToken.clone() : null;
	}

	Instant firstSeenAt() {
		return this.firstSeenAt;
	}

	@Nullable Instant lastSignInAt() {
		return this.lastSignInAt;
	}

	@Nullable Instant lockedAt() {
		return this.lockedAt;
	}

	@Nullable String lockedBy() {
		return this.lockedBy;
	}

	@Nullable String lockReason() {
		return this.lockReason;
	}

	/**
	 * How the record and the sealed refresh token name this person.
	 */
	String handle() {
		return "person:" + id();
	}

	private static String[] sorted(Collection<String> groups) {
		String[] sorted = groups.toArray(String[]::new);
		Arrays.sort(sorted);
		return sorted;
	}

}
