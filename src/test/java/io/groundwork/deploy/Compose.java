package io.groundwork.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.Yaml;

/**
 * docker-compose.yml, read as plain maps.
 */
record Compose(Map<String, Object> file) {

	static Compose read() throws IOException {
		return new Compose(new Yaml().load(Files.readString(Path.of("docker-compose.yml"))));
	}

	Map<String, Map<String, Object>> services() {
		return cast(this.file.getOrDefault("services", Map.of()));
	}

	Map<String, Object> service(String name) {
		Map<String, Object> service = services().get(name);
		if (service == null) {
			throw new IllegalArgumentException("There is no service " + name);
		}
		return service;
	}

	Map<String, Object> map(String name) {
		return map(this.file, name);
	}

	static Map<String, Object> map(Map<String, Object> from, String name) {
		return cast(from.getOrDefault(name, Map.of()));
	}

	static List<String> list(Map<String, Object> from, String name) {
		return cast(from.getOrDefault(name, List.of()));
	}

	@SuppressWarnings("unchecked")
	private static <T> T cast(Object value) {
		return (T) value;
	}

}
