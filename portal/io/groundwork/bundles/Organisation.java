package io.groundwork.bundles;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.digest.Sha256;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What differs between organisations in the files that are generated; the defaults are
 * examples and lead nowhere.
 *
 * @param repository the repository that the downloadable tree lies in, without .git;
 * ArgoCD reads it, and alerts link to its runbooks
 * @param gitopsRepository the address at which ArgoCD reads promoted bundles, without
 * .git
 * @param organisation what the labels of buckets and the code's owners begin with; the
 * same word as prefix in Terraform
 * @param domain the zone that environments have their names in
 * @param email whom Let's Encrypt writes to, and whose commits promotions are
 * @param registry where the platform's own images are
 * @param portal the portal's own address, for links in generated files
 * @param tokenExchange where a workflow's identity is exchanged for a Linode token
 * @param stateBucket the bucket with the states of those who run Terraform by hand
 * @param objectRegion where the buckets are
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.organisation", ignoreUnknownFields = false)
public record Organisation(
		@DefaultValue("https://git.example.org/platform/environments") @Pattern(
				regexp = "https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)+",
				message = "must be an address such as https://git.example.org/platform/environments") String repository,
		@DefaultValue("https://git.example.org/platform/gitops") @Pattern(
				regexp = "https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)+",
				message = "must be an address such as https://git.example.org/platform/gitops") String gitopsRepository,
		@DefaultValue("example-org") @Pattern(regexp = "[a-z][a-z0-9-]{0,10}[a-z0-9]",
				message = "must be 2 to 12 small letters, digits and dashes") String organisation,
		@DefaultValue("platform.example.org") @Pattern(regexp = "[a-z0-9-]+(\\.[a-z0-9-]+)+",
				message = "must be a name such as platform.example.org") String domain,
		@DefaultValue("platform-team@example.org") @Pattern(regexp = "[A-Za-z0-9._+-]+@[a-z0-9.-]+",
				message = "must be an address such as platform-team@example.org") String email,
		@DefaultValue("registry.example.org/platform") @Pattern(regexp = "[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*",
				message = "must be a registry such as registry.example.org/platform") String registry,
		@DefaultValue("https://groundwork.example.org") @Pattern(regexp = "https://[a-z0-9.-]+(:[0-9]+)?",
				message = "must be an address such as https://groundwork.example.org") String portal,
		@DefaultValue("https://identity.example.org/token") @Pattern(
				regexp = "https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._-]+)*",
				message = "must be an address such as https://identity.example.org/token") String tokenExchange,
		@DefaultValue("infra-state") @Pattern(regexp = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
				message = "must be a bucket's name") String stateBucket,
		@DefaultValue("fr-par-1") @Pattern(regexp = "[a-z]{2}-[a-z]+-[0-9]+",
				message = "must be a region of buckets such as fr-par-1") String objectRegion) {

	/** As {@code platform/settings.json} has it. */
	public static final Organisation EXAMPLE = new Organisation("https://git.example.org/platform/environments",
			"https://git.example.org/platform/gitops", "example-org", "platform.example.org",
			"platform-team@example.org", "registry.example.org/platform", "https://groundwork.example.org",
			"https://identity.example.org/token", "infra-state", "fr-par-1");

	private static final int LONGEST_LABEL = 32;

	/**
	 * What the labels of an environment at Linode begin with, cut in the same way as the
	 * roots in {@code terraform/environments} do.
	 */
	public String label(String environment) {
		String full = this.organisation + "-" + environment;
		if (full.length() <= LONGEST_LABEL && !full.contains("--")) {
			return full;
		}
		String cut = full.replaceAll("-+", "-");
		cut = cut.substring(0, Math.min(cut.length(), LONGEST_LABEL - 7)).replaceAll("-$", "");
		return cut + "-" + Sha256.hex(full.getBytes(StandardCharsets.UTF_8)).substring(0, 6);
	}

	/**
	 * The settings by the names that {@code platform/settings.json} has for them.
	 */
	Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("repository", this.repository);
		settings.put("gitopsRepository", this.gitopsRepository);
		settings.put("organisation", this.organisation);
		settings.put("domain", this.domain);
		settings.put("email", this.email);
		settings.put("registry", this.registry);
		settings.put("portal", this.portal);
		settings.put("tokenExchange", this.tokenExchange);
		settings.put("stateBucket", this.stateBucket);
		settings.put("objectRegion", this.objectRegion);
		return settings;
	}

}
