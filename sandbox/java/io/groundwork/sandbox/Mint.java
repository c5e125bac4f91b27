package io.groundwork.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

/**
 * Makes access tokens that are wrong in exactly one way, for tests that try to get in
 * with them.
 */
final class Mint {

	private final String issuer;

	private final RSAKey key;

	Mint(String issuer, RSAKey key) {
		this.issuer = issuer;
		this.key = key;
	}

	String token(Person person, Flaw flaw) {
		try {
			return switch (flaw) {
				case EXPIRED -> signed(claims(person, Instant.now().minus(Duration.ofHours(1))).build());
				case NOT_YET_VALID -> signed(claims(person, Instant.now().plus(Duration.ofHours(1))).build());
				case OTHER_AUDIENCE -> signed(claims(person).audience("another-service").build());
				case OTHER_ISSUER -> signed(claims(person).issuer("https://provider.example.org").build());
				case OTHER_KEY -> {
					RSAKey other = SigningKeys.foreign();
					yield signed(claims(person).build(), other.getKeyID(), new RSASSASigner(other));
				}
				case FORGED_KEY_ID ->
					signed(claims(person).build(), this.key.getKeyID(), new RSASSASigner(SigningKeys.foreign()));
				case UNSIGNED -> new PlainJWT(claims(person).build()).serialize();
				case PUBLIC_KEY_AS_SECRET -> signedWithPublicKey(claims(person).build());
				case CHANGED_AFTERWARDS -> changed(person);
			};
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("no such token can be made", ex);
		}
	}

	private JWTClaimsSet.Builder claims(Person person) {
		return claims(person, Instant.now());
	}

	private JWTClaimsSet.Builder claims(Person person, Instant from) {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
		Claims.of(person).forEach(claims::claim);
		return claims.issuer(this.issuer)
			.audience(Claims.AUDIENCE)
			.jwtID(UUID.randomUUID().toString())
			.claim("scope", List.of("openid", "profile", "email", "groups"))
			.issueTime(Date.from(from))
			.notBeforeTime(Date.from(from))
			.expirationTime(Date.from(from.plus(Duration.ofMinutes(5))));
	}

	private String signed(JWTClaimsSet claims) throws JOSEException {
		return signed(claims, this.key.getKeyID(), new RSASSASigner(this.key));
	}

	private String signed(JWTClaimsSet claims, String keyId, JWSSigner signer) throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims);
		token.sign(signer);
		return token.serialize();
	}

	private String signedWithPublicKey(JWTClaimsSet claims) throws JOSEException {
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(this.key.getKeyID()).build(),
				claims);
		token.sign(new MACSigner(this.key.toRSAPublicKey().getEncoded()));
		return token.serialize();
	}

	private String changed(Person person) throws JOSEException {
		String[] parts = signed(claims(person).build()).split("\\.");
		String claims = new Base64URL(parts[1]).decodeToString().replace("\"groups\":[", "\"groups\":[\"intruders\",");
		return parts[0] + "." + Base64URL.encode(claims) + "." + parts[2];
	}

}
