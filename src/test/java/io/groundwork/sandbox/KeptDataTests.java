package io.groundwork.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeptDataTests {

	private final Path folder;

	private final KeptData data;

	KeptDataTests(@TempDir Path temporary) {
		this.folder = temporary.resolve("postgres");
		this.data = new KeptData(this.folder);
	}

	@Test
	void theServerOfAKilledRunIsEndedAndItsDataStay() throws Exception {
		assertThat(this.data.prepare()).isFalse();
		// Never closed, as by a process that was killed.
		Postgres killed = Postgres.start(this.folder, 0);
		this.data.keep();
		try (Connection connection = killed.superuser(killed.database("kept"));
				var statement = connection.createStatement()) {
			statement.execute("create table note as select 'still here' as text");
		}
		long pid = Long.parseLong(Files.readAllLines(this.folder.resolve("postmaster.pid")).getFirst().strip());
		assertThat(this.data.prepare()).isTrue();
		assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
		assertThat(this.data.prepare()).isFalse();
		killed.close();
		try (Postgres next = Postgres.start(this.folder, 0);
				Connection connection = next.superuser(next.database("kept"));
				ResultSet rows = connection.createStatement().executeQuery("select text from note")) {
			assertThat(rows.next()).isTrue();
			assertThat(rows.getString(1)).isEqualTo("still here");
		}
	}

	@Test
	void aFirstStartThatWasCutShortIsForgotten() throws Exception {
		Files.createDirectories(this.folder.resolve("base"));
		Files.writeString(this.folder.resolve("postgresql.conf"), "");
		this.data.prepare();
		assertThat(this.folder).doesNotExist();
	}

	@Test
	void dataOfAnotherVersionAreLeftAloneAndNamed() throws Exception {
		Files.createDirectories(this.folder);
		Files.writeString(this.folder.resolve("PG_VERSION"), "16\n");
		this.data.keep();
		assertThatThrownBy(this.data::prepare).isInstanceOf(CannotStartException.class)
			.hasMessageContainingAll("PostgreSQL 16", "18", "make reset");
		assertThat(this.folder.resolve("PG_VERSION")).exists();
	}

	@Test
	void anotherProcessWithThatNumberIsLeftAlone() throws Exception {
		Files.createDirectories(this.folder);
		Files.writeString(this.folder.resolve("PG_VERSION"), KeptData.MAJOR);
		Files.writeString(this.folder.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");
		this.data.keep();
		assertThat(this.data.prepare()).isFalse();
	}

	@Test
	void theVersionIsTheOneThatComesAlongAndNothingIsLostInACrash() throws Exception {
		Postgres postgres = Postgres.shared();
		try (Connection connection = postgres.superuser(postgres.fresh())) {
			assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(Integer.parseInt(KeptData.MAJOR));
			for (String setting : new String[] { "fsync", "synchronous_commit" }) {
				try (ResultSet rows = connection.createStatement().executeQuery("show " + setting)) {
					rows.next();
					assertThat(rows.getString(1)).as(setting).isEqualTo("on");
				}
			}
		}
	}

}
