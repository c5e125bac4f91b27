package io.groundwork.identity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;

/**
 * Reads somebody's sessions row by row in an order, and does not write down each of their
 * requests.
 */
@Configuration(proxyBeanMethods = false)
class SessionRows {

	/**
	 * That a session was used is worth a write, which waits for the disk, once in half a
	 * minute.
	 */
	private static final String USED = """
			update web_session s set session_id = n.session_id, last_access_time = n.last_access_time,
				max_inactive_interval = n.max_inactive_interval, expiry_time = n.expiry_time,
				principal_name = n.principal_name
			from (values (cast(? as text), cast(? as bigint), cast(? as int), cast(? as bigint), cast(? as text)))
				n (session_id, last_access_time, max_inactive_interval, expiry_time, principal_name)
			where s.primary_id = ? and (abs(n.last_access_time - s.last_access_time) >= 30000
				or (n.session_id, n.max_inactive_interval, n.principal_name)
					is distinct from (s.session_id, s.max_inactive_interval, s.principal_name))""";

	@Bean
	SessionRepositoryCustomizer<JdbcIndexedSessionRepository> orderedAndSeldomWritten() {
		return (repository) -> {
			repository.setListSessionsByPrincipalNameQuery(Sessions.BY_PERSON);
			repository.setUpdateSessionQuery(USED);
		};
	}

}
