package io.groundwork.terraform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which program there is, and what is said if there is none.
 */
class ProgramSearchTests {

	private static final Path PATH = Path.of("/usr/bin/terraform");

	@TempDir
	private Path folder;

	@Test
	void theRealOneIsFound() {
		Program.Search search = new ProgramSearch(System.getProperty("groundwork.tools.terraform", "terraform")).find();
		assertThat(search).isInstanceOfSatisfying(Program.Found.class,
				(found) -> assertThat(found.program().version()).isGreaterThanOrEqualTo(ProgramVersion.LEAST));
	}

	@Test
	void theTwoAreToldApart() {
		assertThat(judged("Terraform v1.11.4\non linux_amd64")).isEqualTo("Terraform 1.11.4");
		assertThat(judged("OpenTofu v1.11.0\non linux_amd64")).isEqualTo("OpenTofu 1.11.0");
		assertThat(judged("\nOpenTofu v1.12.0-beta1\n")).isEqualTo("OpenTofu 1.12.0-beta1");
	}

	@Test
	void anOldOneAndAnotherProgramAreRefusedWithAReason() {
		assertThat(judged("Terraform v1.9.8"))
			.isEqualTo("/usr/bin/terraform is Terraform 1.9.8, which is too old: Terraform 1.11.0 or newer is needed.");
		assertThat(judged("OpenTofu v1.10.3")).contains("OpenTofu 1.11.0 or newer is needed");
		assertThat(judged("GNU bash, version 5.2")).contains("neither Terraform nor OpenTofu");
		assertThat(judged("")).contains("neither Terraform nor OpenTofu");
	}

	@Test
	void oneThatComesLaterIsFoundAndOneThatIsReplacedIsAskedAgain() throws Exception {
		Path path = this.folder.resolve("terraform");
		ProgramSearch search = new ProgramSearch(path.toString());
		assertThat(search.find()).isEqualTo(new Program.Missing(
				"There is no program at %s, which groundwork.terraform.program names.".formatted(path)));
		install(path, "1.11.4");
		assertThat(search.find()).isEqualTo(new Program.Found(program(path, 4)));
		Files.delete(path);
		assertThat(search.find()).isInstanceOf(Program.Missing.class);
		install(path, "1.11.5");
		assertThat(search.find()).isEqualTo(new Program.Found(program(path, 5)));
	}

	@Test
	void aNameIsLookedForInThePath() {
		assertThat(new ProgramSearch("no-such-terraform").find()).isInstanceOfSatisfying(Program.Missing.class,
				(missing) -> assertThat(missing.reason()).contains("no-such-terraform in PATH"));
	}

	@Test
	void aMirrorThatIsNotThereYetIsAReasonToo() throws Exception {
		Path mirror = this.folder.resolve("mirror");
		try (Terraform terraform = new Terraform(
				new TerraformSettings(System.getProperty("groundwork.tools.terraform", "terraform"), mirror, true))) {
			assertThat(terraform.program()).isInstanceOfSatisfying(Program.Missing.class,
					(missing) -> assertThat(missing.reason()).contains(mirror.toString()));
			Files.createDirectory(mirror);
			assertThat(terraform.program()).isInstanceOf(Program.Found.class);
		}
	}

	private static String judged(String said) {
		return switch (ProgramSearch.judge(PATH, said)) {
			case Program.Found found -> found.program().title();
			case Program.Missing missing -> missing.reason();
		};
	}

	private static Program program(Path path, int patch) {
		return new Program(path, Product.TERRAFORM, new ProgramVersion(1, 11, patch, ""));
	}

	private static void install(Path path, String version) throws Exception {
		Files.writeString(path, "#!/bin/sh\necho Terraform v%s\n".formatted(version));
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
	}

}
