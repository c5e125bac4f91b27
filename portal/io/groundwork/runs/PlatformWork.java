package io.groundwork.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.groundwork.bundles.Bundle;
import io.groundwork.bundles.GitopsAwayException;
import io.groundwork.bundles.PromotionRefusedException;
import io.groundwork.bundles.Renderings;
import io.groundwork.cloud.CloudException;
import io.groundwork.cloud.CloudLimits;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.RefusedException;
import io.groundwork.cluster.StaleChangesException;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Delivery;
import io.groundwork.environments.spec.Spec;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.plans.rules.Rules;
import io.groundwork.runs.RunPlans.Beside;
import io.groundwork.runs.RunPlans.KubernetesPlan;
import io.groundwork.runs.log.LogLevel;
import io.groundwork.runs.platform.Admission;
import io.groundwork.runs.platform.BaselineRefusedException;
import io.groundwork.runs.platform.Baselines;
import io.groundwork.runs.platform.Emptiness;
import io.groundwork.runs.platform.Handover;
import io.groundwork.runs.platform.NotVerifiedException;
import io.groundwork.runs.platform.Verification;
import io.groundwork.terraform.Surroundings;
import io.groundwork.terraform.TerraformCommand;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What runs do beside Terraform whose files were rendered from a wish.
 */
@Component
class PlatformWork {

	private final Environments environments;

	private final Specs specs;

	private final Rules rules;

	private final Baselines baselines;

	private final Admission admission;

	private final Verification verification;

	private final Handover handover;

	private final Emptiness emptiness;

	private final AllowListCare allowLists;

	private final CloudLimits limits;

	private final RunSettings settings;

	PlatformWork(Environments environments, Specs specs, Rules rules, Baselines baselines, Admission admission,
			Verification verification, Handover handover, Emptiness emptiness, AllowListCare allowLists,
			CloudLimits limits, RunSettings settings) {
		this.emptiness = emptiness;
		this.limits = limits;
		this.allowLists = allowLists;
		this.environments = environments;
		this.specs = specs;
		this.rules = rules;
		this.baselines = baselines;
		this.admission = admission;
		this.verification = verification;
		this.handover = handover;
		this.settings = settings;
	}

	/**
	 * Judges a plan by the rules that were rendered with it, and finds out what would
	 * change in the cluster.
	 * @param shown the plan as {@code show} has printed it
	 */
	Beside check(RunInHand hand, Path shown) throws InterruptedException {
		try (Meanwhile<Optional<KubernetesPlan>> cluster = Meanwhile
			.of(() -> explained("Nothing was changed.", () -> kubernetes(hand)))) {
			Judgement judgement = this.rules.judge(shown, hand.folder().files().resolve(Renderings.RULES),
					hand.folder().top(), hand.mask());
			return new Beside(cluster.join().orElse(null), judgement);
		}
	}

	private Optional<KubernetesPlan> kubernetes(RunInHand hand) {
		Environment environment = environment(hand);
		if (hand.run().destroys()) {
			return this.baselines.planEnd(environment).map((changes) -> new KubernetesPlan(changes, true, true));
		}
		boolean direct = spec(hand).delivery() == Delivery.DIRECT;
		return Optional.of(new KubernetesPlan(this.baselines.plan(environment, bundle(hand)), direct, false));
	}

	/**
	 * Fails unless what would change in the cluster is still what was agreed to.
	 */
	void compare(RunInHand hand, KubernetesPlan agreed) {
		if (agreed.binding()) {
			explained("Nothing was changed.", () -> {
				this.baselines.compare(environment(hand), bundle(hand), agreed.changes(), agreed.ends(), resumed(hand));
				return true;
			});
		}
	}

	/**
	 * Takes out of the cluster what is the environment's, before its nodes go.
	 */
	String clear(RunInHand hand, KubernetesPlan agreed) {
		return explained("Terraform has not begun.",
				() -> this.baselines.applyEnd(environment(hand), agreed.changes(), resumed(hand)));
	}

	/**
	 * The steps that come after Terraform's.
	 */
	List<String> steps(Run run) {
		List<String> steps = new ArrayList<>();
		Environment environment = this.environments.get(run.environmentId());
		if (environment.host() == null) {
			steps.add("admit");
		}
		steps.add("baseline");
		steps.add("verify");
		if (this.handover.promotes()) {
			steps.add("promote");
		}
		return List.copyOf(steps);
	}

	/**
	 * Makes the cluster what was agreed to once Terraform is done, looks whether all is
	 * as it should be, and hands it on.
	 */
	Ended make(RunInHand hand, Surroundings where, @Nullable KubernetesPlan agreed, String done)
			throws InterruptedException {
		Environment environment = environment(hand);
		Run run = hand.run();
		String before = "Terraform's part was applied (%s).".formatted(done);
		if (environment.host() == null) {
			hand.next("admit", "");
			admit(hand, where, environment, before);
		}
		Bundle bundle = bundle(hand);
		hand.next("baseline", "");
		boolean direct = agreed != null && agreed.binding();
		String baseline = direct && agreed != null
				? explained(before, () -> this.baselines.apply(environment, bundle, agreed.changes(), resumed(hand)))
				: "left to ArgoCD";
		hand.next("verify", baseline);
		String verified;
		try {
			verified = this.verification.verify(environment, spec(hand), direct);
		}
		catch (NotVerifiedException ex) {
			throw new RunFailedException(before + " " + ex.getMessage());
		}
		// The nodes are known only now.
		this.allowLists.follow(environment);
		Integer wish = run.wish();
		Patience.insist(() -> this.handover.record(environment, (wish != null) ? wish : 0, run.number(), bundle));
		String plan = run.planDigest();
		if (this.handover.promotes() && plan != null) {
			hand.goOn("promote", verified);
			hand.say("Promoted: " + explained(before, () -> this.handover.promote(environment, bundle, plan)));
		}
		else {
			hand.say("Verified: " + verified);
		}
		return Ended.done("Applied: %s; in the cluster: %s".formatted(done, baseline));
	}

	private void admit(RunInHand hand, Surroundings where, Environment environment, String before)
			throws InterruptedException {
		Optional<Long> cluster = Patience.insist(() -> this.admission.needed(environment));
		if (cluster.isEmpty()) {
			return;
		}
		String admin;
		try {
			admin = this.admission.admit(cluster.get(), environment, "groundwork");
		}
		catch (ClusterAwayException | RefusedException ex) {
			throw new RunFailedException(before + " The portal was not let into the cluster: " + ex.getMessage()
					+ " Plan again and carry it out to try again.");
		}
		hand.say("The portal has its identities in cluster %d".formatted(cluster.get()));
		Optional<String> token = this.settings.linodeToken();
		if (token.isEmpty()) {
			hand.say(LogLevel.WARN,
					"The administrator's credential stays good: without LINODE_TOKEN among groundwork.runs.secrets it cannot be made anew");
			return;
		}
		try {
			boolean dead = this.admission.retire(cluster.get(), admin, token.get());
			hand.say(dead ? LogLevel.INFO : LogLevel.WARN, dead
					? "The administrator's credential that was used is worth nothing any more"
					: "The administrator's credential was made anew, and the cluster has not yet said that the old one is worth nothing");
		}
		catch (CloudException ex) {
			hand.say(LogLevel.WARN, "The administrator's credential was not made anew: " + ex.getMessage());
			return;
		}
		// The new one goes into the state at once, or every plan would tell of it.
		hand.must(hand.tell(new TerraformCommand.Refresh(), where));
	}

	/**
	 * What Linode refuses because there may be no more of it is known from then on.
	 */
	void learn(RunInHand hand, List<String> complaints) {
		String region = spec(hand).region();
		for (String complaint : complaints) {
			Patience.insist(() -> this.limits.learn(complaint, region))
				.ifPresent((limit) -> hand.say(LogLevel.WARN,
						"Noted under Operations, Cloud: Linode allows no more %s".formatted(limit.kind().plural())));
		}
	}

	/**
	 * After the end of an environment nothing of it is left to look after, nor to pay
	 * for.
	 */
	void forget(RunInHand hand) throws InterruptedException {
		Optional<List<String>> left = this.emptiness.left(environment(hand));
		if (left.isEmpty()) {
			hand.say(LogLevel.WARN, "Linode did not say whether anything of it is left there");
		}
		else if (left.get().isEmpty()) {
			hand.say("Linode has nothing of it any more");
		}
		else {
			throw new RunFailedException(
					"Everything in the state was destroyed, but Linode still has %s. Remove it there, then plan the end again."
						.formatted(String.join(", ", left.get())));
		}
		Patience.insist(() -> this.admission.forget(environment(hand), hand.run().askedBy()));
	}

	private static <T> T explained(String before, Supplier<T> what) {
		try {
			return what.get();
		}
		catch (StaleChangesException ex) {
			throw new RunFailedException(before
					+ " What would change in the cluster is no longer what was agreed to, so nothing was changed there. Plan again.");
		}
		catch (ClusterAwayException ex) {
			throw new RunFailedException(
					before + " The cluster does not answer: " + ex.getMessage() + " Plan again once it does.");
		}
		catch (BaselineRefusedException ex) {
			throw new RunFailedException(before + " " + ex.getMessage());
		}
		catch (RefusedException ex) {
			throw new RunFailedException(before + " The cluster refuses: " + ex.getMessage());
		}
		catch (PromotionRefusedException | GitopsAwayException ex) {
			throw new RunFailedException(
					before + " The bundle is not in the GitOps repository: " + ex.getMessage() + " Plan again.");
		}
	}

	/**
	 * Whether a claim before this one may have done a part of it.
	 */
	private static boolean resumed(RunInHand hand) {
		return hand.run().claims() > 1;
	}

	private Environment environment(RunInHand hand) {
		return Patience.insist(() -> this.environments.get(hand.run().environmentId()));
	}

	private Spec spec(RunInHand hand) {
		Integer wish = hand.run().wish();
		return Patience.insist(() -> this.specs.get(hand.run().environmentId(), (wish != null) ? wish : 0).spec());
	}

	private static Bundle bundle(RunInHand hand) {
		return Renderings.bundleIn(hand.folder().files(), hand.run().environment());
	}

}
