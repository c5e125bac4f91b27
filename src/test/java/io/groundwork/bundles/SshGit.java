package io.groundwork.bundles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;

import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

/**
 * Git's own program behind SSH: one key may come in.
 */
final class SshGit implements AutoCloseable {

	private final Git git;

	private final SshServer server;

	private final KeyPair host = pair();

	private final Path key;

	SshGit(Git git, Path folder) throws Exception {
		this.git = git;
		KeyPair mine = pair();
		this.key = folder.resolve("id_ecdsa");
		try (var out = Files.newOutputStream(this.key)) {
			OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(mine, "", null, out);
		}
		this.server = SshServer.setUpDefaultServer();
		this.server.setHost("127.0.0.1");
		this.server.setPort(0);
		this.server.setKeyPairProvider(KeyPairProvider.wrap(this.host));
		this.server.setPublickeyAuthenticator((name, given, session) -> KeyUtils.compareKeys(given, mine.getPublic()));
		this.server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
		this.server.start();
	}

	String address() {
		return "ssh://git@127.0.0.1:%d%s".formatted(this.server.getPort(), this.git.folder());
	}

	Path key() {
		return this.key;
	}

	Path knownHosts(Path folder, boolean right) throws IOException {
		KeyPair shown = right ? this.host : pair();
		return Files.write(folder.resolve("known_hosts"), List
			.of("[127.0.0.1]:%d %s".formatted(this.server.getPort(), PublicKeyEntry.toString(shown.getPublic()))),
				StandardCharsets.US_ASCII);
	}

	private static KeyPair pair() {
		try {
			return KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.server.stop(true);
	}

}
