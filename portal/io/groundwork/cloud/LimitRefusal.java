package io.groundwork.cloud;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A refusal because the account may have no more of something, found in what Terraform or
 * the API says.
 *
 * @param kind of what there may be no more
 * @param regional whether Linode spoke of the region rather than of the account
 * @param words Linode's words
 */
record LimitRefusal(Countable kind, boolean regional, String words) {

	private static final int LONGEST = 500;

	/** Bars and line breaks that Terraform draws its messages with. */
	private static final Pattern FRAME = Pattern.compile("[\\s\\p{Cntrl}\u2500-\u257f]+");

	/**
	 * A sentence of Linode's, known by the status before it, that says so. Limits of time
	 * and of requests are told without one, or with another.
	 */
	private static final Pattern SENTENCE = Pattern
		.compile(
				"(?:\\[4(?!29|08)\\d\\d\\]|refused with 4(?!29|08)\\d\\d:) ((?:\\[[\\w.]{1,80}\\] )?[^.\\[]{0,300}?\\b"
						+ "(?:(?:limit|quota)(?: \\w+){0,6}? (?:reached|exceeded)"
						+ "|(?:reached|exceed(?:s|ed)?) (?:\\w+ ){0,4}(?:limit|quota))\\b[^.]*)",
				Pattern.CASE_INSENSITIVE);

	private static final Pattern ADDRESS = Pattern.compile("\\b(linode_[a-z0-9_]+)\\.");

	private static final Pattern REGION = Pattern.compile("\\bregion\\b", Pattern.CASE_INSENSITIVE);

	/** How the resources' types begin; those that are parts of others are not counted. */
	private static final Map<String, Countable> TYPES = Map.of("linode_lke_cluster", Countable.NODES,
			"linode_lke_node_pool", Countable.NODES, "linode_instance", Countable.NODES, "linode_vpc", Countable.VPCS,
			"linode_firewall", Countable.FIREWALLS, "linode_object_storage_bucket", Countable.BUCKETS, "linode_domain",
			Countable.DOMAINS, "linode_database_postgresql_v2", Countable.DATABASES);

	private static final Map<String, Countable> WORDS = Map.of("\\bdatabases?\\b", Countable.DATABASES, "\\bvpcs?\\b",
			Countable.VPCS, "\\bfirewalls?\\b", Countable.FIREWALLS, "\\bbuckets?\\b", Countable.BUCKETS,
			"\\bdomains?\\b", Countable.DOMAINS);

	/**
	 * The refusal in that text, if it is one of this kind.
	 */
	static Optional<LimitRefusal> in(String text) {
		String flat = FRAME.matcher(text).replaceAll(" ");
		Matcher sentence = SENTENCE.matcher(flat);
		if (!sentence.find()) {
			return Optional.empty();
		}
		String words = sentence.group(1).strip();
		return kind(flat, sentence, words).map((kind) -> new LimitRefusal(kind, REGION.matcher(words).find(),
				words.substring(0, Math.min(LONGEST, words.length()))));
	}

	/**
	 * What Linode refused: the resource that Terraform names after the message, or before
	 * it, else what the words name. Where nothing does, it is computers: that is what
	 * accounts have a limit for.
	 */
	private static Optional<Countable> kind(String text, Matcher sentence, String words) {
		Optional<String> type = ADDRESS.matcher(text.substring(sentence.end()))
			.results()
			.findFirst()
			.or(() -> ADDRESS.matcher(text.substring(0, sentence.start())).results().reduce((one, next) -> next))
			.map((address) -> address.group(1));
		if (type.isPresent()) {
			return type.map(TYPES::get);
		}
		return Optional.of(WORDS.entrySet()
			.stream()
			.filter((word) -> Pattern.compile(word.getKey(), Pattern.CASE_INSENSITIVE).matcher(words).find())
			.map(Map.Entry::getValue)
			.sorted()
			.findFirst()
			.orElse(Countable.NODES));
	}

}
