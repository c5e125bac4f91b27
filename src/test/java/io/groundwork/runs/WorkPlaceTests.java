package io.groundwork.runs;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When two workers are in one place.
 */
class WorkPlaceTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	private Path folder;

	@Test
	void workersWithOneFolderSeeEachOther() {
		WorkPlace one = prepared();
		assertThat(prepared().sees(one.host())).isTrue();
	}

	@Test
	void anotherFolderOfTheSameNameIsAnotherPlace() throws Exception {
		WorkPlace one = prepared();
		FileSystemUtils.deleteRecursively(this.folder.resolve("top"));
		WorkPlace other = prepared();
		assertThat(other.sees(one.host())).isFalse();
		assertThat(other.host()).endsWith(":" + this.folder.resolve("top"));
	}

	@Test
	void whatIsNotPreparedIsNoPlaceYet() {
		assertThat(place().sees(prepared().host())).isFalse();
	}

	private WorkPlace prepared() {
		WorkPlace place = place();
		place.prepare();
		return place;
	}

	private WorkPlace place() {
		return new WorkPlace(new Binder(
				new MapConfigurationPropertySource(Map.of("groundwork.runs.folder", this.folder.resolve("top"))))
			.bindOrCreate("groundwork.runs", RunSettings.class));
	}

}
