package io.groundwork.cloud;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a token may do.
 *
 * @param words in Linode's words, such as lke:read_only
 */
record Scopes(Set<String> words) {

	/** What the portal cannot do without. */
	static final Set<String> LEAST = Set.of("account:read_only", "databases:read_only", "domains:read_only",
			"firewall:read_only", "lke:read_only", "object_storage:read_only", "vpc:read_only");

	/** What lets it rotate its token by itself. */
	static final String MAKING_TOKENS = "account:read_write";

	private static final String EVERYTHING = "*";

	Scopes {
		words = Set.copyOf(words);
	}

	static Scopes of(String words) {
		return new Scopes(
				new TreeSet<>(Arrays.stream(words.split("[ ,]+")).filter((word) -> !word.isEmpty()).toList()));
	}

	/**
	 * What a token needs that is made to replace itself one day.
	 */
	static Scopes wanted() {
		Set<String> wanted = new TreeSet<>(LEAST);
		wanted.remove("account:read_only");
		wanted.add(MAKING_TOKENS);
		return new Scopes(wanted);
	}

	boolean mayMakeTokens() {
		return allow(MAKING_TOKENS);
	}

	/**
	 * What the portal needs and these do not give.
	 */
	List<String> missing() {
		return LEAST.stream().filter((scope) -> !allow(scope)).sorted().toList();
	}

	/**
	 * What these give and the portal never needs.
	 */
	List<String> excess() {
		return this.words.stream()
			.filter((scope) -> !LEAST.contains(scope) && !MAKING_TOKENS.equals(scope))
			.sorted()
			.toList();
	}

	private boolean allow(String scope) {
		String area = scope.substring(0, scope.indexOf(':'));
		return this.words.contains(EVERYTHING) || this.words.contains(scope)
				|| this.words.contains(area + ":read_write") || this.words.contains(area + ":*");
	}

	List<String> sorted() {
		return this.words.stream().sorted().toList();
	}

	@Override
	public String toString() {
		return String.join(" ", sorted());
	}

}
