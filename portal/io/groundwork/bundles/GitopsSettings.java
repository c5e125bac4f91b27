package io.groundwork.bundles;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The GitOps repository, which bundles are promoted to.
 *
 * @param remote where it is: a folder, https://… or ssh://…, without a password in it;
 * without one nothing can be promoted
 * @param branch the branch that ArgoCD follows
 * @param username who we are there, for https
 * @param password our password or token there, for https
 * @param sshKey the file with our private key, for ssh
 * @param knownHosts the file with the keys of its host, as known_hosts has them, for ssh
 * @param timeout how long it may say nothing before it counts as away
 * @param attempts how often a promotion is begun again because somebody else was faster
 */
@Validated
@ConfigurationProperties(prefix = "groundwork.gitops", ignoreUnknownFields = false)
record GitopsSettings(
		@Pattern(regexp = "(/|file:/|ssh://|https://(?![^/]*@)|http://(localhost|127\\.0\\.0\\.1)[:/]).+",
				message = "must be a folder, https://… without a password in it, or ssh://…") @Nullable String remote,
		@DefaultValue("main") @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._/-]*",
				message = "must be the name of a branch") String branch,
		@DefaultValue("git") String username, @Nullable String password, @Nullable Path sshKey,
		@Nullable Path knownHosts, @DefaultValue("30s") Duration timeout,
		@DefaultValue("30") @Min(value = 1, message = "must be from 1 to 1000") @Max(value = 1000,
				message = "must be from 1 to 1000") int attempts) {

	/**
	 * Without the password: this may end up in a log.
	 */
	@Override
	public String toString() {
		return "GitopsSettings[remote=%s, branch=%s]".formatted(this.remote, this.branch);
	}

}
