package io.groundwork.terraform;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Hands out the program; it is not looked for before somebody asks, since a process that
 * only answers browsers does without it.
 */
@Configuration(proxyBeanMethods = false)
class TerraformConfiguration {

	@Bean
	Terraform terraform(TerraformSettings settings) {
		return new Terraform(settings);
	}

}
