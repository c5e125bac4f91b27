package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.groundwork.cluster.Cluster;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads what somebody asks for: whether it can be had at all, and what is wrong with it
 * otherwise.
 */
@Component
class GrantReader {

	private static final Duration FURTHEST = Duration.ofDays(14);

	private final Environments environments;

	private final Revisions revisions;

	private final Clusters clusters;

	private final BreakGlassRows used;

	private final GrantRows rows;

	private final Clock clock;

	GrantReader(Environments environments, Revisions revisions, Clusters clusters, BreakGlassRows used, GrantRows rows,
			Clock clock) {
		this.environments = environments;
		this.revisions = revisions;
		this.clusters = clusters;
		this.used = used;
		this.rows = rows;
		this.clock = clock;
	}

	GrantWish read(SignedIn who, AskedGrant asked) {
		Environment environment = named(who, given(asked.environment()));
		GrantRole role = GrantRole.asked(given(asked.role()));
		Duration life = life(asked.minutes());
		String reason = Typed.some("reason", given(asked.reason()), Grants.LONGEST_REASON,
				"reason must say what you are going to do there; whoever agrees reads it.");
		Instant starts = starts(asked.startsAt());
		refuseWhatIsNotThere(environment);
		String robot = robot(given(asked.robot()), environment, life);
		refuseUntilReviewed(who.person());
		return new GrantWish(Holder.of(who), environment, role, life, reason, starts, robot);
	}

	/**
	 * Whoever asks answers for it; so that it is known which program does what, each has
	 * a name and one grant at a time.
	 */
	private @Nullable String robot(String name, Environment environment, Duration life) {
		if (name.isEmpty()) {
			return null;
		}
		if (!name.matches("[a-z][a-z0-9-]{1,29}")) {
			throw new InvalidInputException("robot",
					"robot must be two to thirty of a-z, 0-9 and -, and begin with a letter.");
		}
		if (life.compareTo(GrantWish.LONGEST_OF_ROBOTS) > 0) {
			throw new InvalidInputException("minutes",
					"minutes must be %d at most for a robot.".formatted(GrantWish.LONGEST_OF_ROBOTS.toMinutes()));
		}
		this.rows.openOf(environment.id(), name).ifPresent((before) -> {
			throw new ConflictException(
					"%s has grant %d in %s, which %s asked for; release it first, or give the robot another name"
						.formatted(name, before.number(), environment.name(), before.holder()));
		});
		return name;
	}

	/**
	 * The environment that somebody names, if there is something to get into.
	 */
	Environment place(SignedIn who, String name) {
		Environment environment = named(who, name);
		refuseWhatIsNotThere(environment);
		return environment;
	}

	/**
	 * Whoever broke the glass where the portal has no identity for it would be let in by
	 * nothing, and kept out of everything else until somebody has looked.
	 */
	void refuseWithoutGlass(Environment environment) {
		if (!this.clusters.ownedBy(environment.cluster())
			.map(Cluster::id)
			.filter(this.clusters::mayBreakGlass)
			.isPresent()) {
			throw new ConflictException(
					"The cluster of %s has no identity for break-glass yet, since an earlier version let the portal in; the next change of the cluster's owner that is carried out makes it. Until then ask for access, or use the cluster administrator's kubeconfig"
						.formatted(environment.name()));
		}
	}

	private void refuseWhatIsNotThere(Environment environment) {
		if (this.clusters.ownedBy(environment.cluster()).isEmpty() || !made(environment)) {
			throw new ConflictException(
					"There is nothing to get into: %s is not made yet, or gone".formatted(environment.name()));
		}
	}

	private Environment named(SignedIn who, String name) {
		if (name.isEmpty()) {
			throw new InvalidInputException("environment", "environment must name the environment to get into.");
		}
		return this.environments.named(name)
			.filter((one) -> mayAskFor(who, one))
			.orElseThrow(() -> new NotThereException("There is no environment named " + name));
	}

	/**
	 * Whoever has broken the glass gets in by nothing until somebody else has looked at
	 * it; the database sees to it too.
	 */
	void refuseUntilReviewed(long person) {
		this.used.awaitingReview(person).ifPresent((one) -> {
			throw new ConflictException(
					"You broke the glass for %s (%s), and nobody else has looked at it yet; ask somebody to review break-glass %d first"
						.formatted(one.environment(), one.incident(), one.grant()));
		});
	}

	private static Duration life(@Nullable Integer minutes) {
		if (minutes == null || minutes < GrantWish.SHORTEST.toMinutes() || minutes > GrantWish.LONGEST.toMinutes()) {
			throw new InvalidInputException("minutes", "minutes must be %d to %d."
				.formatted(GrantWish.SHORTEST.toMinutes(), GrantWish.LONGEST.toMinutes()));
		}
		return Duration.ofMinutes(minutes);
	}

	private @Nullable Instant starts(@Nullable Instant startsAt) {
		Instant now = this.clock.instant();
		if (startsAt == null || !startsAt.isAfter(now)) {
			return null;
		}
		if (startsAt.isAfter(now.plus(FURTHEST))) {
			throw new InvalidInputException("startsAt",
					"startsAt must be within the next %d days.".formatted(FURTHEST.toDays()));
		}
		return startsAt;
	}

	/**
	 * Those that somebody sees, and those of the foundation, which serve all: each of
	 * them is named as its kind is.
	 */
	private static boolean mayAskFor(SignedIn who, Environment environment) {
		return Environments.maySee(who, environment) || environment.name().equals(environment.kind().word());
	}

	private boolean made(Environment environment) {
		return this.revisions.standing(List.of(environment.id())).containsKey(environment.id());
	}

	/**
	 * Those that somebody can get into, by name.
	 */
	private List<Environment> open(SignedIn who) {
		List<Environment> all = Stream
			.concat(this.environments.seenBy(who).stream(),
					Stream.of(EnvironmentKind.values())
						.map((kind) -> this.environments.named(kind.word()))
						.flatMap(Optional::stream))
			.distinct()
			.sorted(Comparator.comparing(Environment::name))
			.toList();
		Map<Long, Revision> made = this.revisions.standing(all.stream().map(Environment::id).toList());
		return all.stream().filter((environment) -> made.containsKey(environment.id())).toList();
	}

	/**
	 * The same, each with what helps to choose.
	 */
	Map<String, String> choices(SignedIn who) {
		Map<String, String> choices = new LinkedHashMap<>();
		for (Environment environment : open(who)) {
			choices.put(environment.name(),
					"%s (%s, %s)".formatted(environment.name(), environment.kind().word(), environment.team()));
		}
		return choices;
	}

	private static String given(@Nullable String text) {
		return (text != null) ? text.strip() : "";
	}

}
