package io.groundwork.bundles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import io.groundwork.environments.Environment;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Hands out archives, whole or not at all.
 */
@Component
class Downloads {

	static final String TYPE = "application/gzip";

	private final EnvironmentBundles bundles;

	private final Repository repository;

	Downloads(EnvironmentBundles bundles, Repository repository) {
		this.bundles = bundles;
		this.repository = repository;
	}

	void bundle(Environment environment, HttpServletResponse response) throws IOException {
		Bundle bundle = this.bundles.of(environment);
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		bundle.writeTo(archive);
		send(archive, environment.name() + "-bundle.tar.gz", response);
	}

	void repository(HttpServletResponse response) throws IOException {
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		this.repository.render(archive);
		send(archive, Repository.FOLDER + ".tar.gz", response);
	}

	private static void send(ByteArrayOutputStream archive, String name, HttpServletResponse response)
			throws IOException {
		response.setContentType(TYPE);
		response.setContentLength(archive.size());
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s\"".formatted(name));
		archive.writeTo(response.getOutputStream());
	}

}
