package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.bundles.Renderings;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.state.StateCredential;
import io.groundwork.state.StateCredentials;
import io.groundwork.terraform.Surroundings;
import io.groundwork.terraform.Terraform;
import io.groundwork.terraform.TerraformCommand;
import io.groundwork.terraform.WarmFolder;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.WebSettings;

import org.springframework.stereotype.Component;

/**
 * Makes the folder of a run ready for Terraform.
 */
@Component
class Preparation {

	/**
	 * The state is kept by the portal, whatever the files say. How to reach it is in
	 * variables of the process and in no file.
	 */
	private static final String BACKEND = """
			{"terraform": {"backend": {"http": {}}}}
			""";

	/**
	 * With these Terraform bears more than a minute without the portal.
	 */
	private static final Map<String, String> RETRIES = Map.of("TF_HTTP_RETRY_MAX", "16", "TF_HTTP_RETRY_WAIT_MIN", "1",
			"TF_HTTP_RETRY_WAIT_MAX", "8");

	private final Configurations configurations;

	private final StateCredentials credentials;

	private final Terraform terraform;

	private final WorkPlace place;

	private final RunSettings settings;

	private final URI states;

	Preparation(Configurations configurations, StateCredentials credentials, Terraform terraform, WorkPlace place,
			RunSettings settings, WebSettings web) {
		this.configurations = configurations;
		this.credentials = credentials;
		this.terraform = terraform;
		this.place = place;
		this.settings = settings;
		URI set = settings.stateAddress();
		this.states = (set != null) ? set : web.address();
	}

	/**
	 * Puts the files in place, with init's work if it is still good; otherwise does it.
	 */
	Surroundings prepare(RunInHand hand) throws InterruptedException {
		Run run = hand.run();
		RunFolder folder = hand.folder();
		long fence = hand.claim().fence();
		// Made up once, so that opening it may be tried again.
		StateCredential credential = this.credentials.make(run.number(), fence);
		String address = this.states.toString().replaceAll("/+$", "") + "/state/" + run.environment();
		Path worksIn = worksIn(run, folder);
		Surroundings where = new Surroundings(worksIn, worksIn.resolve(".terraform"),
				this.terraform.installation(folder.top()), variables(address, credential));
		WarmFolder.Place warm;
		try (Meanwhile<Boolean> opened = Meanwhile.of(() -> Patience
			.insist(() -> this.credentials.open(run.environmentId(), run.number(), fence, credential)))) {
			List<String> secrets = new ArrayList<>(this.settings.variables().values());
			secrets.addAll(this.settings.secrets().values());
			secrets.add(credential.password());
			hand.mask(secrets);
			unpack(run, folder);
			// What is found there later is a state of this run's, and is brought home as
			// such.
			delete(folder.erroredState());
			Files.writeString(folder.configuration().resolve("groundwork_override.tf.json"), BACKEND);
			warm = this.terraform.warm(this.place.warm(run.environment()))
				.place(folder.configuration(), hand.program(), address);
			opened.join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		where = where.keeping(warm.data());
		if (warm.warm()) {
			hand.skip("init", "providers and modules are as they were");
		}
		else {
			hand.next("init", "");
			init(hand, where, warm);
		}
		if (!warm.keepsState("http")) {
			throw new RunFailedException("The files keep the state elsewhere than in the portal, so nothing was done."
					+ " Take every backend and cloud block out of them and send them again.");
		}
		if (!warm.warm()) {
			warm.keep();
		}
		return where;
	}

	private static void init(RunInHand hand, Surroundings where, WarmFolder.Place warm) throws InterruptedException {
		boolean done = false;
		try {
			hand.must(hand.tell(new TerraformCommand.Init(), where));
			done = true;
		}
		finally {
			if (!done) {
				warm.drop();
			}
		}
	}

	/**
	 * What was rendered has everything in the places that it has in the repository.
	 */
	private static Path worksIn(Run run, RunFolder folder) {
		if (run.wish() != null) {
			folder.workIn(Renderings.root(EnvironmentKind.of(run.environmentKind())));
		}
		return folder.configuration();
	}

	private void unpack(Run run, RunFolder folder) {
		try {
			Patience.insist(() -> this.configurations.unpack(run.configuration(), folder.files()));
		}
		catch (InvalidInputException ex) {
			throw new RunFailedException(ex.remedy());
		}
	}

	/**
	 * After a failure init is done again, in case that was the reason.
	 */
	void distrust(Run run) {
		this.terraform.warm(this.place.warm(run.environment())).distrust();
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Map<String, String> variables(String address, StateCredential credential) {
		Map<String, String> all = new LinkedHashMap<>(this.settings.environment());
		all.putAll(this.settings.secrets());
		this.settings.variables().forEach((name, value) -> all.put("TF_VAR_" + name, value));
		all.putAll(RETRIES);
		all.put("TF_HTTP_ADDRESS", address);
		all.put("TF_HTTP_LOCK_ADDRESS", address + "/lock");
		all.put("TF_HTTP_LOCK_METHOD", "POST");
		all.put("TF_HTTP_UNLOCK_ADDRESS", address + "/lock");
		all.put("TF_HTTP_UNLOCK_METHOD", "DELETE");
		all.put("TF_HTTP_USERNAME", credential.username());
		all.put("TF_HTTP_PASSWORD", credential.password());
		return all;
	}

}
