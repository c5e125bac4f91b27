package io.groundwork.identity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;

/**
 * Reads somebody's sessions row by row in an order.
 */
@Configuration(proxyBeanMethods = false)
class SessionRows {

	@Bean
	SessionRepositoryCustomizer<JdbcIndexedSessionRepository> inOrder() {
		return (repository) -> repository.setListSessionsByPrincipalNameQuery(Sessions.BY_PERSON);
	}

}
