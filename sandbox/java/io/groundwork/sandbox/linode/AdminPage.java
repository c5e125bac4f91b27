package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.web.util.HtmlUtils;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admin path as a page: every button is a plain form.
 */
final class AdminPage {

	private final String template = template();

	private static String template() {
		try (InputStream page = AdminPage.class.getResourceAsStream("/sandbox/linode/admin.html")) {
			if (page == null) {
				throw new IllegalStateException("There is no admin.html on the class path");
			}
			return new String(page.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	byte[] write(ArrayNode faults, ArrayNode resources, ArrayNode requests) {
		StringBuilder kinds = new StringBuilder();
		Faults.KINDS.forEach((kind) -> kinds.append("<option>").append(kind).append("</option>"));
		String page = this.template.replace("{{kinds}}", kinds)
			.replace("{{faults}}",
					rows(faults,
							List.of("kind", "method", "path", "region", "plan", "cluster", "nodes", "millis", "left"),
							"faults"))
			.replace("{{resources}}", rows(resources, List.of("kind", "id", "label", "owner"), "resources"))
			.replace("{{requests}}", rows(requests, List.of("at", "method", "path", "status", "owner", "micros"), ""));
		return page.getBytes(StandardCharsets.UTF_8);
	}

	private static String rows(ArrayNode rows, List<String> fields, String deletable) {
		StringBuilder html = new StringBuilder();
		for (JsonNode row : rows) {
			html.append("<tr>");
			fields.forEach((field) -> html.append("<td>")
				.append(HtmlUtils.htmlEscape(row.path(field).asString("")))
				.append("</td>"));
			if (!deletable.isEmpty()) {
				String name = "faults".equals(deletable) ? row.path("id").asString("")
						: row.path("kind").asString("") + "/" + row.path("id").asString("");
				html.append("<td><form method=\"post\" action=\"/admin/%s/%s/delete\">".formatted(deletable, name))
					.append("<button aria-label=\"Delete %s\">Delete</button></form></td>".formatted(name));
			}
			html.append("</tr>\n");
		}
		if (html.isEmpty()) {
			html.append("<tr><td colspan=\"%d\">None yet.</td></tr>".formatted(fields.size() + 1));
		}
		return html.toString();
	}

	/**
	 * A form's fields as JSON; what was left empty is not there, digits are a number.
	 */
	static ObjectNode read(byte[] form) {
		ObjectNode fields = Json.object();
		for (String part : new String(form, StandardCharsets.UTF_8).split("&")) {
			int equals = part.indexOf('=');
			if (equals < 0 || equals == part.length() - 1) {
				continue;
			}
			try {
				String value = URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
				if (value.matches("\\d{1,9}")) {
					fields.put(part.substring(0, equals), Integer.parseInt(value));
				}
				else {
					fields.put(part.substring(0, equals), value);
				}
			}
			catch (IllegalArgumentException ex) {
				throw Refusal.bad("Invalid form");
			}
		}
		return fields;
	}

}
