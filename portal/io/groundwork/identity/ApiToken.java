package io.groundwork.identity;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/**
 * Lets a script act as a person, as far as its scopes reach and until it ends.
 */
@Entity
class ApiToken {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@Column(updatable = false)
	private long personId;

	@Column(updatable = false)
	private String name;

	@Column(updatable = false)
	private byte[] hash;

	@Column(updatable = false)
	private String hint;

	@Column(updatable = false)
	private String[] scopes;

	@Column(updatable = false)
	private Instant createdAt;

	@Column(updatable = false)
	private Instant expiresAt;

	/**
	 * Written by {@link Door}, not here, so that noting a use never undoes a revocation.
	 */
	@Column(insertable = false, updatable = false)
	private @Nullable Instant lastUsedAt;

	private @Nullable Instant revokedAt;

	private @Nullable String revokedBy;

	@SuppressWarnings("NullAway.Init")
	protected ApiToken() {
	}

	ApiToken(long person, TokenWish wish, ApiSecret secret, Instant now) {
		this.personId = person;
		this.name = wish.name();
		this.hash = secret.hash();
		this.hint = secret.hint();
		this.scopes = wish.scopes().stream().sorted().toArray(String[]::new);
		this.createdAt = now;
		this.expiresAt = wish.expiry();
	}

	/**
	 * Ends it for good. Doing so again changes nothing.
	 * @return whether it had not been revoked before
	 */
	boolean revoke(String by, Instant now) {
		if (this.revokedAt != null) {
			return false;
		}
		this.revokedAt = now;
		this.revokedBy = by;
		return true;
	}

	boolean liveAt(Instant now) {
		return this.revokedAt == null && this.expiresAt.isAfter(now);
	}

	long id() {
		if (this.id == null) {
			throw new IllegalStateException("not saved yet");
		}
		return this.id;
	}

	long personId() {
		return this.personId;
	}

	String name() {
		return this.name;
	}

	byte[] hash() {
		return this.hash.clone();
	}

	String hint() {
		return this.hint;
	}

	List<String> scopes() {
		return Arrays.asList(this.scopes);
	}

	Instant createdAt() {
		return this.createdAt;
	}

	Instant expiresAt() {
		return this.expiresAt;
	}

	@Nullable Instant lastUsedAt() {
		return this.lastUsedAt;
	}

	@Nullable Instant revokedAt() {
		return this.revokedAt;
	}

	@Nullable String revokedBy() {
		return this.revokedBy;
	}

	/**
	 * What somebody wants of a new token, checked.
	 */
	record TokenWish(String name, Set<String> scopes, Instant expiry) {

	}

}
