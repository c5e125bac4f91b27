package io.groundwork.runs;

import io.groundwork.bundles.Renderings;
import io.groundwork.bundles.TemplateVersion;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.Specs;
import io.groundwork.environments.Wanted;
import io.groundwork.environments.spec.Spec;
import io.groundwork.runs.platform.PlatformSettings;
import io.groundwork.runs.platform.World;
import io.groundwork.web.ConflictException;

import org.springframework.stereotype.Component;

/**
 * Asks for runs whose files are rendered from what somebody wants an environment to be.
 */
@Component
public class SpecRuns {

	private final Specs specs;

	private final Renderings renderings;

	private final World world;

	private final Revisions revisions;

	private final Configurations configurations;

	private final Runs runs;

	private final PlatformSettings settings;

	SpecRuns(Specs specs, Renderings renderings, World world, Revisions revisions, Configurations configurations,
			Runs runs, PlatformSettings settings) {
		this.specs = specs;
		this.renderings = renderings;
		this.world = world;
		this.revisions = revisions;
		this.configurations = configurations;
		this.runs = runs;
		this.settings = settings;
	}

	/**
	 * Finds out what moving an environment to our newest files would change; what it
	 * should be stays as it is.
	 * @return the number of the run
	 */
	public long planUpgrade(Environment environment, String by, String reason) {
		Wanted wanted = latest(environment);
		return this.runs
			.ask(Order.plan(environment, files(environment, wanted, this.renderings.newest(), false, by), by, reason)
				.of(wanted.number()));
	}

	private Wanted latest(Environment environment) {
		return this.specs.latest(environment.id())
			.orElseThrow(() -> new ConflictException(
					"Nobody has said yet what %s should be; plan it from a spec first".formatted(environment.name())));
	}

	/**
	 * An environment stays with the files that it was made with.
	 */
	private TemplateVersion template(Environment environment) {
		return this.revisions.latest(environment.id())
			.map((revision) -> TemplateVersion.of(revision.template()))
			.orElseGet(this.renderings::newest);
	}

	/**
	 * Finds out what it takes to make an environment what somebody wants it to be.
	 * @return the number of the run
	 */
	public long plan(Environment environment, Spec spec, String by, String reason) {
		Wanted wanted = this.specs.want(environment, spec, by);
		return this.runs
			.ask(Order.plan(environment, files(environment, wanted, template(environment), false, by), by, reason)
				.of(wanted.number()));
	}

	/**
	 * Finds out what the end of an environment would take away, its data among it.
	 * @return the number of the run
	 */
	public long planDestruction(Environment environment, String by, String reason) {
		Wanted wanted = latest(environment);
		return this.runs.ask(Order
			.planDestruction(environment, files(environment, wanted, template(environment), true, by), by, reason)
			.of(wanted.number()));
	}

	private String files(Environment environment, Wanted wanted, TemplateVersion template, boolean deletesData,
			String by) {
		return this.configurations.keep(this.renderings.render(environment, wanted,
				this.world.of(environment, wanted.spec()), template, this.settings.callers(), deletesData), by);
	}

}
