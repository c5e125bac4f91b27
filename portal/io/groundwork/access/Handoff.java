package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.ClusterAwayException;
import io.groundwork.cluster.ClusterHealth;
import io.groundwork.cluster.ClusterHealth.Contact;
import io.groundwork.cluster.ClusterWatches;
import io.groundwork.cluster.Clusters;
import io.groundwork.cluster.Door;
import io.groundwork.cluster.Issuer;
import io.groundwork.cluster.RefusedException;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.spec.Spec;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * What has to be there for somebody to begin to work, looked at as it is now: each ticks
 * itself off.
 */
@Component
class Handoff {

	private static final Logger log = LoggerFactory.getLogger(Handoff.class);

	/** Pages that are looked at ask a cluster no more often. */
	private static final Duration FRESH = Duration.ofSeconds(10);

	private final Revisions revisions;

	private final Clusters clusters;

	private final ClusterWatches watches;

	private final CredentialRows credentials;

	private final Clock clock;

	private final Map<String, Seen> seen = new ConcurrentHashMap<>();

	Handoff(Revisions revisions, Clusters clusters, ClusterWatches watches, CredentialRows credentials, Clock clock) {
		this.revisions = revisions;
		this.clusters = clusters;
		this.watches = watches;
		this.credentials = credentials;
		this.clock = clock;
	}

	Looked look(Grant grant, Environment environment, Spec spec) {
		List<Step> steps = new ArrayList<>();
		Revision revision = this.revisions.standing(List.of(environment.id())).get(environment.id());
		steps.add(new Step("%s is made".formatted(environment.name()), revision != null,
				(revision != null) ? "revision %d".formatted(revision.number()) : "it is not made, or gone"));
		Optional<Cluster> cluster = this.clusters.ownedBy(environment.cluster());
		ClusterHealth health = cluster.map((one) -> this.watches.health(one.id())).orElse(null);
		boolean heard = health != null && health.contact() == Contact.HEARD;
		steps.add(new Step("Its cluster answers", heard, word(health)));
		if (health != null) {
			steps.add(new Step("Its nodes are ready", heard && health.nodesReady() > 0,
					"%d of %d".formatted(health.nodesReady(), health.nodes())));
			steps.add(new Step("The namespace is there",
					heard && health.spaces()
						.stream()
						.anyMatch((space) -> space.namespace().equals(spec.namespace().name()) && !space.ending()),
					spec.namespace().name()));
		}
		Set<String> there = (heard && cluster.isPresent()) ? secrets(cluster.get(), spec.namespace().name()) : null;
		List<String> wanted = spec.secrets().stream().map(Spec.Secret::name).toList();
		if (!wanted.isEmpty()) {
			List<String> missing = wanted.stream().filter((name) -> there == null || !there.contains(name)).toList();
			steps.add(new Step("Its secrets are there", missing.isEmpty(),
					(there == null) ? "not seen yet" : missing.isEmpty() ? "all %d".formatted(wanted.size())
							: "missing: " + String.join(", ", missing)));
		}
		boolean taken = this.credentials.count(grant.number()) > 0;
		steps.add(new Step("You have a kubeconfig", taken, taken ? "" : "make it above"));
		return new Looked(steps, there);
	}

	private static String word(@Nullable ClusterHealth health) {
		if (health == null) {
			return "the portal was not let into one";
		}
		return switch (health.contact()) {
			case HEARD -> "Kubernetes " + health.version();
			case UNHEARD -> "not heard of yet";
			case AWAY -> "it does not answer" + health.why().map((why) -> ": " + why).orElse("");
			case REFUSED -> "it does not know the portal any more";
		};
	}

	private @Nullable Set<String> secrets(Cluster cluster, String namespace) {
		Instant now = this.clock.instant();
		String key = cluster.id() + "/" + namespace;
		Seen before = this.seen.get(key);
		if (before != null && now.isBefore(before.at().plus(FRESH))) {
			return before.names();
		}
		this.seen.values().removeIf((one) -> now.isAfter(one.at().plus(FRESH)));
		Seen fresh = new Seen(now, ask(cluster, namespace));
		this.seen.put(key, fresh);
		return fresh.names();
	}

	private @Nullable Set<String> ask(Cluster cluster, String namespace) {
		try (Door door = this.clusters.door(cluster.id(), Issuer.GRANTS)) {
			return door.secrets(namespace);
		}
		catch (ClusterAwayException | RefusedException ex) {
			log.debug("The secrets of {} are not seen", namespace, ex);
			return null;
		}
	}

	private record Seen(Instant at, @Nullable Set<String> names) {

	}

	/**
	 * How it is.
	 *
	 * @param secrets those that are there; null if nobody knows
	 */
	record Looked(List<Step> steps, @Nullable Set<String> secrets) {

		/**
		 * In a word.
		 */
		String state(String secret) {
			return (this.secrets == null) ? "unknown" : this.secrets.contains(secret) ? "there" : "missing";
		}

	}

	/**
	 * One thing that has to be there.
	 *
	 * @param text what
	 * @param done whether it is
	 * @param note what was seen
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "GrantPackageStep")
	record Step(String text, boolean done, String note) {

	}

}
