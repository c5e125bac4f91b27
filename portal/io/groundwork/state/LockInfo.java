package io.groundwork.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A lock in Terraform's shape, as it is asked for and as its holder is told of.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LockInfo(@JsonProperty("ID") @Nullable String givenId,
		@JsonProperty("Operation") @Nullable String givenOperation, @JsonProperty("Info") @Nullable String givenInfo,
		@JsonProperty("Who") @Nullable String givenWho, @JsonProperty("Version") @Nullable String givenVersion,
		@JsonProperty("Created") @Nullable String givenCreated, @JsonProperty("Path") @Nullable String givenPath) {

	private static final int LONGEST = 1000;

	/**
	 * The holder with its story, also beside the ID: of all this Terraform shows the ID
	 * and nothing else.
	 */
	static LockInfo of(StateLock lock) {
		String info = lock.story() + (lock.info().isEmpty() ? "." : ". " + lock.info());
		return new LockInfo("%s (%s)".formatted(lock.id(), lock.story()), lock.operation(), info, lock.who(),
				lock.version(), lock.created(), lock.path());
	}

	String id() {
		return text(this.givenId);
	}

	String operation() {
		return text(this.givenOperation);
	}

	String info() {
		return text(this.givenInfo);
	}

	String who() {
		return text(this.givenWho);
	}

	String version() {
		return text(this.givenVersion);
	}

	String created() {
		return text(this.givenCreated);
	}

	String path() {
		return text(this.givenPath);
	}

	private static String text(@Nullable String given) {
		String text = (given != null) ? Texts.storable(given) : "";
		return (text.length() > LONGEST) ? text.substring(0, LONGEST) : text;
	}

}
