package io.groundwork.cloud;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.groundwork.cloud.CloudToken.Status;
import io.groundwork.storage.Sealer;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How a token is taken and replaced, and what becomes of that when it is cut short.
 */
class TokenRotationTest {

	private static final String BY = "platform-1";

	private final CloudHouse house = CloudHouse.shared();

	private final Land land = this.house.land;

	@BeforeEach
	void empty() {
		this.house.empty();
	}

	@Test
	void aNewTokenTakesThePlaceOfTheOldOneWhichIsRevoked() {
		Bearer old = this.house.entered();
		long since = this.house.lastAudited();
		this.house.rotation.rotate(BY);
		CloudToken current = this.house.current();
		assertThat(current.source()).isEqualTo("rotation");
		assertThat(current.scopes()).isEqualTo(Scopes.wanted());
		assertThat(current.expiresAt()).isBetween(Instant.now().plus(Duration.ofDays(89)),
				Instant.now().plus(Duration.ofDays(91)));
		assertThat(this.land.tokens()).containsExactly(current.label());
		assertThat(this.land.client().look(old, "profile").status()).isEqualTo(401);
		assertThat(this.house.tokens.live()).hasSize(1);
		assertThat(this.house.audited(since)).containsExactly("cloud-token.planned", "cloud-token.made",
				"cloud-token.used", "cloud-token.revoked");
		assertThat(this.house.refresh.now()).isTrue();
	}

	@Test
	void aTokenThatMayEverythingIsReplacedByOneThatMayLittle() {
		this.house.rotation.enter(new Bearer(this.land.token("wide", Set.of("*"))), BY);
		assertThat(this.house.current().scopes().excess()).containsExactly("*");
		this.house.rotation.rotate(BY);
		assertThat(this.house.current().scopes().excess()).isEmpty();
		assertThat(this.land.tokens()).hasSize(1);
	}

	@Test
	void aTokenWhoseSecretWasNeverHeardIsRevokedAndMadeAgain() {
		this.house.entered();
		long since = this.house.lastAudited();
		this.land.fault("{'kind':'cut','times':1,'method':'POST','path':'profile/tokens'}");
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> this.house.rotation.rotate(BY));
		CloudToken planned = this.house.tokens.one(Status.PLANNED).orElseThrow();
		assertThat(this.land.tokens()).hasSize(2).contains(planned.label());
		// Meanwhile the old one is used as before.
		assertThat(this.house.refresh.now()).isTrue();
		this.house.rotation.rotate(BY);
		assertThat(this.house.current().label()).isEqualTo(planned.label());
		assertThat(this.land.tokens()).containsExactly(planned.label());
		assertThat(this.house.audited(since)).containsExactly("cloud-token.planned", "cloud-token.made",
				"cloud-token.used", "cloud-token.revoked");
	}

	@Test
	void aTokenThatWasMadeAndNotYetUsedIsUsedLater() {
		this.house.entered();
		this.land.fault("{'kind':'unavailable','path':'/profile$'}");
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> this.house.rotation.rotate(BY));
		CloudToken made = this.house.tokens.one(Status.MADE).orElseThrow();
		this.land.mend();
		this.house.rotation.finish("portal");
		assertThat(this.house.current().id()).isEqualTo(made.id());
		assertThat(this.land.tokens()).containsExactly(made.label());
	}

	@Test
	void aTokenThatCouldNotBeRevokedIsRevokedLater() {
		Bearer old = this.house.entered();
		this.land.fault("{'kind':'unavailable','method':'DELETE','path':'profile/tokens'}");
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> this.house.rotation.rotate(BY));
		assertThat(this.house.current().source()).isEqualTo("rotation");
		assertThat(this.house.tokens.all(Status.REPLACED)).hasSize(1);
		this.land.mend();
		assertThat(this.land.client().look(old, "profile").status()).isEqualTo(200);
		this.house.rotation.finish("portal");
		assertThat(this.house.tokens.live()).hasSize(1);
		assertThat(this.land.client().look(old, "profile").status()).isEqualTo(401);
		long since = this.house.lastAudited();
		this.house.rotation.finish("portal");
		assertThat(this.house.audited(since)).isEmpty();
	}

	@Test
	void aTokenIsHeldForRevokedOnlyWhenLinodeRefusesIt() {
		this.house.entered();
		this.land.fault("{'kind':'cut','times':1,'method':'DELETE','path':'profile/tokens'}");
		// It was deleted, and the answer was cut: asked again, it is not there.
		this.house.rotation.rotate(BY);
		assertThat(this.house.tokens.live()).hasSize(1);
		assertThat(this.land.tokens()).hasSize(1);
	}

	@Test
	void oneThatWasMadeAndRevokedBehindTheBackIsGivenUp() {
		this.house.entered();
		this.land.fault("{'kind':'unavailable','path':'/profile$'}");
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> this.house.rotation.rotate(BY));
		this.land.mend();
		this.land.revoke(this.house.tokens.one(Status.MADE).orElseThrow().label());
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> this.house.rotation.rotate(BY))
			.withMessageContaining("the old one is kept");
		assertThat(this.house.current().source()).isEqualTo("person");
		this.house.rotation.rotate(BY);
		assertThat(this.house.current().source()).isEqualTo("rotation");
		assertThat(this.land.tokens()).hasSize(1);
	}

	@Test
	void whenTheTokenIsGoneAnotherCanBeEnteredWhateverWasUnderWay() {
		this.house.entered();
		this.land.fault("{'kind':'cut','times':1,'method':'POST','path':'profile/tokens'}");
		assertThatExceptionOfType(CloudAwayException.class).isThrownBy(() -> this.house.rotation.rotate(BY));
		this.land.revoke(this.house.current().label());
		assertThatExceptionOfType(CloudRefusedException.class).isThrownBy(() -> this.house.rotation.rotate(BY));
		assertThat(this.house.refresh.now()).isFalse();
		this.house.entered();
		assertThat(this.house.tokens.live()).hasSize(1);
		assertThat(this.land.tokens()).containsExactly(this.house.current().label());
	}

	@Test
	void twoDoNotRotateAtOnce() {
		this.house.entered();
		new TransactionTemplate(this.house.portal.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				assertThat(this.house.tokens.alone()).isTrue();
				assertThatExceptionOfType(CompletionException.class)
					.isThrownBy(() -> CompletableFuture.runAsync(() -> this.house.rotation.rotate(BY)).join())
					.withCauseInstanceOf(ConflictException.class)
					.withMessageContaining("Somebody else is at the token");
			});
		assertThat(this.house.current().source()).isEqualTo("person");
		assertThat(this.land.tokens()).hasSize(1);
	}

	@Test
	void oneThatMayMakeNoTokensIsReplacedByHand() {
		this.house.rotation.enter(new Bearer(this.land.token("narrow", Scopes.LEAST)), BY);
		assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> this.house.rotation.rotate(BY))
			.withMessageContaining("it lacks account:read_write");
		this.house.rotation.enter(new Bearer(this.land.token("next", Scopes.LEAST)), BY);
		assertThat(this.house.current().label()).isEqualTo("next");
		assertThat(this.house.tokens.all(Status.REPLACED)).singleElement()
			.satisfies((replaced) -> assertThat(replaced.remark()).contains("revoke it at Linode"));
		this.land.revoke("narrow");
		this.house.rotation.finish("portal");
		assertThat(this.house.tokens.live()).hasSize(1);
	}

	@Test
	void aTokenIsLookedAtBeforeItIsTaken() {
		Set<String> some = new TreeSet<>(Scopes.LEAST);
		some.removeAll(Set.of("vpc:read_only", "databases:read_only"));
		refused(this.land.token("too-narrow", some), "it lacks databases:read_only, vpc:read_only");
		refused(this.land.token("no-account", Set.of("lke:*")), "it lacks account:read_only, databases:read_only");
		refused("0123456789abcdef", "Linode does not take this token");
		assertThat(this.house.tokens.live()).isEmpty();
		Bearer known = this.house.entered();
		refused(known.value(), "known already");
	}

	@Test
	void theFirstComesFromTheSettingsIfItWillDo() {
		CloudTokens narrow = tokens(this.land.token("set-narrow", Set.of("lke:read_only")));
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(narrow::bearer)
			.withMessageContaining("it lacks");
		assertThat(tokens("").bearer()).isEmpty();
		assertThat(tokens(null).bearer()).isEmpty();
		String first = this.land.token("set", Scopes.LEAST);
		assertThat(tokens(first).bearer()).contains(new Bearer(first));
		assertThat(this.house.current()).satisfies((token) -> {
			assertThat(token.source()).isEqualTo("setting");
			assertThat(token.label()).isEqualTo("set");
		});
		// From now on the one that is kept counts.
		assertThat(tokens(this.land.token("set-later", Scopes.LEAST)).bearer()).contains(new Bearer(first));
	}

	@Test
	void noSecretIsKeptInTheClear() {
		Bearer first = this.house.entered();
		this.house.rotation.rotate(BY);
		Bearer second = this.house.portal.bean(CloudTokens.class).bearer().orElseThrow();
		StringBuilder kept = new StringBuilder();
		for (String table : List.of("cloud_token", "cloud_known", "cloud_limit", "audit_row")) {
			this.house.jdbc.sql("select row_to_json(t)::text from " + table + " t")
				.query(String.class)
				.list()
				.forEach(kept::append);
		}
		this.house.jdbc.sql("select sealed from cloud_token where sealed is not null")
			.query(byte[].class)
			.list()
			.forEach((sealed) -> kept.append(new String(sealed, StandardCharsets.ISO_8859_1)));
		kept.append(this.house.portal.signedIn("platform-1").get("/operations/cloud").body());
		assertThat(kept).contains("cloud-token.used")
			.doesNotContain(first.value().substring(0, 20))
			.doesNotContain(second.value().substring(0, 20));
		assertThat(this.house.jdbc.sql("select count(*) from cloud_token where status = 'ended' and sealed is null")
			.query(Long.class)
			.single()).isOne();
	}

	private void refused(String token, String why) {
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> this.house.rotation.enter(new Bearer(token), BY))
			.withMessageContaining(why)
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo("token"));
	}

	private CloudTokens tokens(@Nullable String setting) {
		return new CloudTokens(this.house.tokens, this.land.client(), this.house.portal.bean(Sealer.class),
				new CloudSettings(this.land.address(), setting, Land.PATIENCE),
				this.house.portal.context()::publishEvent, this.house.portal.bean(PlatformTransactionManager.class),
				Clock.systemUTC());
	}

}
