package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The real kubectl with the kubeconfig that the API returns.
 *
 * @param kubeconfig the file
 */
record Kubectl(Path kubeconfig) {

	/**
	 * Waits until the cluster has a kubeconfig, and keeps it in the folder.
	 */
	static Kubectl of(Caller cloud, long cluster, Path folder) {
		String encoded = cloud
			.await("lke/clusters/%d/kubeconfig".formatted(cluster), (answer) -> answer.has("kubeconfig"))
			.path("kubeconfig")
			.asString();
		try {
			Path file = Files.createTempFile(folder, "kubeconfig", "",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			Files.writeString(file, new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
			return new Kubectl(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String must(String... arguments) {
		Said said = run(arguments);
		assertThat(said.status()).as(String.join(" ", arguments) + ": " + said.text()).isZero();
		return said.text();
	}

	Said run(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("groundwork.tools.kubectl"), "--kubeconfig", this.kubeconfig.toString()));
		command.addAll(List.of(arguments));
		try {
			Path text = Files.createTempFile(this.kubeconfig.getParent(), "said", "");
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(text.toFile())
				.start();
			if (!process.waitFor(2, TimeUnit.MINUTES)) {
				process.destroyForcibly();
				throw new AssertionError("It did not end: " + Files.readString(text));
			}
			return new Said(process.exitValue(), Files.readString(text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What it ended with.
	 *
	 * @param status its exit status
	 * @param text all that it said
	 */
	record Said(int status, String text) {

	}

}
