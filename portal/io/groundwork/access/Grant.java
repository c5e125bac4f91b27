package io.groundwork.access;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.groundwork.digest.Sha256;
import io.groundwork.web.ConflictException;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/**
 * One person's access to one environment, in one role, between two times. It knows where
 * it may go from where it is; whoever moves it on holds its row.
 */
@Entity
@Table(name = "access_grant")
class Grant {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long number;

	@Column(updatable = false)
	private long environmentId;

	@Column(updatable = false)
	private String environment;

	@Column(updatable = false)
	private String environmentKind;

	@Column(updatable = false)
	private String team;

	@Column(updatable = false)
	private String role;

	@Column(updatable = false)
	private long holderId;

	@Column(updatable = false)
	private String holder;

	@Column(updatable = false)
	private boolean guest;

	@Column(updatable = false)
	private String reason;

	@Column(updatable = false)
	private int minutes;

	@Column(updatable = false)
	private Instant askedAt;

	@Column(updatable = false)
	private @Nullable Instant startsAt;

	@Column(updatable = false)
	private Instant until;

	@Column(updatable = false)
	private String digest;

	@Column(updatable = false)
	private @Nullable String account;

	@Column(updatable = false)
	private @Nullable String robot;

	private String status;

	private Instant changedAt;

	private @Nullable Instant beganAt;

	private @Nullable Instant endsAt;

	private @Nullable Long clusterId;

	private @Nullable String namespace;

	private @Nullable Integer moreMinutes;

	private @Nullable String moreReason;

	private @Nullable String moreDigest;

	private @Nullable String cause;

	private @Nullable String endedBy;

	private String endedBecause;

	private @Nullable Instant endingAt;

	private @Nullable Instant endedAt;

	private String obstacle;

	private int tries;

	private @Nullable Instant tryAt;

	@Version
	private int version;

	@SuppressWarnings("NullAway.Init")
	protected Grant() {
	}

	/**
	 * One that is asked for.
	 * @param until when it is given up if nobody answers
	 */
	Grant(GrantWish wish, Instant now, Instant until) {
		this.environmentId = wish.environment().id();
		this.environment = wish.environment().name();
		this.environmentKind = wish.environment().kind().word();
		this.team = wish.environment().team();
		this.role = wish.role().word();
		this.holderId = wish.by().person();
		this.holder = wish.by().name();
		this.guest = !wish.by().teams().contains(this.team);
		this.robot = wish.robot();
		this.reason = wish.reason();
		this.minutes = (int) wish.life().toMinutes();
		this.askedAt = now;
		this.startsAt = wish.startsAt();
		this.until = until;
		this.status = GrantStatus.PENDING.word();
		this.changedAt = now;
		this.endedBecause = "";
		this.obstacle = "";
		this.digest = digest("%d %s %d %s".formatted(wish.by().person(), wish.role().word(), this.minutes,
				Objects.requireNonNullElse(wish.startsAt(), "")), wish.reason(), now);
	}

	/**
	 * One that was made without the portal.
	 * @param as as whom its holder is in the cluster
	 */
	static Grant elsewhere(GrantWish wish, String as, Instant now) {
		Grant grant = new Grant(wish, now, now.plus(wish.life()));
		grant.account = as;
		return grant;
	}

	/**
	 * What exactly people agree to; two wishes are never the same.
	 */
	private String digest(String what, String why, Instant when) {
		return Sha256.hex(String.join("\n", Long.toString(this.environmentId), what, when.toString(), why)
			.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * It was agreed to and waits for its time.
	 */
	void schedule(Instant now) {
		move(GrantStatus.SCHEDULED, now);
	}

	/**
	 * Whether its time has not come.
	 */
	boolean early(Instant now) {
		return this.startsAt != null && now.isBefore(this.startsAt);
	}

	/**
	 * It begins, and lasts as long as was asked for from now on.
	 * @param cluster where
	 * @param within which namespace
	 */
	void begin(long cluster, String within, Instant now) {
		move(GrantStatus.ACTIVE, now);
		this.clusterId = cluster;
		this.namespace = within;
		this.beganAt = now;
		this.endsAt = now.plus(Duration.ofMinutes(this.minutes));
		this.obstacle = "";
	}

	/**
	 * Somebody would like more minutes.
	 * @return the digest that this is agreed to by
	 */
	String more(int wanted, String why, Instant now) {
		if (status() != GrantStatus.ACTIVE || over(now)) {
			throw misplaced("extended");
		}
		if (!role().extensible()) {
			throw new ConflictException("Whoever breaks the glass has one hour, which is not extended");
		}
		if (this.moreMinutes != null) {
			throw new ConflictException(
					"Grant %d waits for %d minutes more already; wait until somebody has decided on those, or have them denied and ask again"
						.formatted(number(), this.moreMinutes));
		}
		Instant end = ends().plus(Duration.ofMinutes(wanted));
		Duration left = Duration.between(ends(), began().plus(GrantWish.LONGEST));
		if (end.isAfter(began().plus(GrantWish.LONGEST))) {
			throw new ConflictException((left.toMinutes() < 1)
					? "Grant %d lasts 24 hours already, which is the most; ask for a new one".formatted(number())
					: "Grant %d can be extended by %d h %d min at most, to 24 hours from its beginning"
						.formatted(number(), left.toHours(), left.toMinutesPart()));
		}
		this.moreMinutes = wanted;
		this.moreReason = why;
		this.moreDigest = digest("grant %d until %s".formatted(number(), end), why, now);
		this.changedAt = now;
		return this.moreDigest;
	}

	/**
	 * It lasts longer, as was wished.
	 */
	void extend(Instant now) {
		if (status() != GrantStatus.ACTIVE || this.moreMinutes == null || over(now)) {
			throw misplaced("extended");
		}
		this.endsAt = ends().plus(Duration.ofMinutes(this.moreMinutes));
		forgetMore(now);
	}

	/**
	 * It does not last longer.
	 */
	void forgetMore(Instant now) {
		this.moreMinutes = null;
		this.moreReason = null;
		this.moreDigest = null;
		this.changedAt = now;
	}

	/**
	 * Its end begins; one that never opened a door is over with that.
	 */
	void end(Cause why, String by, String because, Instant now) {
		forgetMore(now);
		this.cause = why.word();
		this.endedBy = by;
		this.endedBecause = because;
		this.endingAt = now;
		if (this.beganAt == null) {
			move((why == Cause.DENIED) ? GrantStatus.DENIED : GrantStatus.ENDED, now);
			this.endedAt = now;
		}
		else {
			move(GrantStatus.ENDING, now);
			this.tryAt = now;
		}
	}

	/**
	 * Its end is taken in hand: nobody else does so until then.
	 */
	void takeInHand(Instant then) {
		this.tryAt = then;
	}

	/**
	 * It cannot begin, or be taken away, now.
	 */
	void hinder(String why, @Nullable Instant again, Instant now) {
		this.obstacle = why;
		this.tries++;
		this.tryAt = again;
		this.changedAt = now;
	}

	/**
	 * It is proven that it is over.
	 */
	void over(String noted, Instant now) {
		move(GrantStatus.ENDED, now);
		this.endedAt = now;
		this.obstacle = noted;
		this.tryAt = null;
	}

	private void move(GrantStatus to, Instant now) {
		if (!status().next().contains(to)) {
			throw misplaced(to.word());
		}
		this.status = to.word();
		this.changedAt = now;
	}

	private ConflictException misplaced(String what) {
		return new ConflictException("Grant %d is %s and cannot be %s".formatted(this.number, status().word(), what));
	}

	/**
	 * Whether its time is over.
	 */
	boolean over(Instant now) {
		return this.endsAt != null && !now.isBefore(this.endsAt);
	}

	long number() {
		return Objects.requireNonNull(this.number);
	}

	String handle() {
		return "grant:" + number();
	}

	/**
	 * What it is, in a few words.
	 */
	String title() {
		return title(this.environment, role(), this.robot);
	}

	static String title(String environment, GrantRole role, @Nullable String robot) {
		String title = (role == GrantRole.BREAK_GLASS) ? environment + " by break-glass"
				: "%s as %s".formatted(environment, role.word());
		return (robot != null) ? "%s for the robot %s".formatted(title, robot) : title;
	}

	/**
	 * As it is called in the cluster.
	 */
	String account() {
		if (this.account != null) {
			return this.account;
		}
		String name = "%s-%d".formatted((role() == GrantRole.BREAK_GLASS) ? role().word() : "grant", number());
		return (this.robot != null) ? name + "-" + this.robot : name;
	}

	GrantStatus status() {
		return GrantStatus.of(this.status);
	}

	GrantRole role() {
		return GrantRole.of(this.role);
	}

	long environmentId() {
		return this.environmentId;
	}

	String environment() {
		return this.environment;
	}

	String environmentKind() {
		return this.environmentKind;
	}

	String team() {
		return this.team;
	}

	long holderId() {
		return this.holderId;
	}

	String holder() {
		return this.holder;
	}

	/**
	 * Whether whoever holds it is not of the team that owns the environment.
	 */
	boolean guest() {
		return this.guest;
	}

	/**
	 * The name of the program that it is for, if it is for one.
	 */
	@Nullable String robot() {
		return this.robot;
	}

	String reason() {
		return this.reason;
	}

	int minutes() {
		return this.minutes;
	}

	Instant askedAt() {
		return this.askedAt;
	}

	@Nullable Instant startsAt() {
		return this.startsAt;
	}

	Instant until() {
		return this.until;
	}

	String digest() {
		return this.digest;
	}

	@Nullable Instant beganAt() {
		return this.beganAt;
	}

	@Nullable Instant endsAt() {
		return this.endsAt;
	}

	private Instant began() {
		return Objects.requireNonNull(this.beganAt);
	}

	private Instant ends() {
		return Objects.requireNonNull(this.endsAt);
	}

	@Nullable Long clusterId() {
		return this.clusterId;
	}

	@Nullable String namespace() {
		return this.namespace;
	}

	@Nullable Integer moreMinutes() {
		return this.moreMinutes;
	}

	@Nullable String moreDigest() {
		return this.moreDigest;
	}

	/**
	 * The digest of what people are asked about now, if they are: it, or more minutes.
	 */
	String asked() {
		return (this.moreDigest != null) ? this.moreDigest : this.digest;
	}

	@Nullable Cause cause() {
		return (this.cause != null) ? Cause.of(this.cause) : null;
	}

	@Nullable String endedBy() {
		return this.endedBy;
	}

	String endedBecause() {
		return this.endedBecause;
	}

	@Nullable Instant endingAt() {
		return this.endingAt;
	}

	@Nullable Instant endedAt() {
		return this.endedAt;
	}

	String obstacle() {
		return this.obstacle;
	}

	int tries() {
		return this.tries;
	}

	@Nullable Instant tryAt() {
		return this.tryAt;
	}

}
