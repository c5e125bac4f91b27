package io.groundwork.runs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.groundwork.Eventually;
import io.groundwork.Proof;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a run needs is away for a minute in the middle of an apply, at the very moment
 * when it is needed, and the run is done as if nothing had been.
 */
class RunOutageTest {

	private static final Duration MOST = Duration.ofMinutes(4);

	/** How long each is away, in seconds. */
	private static final int SAMPLE = 2;

	private static final int FULL = 60;

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);

	private final Barrier middle = new Barrier(this.house.folder().resolve("middle-" + this.environment.name()));

	@AfterEach
	void mend() {
		this.middle.open();
		this.house.mend();
		this.house.awaitAll();
	}

	@Test
	@Tag("proof")
	void anApplyOutlastsAMinuteWithoutThePortal() throws Exception {
		int seconds = Proof.size("runs.outage.portal", SAMPLE, FULL);
		outlasts(seconds, this.house::takeWeb, this::asked, this.house::giveWeb);
	}

	@Test
	@Tag("proof")
	void anApplyOutlastsAMinuteWithoutTheDatabase() throws Exception {
		int seconds = Proof.size("runs.outage.database", SAMPLE, FULL);
		outlasts(seconds, this.house::takeDatabase, this::asked, this.house::giveDatabase);
	}

	@Test
	@Tag("proof")
	void anApplyOutlastsAMinuteWithoutTheObjectStore() throws Exception {
		int seconds = Proof.size("runs.outage.objects", SAMPLE, FULL);
		outlasts(seconds, this.house::takeObjects, this::asked, this.house::giveObjects);
	}

	@Test
	@Tag("proof")
	void anApplyOutlastsAMinuteWithoutTheCloud() throws Exception {
		int seconds = Proof.size("runs.outage.cloud", SAMPLE, FULL);
		// The firewall behind the middle is asked for and refused all the while.
		outlasts(seconds, () -> this.house.fault("{'kind':'unavailable'}"), () -> true, this.house::mend);
	}

	private int before;

	/**
	 * Where there is no state yet Terraform looks for one before it writes the first.
	 */
	private boolean asked() {
		return this.house.states().requests() > this.before;
	}

	private void outlasts(int seconds, Runnable take, BooleanSupplier missed, Runnable give) throws Exception {
		Map<String, String> files = CloudFiles.of(this.environment.name(), 0, 1);
		files.put("more.tf", """
				resource "terraform_data" "middle" {
				  depends_on = [linode_domain.zone]
				  provisioner "local-exec" {
				    command = "%s"
				  }
				}
				resource "linode_firewall" "last" {
				  label           = "%s-last"
				  inbound_policy  = "DROP"
				  outbound_policy = "ACCEPT"
				  depends_on      = [terraform_data.middle]
				}
				""".formatted(this.middle.command(), this.environment.name()));
		this.middle.shut();
		Run plan = ended(
				this.place.ask(Order.plan(this.environment, this.place.configuration(files), "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		String digest = this.place.bean(RunPlans.class).find(plan.number()).orElseThrow().digest();
		long apply = this.place.carryOut(plan.number(), digest, "platform-1", "agreed");
		this.middle.awaitSomebody();
		this.before = this.house.states().requests();
		take.run();
		try {
			long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
			this.middle.open();
			Eventually.that(MOST, missed);
			Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
		}
		finally {
			give.run();
		}
		Run done = ended(apply);
		assertThat(done.status()).as(done.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(done.outcome()).isEqualTo("Applied: 4 added, 0 changed, 0 destroyed");
		assertThat(done.claims()).isOne();
		this.house.awaitAll();
		Inspection inspection = new Inspection(this.house);
		inspection.look(List.of(plan.number(), apply));
		assertThat(inspection.findings()).isEmpty();
	}

	private Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(20),
				() -> Patience.insist(() -> this.place.run(number)).status().ended());
		return Patience.insist(() -> this.place.run(number));
	}

}
