package io.groundwork.terraform;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Terraform is told about where providers come from.
 */
class InstallationTests {

	@TempDir
	private Path mirror;

	@Test
	void whatTheMirrorHasIsNotFetched() throws Exception {
		Files.createDirectories(this.mirror.resolve("registry.terraform.io/linode/linode/3.13.0/linux_amd64"));
		Files.writeString(this.mirror.resolve("lock"), "");
		assertThat(new Installation(this.mirror, true).text()).isEqualTo("""
				disable_checkpoint = true

				provider_installation {
				  filesystem_mirror {
				    path = "%s"
				  }
				  direct {
				    exclude = ["registry.terraform.io/linode/linode"]
				  }
				}
				""".formatted(this.mirror));
	}

	@Test
	void aLinkToAMirrorIsThatMirror(@TempDir Path folder) throws Exception {
		Files.createDirectories(this.mirror.resolve("registry.terraform.io/linode/linode/3.13.0/linux_amd64"));
		Path link = Files.createSymbolicLink(folder.resolve("providers"), this.mirror);
		assertThat(new Installation(link, true).identity())
			.isEqualTo(new Installation(this.mirror.toRealPath(), true).identity())
			.contains("exclude = [\"registry.terraform.io/linode/linode\"]");
	}

	@Test
	void withoutAMirrorAllIsFetchedAndWithoutARegistryNothing() {
		assertThat(new Installation(null, true).text()).isEqualTo("""
				disable_checkpoint = true

				provider_installation {
				  direct {}
				}
				""");
		assertThat(new Installation(this.mirror, false).text()).doesNotContain("direct");
	}

	@Test
	void anotherVersionInTheMirrorMakesItAnother() throws Exception {
		Path provider = this.mirror.resolve("registry.terraform.io/linode/linode");
		Files.createDirectories(provider.resolve("3.13.0/linux_amd64"));
		String before = new Installation(this.mirror, true).identity();
		assertThat(new Installation(this.mirror, true).identity()).isEqualTo(before);
		Files.createDirectories(provider.resolve("3.14.0/linux_amd64"));
		assertThat(new Installation(this.mirror, true).identity()).isNotEqualTo(before);
	}

}
