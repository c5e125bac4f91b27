package io.groundwork.sandbox.linode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One method on one path.
 *
 * @param method the HTTP method
 * @param segments the path's parts; a variable is {@code *}
 * @param scope what a token needs, empty for nothing
 * @param list whether it counts as a list
 * @param handler what answers
 */
record Route(String method, List<String> segments, String scope, boolean list, Function<Call, Answer> handler) {

	/**
	 * What stands in the variable places, if the path is this one's.
	 */
	Optional<List<String>> match(List<String> path) {
		if (path.size() != this.segments.size()) {
			return Optional.empty();
		}
		List<String> variables = new ArrayList<>();
		for (int i = 0; i < path.size(); i++) {
			String wanted = this.segments.get(i);
			if ("*".equals(wanted)) {
				variables.add(path.get(i));
			}
			else if (!wanted.equals(path.get(i))) {
				return Optional.empty();
			}
		}
		return Optional.of(variables);
	}

}
