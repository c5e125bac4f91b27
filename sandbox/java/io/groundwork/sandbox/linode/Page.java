package io.groundwork.sandbox.linode;

import java.util.List;
import java.util.Set;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which part of a list is asked for.
 *
 * @param number the page, from 1
 * @param size how many are on one
 */
record Page(int number, int size) {

	static Answer answer(Call call, List<ObjectNode> rows, Set<String> filterable) {
		List<ObjectNode> wanted = Filter.of(call.filter(), filterable).apply(rows);
		Page page = new Page(number(call, "page", 1, 1, Integer.MAX_VALUE), number(call, "page_size", 100, 25, 500));
		int pages = Math.max(1, (wanted.size() + page.size() - 1) / page.size());
		// A page past the end is empty and no mistake: Terraform's provider asks for the
		// hundredth page of plans to see whether its token is good.
		int from = (int) Math.min(wanted.size(), (page.number() - 1L) * page.size());
		ObjectNode answer = Json.object();
		ArrayNode data = answer.putArray("data");
		wanted.subList(from, Math.min(wanted.size(), from + page.size())).forEach(data::add);
		answer.put("page", page.number()).put("pages", pages).put("results", wanted.size());
		return Answer.ok(answer);
	}

	private static int number(Call call, String name, int otherwise, int min, int max) {
		String text = call.query().get(name);
		if (text == null) {
			return otherwise;
		}
		int number;
		try {
			number = Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw Refusal.field(name, "Must be of type Integer");
		}
		if (number < min || number > max) {
			throw Refusal.field(name,
					(max == Integer.MAX_VALUE) ? "Must be " + min + " or greater" : "Must be " + min + "-" + max);
		}
		return number;
	}

}
