package io.groundwork;

import java.util.Arrays;
import java.util.Optional;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The portal: one process that can be a web server, a worker, or both.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class Groundwork {

	public static void main(String[] args) throws Exception {
		Optional<Command> command = Command.of(args);
		if (command.isPresent()) {
			command.get().run(Arrays.copyOfRange(args, 1, args.length));
			return;
		}
		SpringApplication.run(Groundwork.class, args);
	}

}
