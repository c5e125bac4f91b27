package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.groundwork.digest.Sha256;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When init is needed and when not.
 */
class WarmFolderTests {

	private static final String CONFIGURATION = """
			terraform {
			  required_providers {
			    linode = {
			      source = "registry.terraform.io/linode/linode"
			    }
			  }
			}

			variable "text" {
			  default = "a"
			}

			module "inner" {
			  source = "./modules/inner"
			  text   = var.text
			}
			""";

	private static final String MODULE = """
			variable "text" {
			}

			resource "terraform_data" "one" {
			  input = var.text
			}
			""";

	private static final Program OURS = new Program(Path.of("terraform"), Product.TERRAFORM, ProgramVersion.LEAST);

	private final Path folder;

	private final Workplace work;

	private final WarmFolder warm;

	WarmFolderTests(@TempDir Path folder) {
		this.folder = folder;
		this.work = new Workplace(folder);
		this.warm = this.work.terraform().warm(folder.resolve("warm"));
	}

	@AfterEach
	void close() throws IOException {
		this.work.close();
		FileSystemUtils.deleteRecursively(this.folder.resolve("warm"));
	}

	@Test
	void theSecondRunDoesWithoutInitInAnotherFolder() throws Exception {
		Path first = run("first");
		WarmFolder.Place cold = place(first);
		assertThat(cold.warm()).isFalse();
		init(first, cold);
		cold.keep();

		Path second = run("second");
		Files.writeString(second.resolve("a.auto.tfvars.json"), "{\"text\": \"b\"}");
		WarmFolder.Place again = place(second);
		assertThat(again.warm()).isTrue();
		assertThat(second.resolve(".terraform.lock.hcl")).hasSameBinaryContentAs(first.resolve(".terraform.lock.hcl"));
		Execution plan = start(second, again,
				new TerraformCommand.Plan(second.resolve("plan"), TerraformCommand.Aim.CHANGE), "plan");
		assertThat(plan.await(Workplace.LIMIT, Workplace.LIMIT).code()).as(Tail.of(plan)).hasValue(2);
	}

	/**
	 * A cache that several fill at once is broken by them; this one nobody writes to.
	 */
	@Test
	void manyInitsAtOnceShareTheMirrorAndLeaveItAsItWas() throws Exception {
		Path mirror = Path.of(System.getProperty("groundwork.tools.provider"));
		Map<String, String> before = files(mirror);
		List<Execution> inits = new ArrayList<>();
		for (int number = 0; number < 8; number++) {
			Path run = run("run" + number);
			WarmFolder.Place place = this.work.terraform()
				.warm(this.folder.resolve("warm").resolve("environment" + number))
				.place(run, OURS, "http://127.0.0.1/state/a");
			inits.add(start(run, place, new TerraformCommand.Init(), "init"));
		}
		for (Execution init : inits) {
			assertThat(init.await(Workplace.LIMIT, Workplace.LIMIT).code()).as(Tail.of(init)).hasValue(0);
		}
		assertThat(files(mirror)).isEqualTo(before);
		try (Stream<Path> all = Files.walk(this.folder.resolve("warm"))) {
			// Providers are found through links, not copied eight times.
			assertThat(all.filter(Files::isSymbolicLink)).hasSize(8);
		}
	}

	private static Map<String, String> files(Path folder) throws IOException {
		Map<String, String> files = new TreeMap<>();
		try (Stream<Path> all = Files.walk(folder)) {
			for (Path file : all.filter(Files::isRegularFile).toList()) {
				files.put(file.toString(), Files.getLastModifiedTime(file) + " " + Sha256.hex(file));
			}
		}
		return files;
	}

	@Test
	void anInitThatDidNotEndIsNotTrusted() {
		Path first = run("first");
		Path data = place(first).data();
		WarmFolder.Place next = place(first);
		assertThat(next.warm()).isFalse();
		assertThat(next.data()).isNotEqualTo(data);
	}

	@Test
	void whatInitDependsOnMakesItNecessaryAgain() throws Exception {
		Path run = run("first");
		place(run).keep();
		assertThat(place(run).warm()).isTrue();
		assertThat(this.warm.place(run, OURS, "http://127.0.0.1/state/b").warm()).isFalse();
		assertThat(this.warm
			.place(run, new Program(OURS.path(), Product.OPENTOFU, OURS.version()), "http://127.0.0.1/state/a")
			.warm()).isFalse();
		Files.writeString(run.resolve("values.auto.tfvars"), "text = \"c\"");
		assertThat(place(run).warm()).isTrue();
		Files.writeString(run.resolve("modules/inner/more.tf"), "resource \"linode_vpc\" \"net\" {}");
		assertThat(place(run).warm()).isFalse();
		Files.delete(run.resolve("modules/inner/more.tf"));
		assertThat(place(run).warm()).isTrue();
		Files.writeString(run.resolve(".terraform.lock.hcl"), "# another");
		assertThat(place(run).warm()).isFalse();
	}

	@Test
	void aLockFileIsBroughtBackOnlyForTheSameConfiguration() throws Exception {
		Path first = run("first");
		WarmFolder.Place place = place(first);
		Files.writeString(first.resolve(".terraform.lock.hcl"), "# ours");
		place.keep();
		Path other = run("other");
		Files.writeString(other.resolve("more.tf"), "resource \"linode_vpc\" \"net\" {}");
		assertThat(place(other).warm()).isFalse();
		assertThat(other.resolve(".terraform.lock.hcl")).doesNotExist();
		Path same = run("same");
		assertThat(place(same).warm()).isTrue();
		assertThat(same.resolve(".terraform.lock.hcl")).hasContent("# ours");
	}

	@Test
	void anOldGenerationStaysForWhoStillUsesItAndGoesLater() throws Exception {
		Path run = run("first");
		WarmFolder.Place old = place(run);
		old.keep();
		Files.writeString(run.resolve("more.tf"), "resource \"linode_vpc\" \"net\" {}");
		WarmFolder.Place next = place(run);
		next.keep();
		assertThat(old.data()).exists();
		Files.setLastModifiedTime(old.data().getParent(), FileTime.fromMillis(0));
		Files.writeString(run.resolve("more.tf"), "resource \"linode_firewall\" \"net\" {}");
		place(run).keep();
		assertThat(old.data()).doesNotExist();
		assertThat(next.data()).exists();
	}

	@Test
	void valuesAndMoreOfTheSameNeedNoInit() throws Exception {
		Path first = run("first");
		WarmFolder.Place cold = place(first);
		init(first, cold);
		cold.keep();
		Path second = run("second");
		Files.writeString(second.resolve("modules/inner/main.tf"),
				MODULE.replace("var.text", "\"${var.text} and more\"")
						+ MODULE.replace("\"one\"", "\"two\"").replaceAll("(?s)variable.*?}", ""));
		WarmFolder.Place again = place(second);
		assertThat(again.warm()).isTrue();
		Execution plan = start(second, again,
				new TerraformCommand.Plan(second.resolve("plan"), TerraformCommand.Aim.CHANGE), "plan");
		assertThat(plan.await(Workplace.LIMIT, Workplace.LIMIT).code()).as(Tail.of(plan)).hasValue(2);
	}

	@Test
	void initSaysWhoKeepsTheState() throws IOException {
		WarmFolder.Place place = place(run("first"));
		assertThat(place.keepsState("http")).isFalse();
		String said = "{\"version\":3,\"backend\":{\"type\":\"%s\",\"config\":{\"address\":%s,\"password\":null}}}";
		Path file = place.data().resolve("terraform.tfstate");
		Files.writeString(file, said.formatted("http", "null"));
		assertThat(place.keepsState("http")).isTrue();
		Files.writeString(file, said.formatted("http", "\"http://elsewhere\""));
		assertThat(place.keepsState("http")).isFalse();
		Files.writeString(file, said.formatted("local", "null"));
		assertThat(place.keepsState("http")).isFalse();
		Files.writeString(file, "{\"backend\":");
		assertThat(place.keepsState("http")).isFalse();
	}

	@Test
	void afterAFailureInitIsDoneAgain() {
		Path run = run("first");
		place(run).keep();
		this.warm.distrust();
		assertThat(place(run).warm()).isFalse();
	}

	@Test
	void whatDidNotComeToItsEndAndWhatNobodyUsesGoes() throws Exception {
		Path run = run("first");
		WarmFolder.Place failed = place(run);
		failed.drop();
		assertThat(failed.data().getParent()).doesNotExist();
		WarmFolder.Place left = place(run);
		WarmFolder.Place kept = place(run);
		kept.keep();
		age(left, 2);
		age(kept, 2);
		WarmFolder.sweep(this.folder);
		assertThat(left.data()).doesNotExist();
		assertThat(kept.data()).exists();
		age(kept, 8);
		WarmFolder.sweep(this.folder);
		assertThat(kept.data()).doesNotExist();
		assertThat(place(run).warm()).isFalse();
		this.work.terraform().sweepWarm(this.folder.resolve("of nobody"));
	}

	private static void age(WarmFolder.Place place, int days) throws IOException {
		Files.setLastModifiedTime(place.data().getParent(),
				FileTime.from(Instant.now().minus(Duration.ofDays(days).plusMinutes(1))));
	}

	private WarmFolder.Place place(Path run) {
		return this.warm.place(run, OURS, "http://127.0.0.1/state/a");
	}

	private void init(Path run, WarmFolder.Place place) throws InterruptedException {
		TerraformCommand init = new TerraformCommand.Init();
		start(run, place, init, "init").succeed(init, Workplace.LIMIT, Workplace.LIMIT, (text) -> text);
	}

	private Execution start(Path run, WarmFolder.Place place, TerraformCommand command, String name) {
		Surroundings where = new Surroundings(run, place.data(), this.work.terraform().installation(run), Map.of());
		return this.work.terraform().start(this.work.program(), command, where, run.resolve("commands").resolve(name));
	}

	private Path run(String name) {
		Path run = this.folder.resolve(name);
		try {
			Files.createDirectories(run.resolve("modules/inner"));
			Files.writeString(run.resolve("main.tf"), CONFIGURATION);
			Files.writeString(run.resolve("modules/inner/main.tf"), MODULE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return run;
	}

}
