package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.TestClock;
import io.groundwork.cluster.ClusterHealth.Contact;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.web.NotThereException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A cluster from the first contact on: let in, watched, away, back, and lost.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClustersTest {

	private static final long ID = 531922;

	private static final TestClock CLOCK = new TestClock();

	private static Portal portal;

	private static RealCluster cluster;

	private static Clusters clusters;

	private static Environment owner;

	private static String admin;

	@BeforeAll
	static void start() {
		cluster = RealCluster.fresh(ID);
		portal = Portal.start(Map.of("groundwork.cluster.watched", 1), CLOCK);
		clusters = portal.bean(Clusters.class);
		owner = portal.bean(Environments.class)
			.add("cluster-owner", EnvironmentKind.SYSTEM, "payments", null, "platform-1");
		admin = cluster.kubeconfig();
		assertThat(AdminCredential.check(admin)).isEqualTo(AdminCredential.State.ALIVE);
		clusters.admit(ID, owner.id(), admin, "platform-1");
		// Its end takes some seconds, during which the rest is looked at.
		cluster.rotate();
	}

	@AfterAll
	static void stop() {
		portal.close();
		cluster.close();
	}

	@Test
	@Order(1)
	void onlyASealedTokenIsKept() {
		assertThat(clusters.ownedBy(owner.id())).map(Cluster::id).contains(ID);
		assertThat(clusters.all()).hasSize(1);
		byte[] sealed = jdbc().sql("select token from cluster").query(byte[].class).single();
		assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("eyJ");
		String everything = jdbc().sql("select cluster::text from cluster").query(String.class).single();
		assertThat(everything).doesNotContain(Kubeconfig.read(admin).token());
		try (KubernetesClient grants = clusters.grants(ID)) {
			assertThat(Identities.whoAmI(new Api(grants)))
				.isEqualTo("system:serviceaccount:groundwork-system:groundwork-grants");
		}
	}

	@Test
	@Order(2)
	void aRunGetsATokenOfMinutesThatIsEnoughForEverything() {
		try (Baseline baseline = clusters.baseline(ID)) {
			assertThat(Identities.whoAmI(new Api(baseline.client())))
				.isEqualTo("system:serviceaccount:groundwork-system:groundwork-baseline");
			Manifests shared = Manifests.read("cluster-owner",
					Map.of("cluster.yaml", RealCluster.resource("cluster.yaml")));
			Eventually.that(RealCluster.SOON,
					() -> baseline.apply(shared, Consent.NONE, baseline.plan(shared, Consent.NONE).digest())
						.complete());
			Manifests own = RealCluster.manifests("production");
			assertThat(baseline.apply(own, Consent.NONE, Changes.fresh(own, Consent.NONE).digest()).complete())
				.isTrue();
		}
	}

	@Test
	@Order(3)
	void whatIsHeardIsToldWithoutAsking() {
		awaitContact(Contact.HEARD);
		ClusterHealth health = health();
		assertThat(health.version()).startsWith("v1.");
		Eventually.that(RealCluster.SOON, () -> health().nodesReady() == 2);
		assertThat(health().pools()).singleElement().satisfies((pool) -> {
			assertThat(pool.environment()).isEqualTo("production");
			assertThat(pool.pool()).isEqualTo("baseline");
			assertThat(pool.cpu()).isEqualByComparingTo("8");
		});
		Eventually.that(RealCluster.SOON, () -> services().isPresent());
		assertThat(services().orElseThrow().left()).isEqualByComparingTo("30");
		assertThat(health().room("production").cpu()).isEqualByComparingTo("8");
		try (Baseline baseline = clusters.baseline(ID)) {
			Manifests more = RealCluster.manifests("production",
					"{apiVersion: v1, kind: Service, metadata: {name: one, namespace: NAMESPACE}, spec: {ports: [{port: 80}]}}");
			baseline.apply(more, Consent.NONE, baseline.plan(more, Consent.NONE).digest());
		}
		Eventually.that(RealCluster.SOON, () -> services().orElseThrow().used().intValue() == 1);
		cluster.want(3);
		Eventually.that(RealCluster.SOON, () -> health().nodesReady() == 3);
	}

	@Test
	@Order(4)
	void theAdministratorsCredentialIsSeenToDie() {
		assertThat(AdminCredential.awaitDead(admin, Duration.ofSeconds(60))).isEqualTo(AdminCredential.State.DEAD);
		assertThat(AdminCredential.check(cluster.kubeconfig())).isEqualTo(AdminCredential.State.ALIVE);
		// The portal does not need it.
		clusters.baseline(ID).close();
	}

	@Test
	@Order(5)
	void whileItIsAwayThatIsSaidAndSinceWhen() {
		awaitContact(Contact.HEARD);
		Instant before = CLOCK.instant();
		cluster.down(true);
		awaitContact(Contact.AWAY);
		ClusterHealth away = health();
		assertThat(away.since()).isBetween(before, CLOCK.instant());
		assertThat(away.why()).isPresent();
		assertThat(away.nodes()).isEqualTo(3);
		assertThat(AdminCredential.check(admin)).isEqualTo(AdminCredential.State.UNKNOWN);
		assertThatExceptionOfType(ClusterAwayException.class).isThrownBy(() -> clusters.baseline(ID));
		cluster.down(false);
		Set<Contact> contacts = EnumSet.noneOf(Contact.class);
		Eventually.that(RealCluster.SOON, () -> {
			contacts.add(health().contact());
			return contacts.contains(Contact.HEARD);
		});
		// Though it refuses for a moment while it starts.
		assertThat(contacts).doesNotContain(Contact.REFUSED);
		assertThat(health().since()).isAfter(away.since());
		assertThat(health().nodes()).isEqualTo(3);
	}

	@Test
	@Order(6)
	void theTokenIsRenewedHalfWay() {
		assertThat(clusters.renew()).isZero();
		Cluster before = clusters.get(ID);
		CLOCK.pass(Duration.ofDays(4));
		Eventually.that(RealCluster.SOON, Duration.ofMillis(300), () -> clusters.renew() == 1);
		assertThat(clusters.get(ID).expiresAt()).isAfter(before.expiresAt());
		assertThat(clusters.get(ID).renewedAt()).isAfter(before.renewedAt().plus(Duration.ofDays(3)));
		clusters.baseline(ID).close();
	}

	@Test
	@Order(7)
	void onlySoManyAreWatched() {
		awaitContact(Contact.HEARD);
		Environment other = portal.bean(Environments.class)
			.add("cluster-other", EnvironmentKind.SYSTEM, "payments", null, "platform-1");
		jdbc()
			.sql("""
					insert into cluster (id, environment_id, address, authority, token, token_expires_at, renewed_at,
						admitted_at, admitted_by)
					select 7, ?, 'https://127.0.0.1:1', authority, token, token_expires_at, renewed_at, admitted_at, admitted_by
					from cluster where id = ?""")
			.params(other.id(), ID)
			.update();
		assertThat(portal.bean(ClusterWatches.class).health(7).contact()).isIn(Contact.UNHEARD, Contact.AWAY);
		assertThat(health().contact()).isEqualTo(Contact.UNHEARD);
		assertThat(clusters.forget(7, "platform-1")).isTrue();
	}

	@Test
	@Order(8)
	void aLostIdentityIsSaidAndComesBackByLettingThePortalInAgain() {
		awaitContact(Contact.HEARD);
		Token unknown = new Token("not-of-this-cluster", CLOCK.instant().plus(Duration.ofDays(30)));
		assertThat(portal.bean(ClusterRows.class).renew(ID, unknown)).isTrue();
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> clusters.baseline(ID))
			.satisfies((refused) -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.CREDENTIAL));
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> clusters.door(ID, Issuer.GRANTS).probe("nobody", "nothing"));
		portal.bean(ClusterWatches.class).stop(ID);
		awaitContact(Contact.REFUSED);
		clusters.admit(ID, owner.id(), cluster.kubeconfig(), "platform-1");
		awaitContact(Contact.HEARD);
		// The line that is kept for doors did not keep what was not known.
		assertThat(clusters.door(ID, Issuer.GRANTS).probe("nobody", "nothing")).isNull();
		clusters.baseline(ID).close();
	}

	@Test
	@Order(9)
	void theDatabaseKeepsOneClusterPerOwnerAndNoneForTenants() {
		Environment tenant = portal.bean(Environments.class)
			.add("cluster-tenant", EnvironmentKind.STAGING, "payments", owner, "platform-1");
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> jdbc().sql("update cluster set environment_id = ?").param(tenant.id()).update());
		assertThat(clusters.forget(ID, "platform-1")).isTrue();
		assertThatExceptionOfType(NotThereException.class).isThrownBy(() -> clusters.get(ID));
		assertThat(jdbc().sql("select action from audit_row where subject = ? order by id")
			.param("cluster:" + ID)
			.query(String.class)
			.list()).containsExactly("cluster.admitted", "cluster.admitted", "cluster.forgotten");
	}

	private static void awaitContact(Contact contact) {
		Eventually.that(RealCluster.SOON, () -> health().contact() == contact);
	}

	private static ClusterHealth health() {
		return portal.bean(ClusterWatches.class).health(ID);
	}

	private static Optional<ClusterHealth.Use> services() {
		return health().spaces()
			.stream()
			.flatMap((space) -> space.uses().stream())
			.filter((use) -> use.resource().equals("services"))
			.findFirst();
	}

	private static JdbcClient jdbc() {
		return portal.bean(JdbcClient.class);
	}

}
