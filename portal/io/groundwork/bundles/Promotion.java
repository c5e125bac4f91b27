package io.groundwork.bundles;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.bundles.GitopsRepository.Pushed;
import jakarta.annotation.PreDestroy;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Puts bundles into the GitOps repository, each as one commit on top of what is there.
 * Any number of processes may do so at once: who was slower begins again on the new
 * commit, so that the history is a line and nobody's files are lost.
 */
@Component
public class Promotion {

	private final GitopsRepository repository;

	private final GitopsSettings settings;

	private final String email;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	/** One at a time in this process; others are noticed when pushing. */
	private final ReentrantLock turn = new ReentrantLock();

	Promotion(GitopsSettings settings, Organisation organisation, ApplicationEventPublisher events, Clock clock) {
		this.repository = new GitopsRepository(settings);
		this.settings = settings;
		this.email = organisation.email();
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Promotes a bundle.
	 * @throws PromotionRefusedException if it must not be promoted or is not taken
	 * @throws GitopsAwayException if the repository cannot be reached
	 */
	public PromotionResult promote(Bundle bundle, PromotionOrder order) {
		String objection = order.objection(bundle);
		if (objection != null) {
			audit(order, Outcome.REFUSED, Map.of("bundle", bundle.digest(), "why", objection));
			throw new PromotionRefusedException(
					"The bundle of %s was not promoted. %s".formatted(order.environment(), objection));
		}
		this.turn.lock();
		try {
			PromotionResult result = promoteInTurn(bundle, order);
			if (result instanceof PromotionResult.Promoted) {
				audit(order, Outcome.DONE,
						Map.of("bundle", bundle.digest(), "commit", result.commit(), "approvers", order.approvers()));
			}
			return result;
		}
		finally {
			this.turn.unlock();
		}
	}

	private PromotionResult promoteInTurn(Bundle bundle, PromotionOrder order) {
		ObjectId mine = null;
		for (int attempt = 1; attempt <= this.settings.attempts(); attempt++) {
			ObjectId head = this.repository.fetch().orElse(null);
			if (mine != null && head != null && this.repository.isWithin(mine, head)) {
				// Its answer was lost on the way, not the commit.
				return new PromotionResult.Promoted(mine.name());
			}
			Optional<ObjectId> commit = this.repository.commit(head, folder(order.environment()), bundle,
					new PersonIdent("Groundwork", this.email, this.clock.instant(), ZoneOffset.UTC),
					order.message(bundle));
			if (commit.isEmpty()) {
				return new PromotionResult.Unchanged((head != null) ? head.name() : "");
			}
			mine = commit.get();
			if (this.repository.push(mine, head) == Pushed.TAKEN) {
				return new PromotionResult.Promoted(mine.name());
			}
		}
		throw new PromotionRefusedException(
				"The bundle of %s was not promoted: others were faster %d times in a row. Try again when less is promoted."
					.formatted(order.environment(), this.settings.attempts()));
	}

	/**
	 * What was promoted last, as the GitOps repository has it now.
	 * @return the files of the environment by their paths in its bundle, none if there
	 * are none
	 * @throws GitopsAwayException if the repository cannot be reached
	 */
	public Optional<Promoted> last(String environment) {
		this.turn.lock();
		try {
			return this.repository.fetch().flatMap((head) -> this.repository.read(head, folder(environment)));
		}
		finally {
			this.turn.unlock();
		}
	}

	/**
	 * Whether there is a repository to promote to.
	 */
	public boolean isPossible() {
		return this.settings.remote() != null;
	}

	private static String folder(String environment) {
		return "generated/" + environment + "/";
	}

	private void audit(PromotionOrder order, Outcome outcome, Map<String, Object> details) {
		Map<String, Object> all = new LinkedHashMap<>(details);
		all.put("request", order.request());
		this.events.publishEvent(
				new Audited("groundwork", "bundle.promoted", "environment:" + order.environment(), outcome, all));
	}

	@PreDestroy
	void close() {
		this.repository.close();
	}

	/**
	 * An environment's files in the GitOps repository.
	 *
	 * @param commit the commit that the branch is at
	 * @param files the files by their paths in the bundle
	 */
	public record Promoted(String commit, SortedMap<String, String> files) {

	}

}
