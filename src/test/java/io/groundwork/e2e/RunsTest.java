package io.groundwork.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.groundwork.Proof;
import io.groundwork.cluster.Consent;
import io.groundwork.cluster.Manifests;
import io.groundwork.database.Signals;
import io.groundwork.environments.Environment;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.plans.rules.Judgement.Verdict;
import io.groundwork.runs.RunRows;
import io.groundwork.runs.Runs;
import io.groundwork.runs.log.LogRuns;
import io.groundwork.runs.log.LogWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs, the queue and its workers in a browser.
 */
@Tag("proof")
class RunsTest {

	private static final String LONG = "There is no capacity for g6-dedicated-8 in fr-par: "
			+ "linode_lke_node_pool.pool[\"a-name-without-any-gap\"]".repeat(6);

	@RegisterExtension
	private final Visits visits = new Visits();

	private static final String MANIFESTS = """
			apiVersion: v1
			kind: Namespace
			metadata: {name: ias-payments}
			---
			apiVersion: v1
			kind: ResourceQuota
			metadata: {name: environment, namespace: ias-payments}
			spec: {hard: {pods: "180"}}
			---
			apiVersion: networking.k8s.io/v1
			kind: NetworkPolicy
			metadata: {name: default-deny, namespace: ias-payments}
			spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
			---
			apiVersion: rbac.authorization.k8s.io/v1
			kind: RoleBinding
			metadata: {name: groundwork-grants, namespace: ias-payments}
			roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: groundwork-grants-environment}
			subjects: [{kind: ServiceAccount, name: groundwork-grants, namespace: groundwork-system}]
			""";

	private final RunRows rows = new RunRows(House.portal());

	private final LogRuns logs = new LogRuns(House.portal());

	@Test
	void theListIsFineEverywhere() {
		fine(this.visits.of("engineer-3").open("/runs"), "list-empty");
		Environment environment = this.rows.environment("payments");
		for (int i = 0; i < 20; i++) {
			this.rows.add(environment, "plan", "done", "engineer-1", "headroom", "3 to add, 1 to change, 0 to destroy");
			this.rows.add(environment, "drift", "cancelled", "groundwork", "", "Cancelled by engineer-1");
			this.rows.add(environment, "plan", "failed", "platform-1", "Black Friday", LONG);
		}
		this.rows.add(this.rows.environment("payments"), "apply", "running");
		this.rows.add(this.rows.environment("payments"), "plan", "queued");
		Visit visit = this.visits.of("platform-1").open("/runs");
		fine(visit, "list");
		visit.link("Next").click();
		assertThat(visit.link("Back to the first")).isVisible();
		visit.locator("select[name=status]").selectOption("failed");
		assertThat(visit.page()).hasURL(java.util.regex.Pattern.compile(".*status=failed.*"));
		visit.open("/runs?environment=" + environment.name() + "&kind=plan");
		assertThat(visit.button("Check for drift")).isVisible();
		visit.open("/runs?environment=" + environment.name() + "&kind=apply");
		assertThat(visit.locator(".empty")).containsText("No run is like that");
		fine(visit, "list-nothing");
		visit.expects(404).open("/runs?environment=nowhere&kind=plan").fits();
		assertThat(visit.field("Environment")).hasValue("nowhere");
	}

	@Test
	void aRunThatWaitsOrWorksOrStopsIsFineEverywhere() {
		Environment environment = this.rows.environment("payments");
		long running = this.rows.add(environment, "apply", "running");
		this.rows.steps(running, "prepare done", "init skipped nothing to install", "apply running", "record waiting");
		long queued = this.rows.add(environment, "plan", "queued");
		Visit visit = this.visits.of("engineer-1").open("/runs/" + running);
		assertThat(visit.locator("#standing")).containsText("At work on step apply");
		fine(visit, "running");
		visit.open("/runs/" + queued);
		assertThat(visit.locator("#standing"))
			.containsText("One run at a time in %s, and run %d is at it".formatted(environment.name(), running));
		fine(visit, "queued");
		long stopping = this.rows.forcible(this.rows.environment("payments"));
		this.rows.steps(stopping, "prepare done", "init done", "apply running", "record waiting");
		this.rows.unfinished(stopping, "linode_lke_cluster.main", "linode_database_postgresql_v2.data");
		visit.open("/runs/" + stopping);
		assertThat(visit.locator("#standing")).containsText("Asked to stop by engineer-1");
		fine(visit, "stopping");
		visit.button("Force it to end…").click();
		assertThat(visit.locator("dialog#force")).containsText("Terraform is killed at once");
		assertThat(visit.locator("dialog#force"))
			.containsText("linode_lke_cluster.main, linode_database_postgresql_v2.data");
		visit.fits();
		visit.button("Force it to end").click();
		assertThat(visit.locator("#standing")).containsText("It is being forced");
	}

	@Test
	void whoeverLooksAtARunIsToldWhenItHasComeFurther() {
		long running = this.rows.add(this.rows.environment("payments"), "apply", "running");
		this.rows.steps(running, "prepare running", "apply waiting");
		Visit visit = this.visits.of("engineer-1");
		// The clock that the page would otherwise look by stands still.
		visit.page().addInitScript("performance.now = () => 1");
		visit.open("/runs/" + running);
		assertThat(visit.locator("#standing")).containsText("At work on step prepare");
		this.rows.steps(running, "prepare done", "apply running");
		House.portal().bean(Signals.class).send(Runs.CHANGED, running);
		assertThat(visit.locator("#standing")).containsText("At work on step apply");
	}

	@Test
	void aRunThatFailedSaysWhatIsLeftAndWhatToDo() {
		long failed = this.rows.add(this.rows.environment("payments"), "apply", "failed", "platform-1",
				"because ".repeat(50).strip(), LONG);
		this.rows.steps(failed, "prepare done", "init done", "apply failed " + LONG, "record skipped");
		try (LogWriter writer = this.logs.writer(failed, 1)) {
			RunLogTest.failing(writer);
		}
		this.logs.logs().finish(failed, 1);
		Visit visit = this.visits.of("engineer-1").open("/runs/" + failed);
		assertThat(visit.locator("#advice")).containsText("Plan again");
		fine(visit, "failed");
	}

	@Test
	void aPlanOfAWholeEnvironmentShowsWhatTheRulesSayAndWhatChangesInTheCluster() {
		io.groundwork.cluster.Changes cluster = io.groundwork.cluster.Changes
			.fresh(Manifests.read("payments", Map.of("network.yaml", MANIFESTS)), Consent.NONE);
		Judgement kept = new Judgement(List
			.of(check(Verdict.PASS, "sizes", "", ""), check(Verdict.PASS, "required-tags", "", ""), check(Verdict.WARN,
					"deletion-needs-a-flag", "module.data_services[0].linode_database_postgresql_v2.this",
					"the plan deletes a database, and its backups with it; that is meant, as allow_data_deletion says")),
				Optional.empty());
		Environment environment = this.rows.environment("payments");
		long plan = this.rows.rendered(environment, few(), STAKES, cluster, kept);
		this.rows.steps(plan, "prepare done", "init skipped", "plan done", "read done", "check done");
		Visit visit = this.visits.of("platform-1").open("/runs/" + plan);
		assertThat(visit.locator("#plan")).containsText("1 warns, 2 are kept");
		assertThat(visit.locator("#plan")).containsText("NetworkPolicy ias-payments/default-deny");
		assertThat(visit.button("Ask to carry it out…")).isVisible();
		fine(visit, "rendered");

		Judgement broken = new Judgement(List.of(check(Verdict.FAIL, "open-firewall",
				"module.network.linode_firewall.nodes[0]", "it lets everybody in by SSH; name the networks")),
				Optional.empty());
		long refused = this.rows.rendered(this.rows.environment("payments"), few(), STAKES, cluster, broken);
		visit.open("/runs/" + refused);
		assertThat(visit.locator("#plan")).containsText("it lets everybody in by SSH; name the networks");
		assertThat(visit.locator("main")).containsText("It breaks a rule: open-firewall.");
		assertThat(visit.button("Ask to carry it out…")).not().isVisible();
		fine(visit, "refused");
	}

	private static Judgement.Check check(Verdict verdict, String rule, String resource, String text) {
		return new Judgement.Check(verdict, rule, resource, text);
	}

	@Test
	void aPlanIsReadAgreedToAndCarriedOut() {
		Environment environment = this.rows.environment("payments");
		long plan = this.rows.plan(environment, few(), STAKES);
		this.rows.steps(plan, "prepare done", "init skipped", "plan done", "read done");
		Visit visit = this.visits.of("platform-1").open("/runs/" + plan);
		assertThat(visit.locator(".diff").first()).containsText("sensitive, not shown");
		fine(visit, "plan");
		visit.button("Ask to carry it out…").click();
		visit.fits();
		visit.field("Why").fill("headroom");
		visit.button("Ask for agreement").click();
		assertThat(visit.locator("h1")).containsText("Create " + environment.name());
		assertThat(visit.locator("#standing")).containsText("Awaiting approval, 0 of 2");
		fine(visit, "asked");
		assertThat(visit.button("Approve this plan")).not().isVisible();
		Visit reviewer = this.visits.of("reviewer-1").open(URI.create(visit.page().url()).getPath());
		reviewer.button("Approve this plan").click();
		assertThat(reviewer.locator("#story")).containsText("Approved by reviewer-1");
		assertThat(visit.locator("#standing")).containsText("Awaiting approval, 1 of 2");
		Visit other = this.visits.of("reviewer-2").open("/inbox");
		other.page().keyboard().press("j");
		while (!String.valueOf(other.page().evaluate("() => document.activeElement.textContent"))
			.contains(environment.name())) {
			other.page().keyboard().press("j");
		}
		other.page().keyboard().press("a");
		assertThat(other.locator("#story")).containsText("Agreed to");
		// Without a reload at whoever asked.
		assertThat(visit.locator("#standing")).containsText("Queued");
		visit.open("/runs/" + plan);
		assertThat(visit.locator("main")).containsText("Carried out by");
		assertThat(visit.button("Ask to carry it out…")).not().isVisible();
	}

	@Test
	void aLargePlanIsFolded() {
		long plan = this.rows.plan(this.rows.environment("payments"), many(200),
				new BlastRadius("No data is touched.", BlastRadius.Severity.NONE, List.of()));
		Visit visit = this.visits.of("platform-1").open("/runs/" + plan);
		assertThat(visit.locator("details.group").first()).not().hasAttribute("open", "");
		assertThat(visit.locator(".diff > header")).containsText("100 added");
		fine(visit, "plan-large");
	}

	@Test
	void thePageFollowsTheRunAndLeavesItsReaderInPeace() {
		Environment environment = this.rows.environment("payments");
		long run = this.rows.add(environment, "plan", "running");
		this.rows.steps(run, "prepare done", "plan running");
		Visit visit = this.visits.of("platform-1").open("/runs/" + run);
		visit.page().evaluate("() => { window.stillHere = true; }");
		visit.button("Stop this run…").click();
		House.jdbc()
			.update("update run_step set status = 'done', ended_at = now() where run = ? and name = 'plan'", run);
		House.jdbc().update("insert into run_step values (?, 3, 'read', 'running', now(), null, '')", run);
		assertThat(visit.locator("#standing")).containsText("At work on step read");
		assertThat(visit.locator("dialog#stop")).isVisible();
		visit.button("Leave it as it is").click();
		House.jdbc()
			.update("update run_step set status = 'done', ended_at = now() where run = ? and name = 'read'", run);
		House.jdbc()
			.update("update run set status = 'done', ended_at = now(), outcome = 'Nothing to change' where number = ?",
					run);
		this.logs.logs().finish(run, 1);
		assertThat(visit.locator("#standing")).containsText("Nothing to change.");
		assertThat(visit.button("Stop this run…")).not().isVisible();
		assertThat(visit.locator("[data-refresh]")).hasCount(0);
		assertThat(visit.page().evaluate("() => window.stillHere")).isEqualTo(true);
	}

	@Test
	void aRunIsStartedFromFilesWithoutJavaScript() {
		Visit visit = this.visits.of("platform-1", Screen.DESK.withoutScripts()).expects(400).open("/runs/new");
		fineAtDesk(visit, "new");
		String name = "dev-" + Long.toString(System.nanoTime(), 36);
		visit.field("Name").fill(name);
		visit.field("Team").fill("payments");
		visit.locator("input[name=configuration][value=files]").check();
		visit.field("The archive").setInputFiles(new FilePayload("main.tf", "text/plain", "resource {}".getBytes()));
		visit.button("Start the run").click();
		assertThat(visit.locator("#files-wrong")).containsText("this is neither");
		assertThat(visit.field("Name")).hasValue(name);
		visit.field("The archive").setInputFiles(new FilePayload("infra.zip", "application/zip", zip("infra/main.tf")));
		visit.button("Start the run").click();
		assertThat(visit.locator("h1")).containsText("plan for " + name);
		assertThat(visit.locator("#standing")).containsText("in the queue");
	}

	@Test
	void operationsIsFineEverywhere() {
		House.jdbc().update("update worker set ended_at = now() where ended_at is null");
		fine(this.visits.of("platform-1").open("/operations"), "operations-none");
		long first = this.rows.worker("node-1.workers.fr-par.example.org", 4);
		long paused = this.rows.worker("node-2", 2);
		long late = this.rows.worker("a-host-name-without-any-gap-as-some-clouds-make-them-" + "0".repeat(40), 2);
		House.jdbc()
			.update("""
					update worker set paused_at = now(), paused_by = 'platform-1', pause_reason = 'its disk is nearly full, and '
						|| 'whoever looks after it is on the way' where id = ?""",
					paused);
		House.jdbc()
			.update("update worker set ready = false, program = 'There is no terraform of version 1.11 on the path; install it or set groundwork.terraform.program' where id = ?",
					late);
		long run = this.rows.add(this.rows.environment("payments"), "plan", "running");
		House.jdbc().update("update run set worker_id = ? where number = ?", first, run);
		this.rows.history(this.rows.environment("payments"), 30);
		Visit visit = this.visits.of("platform-1").open("/operations");
		assertThat(visit.locator("figure svg")).hasCount(2);
		assertThat(visit.locator("#sweeps")).containsText("Seal run logs");
		fine(visit, "operations");
		visit.button("Pause the queue…").click();
		visit.locator("#queue-reason").fill("the database is upgraded");
		visit.button("Pause the queue").click();
		assertThat(visit.locator("main")).containsText("platform-1: the database is upgraded");
		assertThat(this.visits.of("sre-1").open("/operations").button("Let the queue go on")).not().isVisible();
		Visit engineer = this.visits.of("engineer-1").open("/runs");
		assertThat(engineer.locator("#queue")).containsText("Paused by platform-1: the database is upgraded");
		visit.button("Let the queue go on").click();
		assertThat(visit.button("Pause the queue…")).isVisible();
		House.jdbc().update("update run set status = 'done', ended_at = now() where number = ?", run);
	}

	@Test
	void aRunIsFoundByItsNumber() {
		long run = this.rows.add(this.rows.environment("payments"), "plan", "done");
		Visit visit = this.visits.of("engineer-1").open("/search?q=run%20" + run);
		visit.locator("a[href='/runs/%d']".formatted(run)).click();
		assertThat(visit.locator("h1")).containsText("Run " + run);
		assertThat(this.visits.of("engineer-3").open("/search?q=" + run).locator("main")).not()
			.containsText("Run " + run);
	}

	private static final BlastRadius STAKES = new BlastRadius(
			"Replaces 1 bucket; its data is gone unless a backup is kept elsewhere; 2 nodes are replaced.",
			BlastRadius.Severity.LOSS,
			List.of(new BlastRadius.Finding(BlastRadius.Severity.LOSS, BlastRadius.Kind.BUCKET,
					"linode_object_storage_bucket.receipts",
					"linode_object_storage_bucket.receipts is destroyed and made again, empty."),
					new BlastRadius.Finding(BlastRadius.Severity.DOWNTIME, BlastRadius.Kind.NODES,
							"linode_lke_node_pool.baseline", "linode_lke_node_pool.baseline is replaced: 2 nodes.")));

	private static Changes few() {
		return new Changes(2, 1, 2, 1, 1, 0, 0, List.of(
				change("linode_lke_node_pool.baseline", Changes.Group.NODES, Changes.Action.UPDATE, null,
						attribute("node_count", "3", "5"), attribute("labels.owner", null, "payments")),
				change("linode_firewall_device.baseline[\"3\"]", Changes.Group.NETWORK, Changes.Action.CREATE, null),
				change("linode_object_storage_bucket.receipts", Changes.Group.DATA, Changes.Action.REPLACE,
						"forced by region",
						new Changes.Attribute("region", Optional.of("fr-par"), Optional.of("de-fra-2"), true),
						attribute("hostname", "receipts.fr-par-1.example.org", "known after apply")),
				change("random_password.main", Changes.Group.SECRETS, Changes.Action.UPDATE, null,
						attribute("result", "sensitive", "sensitive")),
				change("linode_monitor_alert." + "without_a_gap_".repeat(9), Changes.Group.OBSERVABILITY,
						Changes.Action.MOVE, null),
				change("linode_volume.old", Changes.Group.DATA, Changes.Action.DESTROY,
						"it is no longer in the configuration")),
				List.of(change("linode_lke_cluster.main", Changes.Group.CLUSTER, Changes.Action.UPDATE, null,
						attribute("tags.0", "payments", "by-hand"))),
				List.of(new Changes.OutputChange("endpoint", Changes.Action.UPDATE,
						Optional.of("https://one.example.org"), Optional.of("known after apply"))));
	}

	private static Changes many(int number) {
		List<Changes.Change> changes = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			boolean made = i % 2 == 0;
			changes.add(change("module.cluster.linode_lke_node_pool.pool[\"%d\"]".formatted(i),
					Changes.Group.values()[i % 5], made ? Changes.Action.CREATE : Changes.Action.UPDATE, null,
					attribute("node_count", "3", "5")));
		}
		return new Changes(number / 2, number / 2, 0, 0, 0, 0, 0, changes, List.of(), List.of());
	}

	private static Changes.Change change(String address, Changes.Group group, Changes.Action action,
			@org.jspecify.annotations.Nullable String reason, Changes.Attribute... attributes) {
		return new Changes.Change(address, address.substring(0, address.indexOf('.')), "it", "", group, action,
				List.of(action.word()), Optional.ofNullable(reason),
				(action == Changes.Action.MOVE) ? Optional.of("linode_monitor_alert.before") : Optional.empty(),
				Optional.empty(), List.of(attributes));
	}

	private static Changes.Attribute attribute(String path, @org.jspecify.annotations.Nullable String before,
			@org.jspecify.annotations.Nullable String after) {
		return new Changes.Attribute(path, Optional.ofNullable(before), Optional.ofNullable(after), false);
	}

	private static byte[] zip(String name) {
		java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
		try (var zip = new java.util.zip.ZipOutputStream(out)) {
			zip.putNextEntry(new java.util.zip.ZipEntry(name));
			zip.write("resource \"terraform_data\" \"one\" {}".getBytes());
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	private static void fine(Visit visit, String name) {
		if (Boolean.getBoolean("pictures")) {
			for (Screen screen : Screen.ALL) {
				visit.turn(screen);
				picture(visit, name + "-" + screen.name());
			}
		}
		visit.isFineOn(Proof.size("pages.runs", 2, 4));
	}

	/**
	 * Where scripts do not run axe does not run either.
	 */
	private static void fineAtDesk(Visit visit, String name) {
		if (Boolean.getBoolean("pictures")) {
			visit.turn(Screen.PHONE);
			picture(visit, name + "-390");
			visit.turn(Screen.DESK);
			picture(visit, name + "-1440");
		}
	}

	private static void picture(Visit visit, String name) {
		visit.page()
			.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "pictures", name + ".png"))
				.setFullPage(true));
	}

}
