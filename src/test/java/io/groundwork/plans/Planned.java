package io.groundwork.plans;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.groundwork.terraform.TerraformCommand;
import io.groundwork.terraform.TerraformCommand.Aim;
import io.groundwork.terraform.Workplace;

/**
 * Plans that real Terraform makes.
 */
final class Planned implements AutoCloseable {

	private final Workplace work;

	private final Map<String, String> variables;

	private int count;

	private Path plan;

	Planned(Path folder, Map<String, String> variables) {
		this.work = new Workplace(folder);
		this.variables = variables;
		this.plan = folder;
	}

	Planned with(String configuration) {
		this.work.write("main.tf", configuration);
		this.work.run(new TerraformCommand.Init());
		return this;
	}

	Path plan(Aim aim) {
		this.plan = this.work.folder().resolve("plan" + this.count++);
		this.work.run(new TerraformCommand.Plan(this.plan, aim), this.variables);
		return this.work.run(new TerraformCommand.Show(this.plan)).output();
	}

	PlanReading read(Aim aim) {
		try (InputStream content = Files.newInputStream(plan(aim))) {
			return PlanReading.of(content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	PlanReading read() {
		return read(Aim.CHANGE);
	}

	/**
	 * Does what was planned last.
	 */
	void apply() {
		this.work.run(new TerraformCommand.Apply(this.plan), this.variables);
	}

	@Override
	public void close() {
		this.work.close();
	}

}
