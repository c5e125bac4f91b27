package io.groundwork.web;

import java.util.List;

/**
 * Who looks at the page; the model attribute {@code visitor}, absent before sign-in.
 *
 * @param name what they are called
 * @param roles what they may be, as words
 */
public record Visitor(String name, List<String> roles) {

	public Visitor {
		roles = List.copyOf(roles);
	}

}
