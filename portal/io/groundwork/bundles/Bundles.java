package io.groundwork.bundles;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.digest.Sha256;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Renders bundles.
 */
@Component
public class Bundles {

	private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

	private static final JsonMapper JSON = JsonMapper.builder()
		.defaultPrettyPrinter(new DefaultPrettyPrinter(
				Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
			.withObjectIndenter(LINES))
		.build();

	private final TemplateStore templates;

	Bundles(TemplateStore templates) {
		this.templates = templates;
	}

	/**
	 * For those who have no object store at hand: only this build's own template is
	 * known.
	 */
	public static Bundles ofThisBuild() {
		return new Bundles(TemplateStore.ofThisBuild());
	}

	/**
	 * What a bundle is made with unless somebody asks for another one.
	 */
	public TemplateVersion newest() {
		return this.templates.version();
	}

	public Bundle render(BundleOrder order) {
		this.templates.keep();
		return render(order, Renderer.NEWEST, this.templates.newest());
	}

	/**
	 * As somebody rendered it before, with the same bytes.
	 * @throws UnknownTemplateException if that template is not kept
	 */
	public Bundle render(BundleOrder order, TemplateVersion template) {
		return render(order, Renderer.numbered(template.renderer()), this.templates.get(template.digest()));
	}

	static Bundle render(BundleOrder order, Renderer renderer, Templates templates) {
		TemplateVersion template = new TemplateVersion(renderer.number(), templates.digest());
		SortedMap<String, byte[]> files = new TreeMap<>();
		renderer.files(order, templates)
			.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
		files.put(Bundle.LISTING, listing(order, template, files));
		return new Bundle(order.environment(), template, files);
	}

	private static byte[] listing(BundleOrder order, TemplateVersion template, SortedMap<String, byte[]> files) {
		Map<String, String> digests = new LinkedHashMap<>();
		files.forEach((path, content) -> digests.put(path, Sha256.hex(content)));
		Map<String, Object> listing = new LinkedHashMap<>();
		listing.put("schema", 1);
		listing.put("environment", order.environment());
		listing.put("template", template.toString());
		listing.put("files", digests);
		return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(listing) + "\n")
			.getBytes(StandardCharsets.UTF_8);
	}

}
