package io.groundwork.database;

import java.time.Clock;

import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Hands the two roles to those who need them: the owner to the migrations, the other to
 * everything else.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

	@Bean
	JdbcConnectionDetails portalConnection(DatabaseSettings settings) {
		return new JdbcConnectionDetails() {

			@Override
			public String getJdbcUrl() {
				return settings.url();
			}

			@Override
			public String getUsername() {
				return settings.username();
			}

			@Override
			public String getPassword() {
				return settings.password();
			}

		};
	}

	@Bean
	FlywayConnectionDetails ownerConnection(DatabaseSettings settings) {
		return new FlywayConnectionDetails() {

			@Override
			public String getJdbcUrl() {
				return settings.url();
			}

			@Override
			public String getUsername() {
				return settings.owner().username();
			}

			@Override
			public String getPassword() {
				return settings.owner().password();
			}

		};
	}

}
