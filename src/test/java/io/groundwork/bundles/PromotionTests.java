package io.groundwork.bundles;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.bundles.PromotionResult.Promoted;
import io.groundwork.bundles.PromotionResult.Unchanged;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Spec.Egress;
import io.groundwork.environments.spec.Spec.Network;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Bundles come into a real git repository, whatever others do to it meanwhile.
 */
class PromotionTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);

	private final List<Promotion> opened = new ArrayList<>();

	private final List<Object> events = new ArrayList<>();

	@TempDir
	private Path folder;

	private Git git;

	@BeforeEach
	void repository() {
		this.git = Git.bare(this.folder.resolve("gitops.git"));
	}

	@AfterEach
	void close() {
		this.opened.forEach(Promotion::close);
	}

	@Test
	void theFirstBundleMakesTheBranchAndTheCommitSaysWhoAgreed() {
		Bundle bundle = bundle("production", 0);
		Promotion promotion = remote(this.git.folder().toString());
		PromotionResult result = promotion.promote(bundle, new PromotionOrder(42, List.of("grace", "ada\nBundle: x"),
				"production", EnvironmentKind.PRODUCTION, bundle.digest()));
		assertThat(result).isEqualTo(new Promoted(this.git.commits().getFirst()));
		assertThat(this.git.isLine()).isTrue();
		assertThat(this.git.ask("log", "--format=%an <%ae> %ad%n%B", "--date=iso-strict", "main").strip()).isEqualTo("""
				Groundwork <platform-team@example.org> 2026-11-20T10:00:00+00:00
				Promote production by request 42

				Request: 42
				Approved-by: ada Bundle: x
				Approved-by: grace
				Bundle: %s
				Template: %s""".formatted(bundle.digest(), bundle.template()));
		assertThat(this.git.files())
			.containsExactlyElementsOf(bundle.paths().stream().map("generated/production/"::concat).toList());
		assertThat(this.git.ask("show", "main:generated/production/network/policies.yaml"))
			.isEqualTo(bundle.text("network/policies.yaml"));
		assertThat(this.events).hasSize(1)
			.first()
			.satisfies((event) -> assertThat(((Audited) event).outcome()).isEqualTo(Outcome.DONE));
	}

	@Test
	void othersFilesStayAndOldOnesOfTheEnvironmentGo() {
		this.git.commit("By hand", "README.md", "ours\n", "generated/development/old.yaml", "old\n",
				"generated/development-2/kept.yaml", "kept\n", "generated/staging", "a file\n");
		Promotion promotion = remote(this.git.folder().toString());
		promotion.promote(bundle("development", 0), order("development"));
		promotion.promote(bundle("staging", 0), order("staging"));
		assertThat(this.git.files())
			.contains("README.md", "generated/development-2/kept.yaml", "generated/development/bundle.json",
					"generated/staging/bundle.json")
			.doesNotContain("generated/development/old.yaml", "generated/staging");
		assertThat(this.git.isLine()).isTrue();
		assertThat(promotion.last("development").orElseThrow().files()).containsEntry("bundle.json",
				bundle("development", 0).text("bundle.json"));
		assertThat(promotion.last("nobody")).isEmpty();
	}

	@Test
	void whatIsThereAlreadyIsNoCommit() {
		Promotion promotion = remote(this.git.folder().toString());
		PromotionResult first = promotion.promote(bundle("development", 0), order("development"));
		assertThat(promotion.promote(bundle("development", 0), order("development")))
			.isEqualTo(new Unchanged(first.commit()));
		assertThat(this.git.commits()).hasSize(1);
		assertThat(promotion.promote(bundle("development", 1), order("development"))).isInstanceOf(Promoted.class);
		assertThat(this.git.commits()).hasSize(2);
	}

	@Test
	void toProductionOnlyGoesWhatWasAgreedTo() {
		Promotion promotion = remote(this.git.folder().toString());
		Bundle bundle = bundle("production", 0);
		String other = bundle("production", 1).digest();
		for (PromotionOrder order : List.of(production(List.of("ada"), null), production(List.of(), bundle.digest()),
				production(List.of("ada", "grace"), other))) {
			assertThatThrownBy(() -> promotion.promote(bundle, order)).isInstanceOf(PromotionRefusedException.class)
				.hasMessageContaining("agreed to");
		}
		assertThatThrownBy(() -> promotion.promote(bundle, order("development")))
			.hasMessageContaining("bundle of production, not of development");
		assertThat(this.git.ask("for-each-ref")).isEmpty();
		assertThat(this.events).hasSize(4)
			.allSatisfy((event) -> assertThat(((Audited) event).outcome()).isEqualTo(Outcome.REFUSED));
	}

	@Test
	void twoAtOnceAreBothThereAndTheHistoryIsALine() throws Exception {
		int rounds = 8;
		CyclicBarrier together = new CyclicBarrier(2);
		List<Callable<Void>> work = new ArrayList<>();
		for (String environment : List.of("development", "staging")) {
			Promotion promotion = remote(this.git.folder().toString());
			work.add(() -> {
				for (int round = 0; round < rounds; round++) {
					Bundle bundle = bundle(environment, round);
					together.await();
					assertThat(promotion.promote(bundle, order(environment))).isInstanceOf(Promoted.class);
				}
				return null;
			});
		}
		try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
			for (Future<Void> done : threads.invokeAll(work)) {
				done.get();
			}
		}
		assertThat(this.git.isLine()).isTrue();
		assertThat(this.git.commits()).hasSize(2 * rounds);
		for (String environment : List.of("development", "staging")) {
			assertThat(this.git.ask("show", "main:generated/%s/bundle.json".formatted(environment)))
				.isEqualTo(bundle(environment, rounds - 1).text("bundle.json"));
		}
	}

	@Test
	void twoThreadsOfOneProcessTakeTurns() throws Exception {
		Promotion promotion = remote(this.git.folder().toString());
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Future<PromotionResult> done : threads.invokeAll(List.<Callable<PromotionResult>>of(
					() -> promotion.promote(bundle("development", 0), order("development")),
					() -> promotion.promote(bundle("staging", 0), order("staging"))))) {
				assertThat(done.get()).isInstanceOf(Promoted.class);
			}
		}
		assertThat(this.git.isLine()).isTrue();
		assertThat(this.git.commits()).hasSize(2);
	}

	@Test
	void whoeverWasFasterIsBuiltUpon() throws Exception {
		this.git.commit("By hand", "README.md", "ours\n");
		try (HttpGit server = new HttpGit(this.git)) {
			server.beforePush(() -> this.git.commit("Faster", "faster.txt", "1\n"));
			server.beforePush(() -> this.git.commit("Faster again", "faster.txt", "2\n"));
			Promotion promotion = remote(server.address());
			promotion.promote(bundle("development", 0), order("development"));
		}
		assertThat(this.git.isLine()).isTrue();
		assertThat(this.git.ask("log", "--format=%s", "main").lines())
			.containsExactly("Promote development by request 7", "Faster again", "Faster", "By hand");
		assertThat(this.git.files()).contains("faster.txt", "generated/development/bundle.json");
	}

	@Test
	void aLostAnswerIsNotASecondCommit() throws Exception {
		this.git.commit("By hand", "README.md", "ours\n");
		try (HttpGit server = new HttpGit(this.git)) {
			server.loseAnswer();
			PromotionResult result = remote(server.address()).promote(bundle("development", 0), order("development"));
			assertThat(result).isEqualTo(new Promoted(this.git.commits().getFirst()));
		}
		assertThat(this.git.commits()).hasSize(2);
	}

	@Test
	void whatAHookSaysIsPassedOnAndNotTriedAgain() throws Exception {
		this.git.commit("By hand", "README.md", "ours\n");
		this.git.hook("pre-receive", "echo 'the branch is frozen until Monday'\necho x >>asked\nexit 1\n");
		try (HttpGit server = new HttpGit(this.git)) {
			Promotion promotion = remote(server.address());
			assertThatThrownBy(() -> promotion.promote(bundle("development", 0), order("development")))
				.isInstanceOf(PromotionRefusedException.class)
				.hasMessageContaining("pre-receive hook declined")
				.hasMessageContaining("the branch is frozen until Monday");
		}
		assertThat(this.git.folder().resolve("asked")).content().isEqualTo("x\n");
		assertThat(this.git.commits()).hasSize(1);
	}

	@Test
	void aRepositoryThatIsAwaySaysSoAndNothingElse() throws Exception {
		String address;
		try (HttpGit server = new HttpGit(this.git)) {
			address = server.address();
		}
		for (String remote : List.of(address, this.folder.resolve("nowhere.git").toString())) {
			Promotion promotion = remote(remote);
			assertThatThrownBy(() -> promotion.promote(bundle("development", 0), order("development")))
				.isInstanceOf(GitopsAwayException.class)
				.hasMessageContaining("cannot be reached");
		}
		assertThatThrownBy(() -> remote(null).promote(bundle("development", 0), order("development")))
			.hasMessageContaining("set groundwork.gitops.remote");
	}

	@Test
	void aWrongPasswordIsNeitherTakenNorTold() throws Exception {
		this.git.commit("By hand", "README.md", "ours\n");
		try (HttpGit server = new HttpGit(this.git)) {
			GitopsSettings settings = new GitopsSettings(server.address(), "main", "git", "canary-wrong", null, null,
					Duration.ofSeconds(10), 3);
			assertThat(settings.toString()).doesNotContain("canary");
			assertThatThrownBy(() -> promotion(settings).promote(bundle("development", 0), order("development")))
				.isInstanceOf(GitopsAwayException.class)
				.hasMessageContaining("not authorized")
				.hasMessageNotContaining("canary");
		}
	}

	@Test
	void bySshOnlyToTheHostThatIsKnown() throws Exception {
		this.git.commit("By hand", "README.md", "ours\n");
		try (SshGit server = new SshGit(this.git, this.folder)) {
			Promotion stranger = promotion(ssh(server, false));
			assertThatThrownBy(() -> stranger.promote(bundle("development", 0), order("development")))
				.isInstanceOf(GitopsAwayException.class);
			assertThat(this.git.commits()).hasSize(1);
			assertThat(promotion(ssh(server, true)).promote(bundle("development", 0), order("development")))
				.isInstanceOf(Promoted.class);
		}
		assertThat(this.git.commits()).hasSize(2);
		assertThat(this.git.isLine()).isTrue();
	}

	private GitopsSettings ssh(SshGit server, boolean right) throws Exception {
		return new GitopsSettings(server.address(), "main", "git", null, server.key(),
				server.knownHosts(this.folder, right), Duration.ofSeconds(20), 3);
	}

	private Promotion remote(@Nullable String remote) {
		return promotion(
				new GitopsSettings(remote, "main", "git", HttpGit.PASSWORD, null, null, Duration.ofSeconds(20), 30));
	}

	private Promotion promotion(GitopsSettings settings) {
		Promotion promotion = new Promotion(settings, Organisation.EXAMPLE, this.events::add, CLOCK);
		this.opened.add(promotion);
		return promotion;
	}

	private static PromotionOrder order(String environment) {
		return new PromotionOrder(7, List.of("ada"), environment, EnvironmentKind.DEVELOPMENT, null);
	}

	private static PromotionOrder production(List<String> approvers, @Nullable String digest) {
		return new PromotionOrder(7, approvers, "production", EnvironmentKind.PRODUCTION, digest);
	}

	/**
	 * An environment's bundle; each number makes another one.
	 */
	private static Bundle bundle(String environment, int number) {
		Spec spec = Presets.FOUNDATION.named(environment)
			.of(environment.equals("production") ? EnvironmentKind.PRODUCTION : EnvironmentKind.DEVELOPMENT);
		Network network = new Network(List.of(),
				List.of(new Egress("203.0.113.%d/32".formatted(number), 443, "The bank")), spec.network().firewall());
		return Bundles.render(Samples.order(environment, Samples.with(spec, network)), Renderer.NEWEST,
				Samples.templates());
	}

}
