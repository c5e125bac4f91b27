package io.groundwork.runs;

import org.jspecify.annotations.Nullable;

/**
 * The form for a new run, as it was typed.
 *
 * @param environment the name of one that exists, or nothing for another
 * @param name the name of a new one
 * @param kind its kind
 * @param team its team
 * @param host the one whose cluster it lives on, or nothing for its own
 * @param what plan, end, drift or verify
 * @param configuration spec, latest or files
 * @param spec what it should be, or nothing for what it should be already
 * @param reason why
 */
record NewRun(String environment, String name, String kind, String team, String host, String what, String configuration,
		String spec, String reason) {

	NewRun(@Nullable String environment, @Nullable String name, @Nullable String kind, @Nullable String team,
			@Nullable String host, @Nullable String what, @Nullable String configuration, @Nullable String spec,
			@Nullable String reason) {
		this.environment = text(environment);
		this.name = text(name);
		this.kind = text(kind);
		this.team = text(team);
		this.host = text(host);
		this.what = text(what);
		this.configuration = text(configuration);
		this.spec = text(spec);
		this.reason = text(reason);
	}

	private static String text(@Nullable String typed) {
		return (typed != null) ? typed.strip() : "";
	}

	boolean addsEnvironment() {
		return this.environment.isEmpty();
	}

	boolean sendsFiles() {
		return this.configuration.equals("files");
	}

	boolean rendersSpec() {
		return this.configuration.equals("spec");
	}

	/**
	 * What the empty form has chosen.
	 */
	static NewRun empty(@Nullable String environment, @Nullable String what) {
		String chosen = text(what);
		return new NewRun(environment, null, null, null, null, chosen.isEmpty() ? "plan" : chosen,
				(chosen.isEmpty() || chosen.equals("plan")) ? "spec" : "latest", null, null);
	}

}
