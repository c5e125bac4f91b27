package io.groundwork.requests;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.runs.Order;
import io.groundwork.runs.Runs;
import io.groundwork.runs.SpecRuns;
import io.groundwork.web.ConflictException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * How a request begins: whether it can be had, where it is, and the run that plans it.
 */
@Component
class Beginning {

	private static final TypeReference<Map<String, Object>> PARAMETERS = new TypeReference<>() {
	};

	private final Preflight preflight;

	private final Hosts hosts;

	private final Environments environments;

	private final SpecRuns specRuns;

	private final Runs runs;

	private final JsonMapper json;

	Beginning(Preflight preflight, Hosts hosts, Environments environments, SpecRuns specRuns, Runs runs,
			JsonMapper json) {
		this.preflight = preflight;
		this.hosts = hosts;
		this.environments = environments;
		this.specRuns = specRuns;
		this.runs = runs;
		this.json = json;
	}

	/**
	 * What can be known of it before it is planned; of files that somebody sent nothing
	 * is.
	 */
	List<Check> look(Request request) {
		if (request.configuration() != null) {
			return List.of();
		}
		String spec = request.spec();
		return this.preflight.look(request.kind(), request.environment(), (spec != null) ? spec : "",
				parameters(request));
	}

	String written(List<Check> checks) {
		return this.json.writeValueAsString(checks);
	}

	/**
	 * What somebody should know of it, in sentences.
	 */
	static String summary(List<Check> checks) {
		return checks.stream()
			.filter((check) -> check.verdict() != Check.Verdict.PASS)
			.map(Check::sentence)
			.collect(Collectors.joining(" "));
	}

	/**
	 * Where it is; one that is to be made is noted now.
	 */
	Environment environment(Request request) {
		Optional<Environment> there = this.environments.named(request.environment());
		if (request.kind() != RequestKind.CREATE || there.isPresent()) {
			return there.orElseThrow(() -> new ConflictException(
					"There is no environment named %s any more".formatted(request.environment())));
		}
		Environment host = spec(request).ownsCluster() ? null
				: this.hosts.host(there, parameters(request).getOrDefault("host", "")).environment();
		return this.environments.add(request.environment(), EnvironmentKind.of(request.environmentKind()),
				request.team(), host, request.asker());
	}

	/**
	 * Asks for the run that plans it.
	 */
	long plan(Request request, Environment environment) {
		String by = request.asker();
		String reason = "Request %d: %s".formatted(request.number(), request.reason());
		String files = request.configuration();
		if (files != null) {
			return this.runs
				.ask((request.kind() == RequestKind.DESTROY) ? Order.planDestruction(environment, files, by, reason)
						: Order.plan(environment, files, by, reason));
		}
		return switch (request.kind()) {
			case DESTROY -> this.specRuns.planDestruction(environment, by, reason);
			case UPGRADE -> this.specRuns.planUpgrade(environment, by, reason);
			default -> this.specRuns.plan(environment, spec(request), by, reason);
		};
	}

	/**
	 * Asks for the run that finds out what there is of an environment that could not be
	 * made.
	 */
	long planEnd(Request request, Environment environment) {
		String reason = "Request %d could not be carried out".formatted(request.number());
		String files = request.configuration();
		return (files != null) ? this.runs.ask(Order.planDestruction(environment, files, RequestEvents.PORTAL, reason))
				: this.specRuns.planDestruction(environment, RequestEvents.PORTAL, reason);
	}

	private static Spec spec(Request request) {
		String spec = request.spec();
		return new SpecReader(Presets.FOUNDATION).read((spec != null) ? spec : "").orThrow("spec");
	}

	private Map<String, String> parameters(Request request) {
		return Requests.words(this.json.readValue(request.parameters(), PARAMETERS));
	}

}
