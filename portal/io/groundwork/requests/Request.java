package io.groundwork.requests;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's wish to change one environment. It knows where it may go from where it is;
 * whoever moves it on holds its row.
 */
@Entity
class Request {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long number;

	@Column(updatable = false)
	private String kind;

	@Column(updatable = false)
	private @Nullable Long whole;

	@Column(updatable = false)
	private String environment;

	private @Nullable Long environmentId;

	@Column(updatable = false)
	private String environmentKind;

	@Column(updatable = false)
	private String team;

	@JdbcTypeCode(SqlTypes.JSON)
	private @Nullable String spec;

	@Column(updatable = false)
	private @Nullable String configuration;

	@JdbcTypeCode(SqlTypes.JSON)
	private String parameters;

	private String reason;

	@Column(updatable = false)
	private long askedBy;

	@Column(updatable = false)
	private String asker;

	@Column(updatable = false)
	private Instant askedAt;

	private int edition;

	private String status;

	private Instant changedAt;

	private @Nullable Instant endedAt;

	private String note;

	@JdbcTypeCode(SqlTypes.JSON)
	private String checks;

	private @Nullable Long planRun;

	private @Nullable String planDigest;

	private @Nullable Instant planExpiresAt;

	private @Nullable Long agreedPlan;

	private int replans;

	private @Nullable Instant applyAt;

	private @Nullable Long applyRun;

	private @Nullable Long undoPlan;

	private @Nullable Long undoRun;

	private @Nullable String heldBy;

	private @Nullable Instant heldUntil;

	@Version
	private int version;

	@SuppressWarnings("NullAway.Init")
	protected Request() {
	}

	Request(Wish wish, Instant now) {
		this(wish.kind(), wish.environment(), wish.environmentKind(), wish.team(), wish.reason(), wish.by().person(),
				wish.by().name(), now);
		this.spec = wish.spec();
		this.configuration = wish.configuration();
		this.parameters = wish.parameters();
		this.applyAt = wish.applyAt();
	}

	private Request(RequestKind kind, String environment, String environmentKind, String team, String reason,
			long askedBy, String asker, Instant now) {
		this.kind = kind.word();
		this.environment = environment;
		this.environmentKind = environmentKind;
		this.team = team;
		this.parameters = "{}";
		this.reason = reason;
		this.askedBy = askedBy;
		this.asker = asker;
		this.askedAt = now;
		this.edition = 1;
		this.status = RequestStatus.CHECKING.word();
		this.changedAt = now;
		this.note = "";
		this.checks = "[]";
	}

	/**
	 * A part of a whole: an environment that is made because the whole was agreed to.
	 */
	Request(Request whole, String environment, String environmentKind, String spec, Instant now) {
		this(RequestKind.CREATE, environment, environmentKind, whole.team, whole.reason, whole.askedBy, whole.asker,
				now);
		this.whole = whole.number();
		this.spec = spec;
	}

	/**
	 * A part is begun again by its whole, perhaps as something else.
	 */
	void again(Request part, Instant now) {
		if (!status().ended() || status() == RequestStatus.DONE) {
			throw misplaced("begun again");
		}
		this.spec = part.spec;
		this.reason = part.reason;
		this.edition++;
		this.agreedPlan = null;
		begin(now);
	}

	/**
	 * Somebody wrote it anew: what was planned and agreed to counts no more.
	 */
	void edit(Wish wish, Instant now) {
		refuseUnlessEditable();
		this.spec = wish.spec();
		this.parameters = wish.parameters();
		this.reason = wish.reason();
		this.applyAt = wish.applyAt();
		this.edition++;
		this.agreedPlan = null;
		begin(now);
	}

	void refuseUnlessEditable() {
		if (!status().editable()) {
			throw misplaced("edited");
		}
	}

	/**
	 * Somebody wants it tried again as it is.
	 */
	void retry(Instant now) {
		if (!status().retriable()) {
			throw misplaced("tried again");
		}
		begin(now);
	}

	private void begin(Instant now) {
		forgetPlan();
		this.replans = 0;
		move(RequestStatus.CHECKING, "", now);
	}

	private void forgetPlan() {
		this.planRun = null;
		this.planDigest = null;
		this.planExpiresAt = null;
		this.applyRun = null;
		this.undoPlan = null;
		this.undoRun = null;
	}

	/**
	 * It waits, or could not be looked at; nothing is wrong with it.
	 */
	void hold(String why, Instant now) {
		if (status() != RequestStatus.CHECKING) {
			throw misplaced("held");
		}
		if (!this.note.equals(why)) {
			this.note = why;
			this.changedAt = now;
		}
	}

	/**
	 * What was looked at before anything is planned.
	 */
	void checked(String found) {
		this.checks = found;
	}

	/**
	 * It is known which environment it is about.
	 */
	void at(long id) {
		this.environmentId = id;
	}

	void plan(long run, Instant now) {
		move(RequestStatus.PLANNING, "", now);
		forgetPlan();
		this.planRun = run;
	}

	/**
	 * People can look at what it would do.
	 */
	void planned(String digest, Instant expires, Instant now) {
		if (kind() == RequestKind.FOUNDATION) {
			throw misplaced("planned");
		}
		move(RequestStatus.AWAITING_APPROVAL, "", now);
		this.planDigest = digest;
		this.planExpiresAt = expires;
	}

	/**
	 * People can look at what its parts are to be.
	 */
	void offer(String digest, Instant expires, Instant now) {
		if (kind() != RequestKind.FOUNDATION || status() != RequestStatus.CHECKING) {
			throw misplaced(RequestStatus.AWAITING_APPROVAL.words());
		}
		move(RequestStatus.AWAITING_APPROVAL, "", now);
		this.planDigest = digest;
		this.planExpiresAt = expires;
	}

	/**
	 * Its parts are begun.
	 */
	void start(Instant now) {
		if (kind() != RequestKind.FOUNDATION) {
			throw misplaced(RequestStatus.APPLYING.words());
		}
		move(RequestStatus.APPLYING, "", now);
	}

	/**
	 * Something has become of its parts.
	 * @return whether that was news
	 */
	boolean tell(String how, Instant now) {
		if (status() != RequestStatus.APPLYING) {
			throw misplaced("told how it goes");
		}
		if (this.note.equals(how)) {
			return false;
		}
		this.note = how;
		this.changedAt = now;
		return true;
	}

	/**
	 * It could not be made; what was made of it is to be taken away again.
	 * @param plan the run that finds out what that is
	 */
	void undo(long plan, String why, Instant now) {
		if (kind() != RequestKind.CREATE || this.applyRun == null || this.undoPlan != null) {
			throw misplaced("undone");
		}
		if (status() != RequestStatus.APPLYING) {
			move(RequestStatus.APPLYING, why, now);
		}
		this.note = why;
		this.changedAt = now;
		this.undoPlan = plan;
	}

	/**
	 * A worker is asked to take it away.
	 */
	void clear(long run, Instant now) {
		if (status() != RequestStatus.APPLYING || this.undoPlan == null || this.undoRun != null) {
			throw misplaced("taken away");
		}
		this.undoRun = run;
		this.changedAt = now;
	}

	void schedule(String why, Instant now) {
		move(RequestStatus.SCHEDULED, why, now);
		this.agreedPlan = this.planRun;
	}

	/**
	 * It is agreed to, and a freeze holds it.
	 * @return whether that is new
	 */
	boolean freeze(String freeze, Instant until, String why, Instant now) {
		if (freeze.equals(this.heldBy) && until.equals(this.heldUntil) && why.equals(this.note)) {
			return false;
		}
		schedule(why, now);
		this.applyRun = null;
		this.heldBy = freeze;
		this.heldUntil = until;
		return true;
	}

	/**
	 * A worker is asked to make it so.
	 */
	void queue(long run, Instant now) {
		move(RequestStatus.QUEUED, "", now);
		this.agreedPlan = this.planRun;
		this.applyRun = run;
	}

	void apply(Instant now) {
		move(RequestStatus.APPLYING, "", now);
	}

	void done(String how, Instant now) {
		move(RequestStatus.DONE, how, now);
	}

	void fail(String why, Instant now) {
		move(RequestStatus.FAILED, why, now);
	}

	void reject(String why, Instant now) {
		move(RequestStatus.REJECTED, why, now);
	}

	void withdraw(String why, Instant now) {
		move(RequestStatus.WITHDRAWN, why, now);
	}

	void cancel(String why, Instant now) {
		move(RequestStatus.CANCELLED, why, now);
	}

	/**
	 * What was planned is no longer so.
	 */
	void outdate(String why, Instant now) {
		move(RequestStatus.STALE, why, now);
	}

	/**
	 * It is planned again by itself, once until somebody looks after it.
	 * @return whether it may be
	 */
	boolean replan(Instant now) {
		if (status() != RequestStatus.STALE || this.replans > 0) {
			return false;
		}
		this.replans++;
		forgetPlan();
		move(RequestStatus.CHECKING, this.note, now);
		return true;
	}

	private void move(RequestStatus to, String why, Instant now) {
		if (!((kind() == RequestKind.FOUNDATION) ? status().nextOfWhole() : status().next()).contains(to)) {
			throw misplaced(to.words());
		}
		this.status = to.word();
		this.heldBy = null;
		this.heldUntil = null;
		this.note = why;
		this.changedAt = now;
		this.endedAt = to.ended() ? now : null;
	}

	private MisplacedException misplaced(String what) {
		return new MisplacedException("Request %d is %s, and cannot be %s".formatted(number(), status().words(), what));
	}

	/**
	 * Whether what was planned is too old to be agreed to or carried out.
	 */
	boolean expired(Instant now) {
		return this.planExpiresAt != null && !now.isBefore(this.planExpiresAt);
	}

	/**
	 * Whether its time has not come.
	 */
	boolean early(Instant now) {
		return this.applyAt != null && now.isBefore(this.applyAt);
	}

	long number() {
		return (this.number != null) ? this.number : 0;
	}

	RequestKind kind() {
		return RequestKind.of(this.kind);
	}

	@Nullable Long whole() {
		return this.whole;
	}

	String environment() {
		return this.environment;
	}

	@Nullable Long environmentId() {
		return this.environmentId;
	}

	String environmentKind() {
		return this.environmentKind;
	}

	String team() {
		return this.team;
	}

	@Nullable String spec() {
		return this.spec;
	}

	@Nullable String configuration() {
		return this.configuration;
	}

	String parameters() {
		return this.parameters;
	}

	String reason() {
		return this.reason;
	}

	long askedBy() {
		return this.askedBy;
	}

	String asker() {
		return this.asker;
	}

	Instant askedAt() {
		return this.askedAt;
	}

	int edition() {
		return this.edition;
	}

	RequestStatus status() {
		return RequestStatus.of(this.status);
	}

	Instant changedAt() {
		return this.changedAt;
	}

	@Nullable Instant endedAt() {
		return this.endedAt;
	}

	String note() {
		return this.note;
	}

	String checks() {
		return this.checks;
	}

	@Nullable Long planRun() {
		return this.planRun;
	}

	@Nullable String planDigest() {
		return this.planDigest;
	}

	@Nullable Instant planExpiresAt() {
		return this.planExpiresAt;
	}

	@Nullable Long agreedPlan() {
		return this.agreedPlan;
	}

	@Nullable Instant applyAt() {
		return this.applyAt;
	}

	@Nullable Long applyRun() {
		return this.applyRun;
	}

	@Nullable Long undoPlan() {
		return this.undoPlan;
	}

	@Nullable Long undoRun() {
		return this.undoRun;
	}

	@Nullable String heldBy() {
		return this.heldBy;
	}

	@Nullable Instant heldUntil() {
		return this.heldUntil;
	}

	/**
	 * How the audit record names it.
	 */
	String handle() {
		return "request:" + number();
	}

}
