package io.groundwork.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/**
 * Everybody who was ever here.
 */
interface People extends Repository<Person, Long> {

	Person save(Person person);

	Optional<Person> findById(long id);

	Optional<Person> findByIssuerAndSubject(String issuer, String subject);

	/**
	 * Locks the row so that only one process at a time asks the provider for this person,
	 * or finds nothing when another one does.
	 */
	@NativeQuery("select * from person where id = :id for no key update skip locked")
	Optional<Person> findToConfirm(@Param("id") long id);

	/**
	 * Locks the row, and waits for whoever is asking the provider.
	 */
	@NativeQuery("select * from person where id = :id for no key update")
	Optional<Person> hold(@Param("id") long id);

	/**
	 * Those of them whom the provider can be asked about and was not since then.
	 */
	@NativeQuery("select id from person where id in :ids and refresh_token is not null and groups_confirmed_at < :since")
	List<Long> notConfirmedSince(@Param("ids") Collection<Long> ids, @Param("since") Instant since);

	/**
	 * Those of them whom the provider does not stand by any more.
	 */
	@NativeQuery("select id from person where id in :ids and taken_back")
	List<Long> takenBack(@Param("ids") Collection<Long> ids);

	/**
	 * One page of people by name, after the given one.
	 */
	@NativeQuery("""
			select * from person
			where (lower(name), id) > (:name, :id) and lower(name) like :prefix escape '\\'
			order by lower(name), id limit :most""")
	List<Person> page(@Param("prefix") String prefix, @Param("name") String name, @Param("id") long id,
			@Param("most") int most);

}
