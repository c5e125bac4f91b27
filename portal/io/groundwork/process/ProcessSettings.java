package io.groundwork.process;

import java.util.Set;

import jakarta.validation.constraints.NotEmpty;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What one process of the portal does.
 *
 * @param roles what this process does: web answers browsers and scripts, worker does
 * recurring work; any number of processes of either kind may run
 */
@Validated
@ConfigurationProperties("groundwork")
public record ProcessSettings(@DefaultValue( {
		"web", "worker" }) @NotEmpty Set<Part> roles){

	public boolean worker() {
		return this.roles.contains(Part.WORKER);
	}

	/**
	 * A part that a process can play.
	 */
	public enum Part {

		WEB, WORKER

	}

}
