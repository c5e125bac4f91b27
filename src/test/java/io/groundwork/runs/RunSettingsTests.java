package io.groundwork.runs;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Terraform is given has the names that Terraform and its providers look for.
 */
class RunSettingsTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void environmentVariablesCarryTheNamesOfOthers() {
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("ours-systemEnvironment",
					Map.of("GROUNDWORK_RUNS_VARIABLES_LINODE_TOKEN", "a", "GROUNDWORK_RUNS_SECRETS_LINODE_TOKEN", "b",
							"GROUNDWORK_RUNS_ENVIRONMENT_HTTPS_PROXY", "c", "GROUNDWORK_RUNS_LIMITS_PRODUCTION", "2")));
		RunSettings settings = settings();
		assertThat(settings.variables()).isEqualTo(Map.of("linode_token", "a"));
		assertThat(settings.secrets()).isEqualTo(Map.of("LINODE_TOKEN", "b"));
		assertThat(settings.environment()).isEqualTo(Map.of("HTTPS_PROXY", "c"));
		assertThat(settings.limits()).isEqualTo(Map.of("production", 2));
	}

	@Test
	void namesThatAreWrittenOutStayAsTheyAre() {
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("written", Map.of("groundwork.runs.environment[TF_VAR_region]", "a",
					"groundwork.runs.secrets[LINODE_TOKEN]", "b")));
		assertThat(settings().environment()).isEqualTo(Map.of("TF_VAR_region", "a"));
		assertThat(settings().secrets()).isEqualTo(Map.of("LINODE_TOKEN", "b"));
	}

	private RunSettings settings() {
		ConfigurationPropertySources.attach(this.environment);
		return Binder.get(this.environment).bindOrCreate("groundwork.runs", RunSettings.class);
	}

}
