package io.groundwork.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/**
 * A program that wants to act as somebody, until somebody has said whether it may.
 */
@Entity
class Device {

	/** So long somebody has to confirm it, and it has to take its token. */
	static final Duration LIFE = Duration.ofMinutes(10);

	/** It asks no more often than this. */
	static final Duration INTERVAL = Duration.ofSeconds(5);

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@Column(updatable = false)
	private byte[] deviceHash;

	@Column(updatable = false)
	private byte[] userHash;

	@Column(updatable = false)
	private String name;

	@Column(updatable = false)
	private String address;

	@Column(updatable = false)
	private Instant begunAt;

	@Column(updatable = false)
	private Instant expiresAt;

	private @Nullable Instant askedAt;

	private String status = "pending";

	private @Nullable Long personId;

	private @Nullable Instant decidedAt;

	private @Nullable Long tokenId;

	private @Nullable Instant takenAt;

	@SuppressWarnings("NullAway.Init")
	protected Device() {
	}

	Device(DeviceCode code, UserCode user, String name, String address, Instant now) {
		this.deviceHash = code.hash();
		this.userHash = user.hash();
		this.name = name;
		this.address = address;
		this.begunAt = now;
		this.expiresAt = now.plus(LIFE);
	}

	/**
	 * Notes that it asks.
	 * @return whether it waited long enough before
	 */
	boolean asks(Instant now) {
		boolean patient = this.askedAt == null || !this.askedAt.plus(INTERVAL).isAfter(now);
		this.askedAt = now;
		return patient;
	}

	void decide(boolean confirmed, long person, Instant now) {
		this.status = (confirmed ? Status.CONFIRMED : Status.REFUSED).word();
		this.personId = person;
		this.decidedAt = now;
	}

	/**
	 * Takes back what was confirmed and not used yet.
	 */
	void takeBack() {
		this.status = Status.REFUSED.word();
	}

	void taken(long token, Instant now) {
		this.status = Status.TAKEN.word();
		this.tokenId = token;
		this.takenAt = now;
	}

	boolean overAt(Instant now) {
		return !now.isBefore(this.expiresAt);
	}

	long id() {
		if (this.id == null) {
			throw new IllegalStateException("not saved yet");
		}
		return this.id;
	}

	Status status() {
		return Status.valueOf(this.status.toUpperCase(Locale.ROOT));
	}

	String name() {
		return this.name;
	}

	String address() {
		return this.address;
	}

	Instant begunAt() {
		return this.begunAt;
	}

	Instant expiresAt() {
		return this.expiresAt;
	}

	@Nullable Long personId() {
		return this.personId;
	}

	/**
	 * How it stands.
	 */
	enum Status {

		PENDING, CONFIRMED, REFUSED, TAKEN;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
