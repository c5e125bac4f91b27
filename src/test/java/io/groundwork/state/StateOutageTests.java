package io.groundwork.state;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.groundwork.DatabaseLine;
import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.sandbox.Postgres;
import io.groundwork.storage.ObjectStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database or the object store goes away in the middle of a write: Terraform is told
 * to try again, and its second try succeeds, whatever the first came to.
 */
class StateOutageTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	private static Path folder;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static DatabaseLine line;

	private static Portal portal;

	private Site site;

	private Writer writer;

	@BeforeAll
	static void start() {
		line = new DatabaseLine(Postgres.shared().fresh());
		portal = Portal.start(line.database(), Map.of("groundwork.storage.folder", folder.resolve("objects"),
				"groundwork.state.largest", "100KB", "spring.datasource.hikari.connection-timeout", 1000));
	}

	@AfterAll
	static void stop() {
		portal.close();
		line.close();
	}

	@AfterEach
	void mended() {
		line.mend();
		Eventually.that(PATIENCE, () -> this.writer.get().statusCode() == 200);
	}

	@BeforeEach
	void claim() {
		this.site = Site.fresh(portal);
		this.writer = this.site.claim();
		assertThat(this.writer.post(Writer.state("a", 1, "x")).statusCode()).isEqualTo(200);
	}

	@Test
	void aWriteWhoseObjectIsThereAndWhoseRowIsNotIsTriedAgain() {
		line.cutAt("insert into state_version", "", false);
		isToTryAgain(this.writer.post(Writer.state("a", 2, "y")));
		mended();
		assertThat(objects()).isEqualTo(2);
		assertThat(this.site.states().current(this.site.id()).orElseThrow().serial()).isEqualTo(1);
		assertThat(this.writer.post(Writer.state("a", 2, "y")).statusCode()).isEqualTo(200);
		assertThat(this.writer.get().body()).isEqualTo(Writer.state("a", 2, "y"));
	}

	@Test
	void aWriteThatIsDoneAndWasNotConfirmedIsConfirmedTheSecondTime() {
		line.cutAt("COMMIT", "insert into state_version", true);
		isToTryAgain(this.writer.post(Writer.state("a", 2, "y")));
		mended();
		assertThat(this.writer.post(Writer.state("a", 2, "y")).statusCode()).isEqualTo(200);
		assertThat(this.writer.get().body()).isEqualTo(Writer.state("a", 2, "y"));
		assertThat(this.site.states().diverged(this.site.id())).isEmpty();
	}

	@Test
	void withoutTheDatabaseEverythingIsToBeTriedAgain() {
		line.cut();
		isToTryAgain(this.writer.get());
		isToTryAgain(this.writer.lock("one"));
		mended();
		assertThat(this.writer.lock("one").statusCode()).isEqualTo(200);
	}

	@Test
	void withoutTheObjectStoreReadingAndWritingAreToBeTriedAgain() throws IOException {
		Path away = folder.resolve("away");
		Files.move(folder.resolve("objects"), away);
		Files.createFile(folder.resolve("objects"));
		try {
			isToTryAgain(this.writer.post(Writer.state("a", 2, "y")));
		}
		finally {
			Files.delete(folder.resolve("objects"));
			Files.move(away, folder.resolve("objects"));
		}
		assertThat(this.site.states().current(this.site.id()).orElseThrow().serial()).isEqualTo(1);
		assertThat(this.writer.post(Writer.state("a", 2, "y")).statusCode()).isEqualTo(200);
	}

	@Test
	void whatIsLargerThanTheSettingAllowsIsNotTaken() {
		String large = Writer.state("a", 2, "y".repeat(110_000));
		assertThat(this.writer.post(large).statusCode()).isEqualTo(413);
		HttpRequest.BodyPublisher unsaid = HttpRequest.BodyPublishers
			.fromPublisher(HttpRequest.BodyPublishers.ofString(large));
		assertThat(Writer.send(this.writer.request("").POST(unsaid)).statusCode()).isEqualTo(413);
		assertThat(objects()).isEqualTo(1);
	}

	private static void isToTryAgain(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
		assertThat(answer.headers().firstValue("Retry-After")).isPresent();
	}

	private int objects() {
		return portal.bean(ObjectStore.class).list(Intake.OBJECTS + this.site.id() + "/", null, 1000).objects().size();
	}

}
