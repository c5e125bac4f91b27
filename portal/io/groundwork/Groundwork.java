package io.groundwork;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The portal: one process that can be a web server, a worker, or both.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Groundwork {

	public static void main(String[] args) {
		SpringApplication.run(Groundwork.class, args);
	}

}
