package io.groundwork.requests;

import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/**
 * All requests.
 */
interface RequestRows extends Repository<Request, Long> {

	Request saveAndFlush(Request request);

	Optional<Request> findByNumber(long number);

	/**
	 * One that whoever asks moves on: nobody else does until the transaction ends.
	 */
	@NativeQuery("select * from request where number = :number for no key update")
	Optional<Request> hold(@Param("number") long number);

	/**
	 * The same, or nothing if somebody else has it.
	 */
	@NativeQuery("select * from request where number = :number for no key update skip locked")
	Optional<Request> holdIfFree(@Param("number") long number);

	/**
	 * The one that keeps others of the same environment waiting.
	 */
	@NativeQuery("""
			select * from request where environment = :environment and number <> :number and kind <> 'foundation'
			and (status in ('planning', 'awaiting-approval', 'scheduled', 'queued', 'applying')
				or (status in ('checking', 'stale') and number < :number))
			order by status in ('checking', 'stale'), number limit 1""")
	Optional<Request> before(@Param("environment") String environment, @Param("number") long number);

	/**
	 * Those that wait for that environment, in their order.
	 */
	@NativeQuery("select * from request where environment = :environment and status = 'checking' order by number")
	List<Request> waiting(@Param("environment") String environment);

	/**
	 * The parts of a whole.
	 */
	@NativeQuery("select * from request where whole = :whole order by number")
	List<Request> parts(@Param("whole") long whole);

	/**
	 * The part that makes that environment, for whoever begins it again.
	 */
	@NativeQuery("select * from request where whole = :whole and environment = :environment for no key update")
	Optional<Request> part(@Param("whole") long whole, @Param("environment") String environment);

	/**
	 * The foundation that keeps another one waiting.
	 */
	@NativeQuery("""
			select * from request where kind = 'foundation' and number <> :number and ended_at is null
			and (status in ('awaiting-approval', 'scheduled', 'applying') or number < :number)
			order by number limit 1""")
	Optional<Request> foundationBefore(@Param("number") long number);

	@NativeQuery("select * from request where kind = 'foundation' and status = 'checking' order by number")
	List<Request> waitingFoundations();

	@NativeQuery("select * from request where plan_run = :run order by number limit 1")
	Optional<Request> ofPlan(@Param("run") long run);

}
