package io.groundwork.state;

import java.nio.file.Path;

import io.groundwork.Portal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real Terraform keeps its state here.
 */
class StateTerraformTests {

	@Test
	void twoWritersDoNotWriteAtOnce(@TempDir Path folder) {
		Site site = Site.fresh(Portal.shared());
		Writer writer = site.claim();
		Terraform terraform = new Terraform(folder, writer).with("resource \"terraform_data\" \"one\" { input = 1 }");
		terraform.must("apply", "-auto-approve");
		assertThat(writer.lock("first").statusCode()).isEqualTo(200);
		Terraform.Result second = terraform.run("apply", "-auto-approve");
		System.out.println("SAID " + second.said());
		System.out.println("ROWS " + site.states().versions(site.id(), Long.MAX_VALUE, 10));
		System.out.println(writer.get().body());
		String s = Writer.state("x", 3, "a");
		System.out.println(writer.post(s, "first"));
		System.out.println(writer.post(s, "first").body());
		for (int i = 0; i < 20; i++) {
			long t = System.nanoTime();
			writer.post(
					Writer.state(site.states().current(site.id()).orElseThrow().lineage(), 5 + i, "a".repeat(50_000)),
					"first");
			System.out.println("TOOK " + (System.nanoTime() - t) / 1e6);
		}
	}

}
