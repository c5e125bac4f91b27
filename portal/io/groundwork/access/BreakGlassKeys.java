package io.groundwork.access;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.access.offline.Kit;
import io.groundwork.access.offline.KeyFile;
import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.cluster.BreakGlassKey;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.Specs;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Key files for the day on which the portal is away, sealed for the kit that this portal
 * was given.
 */
@Component
public class BreakGlassKeys {

	private static final Logger log = LoggerFactory.getLogger(BreakGlassKeys.class);

	private final Environments environments;

	private final Revisions revisions;

	private final Specs specs;

	private final Clusters clusters;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	private final @Nullable Path kit;

	BreakGlassKeys(Environments environments, Revisions revisions, Specs specs, Clusters clusters,
			ApplicationEventPublisher events, AccessSettings settings, Clock clock) {
		this.environments = environments;
		this.revisions = revisions;
		this.specs = specs;
		this.clusters = clusters;
		this.events = events;
		this.kit = settings.kit();
		this.clock = clock;
	}

	/**
	 * The kit, if the portal was given one.
	 */
	Optional<Kit> kit() {
		return Optional.ofNullable(this.kit).map(Kit::read);
	}

	/**
	 * Makes a key file with all that somebody may see; nobody reads it without two
	 * shares.
	 */
	@Transactional
	public KeyFile make(SignedIn who) {
		Kit sealedFor = kit().orElseThrow(BreakGlassKeys::none);
		List<KeyFile.Way> ways = new ArrayList<>();
		Map<Long, BreakGlassKey> keys = this.clusters.breakGlassKeys()
			.stream()
			.collect(Collectors.toMap((key) -> key.cluster().environment(), (key) -> key));
		List<Environment> all = this.environments.seenBy(who);
		Map<Long, Revision> standing = this.revisions.standing(all.stream().map(Environment::id).toList());
		for (Environment environment : all) {
			BreakGlassKey key = keys.get(environment.cluster());
			if (key != null && standing.containsKey(environment.id())) {
				way(environment, key).ifPresent(ways::add);
			}
		}
		if (ways.isEmpty()) {
			throw new ConflictException("There is nothing to get into yet, so there is no key file");
		}
		KeyFile file = KeyFile.seal(sealedFor, ways, this.clock.instant());
		this.events.publishEvent(new Audited(who.name(), "break-glass.key", "kit:" + sealedFor.id(), Outcome.DONE,
				Map.of("environments", ways.size(), "goodUntil", file.goodUntil().toString())));
		return file;
	}

	/**
	 * One environment that nobody can read must not keep people out of all others.
	 */
	private Optional<KeyFile.Way> way(Environment environment, BreakGlassKey key) {
		try {
			return Optional.of(new KeyFile.Way(environment.name(), this.specs.of(environment).namespace().name(),
					key.cluster().id(), key.cluster().address(), key.cluster().authority(), key.token(),
					key.goodUntil()));
		}
		catch (InvalidInputException ex) {
			log.warn("{} is not in the key file: {}", environment.name(), ex.getMessage());
			return Optional.empty();
		}
	}

	static NotThereException none() {
		return new NotThereException(
				"This portal has no break-glass kit: make one with new-break-glass-kit, and name it by groundwork.access.kit");
	}

}
