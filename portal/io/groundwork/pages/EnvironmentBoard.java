package io.groundwork.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.Specs;
import io.groundwork.environments.Wanted;
import io.groundwork.environments.spec.Spec;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Page;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Environments with what is known of them, a page at a time.
 */
@Component
class EnvironmentBoard {

	private final Environments environments;

	private final Revisions revisions;

	private final Specs specs;

	EnvironmentBoard(Environments environments, Revisions revisions, Specs specs) {
		this.environments = environments;
		this.revisions = revisions;
		this.specs = specs;
	}

	Page<Shown> page(SignedIn who, @Nullable String after, int size) {
		List<Environment> found = this.environments.seenBy(who, (after != null) ? after : "", size + 1);
		List<Long> ids = found.stream().map(Environment::id).toList();
		Map<Long, Revision> standing = this.revisions.standing(ids);
		Map<Long, Wanted> wanted = this.specs.latest(ids);
		return Page.of(found, size,
				(environment) -> new Shown(environment, Optional.ofNullable(standing.get(environment.id())),
						Optional.ofNullable(wanted.get(environment.id())).map(Wanted::spec)),
				Environment::name);
	}

	Shown one(SignedIn who, String name) {
		Environment environment = this.environments.seenBy(who, name);
		return new Shown(environment,
				Optional.ofNullable(this.revisions.standing(List.of(environment.id())).get(environment.id())),
				this.specs.latest(environment.id()).map(Wanted::spec));
	}

	/**
	 * An environment with what is known of it.
	 *
	 * @param revision what it is now; none if nothing was made there, or all of it is
	 * gone
	 * @param spec what somebody wants it to be, if anybody said so
	 */
	record Shown(Environment environment, Optional<Revision> revision, Optional<Spec> spec) {

		/**
		 * Where it stands, in a word.
		 */
		public String status() {
			return this.revision.isPresent() ? "ready" : "planned";
		}

		/**
		 * When it ends by itself, if it does.
		 */
		public @Nullable Instant expiresAt() {
			Integer hours = this.spec.map(Spec::lifetimeHours).orElse(null);
			return (hours != null) ? this.revision.map((one) -> one.at().plus(Duration.ofHours(hours))).orElse(null)
					: null;
		}

		public Tone tone() {
			return this.revision.isPresent() ? Tone.GOOD : Tone.QUIET;
		}

		public boolean made() {
			return this.revision.isPresent();
		}

	}

}
