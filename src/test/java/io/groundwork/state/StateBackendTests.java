package io.groundwork.state;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.digest.Sha256;
import io.groundwork.storage.ObjectStore;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The backend by plain HTTP: what is taken, what is refused and why, and that nothing of
 * it is lost.
 */
class StateBackendTests {

	private final Portal portal = Portal.shared();

	private final Site site = Site.fresh(this.portal);

	private final Writer writer = this.site.claim();

	@Test
	void whatWasWrittenIsReadBack() {
		assertThat(this.writer.get().statusCode()).isEqualTo(204);
		String state = Writer.state("a", 1, "übergrößen");
		assertThat(this.writer.post(state).statusCode()).isEqualTo(200);
		HttpResponse<String> answer = this.writer.get();
		assertThat(answer.body()).isEqualTo(state);
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
		StateVersion current = this.site.states().current(this.site.id()).orElseThrow();
		assertThat(current.serial()).isEqualTo(1);
		assertThat(current.lineage()).isEqualTo("a");
		assertThat(current.resources()).isEqualTo(1);
		assertThat(current.terraformVersion()).isEqualTo("1.11.4");
		assertThat(current.run()).isEqualTo(this.writer.run());
		assertThat(current.digest())
			.isEqualTo(HexFormat.of().formatHex(Sha256.begin().digest(state.getBytes(StandardCharsets.UTF_8))));
	}

	@Test
	void theSameStateAgainIsFineAndLeavesOneVersion() {
		String state = Writer.state("a", 1, "x");
		assertThat(this.writer.post(state).statusCode()).isEqualTo(200);
		assertThat(this.writer.post(state).statusCode()).isEqualTo(200);
		assertThat(this.site.states().versions(this.site.id(), Long.MAX_VALUE, 10)).hasSize(1);
		assertThat(objects()).hasSize(1);
	}

	@Test
	void aStateWhoseMd5IsWrongIsNotTaken() {
		String state = Writer.state("a", 1, "x");
		HttpResponse<String> answer = Writer.send(this.writer.request("")
			.header("Content-MD5", Writer.md5(state + " "))
			.POST(HttpRequest.BodyPublishers.ofString(state)));
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("Content-MD5");
		assertThat(this.writer.get().statusCode()).isEqualTo(204);
		assertThat(objects()).isEmpty();
	}

	@Test
	void whatIsNoStateIsNotTaken() {
		for (String nonsense : List.of("", "[]", "{}", "{\"serial\":1}", "{\"lineage\":\"a\",\"serial\":-1}",
				"{\"lineage\":\"a\",\"serial\":1.5}", "{\"lineage\":\"a\",\"serial\":99999999999999999999}",
				"{\"lineage\":\"\",\"serial\":1}", "{\"lineage\":7,\"serial\":1}",
				"{\"lineage\":\"a\",\"serial\":1,\"serial\":2}", "{\"lineage\":\"a\",\"serial\":1",
				"{\"lineage\":\"a\",\"serial\":1} {}", "{\"lineage\":\"a\",\"secret\":hunter2}")) {
			HttpResponse<String> answer = this.writer.post(nonsense);
			assertThat(answer.statusCode()).as(nonsense).isEqualTo(400);
			assertThat(answer.body()).as(nonsense).contains("tate").doesNotContain("hunter2");
		}
		assertThat(objects()).isEmpty();
		assertThat(this.site.states().diverged(this.site.id())).isEmpty();
	}

	@Test
	void aSerialThatGoesBackIsKeptAsDiverged() {
		this.writer.post(Writer.state("a", 5, "x"));
		HttpResponse<String> answer = this.writer.post(Writer.state("a", 4, "y"));
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("Its serial 4 goes back behind the current one's, 5");
		isDiverged(4L, "a");
	}

	@Test
	void anotherStateOfTheSameSerialIsKeptAsDiverged() {
		this.writer.post(Writer.state("a", 5, "x"));
		HttpResponse<String> answer = this.writer.post(Writer.state("a", 5, "y"));
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("Its serial 5 is the current one's, but it is another state");
		isDiverged(5L, "a");
	}

	@Test
	void anotherLineageIsKeptAsDiverged() {
		this.writer.post(Writer.state("a", 5, "x"));
		HttpResponse<String> answer = this.writer.post(Writer.state("b", 6, "y"));
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("Its lineage is b, the current one's is a");
		isDiverged(6L, "b");
	}

	@Test
	void whatDivergedAndIsSentAgainIsKeptOnce() {
		this.writer.post(Writer.state("a", 5, "x"));
		this.writer.post(Writer.state("a", 4, "y"));
		this.writer.post(Writer.state("a", 4, "y"));
		assertThat(this.site.states().diverged(this.site.id())).hasSize(1);
		assertThat(objects()).hasSize(2);
	}

	@Test
	void aLockIsHeldByOne() {
		assertThat(this.writer.lock("one").statusCode()).isEqualTo(200);
		// The answer got lost, and it is asked again.
		assertThat(this.writer.lock("one").statusCode()).isEqualTo(200);
		HttpResponse<String> other = this.writer.lock("two");
		assertThat(other.statusCode()).isEqualTo(423);
		JsonNode holder = JsonMapper.shared().readTree(other.body());
		assertThat(holder.propertyNames()).containsExactlyInAnyOrder("ID", "Operation", "Info", "Who", "Version",
				"Created", "Path");
		assertThat(holder.get("ID").asString()).startsWith("one (Run " + this.writer.run());
		assertThat(holder.get("Who").asString()).isEqualTo("portal@worker");
		assertThat(holder.get("Info").asString()).startsWith("Run " + this.writer.run() + " has held the lock since ");
		assertThat(this.writer.unlock("two").statusCode()).isEqualTo(423);
		assertThat(this.writer.unlock("one").statusCode()).isEqualTo(200);
		assertThat(this.writer.unlock("one").statusCode()).isEqualTo(200);
		assertThat(this.writer.lock("two").statusCode()).isEqualTo(200);
	}

	/**
	 * It came in at the door while its claim held, and waited for the state's row while
	 * the claim was ended.
	 */
	@Test
	void aClaimThatEndsWhileItAsksForTheLockDoesNotGetIt() throws Exception {
		FutureTask<HttpResponse<String>> asking = new FutureTask<>(() -> this.writer.lock("late"));
		this.portal.bean(TransactionTemplate.class).executeWithoutResult((status) -> {
			this.portal.bean(Versions.class).hold(this.site.id());
			Thread.ofVirtual().start(asking);
			Eventually.that(Duration.ofSeconds(60), () -> waiting() > 0);
			this.site.end(this.writer);
		});
		HttpResponse<String> answer = asking.get(60, TimeUnit.SECONDS);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
		assertThat(this.site.states().lock(this.site.id())).isEmpty();
		assertThat(this.site.claim().lock("next").statusCode()).isEqualTo(200);
	}

	/**
	 * How many wait for the end of this very transaction.
	 */
	private long waiting() {
		return this.site.jdbc()
			.sql("select count(*) from pg_locks where not granted and transactionid = pg_current_xact_id()::xid")
			.query(Long.class)
			.single();
	}

	@Test
	void whoWritesWithoutTheLockIsRefusedAndNothingIsLost() {
		this.writer.lock("one");
		assertThat(this.writer.post(Writer.state("a", 1, "x"), "one").statusCode()).isEqualTo(200);
		assertThat(this.writer.post(Writer.state("a", 2, "y"), "two").statusCode()).isEqualTo(423);
		assertThat(this.writer.post(Writer.state("a", 3, "z")).statusCode()).isEqualTo(423);
		assertThat(this.site.states().current(this.site.id()).orElseThrow().serial()).isEqualTo(1);
		assertThat(this.site.states().diverged(this.site.id())).extracting(DivergedState::serial)
			.containsExactly(3L, 2L);
	}

	@Test
	void aCredentialReachesItsOwnEnvironmentOnly() {
		Site other = Site.fresh(this.portal);
		other.claim();
		HttpResponse<String> answer = Writer.send(this.writer.request(other.address()).GET());
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.body()).contains("is for the environment " + this.site.name());
		assertThat(Writer
			.send(this.writer.request(other.address())
				.POST(HttpRequest.BodyPublishers.ofString(Writer.state("a", 1, "x"))))
			.statusCode()).isEqualTo(403);
		assertThat(other.states().current(other.id())).isEmpty();
		assertThat(other.states().diverged(other.id())).isEmpty();
	}

	@Test
	void nothingElseOpensTheDoor() {
		URI address = this.site.address();
		String right = this.writer.credential().password();
		String name = this.writer.credential().username();
		for (String header : List.of("Basic !", "Basic " + base64(name), "Basic " + base64(name + ":" + right + "x"),
				"Basic " + base64("run-1-" + this.writer.fence() + ":" + right), "Basic " + base64("x:" + right),
				"Basic " + base64(name + ":"), "Bearer " + this.portal.issuer().accessToken("platform-1"),
				"Basic " + base64("run-99999999999999999999-1:x"))) {
			HttpResponse<String> answer = Writer
				.send(HttpRequest.newBuilder(address).header("Authorization", header).GET());
			assertThat(answer.statusCode()).as(header).isEqualTo(401);
			assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"state\"");
			assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
		}
		assertThat(this.portal.signedIn("platform-1").get(address.toString()).statusCode()).isEqualTo(401);
		assertThat(Writer
			.send(HttpRequest.newBuilder(this.portal.address().resolve("/api/v1/me"))
				.header("Authorization", this.writer.authorization())
				.GET())
			.statusCode()).isEqualTo(401);
	}

	@Test
	void aFloodOfWrongPasswordsLeavesOneAuditRow() {
		long before = refusals();
		Map<Integer, Integer> answers = new java.util.HashMap<>();
		for (int i = 0; i < 30; i++) {
			answers.merge(
					Writer
						.send(HttpRequest.newBuilder(this.site.address())
							.header("Authorization", "Basic " + base64("run-1-1:wrong-" + i))
							.GET())
						.statusCode(),
					1, Integer::sum);
		}
		assertThat(answers).isEqualTo(Map.of(401, 30));
		assertThat(refusals() - before).isLessThanOrEqualTo(1);
	}

	@Test
	void methodsThatTerraformDoesNotNeedAreRefused() {
		assertThat(Writer.send(this.writer.request("").DELETE()).statusCode()).isEqualTo(405);
		assertThat(Writer.send(this.writer.request("/lock").GET()).statusCode()).isEqualTo(405);
	}

	@Test
	void thePasswordIsNowhereInTheDatabase() {
		List<String> tables = this.site.jdbc()
			.sql("select table_name from information_schema.tables where table_name like 'state%'")
			.query((row, number) -> row.getString(1))
			.list();
		assertThat(tables).hasSize(5);
		for (String table : tables) {
			assertThat(
					this.site.jdbc().sql("select t::text from " + table + " t").query(String.class).list().toString())
				.doesNotContain(this.writer.credential().password());
		}
		assertThat(this.writer.credential().toString()).doesNotContain(this.writer.credential().password());
	}

	@Test
	void onlyTheNewestThirtyAreKeptAndEachIsWhatWasWritten() {
		int all = 35;
		for (int serial = 1; serial <= all; serial++) {
			assertThat(this.writer.post(Writer.state("a", serial, "x" + serial)).statusCode()).isEqualTo(200);
		}
		List<StateVersion> kept = this.site.states().versions(this.site.id(), Long.MAX_VALUE, 100);
		assertThat(kept).extracting(StateVersion::serial).hasSize(30).startsWith(35L).endsWith(6L);
		kept.forEach(this::decryptsToItsDigest);
		assertThat(objects()).hasSize(30);
	}

	@Test
	void aClaimThatWritesAgainAndAgainLeavesWhatWasThereBefore() {
		Writer early = this.site.claim();
		early.post(Writer.state("a", 1, "x"));
		early.post(Writer.state("a", 2, "x"));
		for (int serial = 3; serial <= 10; serial++) {
			this.site.claim().post(Writer.state("a", serial, "x"));
		}
		Writer again = this.site.claim();
		for (int serial = 11; serial <= 60; serial++) {
			assertThat(again.post(Writer.state("a", serial, "x")).statusCode()).isEqualTo(200);
		}
		assertThat(serials()).hasSize(30)
			.as("the last of each claim, and the newest of this one's")
			.startsWith(60L, 59L)
			.endsWith(40L, 10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L);
		Writer open = this.site.claim();
		open.post(Writer.state("a", 61, "x"));
		for (int serial = 62; serial <= 90; serial++) {
			open.post(Writer.state("a", serial, "x"));
		}
		assertThat(serials()).hasSize(30).contains(90L, 60L, 10L, 2L).doesNotContain(40L, 59L);
	}

	private List<Long> serials() {
		return this.site.states()
			.versions(this.site.id(), Long.MAX_VALUE, 100)
			.stream()
			.map(StateVersion::serial)
			.toList();
	}

	@Test
	void onlyWhatIsTakenMakesOlderVersionsGo() {
		for (int serial = 2; serial <= 31; serial++) {
			this.writer.post(Writer.state("a", serial, "x" + serial));
		}
		// One more than are kept, so that whatever prunes is seen to.
		this.site.jdbc().sql("""
				insert into state_version (environment_id, lineage, serial, size, digest, resources, terraform_version,
					run, fence, written_by, written_at, object)
				select environment_id, lineage, 1, size, repeat('0', 64), resources, terraform_version, run, fence,
					written_by, written_at, object || '-first' from state_version
				where environment_id = ? and serial = 2""").param(this.site.id()).update();
		this.writer.lock("one");
		assertThat(this.writer.post(Writer.state("a", 32, "y"), "two").statusCode()).isEqualTo(423);
		assertThat(versions()).isEqualTo(31);
		this.writer.unlock("one");
		assertThat(this.writer.post(Writer.state("a", 30, "y")).statusCode()).isEqualTo(409);
		assertThat(this.writer.post(Writer.state("b", 32, "y")).statusCode()).isEqualTo(409);
		assertThat(this.writer.post("{}").statusCode()).isEqualTo(400);
		assertThat(Writer
			.send(this.writer.request("")
				.header("Content-MD5", Writer.md5("another"))
				.POST(HttpRequest.BodyPublishers.ofString(Writer.state("a", 32, "x"))))
			.statusCode()).isEqualTo(400);
		assertThat(this.writer.post(Writer.state("a", 31, "x31")).statusCode()).isEqualTo(200);
		assertThat(versions()).isEqualTo(31);
		assertThat(this.writer.post(Writer.state("a", 32, "x32")).statusCode()).isEqualTo(200);
		assertThat(versions()).isEqualTo(30);
	}

	private int versions() {
		return this.site.states().versions(this.site.id(), Long.MAX_VALUE, 100).size();
	}

	@Test
	void ofOneClaimTwentyDivergedStatesAreKept() throws Exception {
		this.writer.post(Writer.state("a", 50, "x"));
		for (int serial = 1; serial <= 20; serial++) {
			assertThat(this.writer.post(Writer.state("a", serial, "y")).statusCode()).isEqualTo(409);
		}
		assertThat(this.site.states().diverged(this.site.id()).getFirst().reason())
			.endsWith("It is the last of 20 that are kept of its claim");
		HttpResponse<String> more = this.writer.post(Writer.state("a", 21, "y"));
		assertThat(more.statusCode()).isEqualTo(409);
		assertThat(more.body()).contains("It is not kept: its claim has left 20 diverged states already");
		// What is there is there, and no other claim pays for it.
		assertThat(this.writer.post(Writer.state("a", 3, "y")).body()).contains("It is kept as diverged state");
		assertThat(this.site.states().diverged(this.site.id())).hasSize(20);
		assertThat(objects()).hasSize(21);
		Writer next = this.site.claim();
		assertThat(next.post(Writer.state("a", 22, "y")).body()).contains("It is kept as diverged state");
		// What Terraform leaves in its folder is always brought home.
		Path left = Files.createTempFile("errored", ".tfstate");
		Files.writeString(left, Writer.state("b", 60, "z"));
		assertThat(this.site.states().salvage(this.site.id(), this.writer.run(), this.writer.fence(), left))
			.isInstanceOf(Salvaged.Diverged.class);
		Files.delete(left);
	}

	@Test
	void restoringGivesANewVersionWithTheOldResources() throws Exception {
		// Not only letters of one byte before the serial.
		String first = "{\"check\":\"größe 🏗\",\"serial\":7,\"lineage\":\"a\",\"resources\":[{\"name\":\"ä\"}],\"version\":4}\n";
		this.writer.post(first);
		this.writer.post(Writer.state("a", 9, "x"));
		StateVersion restored = this.site.states().restore(this.site.id(), 7, "platform-1", "a mistake");
		assertThat(restored.serial()).isEqualTo(10);
		assertThat(restored.restoredFrom()).isEqualTo(7);
		assertThat(restored.writtenBy()).isEqualTo("platform-1");
		assertThat(this.writer.get().body()).isEqualTo(first.replace("7", "10"));
		decryptsToItsDigest(restored);
	}

	@Test
	void whatIsNotBoundToARowIsSweptAfterADay() {
		ObjectStore store = this.portal.bean(ObjectStore.class);
		String orphan = Intake.OBJECTS + this.site.id() + "/orphan";
		store.put(orphan, new ByteArrayInputStream(new byte[10]));
		this.writer.post(Writer.state("a", 2, "x"));
		this.writer.post(Writer.state("a", 1, "x"));
		this.portal.bean(Cleaning.class).sweep();
		assertThat(objects()).hasSize(3);
		Cleaning tomorrow = new Cleaning(this.site.jdbc(), this.portal.bean(Versions.class), store,
				java.time.Clock.offset(java.time.Clock.systemUTC(), java.time.Duration.ofHours(25)));
		assertThat(tomorrow.sweep()).isPositive();
		assertThat(objects()).hasSize(2).doesNotContain(orphan);
		this.site.states().versions(this.site.id(), Long.MAX_VALUE, 100).forEach(this::decryptsToItsDigest);
	}

	private void decryptsToItsDigest(StateVersion version) {
		try (var content = this.site.states().open(this.site.id(), version.serial())) {
			assertThat(HexFormat.of().formatHex(Sha256.begin().digest(content.readAllBytes())))
				.isEqualTo(version.digest());
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private void isDiverged(long serial, String lineage) {
		assertThat(this.site.states().current(this.site.id()).orElseThrow().serial()).isEqualTo(5);
		DivergedState kept = this.site.states().diverged(this.site.id()).getFirst();
		assertThat(kept.serial()).isEqualTo(serial);
		assertThat(kept.lineage()).isEqualTo(lineage);
		assertThat(kept.run()).isEqualTo(this.writer.run());
		try (var content = this.site.states().openDiverged(this.site.id(), kept.id())) {
			assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
				.isEqualTo(Writer.state(lineage, serial, "y"));
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private List<String> objects() {
		return this.portal.bean(ObjectStore.class)
			.list(Intake.OBJECTS + this.site.id() + "/", null, 1000)
			.objects()
			.stream()
			.map((object) -> object.name())
			.toList();
	}

	private long refusals() {
		return this.site.jdbc()
			.sql("select count(*) from audit_row where action = 'state.refused'")
			.query(Long.class)
			.single();
	}

	private static String base64(String text) {
		return java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
