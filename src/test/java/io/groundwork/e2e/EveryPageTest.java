package io.groundwork.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.groundwork.Proof;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every page in every state, at both widths and in both themes: within the screen and
 * without obstacles.
 */
@Tag("proof")
class EveryPageTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@ParameterizedTest
	@MethodSource("usual")
	void isFineEverywhere(Sight sight) {
		show(sight).isFineOn(Proof.size("pages.everywhere", 2, 4));
	}

	@Test
	void everyPageHasItsPicture() throws IOException {
		try (Stream<Path> images = Files.list(Pictures.IMAGES)) {
			assertThat(images.map(Path::getFileName).map(Path::toString))
				.as("scripts/pictures takes them anew; those of pages that are no more have to go")
				.containsExactlyInAnyOrderElementsOf(Sight.usual().stream().map(Sight::image).toList());
		}
	}

	static List<Sight> usual() {
		return Sight.usual();
	}

	private Visit show(Sight sight) {
		Visit visit = (sight.person() != null) ? this.visits.of(sight.person()) : this.visits.stranger();
		sight.way().accept(visit);
		return visit;
	}

	/**
	 * With names, groups and details as long as they can get.
	 */
	@Nested
	@Tag("proof")
	class WithLongData {

		@BeforeAll
		static void grow() {
			Growth.grow();
		}

		@AfterAll
		static void shrink() {
			Growth.shrink();
		}

		@ParameterizedTest
		@MethodSource("sights")
		void isFineEverywhere(Sight sight) {
			show(sight).isFineOn(Proof.size("pages.everywhere", 2, 4));
		}

		static List<Sight> sights() {
			return Sight.grown();
		}

	}

}
