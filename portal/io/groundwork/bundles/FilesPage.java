package io.groundwork.bundles;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.NotThereException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The files of an environment, for people: what Kubernetes and ArgoCD are given, what
 * Terraform is run with, and what differs from what was promoted last.
 */
@Hidden
@Controller
class FilesPage {

	private static final String FIRST = "network/namespace.yaml";

	private final Environments environments;

	private final EnvironmentBundles bundles;

	private final Roots roots;

	private final Promotion promotion;

	private final Downloads downloads;

	FilesPage(Environments environments, EnvironmentBundles bundles, Roots roots, Promotion promotion,
			Downloads downloads) {
		this.environments = environments;
		this.bundles = bundles;
		this.roots = roots;
		this.promotion = promotion;
		this.downloads = downloads;
	}

	@GetMapping("/environments/{name}/files")
	String file(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(defaultValue = FIRST) String path, Model model) {
		Environment environment = this.environments.seenBy(who, name);
		Bundle bundle = this.bundles.of(environment);
		SortedMap<String, String> files = files(environment, bundle);
		String text = files.get(path);
		if (text == null) {
			throw new NotThereException("%s has no file %s".formatted(name, path));
		}
		page(environment, bundle, files, path, model);
		model.addAttribute("path", path);
		model.addAttribute("lines", Highlight.of(path).lines(text));
		return "bundles/files";
	}

	@GetMapping("/environments/{name}/files/changes")
	String changes(@AuthenticationPrincipal SignedIn who, @PathVariable String name, Model model) {
		Environment environment = this.environments.seenBy(who, name);
		Bundle bundle = this.bundles.of(environment);
		page(environment, bundle, files(environment, bundle), null, model);
		if (!this.promotion.isPossible()) {
			model.addAttribute("away", "There is no GitOps repository to compare with; a platform engineer sets one.");
			return "bundles/changes";
		}
		try {
			Optional<Promotion.Promoted> last = this.promotion.last(environment.name());
			model.addAttribute("commit", last.map((promoted) -> promoted.commit().substring(0, 12)).orElse(null));
			model.addAttribute("changes",
					Changes.between(last.map(Promotion.Promoted::files).orElseGet(TreeMap::new), texts(bundle)));
		}
		catch (GitopsAwayException ex) {
			model.addAttribute("away", "The GitOps repository cannot be reached just now, so nothing is compared.");
		}
		return "bundles/changes";
	}

	@GetMapping("/environments/{name}/files/bundle")
	void bundle(@AuthenticationPrincipal SignedIn who, @PathVariable String name, HttpServletResponse response)
			throws IOException {
		this.downloads.bundle(this.environments.seenBy(who, name), response);
	}

	@GetMapping("/repository")
	void repository(HttpServletResponse response) throws IOException {
		this.downloads.repository(response);
	}

	private SortedMap<String, String> files(Environment environment, Bundle bundle) {
		SortedMap<String, String> files = texts(bundle);
		this.roots.files(environment.kind()).forEach((path, text) -> files.put("terraform/" + path, text));
		return files;
	}

	private static SortedMap<String, String> texts(Bundle bundle) {
		SortedMap<String, String> files = new TreeMap<>();
		bundle.paths().forEach((path) -> files.put(path, bundle.text(path)));
		return files;
	}

	private static void page(Environment environment, Bundle bundle, SortedMap<String, String> files,
			@Nullable String path, Model model) {
		Map<String, List<Entry>> folders = new LinkedHashMap<>();
		files.keySet().forEach((file) -> {
			int slash = file.indexOf('/');
			folders.computeIfAbsent((slash < 0) ? "" : file.substring(0, slash), (_) -> new ArrayList<>())
				.add(new Entry(file.substring(slash + 1), file, file.equals(path)));
		});
		model.addAttribute("title", "Files of " + environment.name());
		model.addAttribute("environment", environment.name());
		model.addAttribute("folders", folders);
		model.addAttribute("digest", bundle.digest());
		model.addAttribute("template", bundle.template().brief());
	}

	/**
	 * A file in the list.
	 *
	 * @param name its name within its folder
	 * @param path where it is
	 * @param current whether it is the one that is shown
	 */
	record Entry(String name, String path, boolean current) {

	}

}
