package io.groundwork.state;

import java.io.IOException;
import java.io.InputStream;

import io.groundwork.environments.Environment;
import io.groundwork.identity.SignedIn;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Hands a whole state to a person; that they read it is on record before they do.
 */
@Component
class StateDownload {

	private final States states;

	private final Restores restores;

	StateDownload(States states, Restores restores) {
		this.states = states;
		this.restores = restores;
	}

	void version(SignedIn who, Environment environment, long serial, HttpServletResponse response) throws IOException {
		StateVersion version = this.states.version(environment.id(), serial);
		this.restores.noteReading(environment.id(), version.digest(), who.name());
		try (InputStream content = this.states.open(environment.id(), serial)) {
			send(content, version.size(), MediaType.APPLICATION_JSON_VALUE,
					"%s-%d.tfstate".formatted(environment.name(), serial), response);
		}
	}

	void diverged(SignedIn who, Environment environment, long id, HttpServletResponse response) throws IOException {
		DivergedState state = this.states.diverged(environment.id(), id);
		this.restores.noteReading(environment.id(), state.digest(), who.name());
		try (InputStream content = this.states.openDiverged(environment.id(), id)) {
			// It may be anything; no browser shall guess what.
			send(content, state.size(), MediaType.APPLICATION_OCTET_STREAM_VALUE,
					"%s-diverged-%d.tfstate".formatted(environment.name(), id), response);
		}
	}

	private static void send(InputStream content, long size, String type, String name, HttpServletResponse response)
			throws IOException {
		response.setContentType(type);
		response.setContentLengthLong(size);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"%s\"".formatted(name));
		content.transferTo(response.getOutputStream());
	}

}
