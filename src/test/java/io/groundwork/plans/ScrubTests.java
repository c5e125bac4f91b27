package io.groundwork.plans;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.groundwork.masking.Mask;
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
	void itIsHiddenInWhateverFormItComes() {
		String secret = "p/ss w&rd<12>";
		for (String form : List.of("p%2Fss+w%26rd%3C12%3E", "p%2fss%20w%26rd%3c12%3e", "cC9zcyB3JnJkPDEyPg",
				"dXNlcjpwL3NzIHcmcmQ8MTI+", "p/ss w\\\\u0026rd\\\\u003c12\\\\u003e", "p/ss w&amp;rd&lt;12&gt;",
				"p/ss\\n w&rd<12>")) {
			assertThat(shown("it is " + form, secret)).as(form).contains("sensitive");
		}
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
				Mask.of(List.of(secret)));
		List<Attribute> attributes = reading.changes().changes().getFirst().attributes();
		assertThat(attributes).hasSize(1);
		return attributes.getFirst().after();
	}

}
