package io.groundwork.runs;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.groundwork.database.Signals;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.runs.log.ClaimOverException;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The queue, which is the table of runs: who waits, who is next, who has what in hand.
 *
 * <p>
 * Whatever changes both a lane and its runs takes the lane first, so that nobody waits
 * for each other.
 */
@Component
class Queue {

	static final String ACTIVE = "('running', 'stopping', 'recovering')";

	/**
	 * Takes the first run of the lane whose turn it is, in one statement. A lane that
	 * somebody else is taking from is passed over; whatever changed between looking and
	 * taking is looked at again in the lane's row, and the constraints refuse the rest.
	 */
	private static final String CLAIM = """
			with taker as (
				select w.id, w.host, w.folder from worker w
				where w.id = :worker and w.paused_at is null and w.draining_at is null and w.ended_at is null
				and not exists (select 1 from run_queue q where q.paused_at is not null)
			), lane as (
				select l.environment_id, t.id as worker, t.host, t.folder from taker t, run_lane l
				where l.queued > 0 and not l.active
				and not exists (select 1 from run a where a.share && l.share and a.status in %s)
				%s
				order by l.next_rank, l.last_claim, l.environment_id
				limit 1 for update of l skip locked
			), head as (
				select r.number, r.environment_id, lane.worker, lane.host, lane.folder from lane, lateral (
					select number, environment_id from run
					where environment_id = lane.environment_id and status = 'queued'
					order by rank, number limit 1) r
			), taken as (
				update run r set status = 'running', worker_id = head.worker, fence = nextval('run_fence'),
					claims = r.claims + 1, started_at = coalesce(r.started_at, :now)
				from head where r.number = head.number and r.status = 'queued'
				returning r.number, r.environment_id, r.fence, head.worker, head.host, head.folder
			), lane_moved as (
				update run_lane l set active = true, queued = l.queued - 1, last_claim = taken.fence,
					next_rank = (select min(w.rank) from run w where w.environment_id = l.environment_id
						and w.status = 'queued' and w.number <> taken.number)
				from taken where l.environment_id = taken.environment_id
			)
			insert into run_claim (fence, run, worker_id, host, folder, claimed_at)
			select fence, number, worker, host, folder || '/' || number || '-' || fence, :now from taken
			returning run, fence, folder""";

	private static final String KINDS_WITH_PLACE = """
			and (select count(*) from run_lane b where b.active and b.environment_kind = l.environment_kind)
				< coalesce((select (limits.most) from (values %s) limits (kind, most)
					where limits.kind = l.environment_kind), 2147483647)""";

	/**
	 * Takes over a run whose worker has not been heard of for longer than its lease, or
	 * which counts as this worker's own although it has it not in hand: the answer to its
	 * claim got lost, or carrying it out broke down; or one that a worker let go of. A
	 * worker that rests picks up only what nobody on another machine can bring to its
	 * end. The lane stays as it is: somebody has it in hand.
	 */
	private static final String TAKE_OVER = """
			with taker as (
				select w.id, w.host, w.folder, w.paused_at from worker w where w.id = :worker and w.ended_at is null
			), lost as (
				select r.number, t.id as worker, t.host, t.folder from taker t, run r join worker w on w.id = r.worker_id
				where r.status in %s and (t.paused_at is null or w.host = t.host)
				and case when w.id = :worker then r.fence <> all(:fences)
					else w.ended_at is not null or (:steady and w.lease_until < now())
						or exists (select from run_claim c where c.run = r.number
							and c.fence = r.fence and c.ended_at is not null) end
				order by r.number limit 1 for update of r skip locked
			), taken as (
				update run r set status = 'recovering', worker_id = lost.worker, fence = nextval('run_fence'),
					claims = r.claims + 1,
					stop_asked_at = case when r.stop_because <> 'drain' then r.stop_asked_at end,
					stop_asked_by = case when r.stop_because <> 'drain' then r.stop_asked_by end,
					stop_because = case when r.stop_because <> 'drain' then r.stop_because end,
					force_asked_at = null, force_asked_by = null
				from lost where r.number = lost.number
				returning r.number, r.fence, lost.worker, lost.host, lost.folder
			)
			insert into run_claim (fence, run, worker_id, host, folder, claimed_at)
			select fence, number, worker, host, folder || '/' || number || '-' || fence, :now from taken
			returning run, fence, folder"""
		.formatted(ACTIVE);

	/**
	 * Ends a run with its steps and all of its claims. What those before the last have
	 * said was not read if nobody has looked after them. In one statement, since each way
	 * to the database is a part of the time that a small run takes. Whoever stands still
	 * before all is written loses the row that they hold.
	 */
	private static final String END = """
			with lane as (
				select environment_id, set_config('idle_in_transaction_session_timeout', :silence, true) from run_lane
				where environment_id = (select environment_id from run where number = :run) for update
			), ended as (
				update run r set status = :status, ended_at = :now, outcome = :outcome from lane
				where r.number = :run and r.fence = :fence and r.status in %s and r.environment_id = lane.environment_id
				returning r.environment_id
			), over as (
				update run_claim c set ended_at = :now,
					unread = case when c.fence < :fence then 'what its worker on ' || split_part(c.host, '/', 1)
						|| ' said could not be read to its end' end
				from ended where c.run = :run and c.ended_at is null
			), steps as (
				update run_step s set status = case s.status when 'running' then :step else 'skipped' end,
					ended_at = case s.status when 'running' then cast(:now as timestamptz) end,
					note = case s.status when 'running' then '' else s.note end
				from ended where s.run = :run and s.status in ('running', 'waiting')
			)
			update run_lane l set active = false from ended where l.environment_id = ended.environment_id"""
		.formatted(ACTIVE);

	/** After so many refusals in a row the worker rests for a moment. */
	private static final int REFUSALS = 20;

	private final JdbcClient jdbc;

	private final TransactionTemplate transaction;

	private final Signals signals;

	private final Clock clock;

	private final String claim;

	private final boolean limited;

	private final Duration silence;

	Queue(JdbcClient jdbc, TransactionTemplate transaction, Signals signals, Clock clock, RunSettings settings) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.signals = signals;
		this.clock = clock;
		this.silence = settings.silence();
		this.limited = !settings.limits().isEmpty();
		this.claim = CLAIM.formatted(ACTIVE, this.limited ? KINDS_WITH_PLACE.formatted(values(settings.limits())) : "");
	}

	private static String values(Map<String, Integer> limits) {
		return limits.entrySet()
			.stream()
			.map((limit) -> "('%s', %d)".formatted(EnvironmentKind.of(limit.getKey()).word(), limit.getValue()))
			.collect(Collectors.joining(", "));
	}

	/**
	 * Puts a run into its lane; within the caller's transaction.
	 */
	long add(Order order) {
		lane(order, 1);
		Order.Agreed plan = order.plan();
		return this.jdbc.sql("""
				insert into run (environment_id, environment_kind, share, kind, asked_by, by_person, reason,
					configuration, destroys, plan_number, plan_digest, rank, queued_at, spec_number)
				values (?, ?, cast(? as int8range), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning number""")
			.param(order.environment().id())
			.param(order.environment().kind().word())
			.param(Share.of(order.environment()))
			.param(order.kind().word())
			.param(order.by())
			.param(order.byPerson())
			.param(order.reason())
			.param(order.configuration())
			.param(order.destroys())
			.param((plan != null) ? plan.number() : null)
			.param((plan != null) ? plan.digest() : null)
			.param(order.rank())
			.param(now())
			.param(order.wish())
			.query(Long.class)
			.single();
	}

	private void lane(Order order, int more) {
		this.jdbc.sql("""
				insert into run_lane as l (environment_id, environment_kind, share, queued, next_rank)
				values (?, ?, cast(? as int8range), ?, ?)
				on conflict (environment_id) do update set queued = l.queued + excluded.queued,
					next_rank = least(l.next_rank, excluded.next_rank)""")
			.params(order.environment().id(), order.environment().kind().word(), Share.of(order.environment()), more,
					order.rank())
			.update();
	}

	/**
	 * The next run for a worker, if there is one that may start now.
	 */
	Optional<Claim> claim(long worker) {
		for (int refused = 0; refused < REFUSALS; refused++) {
			try {
				return claimed(worker);
			}
			catch (DuplicateKeyException ex) {
				throw ex;
			}
			catch (DataIntegrityViolationException ex) {
				// Somebody claimed what excludes this in the same moment, which is seen
				// now; there may be another.
			}
		}
		return Optional.empty();
	}

	private Optional<Claim> claimed(long worker) {
		if (!this.limited) {
			return claimed(this.claim, Map.of("worker", worker));
		}
		return this.transaction.execute((status) -> {
			// Two that count at once would both find the last place free. Whoever goes
			// away with the lock loses it soon.
			String limit = this.silence.toMillis() + "ms";
			this.jdbc.sql("""
					select set_config('lock_timeout', ?, true),
						set_config('idle_in_transaction_session_timeout', ?, true)""")
				.params(limit, limit)
				.query((row) -> {
				});
			this.jdbc.sql("select pg_advisory_xact_lock(hashtext('run_limits'))").query((row) -> {
			});
			return claimed(this.claim, Map.of("worker", worker));
		});
	}

	/**
	 * A run that nobody has in hand any more.
	 * @param fences the claims that the worker has in hand
	 * @param steady whether the database was there for a whole lease: after it was away
	 * every worker seems dead, and is given the time to say that it is not
	 */
	Optional<Claim> takeOver(long worker, Set<Long> fences, boolean steady) {
		Map<String, Object> parameters = Map.of("worker", worker, "fences", fences.toArray(Long[]::new), "steady",
				steady);
		long begun = System.nanoTime();
		return this.transaction.execute((status) -> {
			Optional<Claim> lost = claimed(TAKE_OVER, parameters);
			if (System.nanoTime() - begun > this.silence.toNanos()) {
				// It was away meanwhile, and whoever seemed dead may only have waited
				// too.
				status.setRollbackOnly();
				return Optional.empty();
			}
			return lost;
		});
	}

	/**
	 * Lets go of a run in which this claim has begun nothing: any worker may take it over
	 * at once.
	 */
	void letGo(Claim claim) {
		endClaim(claim);
	}

	/**
	 * What was taken over begins again.
	 */
	void beginAgain(Claim claim) {
		this.jdbc.sql("update run set status = 'running' where number = ? and fence = ? and status = 'recovering'")
			.params(claim.run(), claim.fence())
			.update();
	}

	private Optional<Claim> claimed(String statement, Map<String, Object> parameters) {
		return this.jdbc.sql(statement)
			.params(parameters)
			.param("now", now())
			.query((row, number) -> new Claim(row.getLong("run"), row.getLong("fence"),
					Path.of(row.getString("folder"))))
			.optional();
	}

	/**
	 * Ends a run that a worker has in hand.
	 * @return false if it was ended so before, by this very claim
	 */
	boolean end(Claim claim, Ended how) {
		int ended = this.jdbc.sql(END)
			.param("silence", this.silence.toMillis() + "ms")
			.param("status", how.status().word())
			.param("now", now())
			.param("outcome", how.outcome())
			.param("step", how.step())
			.param("run", claim.run())
			.param("fence", claim.fence())
			.update();
		if (ended == 0) {
			if (endedBy(claim, how.status())) {
				return false;
			}
			throw new ClaimOverException(claim.run(), claim.fence());
		}
		return true;
	}

	private boolean endedBy(Claim claim, RunStatus status) {
		return this.jdbc.sql("select 1 from run where number = ? and fence = ? and status = ?")
			.params(claim.run(), claim.fence(), status.word())
			.query(Integer.class)
			.optional()
			.isPresent();
	}

	private void lock(long run) {
		this.jdbc.sql("""
				select 1 from run_lane where environment_id = (select environment_id from run where number = ?)
				for update""").param(run).query(Integer.class).optional();
	}

	/**
	 * Puts a run back that somebody else can do from its beginning.
	 */
	void putBack(Claim claim) {
		this.transaction.executeWithoutResult((transaction) -> {
			lock(claim.run());
			int back = this.jdbc.sql("""
					update run set status = 'queued', worker_id = null, started_at = null, stop_asked_at = null,
						stop_asked_by = null, stop_because = null, force_asked_at = null, force_asked_by = null
					where number = ? and fence = ? and status in %s""".formatted(ACTIVE))
				.params(claim.run(), claim.fence())
				.update();
			if (back == 0) {
				throw new ClaimOverException(claim.run(), claim.fence());
			}
			this.jdbc.sql("""
					update run_lane l set active = false, queued = l.queued + 1, next_rank = least(l.next_rank, r.rank)
					from run r where r.number = ? and r.environment_id = l.environment_id""")
				.param(claim.run())
				.update();
			endClaim(claim);
		});
	}

	private void endClaim(Claim claim) {
		this.jdbc.sql("update run_claim set ended_at = ? where fence = ?").params(now(), claim.fence()).update();
	}

	/**
	 * Cancels a run that nobody has begun; false if somebody has.
	 */
	boolean cancelWaiting(long number, String by, String outcome) {
		return Boolean.TRUE.equals(this.transaction.execute((transaction) -> {
			lock(number);
			OffsetDateTime now = now();
			int cancelled = this.jdbc.sql("""
					update run set status = 'cancelled', ended_at = ?, stop_asked_at = ?, stop_asked_by = ?,
						stop_because = 'cancel', outcome = ? where number = ? and status = 'queued'""")
				.params(now, now, by, outcome, number)
				.update();
			if (cancelled == 1) {
				this.jdbc.sql("""
						update run_lane l set queued = l.queued - 1, next_rank = (select min(w.rank) from run w
							where w.environment_id = l.environment_id and w.status = 'queued')
						from run r where r.number = ? and r.environment_id = l.environment_id""")
					.param(number)
					.update();
			}
			return cancelled == 1;
		}));
	}

	/**
	 * Asks a run in hand to stop; false if it is in nobody's hand, or was asked before.
	 * The time is the database's, like all that is compared with it.
	 */
	boolean askToStop(long number, String by, Run.Because because) {
		return this.jdbc.sql("""
				update run set stop_asked_at = clock_timestamp(), stop_asked_by = ?, stop_because = ?,
					status = case when status = 'running' then 'stopping' else status end
				where number = ? and status in ('running', 'recovering') and stop_asked_at is null""")
			.params(by, because.word(), number)
			.update() == 1;
	}

	/**
	 * Tells that a claim's run is stopped since its worker goes away. Whoever has it by
	 * now goes on.
	 */
	void leave(Claim claim) {
		this.transaction.executeWithoutResult((status) -> {
			int left = this.jdbc.sql("""
					update run set stop_asked_at = ?, stop_asked_by = 'groundwork', stop_because = 'drain',
						status = case when status = 'running' then 'stopping' else status end
					where number = ? and fence = ? and status in ('running', 'recovering') and stop_asked_at is null""")
				.params(now(), claim.run(), claim.fence())
				.update();
			if (left == 1) {
				this.signals.send(Runs.CHANGED, claim.run());
			}
		});
	}

	/**
	 * Asks a run that does not stop to end whatever is lost.
	 */
	boolean askToForce(long number, String by) {
		return askToForce(number, by, Duration.ZERO);
	}

	/**
	 * The same, if it was asked to stop so long ago.
	 */
	boolean askToForce(long number, String by, Duration grace) {
		return this.jdbc.sql("""
				update run set force_asked_at = clock_timestamp(), force_asked_by = ?
				where number = ? and status in %s and force_asked_at is null
				and stop_asked_at + cast(? as interval) <= clock_timestamp()""".formatted(ACTIVE))
			.params(by, number, grace.toMillis() + " milliseconds")
			.update() == 1;
	}

	/**
	 * What a worker has in hand, as it stands.
	 */
	List<Run> inHandOf(long worker) {
		return this.jdbc
			.sql("select " + Run.COLUMNS + Run.FROM + "where r.worker_id = ? and r.status in " + ACTIVE
					+ " order by r.number")
			.param(worker)
			.query(Run::read)
			.list();
	}

	/**
	 * The drift checks at work that keep a person's run from starting.
	 */
	List<Long> checksInTheWayOf(Order order) {
		return this.jdbc.sql("""
				select number from run where share && cast(? as int8range) and kind = 'drift'
				and status in ('running', 'recovering') and stop_asked_at is null""")
			.param(Share.of(order.environment()))
			.query((row, number) -> row.getLong("number"))
			.list();
	}

	/**
	 * Those of these drift checks that keep a person's run waiting, with who asked for
	 * it.
	 */
	Map<Long, String> inTheWay(Collection<Long> running) {
		Map<Long, String> found = new TreeMap<>();
		this.jdbc.sql("""
				select c.number, min(p.asked_by) as by from run c join run p on p.share && c.share
				where c.number = any(?) and c.kind = 'drift' and c.status in ('running', 'recovering')
				and c.stop_asked_at is null and p.status = 'queued' and p.by_person and p.kind <> 'drift'
				group by c.number""").param(running.toArray(Long[]::new)).query((row) -> {
			found.put(row.getLong("number"), row.getString("by"));
		});
		return found;
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

}
