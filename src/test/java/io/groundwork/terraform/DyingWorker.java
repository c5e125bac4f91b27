package io.groundwork.terraform;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another process that starts a command and follows it until it is killed.
 */
final class DyingWorker {

	private DyingWorker() {
	}

	/**
	 * Starts one.
	 * @param folder the run's folder
	 * @param plan the plan that it applies
	 * @param into the command's own folder
	 */
	static Process start(Path folder, Path plan, Path into, Map<String, String> variables) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1",
				"-Dgroundwork.tools.terraform=" + System.getProperty("groundwork.tools.terraform"),
				"-Dgroundwork.tools.provider=" + System.getProperty("groundwork.tools.provider"), "-cp",
				System.getProperty("java.class.path"), DyingWorker.class.getName(), folder.toString(), plan.toString(),
				into.toString())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().putAll(variables);
		return builder.start();
	}

	public static void main(String[] arguments) throws Exception {
		Workplace work = new Workplace(Path.of(arguments[0]));
		Map<String, String> variables = new TreeMap<>(System.getenv());
		variables.keySet().removeIf((name) -> !name.startsWith("LINODE_"));
		Execution execution = work.terraform()
			.start(work.program(), new TerraformCommand.Apply(Path.of(arguments[1])),
					work.surroundings().with(variables), Path.of(arguments[2]));
		execution.follow(0, (text, next) -> System.out.println(text));
	}

}
