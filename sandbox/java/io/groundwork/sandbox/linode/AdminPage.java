package io.groundwork.sandbox.linode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admin path as a page: every button is a plain form, and it looks like the portal
 * that it is opened from.
 */
final class AdminPage {

	static final String STYLE = "/admin/look.css";

	private static final List<String> STYLES = List.of("/static/css/tokens.css", "/static/css/base.css",
			"/static/css/layout.css", "/static/css/parts.css", "/sandbox/linode/admin.css");

	/**
	 * More of the last requests than anybody reads.
	 */
	private static final int REQUESTS = 50;

	private static final Set<String> NUMBERS = Set.of("cluster", "nodes", "millis", "times", "seconds");

	private static final Map<String, String> WHAT = Map.of("account-limit", "Account limit", "no-capacity",
			"No capacity", "latency", "Slow", "too-many-requests", "429, too many requests", "unavailable",
			"503, unavailable", "error", "500, error", "cut", "Cut in the middle of the answer", "region-down",
			"Region out of service", "cluster-down", "API server down");

	private final TemplateEngine engine = engine();

	private final byte[] style = styles();

	private static TemplateEngine engine() {
		ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
		resolver.setPrefix("sandbox/linode/");
		resolver.setSuffix(".html");
		SpringTemplateEngine engine = new SpringTemplateEngine();
		engine.setTemplateResolver(resolver);
		return engine;
	}

	/**
	 * All in one, in the order in which the portal links them.
	 */
	private static byte[] styles() {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (String name : STYLES) {
			try (InputStream file = AdminPage.class.getResourceAsStream(name)) {
				if (file == null) {
					throw new IllegalStateException("There is no " + name + " on the class path");
				}
				file.transferTo(all);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return all.toByteArray();
	}

	byte[] style() {
		return this.style;
	}

	byte[] write(JsonNode everything, List<JsonNode> errors, Collection<String> regions) {
		List<Map<String, String>> resources = rows(everything.path("resources"));
		List<Map<String, String>> requests = rows(everything.path("requests"));
		Context context = new Context(Locale.ENGLISH);
		context.setVariable("errors", errors.stream().map(AdminPage::texts).toList());
		context.setVariable("faults", Json.nodes(everything.path("faults")).stream().map(AdminPage::fault).toList());
		context.setVariable("resources", resources);
		context.setVariable("clusters",
				resources.stream().filter((resource) -> "cluster".equals(resource.get("kind"))).toList());
		context.setVariable("requests", requests.subList(0, Math.min(REQUESTS, requests.size())));
		context.setVariable("regions", regions);
		return this.engine.process("admin", context).getBytes(StandardCharsets.UTF_8);
	}

	private static List<Map<String, String>> rows(JsonNode rows) {
		return Json.nodes(rows).stream().map(AdminPage::texts).toList();
	}

	/**
	 * What there is to show of something, each value as text; what is nothing is not
	 * there.
	 */
	private static Map<String, String> texts(JsonNode row) {
		Map<String, String> texts = new LinkedHashMap<>();
		row.properties().forEach((field) -> {
			JsonNode value = field.getValue();
			String text = value.isContainer() ? value.toPrettyString() : value.asString("");
			if (!value.isNull() && !text.isEmpty()) {
				texts.put(field.getKey(), text);
			}
		});
		return texts;
	}

	private static Map<String, String> fault(JsonNode fault) {
		String region = fault.path("region").asString("");
		String plan = fault.path("plan").asString("");
		String method = fault.path("method").asString("");
		String path = fault.path("path").asString("");
		String kind = fault.path("kind").asString("");
		String where = switch (kind) {
			case "account-limit" -> "after %d nodes".formatted(fault.path("nodes").asInt(0));
			case "no-capacity" ->
				(region.isEmpty() ? "all regions" : region) + ", " + (plan.isEmpty() ? "all plans" : plan);
			case "region-down" -> region;
			case "cluster-down" -> "cluster " + fault.path("cluster").asInt(0);
			default -> (method.isEmpty() ? "any request" : method) + (path.isEmpty() ? "" : ", path has " + path);
		};
		String what = WHAT.getOrDefault(kind, kind);
		List<String> ends = new ArrayList<>();
		if (fault.hasNonNull("left")) {
			ends.add("%d times more".formatted(fault.path("left").asLong(0)));
		}
		if (fault.hasNonNull("until")) {
			ends.add("until " + fault.path("until").asString(""));
		}
		return Map.of("id", fault.path("id").asString(""), "what",
				"latency".equals(kind) ? "%s by %d ms".formatted(what, fault.path("millis").asInt(0)) : what, "where",
				where, "long", ends.isEmpty() ? "until removed" : String.join(" or ", ends));
	}

	/**
	 * A form's fields as JSON; what was left empty is not there.
	 */
	static ObjectNode read(byte[] form) {
		ObjectNode fields = Json.object();
		for (String part : new String(form, StandardCharsets.UTF_8).split("&")) {
			int equals = part.indexOf('=');
			if (equals < 0 || equals == part.length() - 1) {
				continue;
			}
			String name = part.substring(0, equals);
			try {
				String value = URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8).trim();
				if (NUMBERS.contains(name) && value.matches("\\d{1,9}")) {
					fields.put(name, Integer.parseInt(value));
				}
				else if (!value.isEmpty()) {
					fields.put(name, value);
				}
			}
			catch (IllegalArgumentException ex) {
				throw Refusal.bad("Invalid form");
			}
		}
		return fields;
	}

}
