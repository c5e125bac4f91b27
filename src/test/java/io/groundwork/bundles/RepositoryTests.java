package io.groundwork.bundles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.groundwork.bundles.Templates.Entry;
import io.groundwork.digest.Sha256;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.Stores;
import io.groundwork.web.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The downloadable repository is the one that the scripts lay out, and what is kept of a
 * template brings it back.
 */
class RepositoryTests {

	@TempDir
	private Path folder;

	@Test
	void isToTheByteWhatTheScriptLaysOut() throws Exception {
		List<String> command = new ArrayList<>(List.of("scripts/platform-tree", this.folder.toString()));
		Samples.OURS.settings().forEach((name, value) -> command.add(name + "=" + value));
		run(command);
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		new Repository(TemplateStore.ofThisBuild(), Samples.OURS).render(archive);
		Map<String, String> made = new TreeMap<>();
		TarGzReader.read(new ByteArrayInputStream(archive.toByteArray()))
			.forEach((path, entry) -> made.put(path.substring("environments/".length()), shown(entry)));
		assertThat(made).isEqualTo(onDisk(this.folder));
		assertThat(made.keySet()).contains(".gitignore", ".github/workflows/infra-terraform.yml",
				"infra/terraform/environments/production/main.tf", "infra/helm/values/staging.yaml",
				"docs/platform/access-control.md", "gitops/templates/argocd-values.yaml");
	}

	@Test
	void isTheSameEveryTimeAndHasNoTimeInIt() throws IOException {
		Repository repository = new Repository(TemplateStore.ofThisBuild(), Organisation.EXAMPLE);
		ByteArrayOutputStream first = new ByteArrayOutputStream();
		repository.render(first);
		ByteArrayOutputStream second = new ByteArrayOutputStream();
		repository.render(second);
		assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
		assertThat(repository.files()).hasSizeGreaterThan(250)
			.anyMatch((file) -> file.path().equals("scripts/infra/plan.sh") && file.executable())
			.anyMatch((file) -> file.path().equals("scripts/infra/common.sh") && !file.executable());
	}

	@Test
	void tarReadsWhatIsWritten() throws Exception {
		Path archive = this.folder.resolve("repository.tar.gz");
		try (var out = Files.newOutputStream(archive)) {
			new Repository(TemplateStore.ofThisBuild(), Organisation.EXAMPLE).render(out);
		}
		run(List.of("tar", "-C", this.folder.toString(), "-xzf", archive.toString()));
		assertThat(this.folder.resolve("environments/scripts/infra/plan.sh")).isExecutable();
		assertThat(this.folder.resolve("environments/infra/settings.json")).content()
			.isEqualTo(Files.readString(Path.of("platform/settings.json")));
	}

	@Test
	void settingsAreThoseOfTheFileWithItsPatterns() throws Exception {
		Map<String, String> defaults = new LinkedHashMap<>();
		Templates.ofThisBuild().settings().forEach((name, setting) -> defaults.put(name, setting.standard()));
		assertThat(Organisation.EXAMPLE.settings()).isEqualTo(defaults);
		assertThat(List.copyOf(Organisation.EXAMPLE.settings().keySet())).isEqualTo(List.copyOf(defaults.keySet()));
		for (var component : Organisation.class.getRecordComponents()) {
			var pattern = Organisation.class.getDeclaredField(component.getName())
				.getAnnotation(jakarta.validation.constraints.Pattern.class);
			assertThat("^" + pattern.regexp() + "$").isEqualTo(
					Objects.requireNonNull(Templates.ofThisBuild().settings().get(component.getName())).pattern());
		}
	}

	@Test
	void whatASettingCannotBeIsNamed() {
		Templates templates = Templates.ofThisBuild();
		assertThatThrownBy(() -> RepositoryTree.of(templates, Map.of("domain", "no domain")))
			.isInstanceOf(InvalidInputException.class)
			.hasMessageContaining("domain cannot be no domain");
		assertThatThrownBy(() -> RepositoryTree.of(templates, Map.of("colour", "red")))
			.hasMessageContaining("There is no setting colour");
	}

	@Test
	void rulesAndDashboardAreThoseOfTheScript() throws Exception {
		List<String> command = new ArrayList<>(List.of("scripts/platform-tree", this.folder.toString()));
		Samples.OURS.settings().forEach((name, value) -> command.add(name + "=" + value));
		run(command);
		BundleOrder order = Samples.preset(EnvironmentKind.STAGING);
		run(List.of(this.folder.resolve("infra/render").toString(), "preview", order.namespace()));
		Bundle bundle = Bundles.ofThisBuild()
			.render(BundleOrder.of("preview", "payments", order.spec(), "system", Samples.OURS));
		assertThat(bundle.text("observability/rules.yaml"))
			.isEqualTo(Files.readString(this.folder.resolve("infra/alerts/rules/preview.yaml")));
		assertThat(bundle.text("observability/preview-overview.json"))
			.isEqualTo(Files.readString(this.folder.resolve("infra/dashboards/preview-overview.json")));
	}

	@Test
	void anOlderTemplateIsKeptAndRendersWhatItAlwaysDid() {
		ObjectStore store = Stores.sealed(Stores.folder(this.folder.resolve("objects")), this.folder.resolve("keys"));
		Bundles older = new Bundles(new TemplateStore(Samples::templates, store));
		BundleOrder order = Samples.preset(EnvironmentKind.DEVELOPMENT);
		Bundle before = older.render(order);
		Bundles newer = new Bundles(new TemplateStore(Templates::ofThisBuild, store));
		assertThat(newer.newest()).isNotEqualTo(before.template());
		Bundle again = newer.render(order, TemplateVersion.of(before.template().toString()));
		assertThat(again.digest()).isEqualTo(before.digest()).isNotEqualTo(newer.render(order).digest());
		assertThat(store.list("templates/", null, 10).objects()).hasSize(2);
		TemplateVersion unknown = new TemplateVersion(1, "0".repeat(64));
		assertThatThrownBy(() -> newer.render(order, unknown)).isInstanceOf(UnknownTemplateException.class);
		assertThatThrownBy(() -> newer.render(order, new TemplateVersion(99, before.template().digest())))
			.isInstanceOf(UnknownTemplateException.class);
		store.put("templates/" + "0".repeat(64), (out) -> Samples.templates().writeTo(out));
		assertThatThrownBy(() -> new Bundles(new TemplateStore(Templates::ofThisBuild, store)).render(order, unknown))
			.hasMessageContaining("is another template");
	}

	@Test
	void aTemplatesVersionIsAboutItsFilesAndNotTheirPacking() throws IOException {
		Templates built = Templates.ofThisBuild();
		ByteArrayOutputStream packed = new ByteArrayOutputStream();
		built.writeTo(packed);
		assertThat(Templates.read(new ByteArrayInputStream(packed.toByteArray())).digest()).isEqualTo(built.digest());
		SortedMap<String, Entry> changed = new TreeMap<>(built.entries());
		changed.computeIfPresent("platform/render", (_, entry) -> new Entry(entry.content(), false));
		assertThat(Templates.of(changed).digest()).isNotEqualTo(built.digest());
	}

	private static Map<String, String> onDisk(Path folder) throws IOException {
		Map<String, String> files = new TreeMap<>();
		try (Stream<Path> all = Files.walk(folder)) {
			all.filter(Files::isRegularFile).forEach((file) -> {
				try {
					files.put(folder.relativize(file).toString(),
							shown(new Entry(Files.readAllBytes(file), Files.isExecutable(file))));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
		return files;
	}

	private static String shown(Entry entry) {
		return (entry.executable() ? "program " : "file ") + entry.content().length + " " + Sha256.hex(entry.content());
	}

	private static void run(List<String> command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(said).isZero();
	}

}
