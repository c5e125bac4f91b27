package io.groundwork.plans;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What people agree to.
 */
class PlanDigestTests {

	private static final PlanDigest DIGEST = PlanDigest.of("aa", "bb", "lineage", 7);

	@Test
	void isTheSameForTheSameParts() {
		assertThat(DIGEST.hex()).isEqualTo(PlanDigest.of("aa", "bb", "lineage", 7).hex())
			.isEqualTo("2ddb59192db75dad6705c47930638eb37244d711755da30b5e33b81196017ab8")
			.hasSize(64);
		assertThat(DIGEST.with("spec", "1").with("template", "2").hex())
			.isEqualTo(DIGEST.with("template", "2").with("spec", "1").hex());
	}

	@Test
	void isAnotherForAnyOtherPart() {
		assertThat(List.of(DIGEST, PlanDigest.of("ab", "bb", "lineage", 7), PlanDigest.of("aa", "bc", "lineage", 7),
				PlanDigest.of("aa", "bb", "other", 7), PlanDigest.of("aa", "bb", "lineage", 8),
				DIGEST.with("spec", "1"), DIGEST.with("spec1", "")))
			.extracting(PlanDigest::hex)
			.doesNotHaveDuplicates();
		assertThat(new PlanDigest(Map.of("a", "b3:c")).hex())
			.isNotEqualTo(new PlanDigest(Map.of("a", "b", "c", "")).hex());
	}

	@Test
	void aPartIsNotTakenForAnother() {
		assertThatIllegalArgumentException().isThrownBy(() -> DIGEST.with("plan", "other"));
	}

}
