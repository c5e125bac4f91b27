package io.groundwork.sandbox.linode;

import java.util.List;
import java.util.Map;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that says no, in the words of the real API.
 */
final class Refusal extends RuntimeException {

	private final int status;

	private final List<Reason> reasons;

	private final Map<String, String> headers;

	Refusal(int status, List<Reason> reasons, Map<String, String> headers) {
		super(reasons.toString(), null, false, false);
		this.status = status;
		this.reasons = List.copyOf(reasons);
		this.headers = Map.copyOf(headers);
	}

	Refusal(int status, String reason) {
		this(status, List.of(new Reason(reason, "")), Map.of());
	}

	static Refusal field(String field, String reason) {
		return new Refusal(400, List.of(new Reason(reason, field)), Map.of());
	}

	static Refusal bad(String reason) {
		return new Refusal(400, reason);
	}

	static Refusal notFound() {
		return new Refusal(404, "Not found");
	}

	Answer answer() {
		ObjectNode body = Json.object();
		ArrayNode errors = body.putArray("errors");
		for (Reason reason : this.reasons) {
			ObjectNode error = errors.addObject().put("reason", reason.text());
			if (!reason.field().isEmpty()) {
				error.put("field", reason.field());
			}
		}
		return new Answer(this.status, body, this.headers);
	}

	/**
	 * One thing that is wrong.
	 *
	 * @param text what is wrong with it
	 * @param field where, empty if nowhere in particular
	 */
	record Reason(String text, String field) {

	}

}
