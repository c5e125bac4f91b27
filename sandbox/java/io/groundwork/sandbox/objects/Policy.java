package io.groundwork.sandbox.objects;

import java.util.List;
import java.util.Optional;

import io.groundwork.sandbox.linode.Buckets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What limited keys may do with a bucket, as the bucket's policy. Somebody's own
 * statements stay beside ours.
 */
final class Policy {

	private static final String OURS = "GrantedToKeys";

	private final ObjectNode document;

	private Policy(ObjectNode document) {
		this.document = document;
	}

	/**
	 * The policy that is to be.
	 * @param before the one there is, empty for none
	 */
	static Policy of(String before, Buckets.Place bucket, List<Buckets.Key> keys) {
		ObjectNode document = JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17");
		ArrayNode statements = document.putArray("Statement");
		if (!before.isEmpty() && JsonMapper.shared().readTree(before) instanceof ObjectNode present) {
			document.put("Version", present.path("Version").asString("2012-10-17"));
			for (JsonNode statement : present.path("Statement")) {
				if (!statement.path("Sid").asString("").startsWith(OURS)) {
					statements.add(statement);
				}
			}
		}
		List<String> readers = named(bucket, keys, false);
		List<String> writers = named(bucket, keys, true);
		add(statements, "Reading", "Allow", readers, bucket, "s3:Get*", "s3:List*");
		add(statements, "Writing", "Allow", writers, bucket, "s3:*");
		// A bucket itself comes and goes with an unlimited key, and nobody lets others in
		// by the way of being let in.
		add(statements, "Keeping", "Deny", writers, bucket, "s3:DeleteBucket", "s3:PutBucketPolicy",
				"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketOwnershipControls",
				"s3:PutBucketPublicAccessBlock");
		return new Policy(document);
	}

	private static List<String> named(Buckets.Place bucket, List<Buckets.Key> keys, boolean writing) {
		return keys.stream()
			.filter(Buckets.Key::limited)
			.filter((key) -> key.grants()
				.stream()
				.anyMatch((grant) -> grant.isFor(bucket) && grant.mayWrite() == writing))
			.map(Buckets.Key::accessKey)
			.toList();
	}

	private static void add(ArrayNode statements, String name, String effect, List<String> keys, Buckets.Place bucket,
			String... actions) {
		if (keys.isEmpty()) {
			return;
		}
		ObjectNode statement = statements.addObject().put("Sid", OURS + name).put("Effect", effect);
		ArrayNode principals = statement.putObject("Principal").putArray("AWS");
		keys.forEach(principals::add);
		ArrayNode names = statement.putArray("Action");
		for (String action : actions) {
			names.add(action);
		}
		ArrayNode resources = statement.putArray("Resource").add("arn:aws:s3:::" + bucket.name());
		if (!"Deny".equals(effect)) {
			resources.add("arn:aws:s3:::" + bucket.name() + "/*");
		}
	}

	/**
	 * The document, if there is anything to say.
	 */
	Optional<String> document() {
		return this.document.path("Statement").isEmpty() ? Optional.empty() : Optional.of(this.document.toString());
	}

}
