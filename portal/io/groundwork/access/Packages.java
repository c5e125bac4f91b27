package io.groundwork.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.bundles.Organisation;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Specs;
import io.groundwork.environments.spec.Spec;
import io.groundwork.identity.SignedIn;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What a grant hands over beside its credential: where things are, and how they are
 * called.
 */
@Component
class Packages {

	private final Environments environments;

	private final Specs specs;

	private final Clusters clusters;

	private final Organisation organisation;

	private final Handoff handoff;

	Packages(Environments environments, Specs specs, Clusters clusters, Organisation organisation, Handoff handoff) {
		this.handoff = handoff;
		this.environments = environments;
		this.specs = specs;
		this.clusters = clusters;
		this.organisation = organisation;
	}

	/**
	 * What somebody is shown of it: who does not see the environment sees what is there
	 * once they have been let in, and not by asking.
	 */
	Optional<Handed> shown(SignedIn who, Grant grant) {
		boolean sees = grant.beganAt() != null || Environments.seesAll(who) || who.teams().contains(grant.team());
		return sees ? Optional.of(of(grant)) : Optional.empty();
	}

	private Handed of(Grant grant) {
		Environment environment = this.environments.get(grant.environmentId());
		Spec spec = this.specs.of(environment);
		Optional<Cluster> cluster = this.clusters.ownedBy(environment.cluster());
		String domain = environment.name() + "." + this.organisation.domain();
		Spec.DataStore store = spec.dataStore();
		Handoff.Looked looked = this.handoff.look(grant, environment, spec);
		return new Handed(grant.number(), environment.name(), spec.namespace().name(), grant.role().word(),
				grant.role().allows(), grant.endsAt(), cluster.map(Cluster::address).orElse(null),
				Kubeconfigs.commands(grant).lines().toList(), "*." + domain, this.organisation.registry(),
				(store != null)
						? new Store("PostgreSQL " + store.version(), store.plan(), store.nodes(), "database-url")
						: null,
				spec.secrets()
					.stream()
					.map((secret) -> new Secret(secret.name(), secret.generator().word(), secret.rotateDays(),
							looked.state(secret.name())))
					.toList(),
				links(environment), looked.steps());
	}

	/**
	 * Where what goes on in an environment is looked at, with the environment filled in.
	 */
	private List<Link> links(Environment environment) {
		String owner = this.environments.get(environment.cluster()).name();
		String grafana = "https://grafana.%s%s".formatted(owner.equals("system") ? "" : owner + ".",
				this.organisation.domain());
		String logs = URLEncoder.encode("{\"ref\":{\"datasource\":\"logs-%s\"}}".formatted(environment.name()),
				StandardCharsets.UTF_8);
		return List.of(new Link("Dashboard", "%s/d/env-%s".formatted(grafana, environment.name())),
				new Link("Logs", "%s/explore?schemaVersion=1&panes=%s".formatted(grafana, logs)));
	}

	/**
	 * What a grant hands over but the credential.
	 *
	 * @param grant its number
	 * @param environment where
	 * @param namespace in which namespace
	 * @param role viewer or operator
	 * @param allows what that lets whoever holds it do
	 * @param endsAt until when
	 * @param cluster where the cluster answers
	 * @param commands what to type once the kubeconfig is there
	 * @param hosts below which name services have theirs
	 * @param registry where images are
	 * @param dataStore what the environment keeps data in, if it does
	 * @param secrets what services find their secrets under
	 * @param links where to look
	 * @param checklist what has to be there for somebody to begin to work
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "GrantPackage")
	record Handed(long grant, String environment, String namespace, String role, List<String> allows,
			@Nullable Instant endsAt, @Nullable String cluster, List<String> commands, String hosts, String registry,
			@Nullable Store dataStore, List<Secret> secrets, List<Link> links, List<Handoff.Step> checklist) {

	}

	/**
	 * A data store.
	 *
	 * @param engine what it is, with its version
	 * @param plan how large
	 * @param nodes of how many
	 * @param secret under which secret services find how to get in
	 */
	@Schema(name = "GrantPackageStore")
	record Store(String engine, String plan, int nodes, String secret) {

	}

	/**
	 * A secret by its name.
	 *
	 * @param name how services find it
	 * @param generator where its value comes from
	 * @param rotateDays after how many days there is another
	 * @param state whether it is there now
	 */
	@Schema(name = "GrantPackageSecret")
	record Secret(String name, String generator, int rotateDays, @Schema(allowableValues = {
			"there", "missing", "unknown" }) String state){

	}

	/**
	 * Where to look.
	 */
	@Schema(name = "GrantPackageLink")
	record Link(String name, String address) {

	}

}
