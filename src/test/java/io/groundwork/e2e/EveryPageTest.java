package io.groundwork.e2e;

import java.util.List;

import io.groundwork.Proof;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
