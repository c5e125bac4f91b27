package io.groundwork.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/**
 * All API tokens that were ever made.
 */
interface ApiTokens extends Repository<ApiToken, Long> {

	ApiToken save(ApiToken token);

	Optional<ApiToken> findByIdAndPersonId(long id, long personId);

	/**
	 * One page of somebody's tokens, newest first, before the given number.
	 */
	@NativeQuery("select * from api_token where person_id = :person and id < :before order by id desc limit :most")
	List<ApiToken> page(@Param("person") long person, @Param("before") long before, @Param("most") int most);

	@NativeQuery("""
			select * from api_token
			where person_id = :person and revoked_at is null and expires_at > :now order by id desc""")
	List<ApiToken> live(@Param("person") long person, @Param("now") Instant now);

}
