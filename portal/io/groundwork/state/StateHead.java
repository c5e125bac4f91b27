package io.groundwork.state;

import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * What a state says of itself at its first level, read without holding more of it than a
 * buffer.
 *
 * @param lineage Terraform's name for the line of states
 * @param serial its place in that line
 * @param serialAt after how many characters the serial stands
 * @param serialLength how many characters it has
 * @param terraformVersion what wrote it
 * @param resources how many resources it knows
 */
record StateHead(String lineage, long serial, long serialAt, int serialLength, String terraformVersion, int resources) {

	private static final int LONGEST = 200;

	// Names of fields are not collected: there may be as many as a state has bytes.
	private static final JsonFactory JSON = JsonFactory.builder()
		.disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
		.build();

	/**
	 * Reads a state to its end.
	 * @throws UnreadableStateException if it is none
	 */
	static StateHead read(InputStream content) {
		try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), content)) {
			Draft draft = new Draft();
			if (json.nextToken() != JsonToken.START_OBJECT) {
				throw new UnreadableStateException("A state is a JSON object");
			}
			for (String field = json.nextName(); field != null; field = json.nextName()) {
				json.nextToken();
				draft.take(field, json);
			}
			if (json.nextToken() != null) {
				throw new UnreadableStateException("There is something after the end of the state");
			}
			return draft.finish();
		}
		catch (JacksonException ex) {
			if (ex.getCause() instanceof java.io.IOException cause) {
				throw new UnreadableStateException("The state did not arrive whole: " + cause.getMessage(), cause);
			}
			// Its message would quote the state.
			throw new UnreadableStateException("The state is not valid JSON at line %d, column %d"
				.formatted(ex.getLocation().getLineNr(), ex.getLocation().getColumnNr()));
		}
	}

	/**
	 * What was read so far.
	 */
	private static final class Draft {

		private final Set<String> seen = new HashSet<>();

		private @Nullable String lineage;

		private @Nullable Long serial;

		private long serialAt;

		private int serialLength;

		private String terraformVersion = "";

		private int resources;

		void take(String field, JsonParser json) {
			switch (field) {
				case "lineage" -> this.lineage = text(field, json);
				case "terraform_version" -> this.terraformVersion = text(field, json);
				case "serial" -> serial(json);
				case "resources" -> resources(json);
				default -> json.skipChildren();
			}
		}

		private void serial(JsonParser json) {
			once("serial");
			if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getStringLength() > 18
					|| json.getLongValue() < 0) {
				throw new UnreadableStateException("The serial of a state is a whole number");
			}
			this.serial = json.getLongValue();
			this.serialAt = json.currentTokenLocation().getCharOffset();
			this.serialLength = json.getStringLength();
		}

		private void resources(JsonParser json) {
			once("resources");
			if (json.currentToken() != JsonToken.START_ARRAY) {
				json.skipChildren();
				return;
			}
			while (json.nextToken() != JsonToken.END_ARRAY) {
				this.resources++;
				json.skipChildren();
			}
		}

		private String text(String field, JsonParser json) {
			once(field);
			if (json.currentToken() != JsonToken.VALUE_STRING || json.getStringLength() > LONGEST) {
				throw new UnreadableStateException("The %s of a state is a text".formatted(field));
			}
			return Texts.storable(json.getString());
		}

		private void once(String field) {
			if (!this.seen.add(field)) {
				throw new UnreadableStateException("The state says its %s twice".formatted(field));
			}
		}

		StateHead finish() {
			String line = this.lineage;
			Long number = this.serial;
			if (line == null || line.isEmpty() || number == null) {
				throw new UnreadableStateException("A state has a lineage and a serial, and this has not");
			}
			return new StateHead(line, number, this.serialAt, this.serialLength, this.terraformVersion, this.resources);
		}

	}

}
