package io.groundwork.plans;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.groundwork.plans.Changes.Attribute;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Secrets that stand where nothing marks them.
 */
class ScrubTests {

	private static final String SECRET = "hunter22-hunter22";

	@Test
	void aSecretThatThePlanDoesNotKnowForOneIsHidden() {
		assertThat(shown("password is " + SECRET, SECRET)).contains("sensitive");
		assertThat(shown("password is none", SECRET)).contains("password is none");
	}

	@Test
	void aSecretThatTheCutGoesThroughIsHidden() {
		assertThat(shown("x".repeat(Values.LONGEST - 10) + SECRET, SECRET)).contains("sensitive");
		assertThat(shown("x".repeat(Values.LONGEST) + SECRET, SECRET))
			.contains("x".repeat(Values.LONGEST) + Values.CUT);
	}

	@Test
	void aShortSecretDoesNotHideEveryWordThatHasIt() {
		assertThat(shown("a1 is no secret", "a1")).contains("a1 is no secret");
	}

	private static Optional<String> shown(String value, String secret) {
		String document = """
				{"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","name":"b",
				"change":{"actions":["create"],"before":null,"after":{"text":"%s"}}}]}""".formatted(value);
		PlanReading reading = PlanReading.of(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)),
				Set.of(secret));
		List<Attribute> attributes = reading.changes().changes().getFirst().attributes();
		assertThat(attributes).hasSize(1);
		return attributes.getFirst().after();
	}

}
