package io.groundwork.bundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.groundwork.bundles.values.SpecValues;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Wanted;
import io.groundwork.environments.spec.SpecWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Renders what somebody wants an environment to be into all that a run needs.
 */
@Component
public class Renderings {

	private static final String MODULES = "terraform/modules/";

	/** Where the rules for plans are. */
	public static final String RULES = "terraform/policy/";

	/** Where the bundles of environments are. */
	private static final String GENERATED = "generated/";

	/** Where it says what it was made from. */
	private static final String ABOUT = "rendering.json";

	/**
	 * Beside a module, what lifts its refusal to delete data; one folder up it counts.
	 */
	private static final String DELETION = "deletion/allow_deletion_override.tf";

	/** In modules and roots, what only those need who work on them. */
	private static final List<String> ASIDE = List.of("tests/", "examples/", "deletion/");

	private final TemplateStore templates;

	private final EnvironmentBundles bundles;

	private final Organisation organisation;

	Renderings(TemplateStore templates, EnvironmentBundles bundles, Organisation organisation) {
		this.templates = templates;
		this.bundles = bundles;
		this.organisation = organisation;
	}

	/**
	 * The template that environments begin with, and that they are moved to when somebody
	 * asks for that.
	 */
	public TemplateVersion newest() {
		return this.templates.version();
	}

	/**
	 * Renders a wish. The same wish, template and facts give the same bytes.
	 * @param template what to render it with: an environment stays with the one that it
	 * was made with
	 * @param callers the ranges that the portal and its workers call clusters from
	 * @param deletesData whether a plan may delete data
	 * @return all that a run is made with, by path: what Terraform reads, the rules for
	 * its plan, and the bundle
	 * @throws UnknownTemplateException if that template is not kept
	 */
	public SortedMap<String, byte[]> render(Environment environment, Wanted wanted, Facts facts,
			TemplateVersion template, List<String> callers, boolean deletesData) {
		this.templates.keep();
		SortedMap<String, byte[]> files = terraform(this.templates.get(template.digest()), environment.kind(),
				deletesData);
		SpecValues values = new SpecValues(environment.name(), environment.team(), this.organisation.organisation(),
				new TreeSet<>(callers), wanted.spec(), facts.cluster(), facts.names(), deletesData);
		put(files, root(environment.kind()) + "/" + SpecValues.FILE, values.write());
		Bundle bundle = this.bundles.of(environment, wanted.spec(), facts.dataStore(), template);
		bundle.paths().forEach((path) -> files.put(GENERATED + environment.name() + "/" + path, bundle.content(path)));
		put(files, ABOUT, about(environment, wanted, bundle));
		return files;
	}

	/**
	 * The folder that Terraform works in for an environment of that kind.
	 */
	public static String root(EnvironmentKind kind) {
		return "terraform/environments/" + kind.word();
	}

	/**
	 * The root of a kind with the modules and the rules, as they lie in the repository.
	 */
	static SortedMap<String, byte[]> terraform(Templates template, EnvironmentKind kind, boolean deletesData) {
		SortedMap<String, byte[]> files = new TreeMap<>();
		String root = root(kind) + "/";
		template.entries().forEach((path, entry) -> {
			if (path.startsWith(RULES) && path.endsWith(".rego") && path.indexOf('/', RULES.length()) < 0
					|| path.startsWith(root) && needed(path.substring(root.length()))
					|| path.startsWith(MODULES) && needed(path.substring(path.indexOf('/', MODULES.length()) + 1))) {
				files.put(path, entry.content());
			}
			if (deletesData && path.startsWith(MODULES) && path.endsWith("/" + DELETION)) {
				String module = path.substring(0, path.length() - DELETION.length());
				files.put(module + DELETION.substring(DELETION.indexOf('/') + 1), entry.content());
			}
		});
		return files;
	}

	private static boolean needed(String path) {
		return ASIDE.stream().noneMatch(path::startsWith) && !path.endsWith(".md");
	}

	private static String about(Environment environment, Wanted wanted, Bundle bundle) {
		ObjectNode about = JsonMapper.shared().createObjectNode();
		about.put("schema", 1)
			.put("environment", environment.name())
			.put("wish", wanted.number())
			.put("template", bundle.template().toString())
			.put("bundle", bundle.digest());
		about.set("spec", SpecWriter.json(wanted.spec()));
		// Whatever this machine ends lines with.
		return about.toPrettyString().replace("\r\n", "\n") + "\n";
	}

	private static void put(SortedMap<String, byte[]> files, String path, String text) {
		files.put(path, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The bundle in a folder that has the files of a rendering.
	 */
	public static Bundle bundleIn(Path folder, String environment) {
		Path top = folder.resolve(GENERATED + environment);
		SortedMap<String, byte[]> files = new TreeMap<>();
		try (Stream<Path> all = Files.walk(top)) {
			for (Path file : all.filter(Files::isRegularFile).toList()) {
				files.put(top.relativize(file).toString(), Files.readAllBytes(file));
			}
			String template = JsonMapper.shared().readTree(folder.resolve(ABOUT)).path("template").asString("");
			return new Bundle(environment, TemplateVersion.of(template), files);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
