package io.groundwork.sandbox;

import com.nimbusds.jose.jwk.RSAKey;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;

/**
 * What the provider keeps between starts: its key, and who has signed in, so that
 * sessions of the portal survive a restart of both.
 */
final class IssuerStore {

	private final JdbcTemplate database;

	IssuerStore(Postgres.Database database) {
		this.database = new JdbcTemplate(database.ownerConnections());
		createTables();
		// Nobody can come back with these.
		this.database.update("""
				delete from oauth2_authorization
				where coalesce(refresh_token_expires_at, access_token_expires_at, authorization_code_expires_at) < now()
				""");
	}

	RSAKey key() {
		return SigningKeys.kept(JdbcClient.create(this.database));
	}

	OAuth2AuthorizationService authorizations(Clients clients) {
		return new JdbcOAuth2AuthorizationService(this.database, clients);
	}

	/**
	 * The columns are those that Spring Authorization Server reads and writes.
	 */
	private void createTables() {
		StringBuilder tokens = new StringBuilder();
		for (String token : new String[] { "authorization_code", "access_token", "oidc_id_token", "refresh_token",
				"user_code", "device_code" }) {
			tokens.append("""
					, %1$s_value text
					, %1$s_issued_at timestamptz
					, %1$s_expires_at timestamptz
					, %1$s_metadata text
					""".formatted(token));
		}
		this.database.execute("""
				create table if not exists oauth2_authorization (
					id text primary key
					, registered_client_id text not null
					, principal_name text not null
					, authorization_grant_type text not null
					, authorized_scopes text
					, attributes text
					, state text
					%s
					, access_token_type text
					, access_token_scopes text
				)
				""".formatted(tokens));
		this.database.execute("create table if not exists signing_key (jwk text not null)");
	}

}
