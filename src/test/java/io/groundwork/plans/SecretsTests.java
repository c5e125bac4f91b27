package io.groundwork.plans;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecretsTests {

	private static final String KUBECONFIG = """
			apiVersion: v1
			kind: Config
			users:
			- name: lke1-admin
			  user:
			    token: eyJhbGciOiJSUzI1NiJ9.canary.signature
			- name: other
			  user: {client-key-data: "Y2FuYXJ5LWtleQ==", password: 'canary-word'}
			""";

	private final Secrets secrets = new Secrets();

	@Test
	void credentialsWithinAKubeconfigAreSecretByThemselves() {
		String encoded = Base64.getEncoder().encodeToString(KUBECONFIG.getBytes(StandardCharsets.UTF_8));
		this.secrets.add(encoded);
		assertThat(this.secrets.values()).containsExactlyInAnyOrder(encoded, "eyJhbGciOiJSUzI1NiJ9.canary.signature",
				"Y2FuYXJ5LWtleQ==", "canary-word");
	}

	@Test
	void credentialsWithinAJsonDocumentAre() {
		String account = """
				{"type":"account","client_id":"not-a-secret","client_secret":"canary-secret"}""";
		this.secrets.add(account);
		assertThat(this.secrets.values()).containsExactlyInAnyOrder(account, "canary-secret");
	}

	@Test
	void nothingIsMadeOutOfWhatOnlyLooksEncoded() {
		this.secrets.add("abcdefghijklmnopq");
		this.secrets.add("short");
		assertThat(this.secrets.values()).containsExactly("abcdefghijklmnopq");
	}

}
