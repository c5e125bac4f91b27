package io.groundwork.sandbox.linode;

import java.util.List;
import java.util.Map;

import tools.jackson.databind.node.ObjectNode;

/**
 * One request, read and let in.
 *
 * @param beta whether it came by v4beta
 * @param owner the label of the token it came with, empty for nobody
 * @param variables what stood in the variable places of the path, in order
 * @param query the query's parameters
 * @param filter the X-Filter header, empty for none
 * @param body the JSON it carried, empty for none
 */
record Call(boolean beta, String owner, List<String> variables, Map<String, String> query, String filter,
		ObjectNode body) {

	/**
	 * The number at that variable place; what is no number is nothing's.
	 */
	long id(int place) {
		try {
			return Long.parseLong(this.variables.get(place));
		}
		catch (NumberFormatException ex) {
			throw Refusal.notFound();
		}
	}

	String text(int place) {
		return this.variables.get(place);
	}

	Wish wish() {
		return new Wish(this.body);
	}

}
