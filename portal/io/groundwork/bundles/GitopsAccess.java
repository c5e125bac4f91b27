package io.groundwork.bundles;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Who we are to the GitOps repository: nothing but what was set, whatever this machine
 * knows.
 */
final class GitopsAccess {

	private GitopsAccess() {
	}

	static void give(Transport transport, GitopsSettings settings) {
		transport.setTimeout((int) Math.max(1, settings.timeout().toSeconds()));
		switch (transport) {
			case TransportHttp http when settings.password() != null -> http.setCredentialsProvider(
					new UsernamePasswordCredentialsProvider(settings.username(), settings.password()));
			case SshTransport ssh -> ssh.setSshSessionFactory(sessions(settings));
			default -> {
				// A folder asks nobody.
			}
		}
	}

	private static SshdSessionFactory sessions(GitopsSettings settings) {
		Path key = settings.sshKey();
		if (key == null || settings.knownHosts() == null) {
			throw new PromotionRefusedException(
					"To reach the GitOps repository by ssh, set groundwork.gitops.ssh-key and groundwork.gitops.known-hosts.");
		}
		File folder = key.toAbsolutePath().toFile().getParentFile();
		return new SshdSessionFactoryBuilder().setPreferredAuthentications("publickey")
			.setHomeDirectory(folder)
			.setSshDirectory(folder)
			.setConfigStoreFactory((home, config, user) -> null)
			.setDefaultIdentities((directory) -> List.of(key))
			.setDefaultKnownHostsFiles((directory) -> known(settings.knownHosts()))
			.build(null);
	}

	private static List<Path> known(@Nullable Path file) {
		return (file != null) ? List.of(file) : List.of();
	}

}
