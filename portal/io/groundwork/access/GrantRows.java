package io.groundwork.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/**
 * Grants, and who holds their rows.
 */
interface GrantRows extends Repository<Grant, Long> {

	Grant saveAndFlush(Grant grant);

	Optional<Grant> findById(Long number);

	/**
	 * One that was made without the portal, by its name in the cluster.
	 */
	Optional<Grant> findByAccount(String account);

	/**
	 * One that whoever asks moves on: nobody else does until the transaction ends.
	 */
	@NativeQuery("select * from access_grant where number = :number for no key update")
	Optional<Grant> hold(@Param("number") long number);

	/**
	 * The same, or nothing if somebody else has it.
	 */
	@NativeQuery("select * from access_grant where number = :number for no key update skip locked")
	Optional<Grant> holdIfFree(@Param("number") long number);

	/**
	 * Those of a person that are not over, by number.
	 */
	@NativeQuery("select * from access_grant where holder_id = :person and ended_at is null order by number")
	List<Grant> openOf(@Param("person") long person);

	/**
	 * The one of a robot that is not over.
	 */
	@NativeQuery("""
			select * from access_grant where environment_id = :environment and robot = :robot
				and ended_at is null""")
	Optional<Grant> openOf(@Param("environment") long environment, @Param("robot") String robot);

	/**
	 * All that somebody may get in with, or will, by number.
	 */
	@NativeQuery("""
			select * from access_grant where status in ('pending', 'scheduled', 'active') order by number""")
	List<Grant> open();

	/**
	 * The numbers of those about which something is to be done by then, the most urgent
	 * first.
	 */
	@NativeQuery("""
			select number from (
				(select number, ends_at as due from access_grant where status = 'active' and ends_at <= :then
					order by ends_at, number limit :most)
				union all
				(select number, try_at from access_grant where status = 'ending' and try_at <= :then
					order by try_at, number limit :most)
				union all
				(select number, starts_at from access_grant where status = 'scheduled' and starts_at <= :then
					order by starts_at, number limit :most)
				union all
				(select number, until from access_grant where status = 'pending' and until <= :then
					order by until, number limit :most)
			) due order by due, number limit :most""")
	List<Long> due(@Param("then") Instant then, @Param("most") int most);

}
