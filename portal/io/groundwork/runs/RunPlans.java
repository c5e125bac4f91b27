package io.groundwork.runs;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Freezes;
import io.groundwork.digest.Sha256;
import io.groundwork.masking.Mask;
import io.groundwork.plans.Bills;
import io.groundwork.plans.BlastRadius;
import io.groundwork.plans.Changes;
import io.groundwork.plans.PlanDigest;
import io.groundwork.plans.PlanReading;
import io.groundwork.plans.rules.Judgement;
import io.groundwork.runs.log.ClaimOverException;
import io.groundwork.runs.platform.Baselines;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import io.groundwork.storage.NoSuchObjectException;
import io.groundwork.storage.ObjectPage;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.StorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What runs found would change: for people without any secret, and the sealed plan file
 * for whoever carries it out.
 */
@Component
class RunPlans {

	private static final Logger logger = LoggerFactory.getLogger(RunPlans.class);

	/** What the name of the list of secrets beside a plan file ends with. */
	private static final String SECRETS = "-secrets";

	private static final Pattern FILE = Pattern.compile("(runs/[0-9]+/plan-[0-9]+)(" + SECRETS + ")?");

	private static final int PAGE = 500;

	private static final String KEEP = """
			with claim as (
				update run set changes = :changed where number = :run and fence = :fence returning number
			)
			insert into run_plan (run, digest, file, file_digest, destroys, lineage, serial, added, changed,
				destroyed, blast, changes, planned_at, blocked)
			select number, :digest, :file, :fileDigest, :destroys, :lineage, :serial, :added, :changes, :destroyed,
				:blast, cast(:written as json), :now, :blocked from claim""";

	private final JdbcClient jdbc;

	private final TransactionTemplate transaction;

	private final ObjectStore objects;

	private final States states;

	private final JsonMapper json;

	private final Clock clock;

	private final Approvals approvals;

	private final Freezes freezes;

	RunPlans(JdbcClient jdbc, TransactionTemplate transaction, ObjectStore objects, States states, JsonMapper json,
			Clock clock, Approvals approvals, Freezes freezes) {
		this.freezes = freezes;
		this.approvals = approvals;
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.objects = objects;
		this.states = states;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Reads what {@code show} printed.
	 * @param given the secrets that the run was given
	 */
	static PlanReading read(Path shown, Mask given) {
		try (InputStream in = new BufferedInputStream(Files.newInputStream(shown))) {
			return PlanReading.of(in, given);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What people will agree to, of which all but the words is known as soon as Terraform
	 * has planned; the plan file is stored with it.
	 * @param file the plan file, if it may be carried out
	 */
	Subject subject(RunInHand hand, @Nullable Path file) {
		Run run = hand.run();
		Optional<StateVersion> state = Patience.insist(() -> this.states.current(run.environmentId()));
		String lineage = state.map(StateVersion::lineage).orElse("");
		long serial = state.map(StateVersion::serial).orElse(0L);
		if (file == null) {
			return new Subject(PlanDigest.of("", run.configuration(), lineage, serial), null, null, lineage, serial);
		}
		String fileDigest = Sha256.hex(file);
		String object = "runs/%d/plan-%d".formatted(run.number(), hand.claim().fence());
		Patience.insist(() -> this.objects.put(object, (out) -> Files.copy(file, out)));
		return new Subject(PlanDigest.of(fileDigest, run.configuration(), lineage, serial), object, fileDigest, lineage,
				serial);
	}

	/**
	 * Keeps what a run found.
	 * @param more what it found beside Terraform's plan
	 */
	void keep(RunInHand hand, PlanReading reading, Subject subject, Beside more) {
		Run run = hand.run();
		Claim claim = hand.claim();
		String object = subject.object();
		if (object != null && !reading.secrets().isEmpty()) {
			// Whoever carries it out must hide the same.
			byte[] secrets = SecretWords.lines(reading.secrets());
			Patience.insist(() -> this.objects.put(secrets(object), secrets));
		}
		List<String> before = Patience.insist(() -> this.transaction.execute((status) -> {
			List<String> files = this.jdbc
				.sql("delete from run_plan where run = ? returning coalesce(file, '') as file")
				.param(run.number())
				.query((row, number) -> row.getString("file"))
				.list();
			int kept = this.jdbc.sql(KEEP)
				.param("run", run.number())
				.param("fence", claim.fence())
				.param("changed", !reading.changes().nothing() || !more.nothing())
				.param("digest", digest(subject.digest(), more.kubernetes()))
				.param("file", subject.object())
				.param("fileDigest", subject.fileDigest())
				.param("destroys", run.destroys())
				.param("lineage", subject.lineage())
				.param("serial", subject.serial())
				.param("added", reading.changes().add())
				.param("changes", reading.changes().change())
				.param("destroyed", reading.changes().destroy())
				.param("blast", reading.blastRadius().sentence())
				.param("written",
						this.json.writeValueAsString(new Written(reading.changes(), reading.blastRadius(),
								more.kubernetes(), more.judgement(), reading.bills())))
				.param("blocked", more.obstacle().orElse(null))
				.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
				.update();
			if (kept == 0) {
				throw new ClaimOverException(run.number(), claim.fence());
			}
			return files;
		}));
		before.stream().filter((old) -> !old.isEmpty() && !old.equals(object)).forEach(this::dropLater);
	}

	/**
	 * What would change in the cluster is a part of what is agreed to.
	 */
	private static String digest(PlanDigest digest, @Nullable KubernetesPlan kubernetes) {
		return ((kubernetes != null && kubernetes.binding()) ? digest.with("kubernetes", kubernetes.changes().digest())
				: digest)
			.hex();
	}

	/**
	 * The file of a claim that somebody has taken over.
	 */
	private void dropLater(String object) {
		try {
			drop(object);
		}
		catch (StorageException ex) {
			logger.info("The plan file {} is deleted later: {}", object, ex.getMessage());
		}
	}

	private void drop(String object) {
		this.objects.delete(object);
		this.objects.delete(secrets(object));
	}

	private static String secrets(String object) {
		return object + SECRETS;
	}

	Optional<Kept> find(long run) {
		return find(List.of(run)).stream().findFirst();
	}

	List<Kept> find(Collection<Long> runs) {
		return this.jdbc.sql("select * from run_plan where run = any(?)")
			.param(runs.toArray(Long[]::new))
			.query((row, number) -> new Kept(row.getLong("run"), row.getString("digest"), row.getString("file"),
					row.getString("file_digest"), row.getString("lineage"), row.getLong("serial"),
					Run.instant(row, "planned_at"), this.json.readValue(row.getString("changes"), Written.class),
					row.getString("blocked")))
			.list();
	}

	/**
	 * The run that carries out a plan, or did.
	 */
	Optional<Long> carriedOutBy(long plan) {
		return this.jdbc.sql("select number from run where plan_number = ? and status <> 'cancelled'")
			.param(plan)
			.query(Long.class)
			.optional();
	}

	/**
	 * Brings the plan file into a folder; fails unless it is the very file that was
	 * planned, for the state as it is now.
	 */
	Kept fetch(RunInHand hand, Path into) {
		Run run = hand.run();
		Long number = run.plan();
		Kept plan = Patience.insist(() -> find((number != null) ? number : 0))
			.orElseThrow(() -> new RunFailedException("The plan is not there any more; plan again."));
		String object = plan.file();
		if (object == null || !plan.digest().equals(run.planDigest())) {
			throw new RunFailedException("The plan is not the one that was agreed to; plan again.");
		}
		// It was agreed to when it was queued; whoever agreed may not count any more.
		Patience.insist(() -> this.approvals.objection(io.groundwork.approvals.Subject.Kind.REQUEST, plan.digest()))
			.ifPresent((why) -> {
				throw new RunFailedException(why + ". Nothing was changed; have it agreed to again.");
			});
		thawed(run, plan);
		fresh(run, plan);
		hand.mask(Patience.insist(() -> secretsBeside(object)));
		Patience.insist(() -> this.objects.copyTo(object, into));
		String digest = Sha256.hex(into);
		if (!digest.equals(plan.fileDigest())
				|| !digest(PlanDigest.of(digest, run.configuration(), plan.lineage(), plan.serial()),
						plan.written().kubernetes())
					.equals(run.planDigest())) {
			throw new RunFailedException("The plan file is not the one that was agreed to; plan again.");
		}
		return plan;
	}

	/**
	 * A freeze may have begun while it waited for a worker. One that begins while it is
	 * being carried out, by this worker or the one before, lets it come to its end, and
	 * what could not be made is taken away whenever that is.
	 */
	private void thawed(Run run, Kept plan) {
		Instant began = run.startedAt();
		Instant when = (began != null) ? began : this.clock.instant();
		Patience
			.insist(() -> this.approvals.agreement(io.groundwork.approvals.Subject.Kind.REQUEST, plan.digest())
				.filter((agreement) -> !(run.destroys() && agreement.follows()))
				.flatMap((agreement) -> this.freezes.at(run.environment(), run.environmentKind(),
						agreement.subject().number(), when)))
			.ifPresent((freeze) -> {
				throw new RunFailedException(freeze.sentence() + " Nothing was changed; have it planned again.");
			});
	}

	/**
	 * What a plan knows for secret, as long as its file is there.
	 */
	List<String> secrets(long plan) {
		return Patience.insist(() -> find(plan).map(Kept::file).map(this::secretsBeside).orElse(List.of()));
	}

	private List<String> secretsBeside(String object) {
		try {
			return SecretWords.read(this.objects.readAll(secrets(object), Integer.MAX_VALUE - 8));
		}
		catch (NoSuchObjectException ex) {
			// It knows none, or was deleted with its plan.
			return List.of();
		}
	}

	private void fresh(Run run, Kept plan) {
		Optional<StateVersion> state = Patience.insist(() -> this.states.current(run.environmentId()));
		String lineage = state.map(StateVersion::lineage).orElse("");
		long serial = state.map(StateVersion::serial).orElse(0L);
		if (!lineage.equals(plan.lineage()) || serial != plan.serial()) {
			throw new RunFailedException(
					"Plan %d is stale: it was made for version %d of the state, which is at %d now. Plan again."
						.formatted(plan.run(), plan.serial(), serial));
		}
	}

	/**
	 * Deletes a plan file that nobody will carry out any more; what people see of it
	 * stays.
	 */
	void forget(long plan) {
		find(plan).map(Kept::file).ifPresent((file) -> {
			drop(file);
			this.jdbc.sql("update run_plan set file = null, file_digest = null where run = ? and file = ?")
				.params(plan, file)
				.update();
		});
	}

	/**
	 * Plans that are older than that and still have their files.
	 */
	List<Long> old(Instant before) {
		return this.jdbc.sql("select run from run_plan where file is not null and planned_at < ? limit 500")
			.param(before.atOffset(ZoneOffset.UTC))
			.query((row, number) -> row.getLong("run"))
			.list();
	}

	/**
	 * What is agreed to.
	 *
	 * @param digest over all of it that Terraform knows of
	 * @param object where the plan file is, if it may be carried out
	 */
	record Subject(PlanDigest digest, @Nullable String object, @Nullable String fileDigest, String lineage,
			long serial) {

	}

	/**
	 * Removes plan files that no row knows, which workers leave that die before they
	 * write one.
	 * @param before only those that are older: a row may be on its way
	 * @return how many
	 */
	int sweep(Instant before) {
		int removed = 0;
		@Nullable String after = null;
		do {
			ObjectPage page = this.objects.list("runs/", after, PAGE);
			Set<String> old = page.objects()
				.stream()
				.filter((object) -> object.modified().isBefore(before))
				.map((object) -> FILE.matcher(object.name()))
				.filter(Matcher::matches)
				.map((name) -> name.group(1))
				.collect(Collectors.toSet());
			for (String orphan : orphans(old)) {
				drop(orphan);
				removed++;
			}
			after = page.next();
		}
		while (after != null);
		return removed;
	}

	private List<String> orphans(Set<String> files) {
		return this.jdbc.sql("""
				select name from unnest(?) as one (name) where not exists (select from run_plan where file = name)""")
			.param(files.toArray(String[]::new))
			.query((row, number) -> row.getString(1))
			.list();
	}

	/**
	 * A plan as it is kept.
	 *
	 * @param file the object with the plan file, if it may be carried out
	 * @param blocked why it must not be carried out, if so
	 */
	record Kept(long run, String digest, @Nullable String file, @Nullable String fileDigest, String lineage,
			long serial, Instant plannedAt, Written written, @Nullable String blocked) {

	}

	/**
	 * What people see of it.
	 *
	 * @param kubernetes what would change in the cluster; null where nothing was rendered
	 * @param judgement what the rules say; null where nothing was rendered
	 * @param bills what is paid before and after; null in plans of portals that did not
	 * ask
	 */
	record Written(Changes changes, BlastRadius blastRadius, @Nullable KubernetesPlan kubernetes,
			@Nullable Judgement judgement, @Nullable Bills bills) {

		boolean nothing() {
			return this.changes.nothing() && (this.kubernetes == null || this.kubernetes.changes().nothing());
		}

	}

	/**
	 * What a run found beside Terraform's plan.
	 *
	 * @param kubernetes what would change in the cluster, if that was asked
	 * @param judgement what the rules say, if they were asked
	 */
	record Beside(@Nullable KubernetesPlan kubernetes, @Nullable Judgement judgement) {

		static final Beside NOTHING = new Beside(null, null);

		boolean nothing() {
			return this.kubernetes == null || this.kubernetes.changes().nothing();
		}

		/**
		 * Why the plan must not be carried out, if so.
		 */
		Optional<String> obstacle() {
			Optional<String> rules = (this.judgement != null) ? this.judgement.obstacle() : Optional.empty();
			return rules.or(() -> (this.kubernetes != null && this.kubernetes.binding())
					? Baselines.obstacle(this.kubernetes.changes()) : Optional.empty());
		}

	}

	/**
	 * What would change in the cluster.
	 *
	 * @param changes object by object
	 * @param binding whether the portal makes it so, and nothing else; otherwise ArgoCD
	 * does, when it comes to it
	 * @param ends whether it is about the end of the environment
	 */
	record KubernetesPlan(io.groundwork.cluster.Changes changes, boolean binding, boolean ends) {

	}

}
