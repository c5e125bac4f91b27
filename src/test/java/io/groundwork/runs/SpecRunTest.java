package io.groundwork.runs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.groundwork.Eventually;
import io.groundwork.Grounds;
import io.groundwork.Portal;
import io.groundwork.Ports;
import io.groundwork.Proof;
import io.groundwork.approvals.Agreement;
import io.groundwork.bundles.Promotion;
import io.groundwork.cloud.Cloud;
import io.groundwork.cluster.AdminCredential;
import io.groundwork.cluster.Change;
import io.groundwork.cluster.Changes;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.requests.Asking;
import io.groundwork.state.States;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Environments made from what somebody wants them to be: real Terraform, a real API
 * server, a real GitOps repository.
 */
class SpecRunTest {

	private static final Duration MOST = Duration.ofMinutes(4);

	/** What comes after Terraform. */
	private static final List<String> LATER = List.of("admit", "baseline", "verify", "promote");

	/**
	 * A service that wants no pods yet.
	 */
	private static final String DEPLOYMENT = """
			---
			apiVersion: apps/v1
			kind: Deployment
			metadata: {name: service-%1$d, namespace: %2$s}
			spec:
			  replicas: 0
			  selector: {matchLabels: {app: service-%1$d}}
			  template:
			    metadata: {labels: {app: service-%1$d}}
			    spec:
			      containers: [{name: main, image: "registry.example.org/service:1"}]
			""";

	@SuppressWarnings("NullAway.Init")
	private Grounds grounds;

	@SuppressWarnings("NullAway.Init")
	private Portal portal;

	@SuppressWarnings("NullAway.Init")
	private Asking asking;

	@TempDir
	private Path folder;

	@SuppressWarnings("NullAway.Init")
	private String before;

	private void open(Map<String, Object> more) throws Exception {
		this.grounds = Grounds.open(this.folder, more);
		this.portal = this.grounds.portal();
		this.asking = new Asking(this.portal);
		this.before = this.grounds.resources();
	}

	@AfterEach
	void stop() {
		if (this.grounds != null) {
			this.grounds.close();
		}
	}

	/**
	 * Asked for as docs/tour.md tells it, with a look behind the scenes at each stop.
	 */
	@Test
	void anOwnerAndAGuestAreMadeChangedAndEndedAndNothingIsLeft() throws Exception {
		open(Map.of());
		Eventually.that(MOST, () -> !this.portal.bean(Cloud.class).catalogue().versions().isEmpty());
		try (Tour tour = Tour.of(this.portal, this.folder)) {
			tour.until("Can it be had?");
			Environment system = environment("system");
			theOwnerIsMade(system);

			tour.until("Change it");
			Environment guest = environment("tour");
			long wish = latestRequest("tour");
			assertThat(guest.host()).isEqualTo(system.id());
			assertThat(log(this.asking.runs(wish).getLast())).contains("Promoted: commit ");
			assertThat(this.grounds.lastPromotion()).contains("Request: " + wish, "Approved-by: engineer-2");
			assertThat(this.folder.resolve("evidence-%d.zip".formatted(wish))).isNotEmptyFile();
			assertThat(done(plan(guest, current(guest))).outcome()).isEqualTo("Nothing to change");

			theDatabaseLetsInWhateverNodesThereAre(guest);
			servicesRunWithinTheirBounds(guest, kubeconfig(system));
			whatChangesInTheClusterMeanwhileMakesAPlanStale(guest);

			tour.until("End it");
			assertThat(kubernetes(done(this.asking.runs(latestRequest("tour")).getFirst())).that(Change.Action.CHANGED))
				.isNotEmpty();
			assertThat(this.portal.bean(Revisions.class).latest(guest.id()).orElseThrow().number()).isEqualTo(3);
			assertThat(this.portal.signedIn("platform-1").get("/environments/tour/files/changes").body())
				.contains("Nothing differs");

			tour.rest();
			List<Long> end = this.asking.runs(latestRequest("tour"));
			assertThat(kubernetes(done(end.getFirst())).that(Change.Action.REMOVED)).isNotEmpty();
			assertThat(done(end.getLast()).outcome()).contains("nothing is left");

			assertThat(done(carryOut(done(endOf(system)))).outcome()).contains("nothing is left");
			assertThat(this.portal.bean(Clusters.class).ownedBy(system.id())).isEmpty();
			assertThat(this.grounds.resources()).as("nothing of it is in the cloud").isEqualTo(this.before);
		}
	}

	private void theOwnerIsMade(Environment system) throws Exception {
		List<Long> runs = this.asking.runs(latestRequest("system"));
		Run plan = done(runs.getFirst());
		assertThat(found(plan).blocked()).isNull();
		assertThat(judgement(plan).that(Judgement.Verdict.FAIL)).isEmpty();
		assertThat(judgement(plan).that(Judgement.Verdict.PASS)).hasSizeGreaterThan(8);
		assertThat(kubernetes(plan).changes()).isNotEmpty()
			.allMatch((change) -> change.action() == Change.Action.ADDED);
		Run applied = done(runs.getLast());
		assertThat(applied.outcome()).contains("in the cluster: ");
		assertThat(log(applied.number())).contains("The portal has its identities in cluster",
				"The administrator's credential that was used is worth nothing any more", "Promoted: commit ");
		assertThat(this.portal.bean(Clusters.class).ownedBy(system.id())).isPresent();
		Revision revision = this.portal.bean(Revisions.class).latest(system.id()).orElseThrow();
		assertThat(revision.run()).isEqualTo(applied.number());
		assertThat(revision.wish()).isEqualTo(1);
		assertThat(this.portal.bean(Promotion.class).last("system")).hasValueSatisfying(
				(promoted) -> assertThat(promoted.files()).containsKeys("bundle.json", "network/quota.yaml"));
		assertThat(AdminCredential.check(kubeconfig(system))).isEqualTo(AdminCredential.State.ALIVE);
		assertThat(done(plan(system, current(system))).outcome()).isEqualTo("Nothing to change");
	}

	private long latestRequest(String environment) {
		return this.portal.bean(JdbcClient.class)
			.sql("select max(number) from request where environment = ?")
			.param(environment)
			.query(Long.class)
			.single();
	}

	/**
	 * The sample service runs; a pod that breaks the security standard does not, nor does
	 * the thirty-first service.
	 */
	private void servicesRunWithinTheirBounds(Environment environment, String kubeconfig) throws Exception {
		Path file = Files.createFile(this.folder.resolve("admin.kubeconfig"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(file, kubeconfig);
		String namespace = current(environment).namespace().name();
		Path rendered = this.folder.resolve("sample-service.yaml");
		Said chart = said(System.getProperty("groundwork.tools.helm"), "template", "sample-service",
				"platform/charts/sample-service", "--namespace", namespace, "--set",
				"environment=%s,domain=%1$s.platform.example.org,nodes.own=true,serviceMonitor.enabled=false"
					.formatted(environment.name()));
		assertThat(chart.status()).as(chart.text()).isZero();
		Files.writeString(rendered, chart.text());
		must(file, "create", "secret", "generic", "service-token", "-n", namespace, "--from-literal=token=sample");
		must(file, "apply", "-n", namespace, "-f", rendered.toString());
		must(file, "wait", "-n", namespace, "--for=condition=Available", "--timeout=120s", "deployment/sample-service");

		Said privileged = kubectl(file, "run", "-n", namespace, "breaker", "--image=registry.example.org/breaker:1",
				"--privileged");
		assertThat(privileged.status()).isNotZero();
		assertThat(privileged.text()).contains("violates PodSecurity \"restricted", "privileged");

		StringBuilder more = new StringBuilder();
		for (int number = 2; number <= 31; number++) {
			more.append(DEPLOYMENT.formatted(number, namespace));
		}
		Path services = Files.writeString(this.folder.resolve("services.yaml"), more);
		Said last = kubectl(file, "apply", "-f", services.toString());
		assertThat(last.status()).isNotZero();
		assertThat(last.text()).contains("deployment.apps/service-30 created")
			.contains("deployments.apps \"service-31\" is forbidden: exceeded quota: environment")
			.contains("limited: count/deployments.apps=30");
		must(file, "delete", "-n", namespace, "deployment", "--all", "--wait=false");
	}

	/**
	 * Somebody has a hand in what would change: what was agreed to is not what would
	 * happen.
	 */
	private void whatChangesInTheClusterMeanwhileMakesAPlanStale(Environment environment) throws Exception {
		String namespace = current(environment).namespace().name();
		Run plan = done(
				plan(environment, spec("{'kind':'development','namespace':{'name':'%s','services':20}}", namespace)));
		must(this.folder.resolve("admin.kubeconfig"), "delete", "limitrange", "environment", "-n", namespace);
		long serial = serial(environment);
		Run stale = ended(carryOut(plan));
		assertThat(stale.status()).isEqualTo(RunStatus.FAILED);
		assertThat(stale.outcome()).contains("Nothing was changed",
				"What would change in the cluster is no longer what was agreed to");
		assertThat(serial(environment)).isEqualTo(serial);
		Run again = done(
				plan(environment, spec("{'kind':'development','namespace':{'name':'%s','services':30}}", namespace)));
		done(carryOut(again));
		assertThat(done(plan(environment, current(environment))).outcome()).isEqualTo("Nothing to change");
	}

	private long serial(Environment environment) {
		return this.portal.bean(States.class).current(environment.id()).orElseThrow().serial();
	}

	/**
	 * Also those that come after the apply.
	 */
	private void theDatabaseLetsInWhateverNodesThereAre(Environment environment) throws Exception {
		States states = this.portal.bean(States.class);
		long database = states.outputs(environment.id()).value("database").path("id").asLong();
		long cluster = states.outputs(environment.id()).value("cluster").path("id").asLong();
		long pool = states.outputs(environment.id()).value("pools").path("baseline").asLong();
		assertThat(allowed(database)).hasSize(3);
		this.grounds.call("PUT", "/v4beta/lke/clusters/%d/pools/%d".formatted(cluster, pool), "{\"count\":4}");
		Eventually.that(MOST, Duration.ofMillis(100), () -> allowed(database).size() == 4);
	}

	private List<String> allowed(long database) {
		return JsonMapper.shared()
			.readTree(this.grounds.call("GET", "/v4beta/databases/postgresql/instances/" + database, ""))
			.path("allow_list")
			.valueStream()
			.map(JsonNode::asString)
			.toList();
	}

	private static void must(Path kubeconfig, String... arguments) throws Exception {
		Said said = kubectl(kubeconfig, arguments);
		assertThat(said.status()).as(said.text()).isZero();
	}

	private static Said kubectl(Path kubeconfig, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("groundwork.tools.kubectl"), "--kubeconfig", kubeconfig.toString()));
		command.addAll(List.of(arguments));
		return said(command.toArray(String[]::new));
	}

	private static Said said(String... command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Said(process.waitFor(), text);
	}

	/**
	 * What a program said, and how it ended.
	 */
	private record Said(int status, String text) {

	}

	/**
	 * Workers die after Terraform is done, each in another step, until nothing is left to
	 * do.
	 */
	@Test
	@Tag("proof")
	void whoeverPicksUpAnApplyDoesWhatIsLeftOfIt() throws Exception {
		List<String> steps = LATER.subList(0, Proof.size("runs.later", 0, LATER.size()));
		Assumptions.assumeFalse(steps.isEmpty(), "make verify has it");
		open(Map.of("groundwork.roles", "web", "groundwork.runs.beat", "500ms", "groundwork.runs.lease", "4s"));
		PortalChild worker = worker();
		try {
			Environment system = add("system", EnvironmentKind.SYSTEM, null);
			Run plan = done(
					plan(system, spec("{'kind':'system','kubernetes':{'version':'%s'}}", this.grounds.version())));
			long apply = carryOut(plan);
			for (String step : steps) {
				Eventually.that(MOST, Duration.ofMillis(2), () -> begun(apply, step));
				worker.kill();
				worker = worker();
			}
			Run applied = done(apply);
			assertThat(applied.outcome()).contains("in the cluster: ");
			assertThat(applied.claims()).as(() -> log(apply)).isGreaterThan(1);
			assertThat(this.portal.bean(Revisions.class).latest(system.id()).orElseThrow().number()).isEqualTo(1);
			assertThat(this.portal.bean(Promotion.class).last("system")).isPresent();
			assertThat(done(plan(system, current(system))).outcome()).isEqualTo("Nothing to change");
			assertThat(done(carryOut(done(endOf(system)))).outcome()).contains("nothing is left");
			assertThat(this.grounds.resources()).as("nothing of it is in the cloud").isEqualTo(this.before);
		}
		finally {
			worker.close();
		}
	}

	private PortalChild worker() {
		Map<String, Object> settings = new LinkedHashMap<>();
		this.portal.settings().forEach((name, value) -> settings.put(name, value.toString()));
		settings.put("groundwork.roles", "worker");
		settings.put("groundwork.web.port", Ports.free());
		return PortalChild.start(settings, this.folder.resolve("worker.log"));
	}

	private boolean begun(long run, String step) {
		return this.portal.bean(Steps.class)
			.of(run)
			.stream()
			.anyMatch((found) -> found.name().equals(step) && found.startedAt() != null);
	}

	private Environment add(String name, EnvironmentKind kind, @Nullable Environment host) {
		return this.portal.bean(Environments.class).add(name, kind, "platform", host, "test");
	}

	private Environment environment(String name) {
		return this.portal.bean(Environments.class).named(name).orElseThrow();
	}

	private Spec current(Environment environment) {
		return this.portal.bean(Specs.class).of(environment);
	}

	private Spec spec(String json, Object... values) {
		String text = json.formatted(values).replace('\'', '"');
		return new SpecReader(this.portal.bean(Specs.class).presets("any")).read(text).orThrow("spec");
	}

	private long plan(Environment environment, Spec spec) {
		return this.portal.bean(SpecRuns.class).plan(environment, spec, "engineer-1", "a test");
	}

	private long endOf(Environment environment) {
		return this.portal.bean(SpecRuns.class).planDestruction(environment, "engineer-1", "the end");
	}

	private long carryOut(Run plan) {
		Agreement.to(this.portal.bean(JdbcClient.class), found(plan).digest());
		return this.portal.bean(Runs.class).carryOut(plan.number(), found(plan).digest(), "platform-1", "agreed");
	}

	private RunPlans.Kept found(Run plan) {
		return this.portal.bean(RunPlans.class).find(plan.number()).orElseThrow();
	}

	private Judgement judgement(Run plan) {
		return Objects.requireNonNull(found(plan).written().judgement());
	}

	private Changes kubernetes(Run plan) {
		return Objects.requireNonNull(found(plan).written().kubernetes()).changes();
	}

	private Run ended(long number) {
		Runs runs = this.portal.bean(Runs.class);
		Eventually.that(MOST, Duration.ofMillis(50), () -> runs.get(number).status().ended());
		return runs.get(number);
	}

	private Run done(long number) {
		Run run = ended(number);
		assertThat(run.status()).as(() -> run.outcome() + "\n" + log(number)).isEqualTo(RunStatus.DONE);
		return run;
	}

	private String log(long run) {
		return this.portal.guest()
			.call("GET", "/api/v1/runs/%d/log".formatted(run), this.portal.issuer().accessToken("platform-1"), "")
			.body();
	}

	private String kubeconfig(Environment owner) {
		String encoded = this.portal.bean(States.class).outputs(owner.id()).value("kubeconfig").asString();
		return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
	}

}
