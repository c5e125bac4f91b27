package io.groundwork.terraform;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a command runs, and all of its environment variables: nothing of the portal's own
 * environment is handed on.
 *
 * @param folder the run's folder with the configuration in it, which is also its home
 * @param data where init keeps providers and modules
 * @param installation the file that says where providers come from
 * @param variables what this command is given beside, such as tokens
 */
public record Surroundings(Path folder, Path data, Path installation, Map<String, String> variables) {

	public Surroundings {
		folder = folder.toAbsolutePath();
		data = data.toAbsolutePath();
		installation = installation.toAbsolutePath();
		variables = Map.copyOf(variables);
	}

	/**
	 * The same with more variables.
	 */
	public Surroundings with(Map<String, String> more) {
		Map<String, String> all = new TreeMap<>(this.variables);
		all.putAll(more);
		return new Surroundings(this.folder, this.data, this.installation, all);
	}

	/**
	 * The same with what init has made in that folder.
	 */
	public Surroundings keeping(Path data) {
		return new Surroundings(this.folder, data, this.installation, this.variables);
	}

	/**
	 * The environment of the process.
	 */
	Map<String, String> environment() {
		Map<String, String> all = new TreeMap<>();
		all.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
		all.put("HOME", this.folder.toString());
		all.put("LANG", "C.UTF-8");
		all.put("TF_IN_AUTOMATION", "1");
		all.put("TF_INPUT", "0");
		all.put("CHECKPOINT_DISABLE", "1");
		all.put("TF_CLI_CONFIG_FILE", this.installation.toString());
		all.put("TF_DATA_DIR", this.data.toString());
		all.putAll(this.variables);
		return all;
	}

	/**
	 * Without the values: this may end up in a log.
	 */
	@Override
	public String toString() {
		return "Surroundings[folder=%s, data=%s, variables=%s]".formatted(this.folder, this.data,
				new TreeMap<>(this.variables).keySet());
	}

}
