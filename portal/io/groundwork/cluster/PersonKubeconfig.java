package io.groundwork.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A kubeconfig for somebody who is let into one namespace.
 *
 * @param comment its first line
 * @param name how cluster and context are called
 * @param namespace where one lands
 * @param user as whom
 */
public record PersonKubeconfig(String comment, String name, String namespace, String user) {

	/**
	 * The file.
	 * @param address where the cluster answers
	 * @param authority who signs for it, PEM
	 * @param token what is shown
	 */
	public String text(String address, String authority, String token) {
		return """
				# %1$s.
				apiVersion: v1
				kind: Config
				clusters:
				  - name: %2$s
				    cluster:
				      server: %3$s
				      certificate-authority-data: %4$s
				users:
				  - name: %5$s
				    user:
				      token: %6$s
				contexts:
				  - name: %2$s
				    context:
				      cluster: %2$s
				      user: %5$s
				      namespace: %7$s
				current-context: %2$s
				""".formatted(this.comment.replaceAll("[\\r\\n]", " "), this.name, address,
				Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)), this.user, token,
				this.namespace);
	}

}
