package io.groundwork.environments.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * The published JSON schema of a spec, for editors and scripts. It takes every spec that
 * can be made and refuses most that cannot; {@link SpecRules} decides.
 */
public final class SpecSchema {

	/** Found by the class, not by whichever thread comes by first. */
	private static final ClassPathResource FILE = new ClassPathResource("/schemas/spec.schema.json", SpecSchema.class);

	private SpecSchema() {
	}

	public static JsonNode json() {
		try (InputStream file = FILE.getInputStream()) {
			return JsonMapper.shared().readTree(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
