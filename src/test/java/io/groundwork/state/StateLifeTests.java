package io.groundwork.state;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.groundwork.Portal;
import io.groundwork.TestClock;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Claims end, and what they leave is taken in, refused or kept.
 */
class StateLifeTests {

	private static final TestClock CLOCK = new TestClock();

	private static Portal portal;

	private Site site;

	private Writer writer;

	@BeforeAll
	static void start() {
		portal = Portal.start(Map.of(), CLOCK);
	}

	@AfterAll
	static void stop() {
		portal.close();
	}

	@BeforeEach
	void claim() {
		this.site = Site.fresh(portal);
		this.writer = this.site.claim();
	}

	@Test
	void aClaimThatIsOverMayOnlyDepositAndOnlyForADay() {
		this.writer.post(Writer.state("a", 1, "x"));
		this.site.end(this.writer);
		assertThat(this.writer.get().statusCode()).isEqualTo(403);
		assertThat(this.writer.lock("one").statusCode()).isEqualTo(403);
		assertThat(this.writer.unlock("one").statusCode()).isEqualTo(403);
		HttpResponse<String> deposited = this.writer.post(Writer.state("a", 2, "late"));
		assertThat(deposited.statusCode()).isEqualTo(409);
		assertThat(deposited.body()).contains("after the claim that wrote it was over", "It is kept");
		assertThat(this.site.states().current(this.site.id()).orElseThrow().serial()).isEqualTo(1);
		assertThat(this.site.states().diverged(this.site.id())).hasSize(1);
		// What is current already was heard, whatever became of the answer.
		assertThat(this.writer.post(Writer.state("a", 1, "x")).statusCode()).isEqualTo(200);
		CLOCK.pass(Duration.ofHours(23));
		assertThat(this.writer.post(Writer.state("a", 3, "later")).statusCode()).isEqualTo(409);
		CLOCK.pass(Duration.ofMinutes(61));
		assertThat(this.writer.post(Writer.state("a", 4, "too late")).statusCode()).isEqualTo(401);
		assertThat(this.site.states().diverged(this.site.id())).hasSize(2);
	}

	@Test
	void aClaimThatIsOverAndNeverHadAStateIsToldThatThereIsNone() {
		Writer next = this.site.claim();
		assertThat(next.post(Writer.state("a", 1, "x")).statusCode()).isEqualTo(200);
		// Terraform asks before its first write, and writes nothing if it is refused.
		assertThat(this.writer.get().statusCode()).isEqualTo(204);
		assertThat(this.writer.post(Writer.state("b", 1, "late")).statusCode()).isEqualTo(409);
	}

	@Test
	void aNewClaimEndsTheOneBefore() {
		Writer next = this.site.claim();
		assertThat(this.writer.post(Writer.state("a", 1, "late")).statusCode()).isEqualTo(409);
		assertThat(next.post(Writer.state("b", 1, "x")).statusCode()).isEqualTo(200);
		assertThatThrownBy(
				() -> portal.bean(StateCredentials.class).open(this.site.id(), this.writer.run(), this.writer.fence()))
			.isInstanceOf(ConflictException.class);
	}

	@Test
	void whatCouldNotBeSentContinuesTheLine(@TempDir Path folder) {
		this.writer.post(Writer.state("a", 1, "x"));
		this.writer.lock("stale");
		Writer next = this.site.claim();
		Salvaged salvaged = salvage(this.writer, folder, Writer.state("a", 3, "y"));
		assertThat(salvaged).isInstanceOf(Salvaged.Taken.class);
		assertThat(salvage(this.writer, folder, Writer.state("a", 3, "y"))).isInstanceOf(Salvaged.Known.class);
		assertThat(this.site.states().release(this.site.id(), this.writer.fence())).isTrue();
		assertThat(this.site.states().release(this.site.id(), this.writer.fence())).isFalse();
		assertThat(next.get().body()).isEqualTo(Writer.state("a", 3, "y"));
	}

	/**
	 * Whoever brought it home died before they could tell, and the next one finds it
	 * again.
	 */
	@Test
	void whatWasBroughtHomeAlreadyIsKnownWhateverWasWrittenAfterIt(@TempDir Path folder) {
		this.writer.post(Writer.state("a", 1, "x"));
		assertThat(salvage(this.writer, folder, Writer.state("a", 3, "y"))).isInstanceOf(Salvaged.Taken.class);
		assertThat(this.site.claim().post(Writer.state("a", 4, "z")).statusCode()).isEqualTo(200);
		assertThat(salvage(this.writer, folder, Writer.state("a", 3, "y"))).isInstanceOf(Salvaged.Known.class);
		assertThat(this.site.states().diverged(this.site.id())).isEmpty();
	}

	@Test
	void theFirstStateCanBeSalvagedToo(@TempDir Path folder) {
		assertThat(salvage(this.writer, folder, Writer.state("a", 1, "x"))).isInstanceOf(Salvaged.Taken.class);
	}

	@Test
	void whatCouldNotBeSentDivergesOnceSomebodyElseHasWritten(@TempDir Path folder) {
		this.writer.post(Writer.state("a", 1, "x"));
		Writer next = this.site.claim();
		next.post(Writer.state("a", 2, "z"));
		Salvaged salvaged = salvage(this.writer, folder, Writer.state("a", 3, "y"));
		assertThat(salvaged).isInstanceOfSatisfying(Salvaged.Diverged.class,
				(diverged) -> assertThat(diverged.state().reason())
					.contains("run " + next.run() + " has written version 2 since the claim began"));
		assertThat(this.site.states().current(this.site.id()).orElseThrow().serial()).isEqualTo(2);
	}

	@Test
	void whatCouldNotBeSentDivergesWhileSomebodyElseHoldsTheLock(@TempDir Path folder) {
		Writer next = this.site.claim();
		next.lock("other");
		assertThat(salvage(this.writer, folder, Writer.state("a", 3, "y"))).isInstanceOf(Salvaged.Diverged.class);
		assertThat(this.site.states().release(this.site.id(), this.writer.fence())).isFalse();
	}

	@Test
	void whatCannotBeReadIsKeptToo(@TempDir Path folder) throws IOException {
		String half = Writer.state("a", 1, "x").substring(0, 60);
		Salvaged salvaged = salvage(this.writer, folder, half);
		assertThat(salvaged).isInstanceOf(Salvaged.Diverged.class);
		DivergedState kept = this.site.states().diverged(this.site.id()).getFirst();
		assertThat(kept.serial()).isNull();
		assertThat(kept.reason()).startsWith("It cannot be read");
		try (var content = this.site.states().openDiverged(this.site.id(), kept.id())) {
			assertThat(new String(content.readAllBytes())).isEqualTo(half);
		}
		assertThat(salvage(this.writer, folder, "")).isInstanceOf(Salvaged.Diverged.class);
	}

	@Test
	void peopleBreakALockWithAReasonThatIsAudited() {
		this.writer.lock("stale");
		States states = this.site.states();
		assertThatThrownBy(() -> states.unlock(this.site.id(), " ", "platform-1"))
			.isInstanceOf(InvalidInputException.class);
		assertThatThrownBy(() -> states.restore(this.site.id(), 1, "platform-1", "a test"))
			.hasMessageContaining("There is no version 1");
		assertThat(states.unlock(this.site.id(), "its machine is gone", "platform-1").fence())
			.isEqualTo(this.writer.fence());
		assertThatThrownBy(() -> states.unlock(this.site.id(), "again", "platform-1"))
			.isInstanceOf(ConflictException.class);
		Map<String, @Nullable Object> row = this.site.jdbc()
			.sql("""
					select actor, details::text as details from audit_row
					where action = 'state.unlocked' and subject = ?""")
			.param("environment:" + this.site.name())
			.query()
			.singleRow();
		assertThat(row.get("actor")).isEqualTo("platform-1");
		assertThat(String.valueOf(row.get("details"))).contains("its machine is gone", "stale");
	}

	@Test
	void nothingIsRestoredWhileSomebodyWrites() {
		this.writer.post(Writer.state("a", 1, "x"));
		this.writer.post(Writer.state("a", 2, "y"));
		this.writer.lock("busy");
		assertThatThrownBy(() -> this.site.states().restore(this.site.id(), 1, "platform-1", "a test"))
			.isInstanceOf(ConflictException.class)
			.hasMessageContaining("Run " + this.writer.run());
		assertThat(this.site.states().current(this.site.id()).orElseThrow().serial()).isEqualTo(2);
	}

	@Test
	void aRestoredVersionIsNotOverwrittenByALateSalvage(@TempDir Path folder) {
		this.writer.post(Writer.state("a", 1, "x"));
		this.writer.post(Writer.state("a", 2, "y"));
		this.site.states().restore(this.site.id(), 1, "platform-1", "a test");
		assertThat(salvage(this.writer, folder, Writer.state("a", 9, "z"))).isInstanceOf(Salvaged.Diverged.class);
	}

	@Test
	void aDivergedStateIsSettledOnceAndStays() {
		this.writer.post(Writer.state("a", 2, "x"));
		this.writer.post(Writer.state("a", 1, "y"));
		States states = this.site.states();
		long id = states.diverged(this.site.id()).getFirst().id();
		states.settle(this.site.id(), id, "platform-1", "nothing was missing");
		assertThat(states.diverged(this.site.id(), id).settled()).isTrue();
		assertThatThrownBy(() -> states.settle(this.site.id(), id, "platform-1", "again"))
			.isInstanceOf(ConflictException.class);
		assertThatThrownBy(() -> this.site.jdbc().sql("delete from state_diverged").update())
			.hasStackTraceContaining("permission denied");
	}

	private Salvaged salvage(Writer dead, Path folder, String state) {
		try {
			Path file = Files.writeString(folder.resolve("errored.tfstate"), state);
			return this.site.states().salvage(this.site.id(), dead.run(), dead.fence(), file);
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
