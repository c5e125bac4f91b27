package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clusters that are only written about: ready at once, and nobody answers there.
 */
final class PaperClusters implements Clusters {

	static final String CA = """
			-----BEGIN CERTIFICATE-----
			cGFwZXI=
			-----END CERTIFICATE-----
			""";

	private static final URI NOWHERE = URI.create("https://127.0.0.1:1");

	private final Map<Long, Wanted> clusters = new ConcurrentHashMap<>();

	private final Set<Long> down = ConcurrentHashMap.newKeySet();

	private final Map<Long, String> tokens = new ConcurrentHashMap<>();

	private volatile Audits audits = (cluster, file, lines) -> {
		throw new IOException("nobody takes it yet");
	};

	@Override
	public void deliverTo(Audits audits) {
		this.audits = audits;
	}

	Audits audits() {
		return this.audits;
	}

	@Override
	public void want(Wanted cluster) {
		this.tokens.computeIfAbsent(cluster.id(), (id) -> Secrets.hex(64));
		this.clusters.put(cluster.id(), cluster);
	}

	@Override
	public void rotate(long cluster) {
		this.tokens.put(cluster, Secrets.hex(64));
	}

	@Override
	public Optional<Access> access(long cluster) {
		return Optional.ofNullable(this.clusters.get(cluster))
			.map((wanted) -> new Access(NOWHERE, kubeconfig(cluster, this.tokens.getOrDefault(cluster, ""))));
	}

	private static String kubeconfig(long id, String token) {
		return """
				apiVersion: v1
				kind: Config
				clusters:
				- name: lke%1$d
				  cluster:
				    certificate-authority-data: %2$s
				    server: %3$s
				users:
				- name: lke%1$d-admin
				  user:
				    token: %4$s
				contexts:
				- name: lke%1$d-ctx
				  context:
				    cluster: lke%1$d
				    namespace: default
				    user: lke%1$d-admin
				current-context: lke%1$d-ctx
				""".formatted(id, Base64.getEncoder().encodeToString(CA.getBytes(StandardCharsets.UTF_8)), NOWHERE,
				token);
	}

	@Override
	public boolean isReady(long cluster, String node) {
		return !this.down.contains(cluster);
	}

	@Override
	public void delete(long cluster) {
		this.clusters.remove(cluster);
	}

	@Override
	public void down(long cluster, boolean isDown) {
		if (isDown) {
			this.down.add(cluster);
		}
		else {
			this.down.remove(cluster);
		}
	}

	Optional<Wanted> wanted(long cluster) {
		return Optional.ofNullable(this.clusters.get(cluster));
	}

}
