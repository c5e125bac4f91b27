package io.groundwork.sandbox;

import java.text.ParseException;
import java.util.UUID;
import java.util.function.Supplier;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.function.SingletonSupplier;

/**
 * The provider's signing key: a new one, or the one that an earlier start left in its
 * database.
 */
final class SigningKeys {

	/** Making one takes long, and what is signed says who signed it. */
	private static final Supplier<RSAKey> OWN = SingletonSupplier.of(SigningKeys::generate);

	private static final Supplier<RSAKey> FOREIGN = SingletonSupplier.of(SigningKeys::generate);

	private SigningKeys() {
	}

	/**
	 * The key of all providers of this process that keep none.
	 */
	static RSAKey own() {
		return OWN.get();
	}

	/**
	 * A key that no provider has.
	 */
	static RSAKey foreign() {
		return FOREIGN.get();
	}

	private static RSAKey generate() {
		try {
			return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString())
				.keyUse(KeyUse.SIGNATURE)
				.algorithm(com.nimbusds.jose.JWSAlgorithm.RS256)
				.generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("no RSA on this machine", ex);
		}
	}

	static RSAKey kept(JdbcClient database) {
		String jwk = database.sql("select jwk from signing_key").query(String.class).optional().orElseGet(() -> {
			String made = generate().toJSONString();
			database.sql("insert into signing_key (jwk) values (?)").param(made).update();
			return made;
		});
		try {
			return RSAKey.parse(jwk);
		}
		catch (ParseException ex) {
			throw new IllegalStateException("the provider's signing key is not readable", ex);
		}
	}

}
