package io.groundwork.runs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.database.Signals;
import io.groundwork.runs.log.RunLogs;
import io.groundwork.state.States;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down how a run ended: all of it or nothing, and only for whoever has it.
 */
@Component
class RunEnding {

	private static final Logger logger = LoggerFactory.getLogger(RunEnding.class);

	private final Queue queue;

	private final Steps steps;

	private final RunLogs logs;

	private final States states;

	private final Journal journal;

	private final RunPlans plans;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	RunEnding(Queue queue, Steps steps, RunLogs logs, States states, Journal journal, RunPlans plans, Signals signals,
			ApplicationEventPublisher events, TransactionTemplate transaction) {
		this.queue = queue;
		this.steps = steps;
		this.logs = logs;
		this.states = states;
		this.journal = journal;
		this.plans = plans;
		this.signals = signals;
		this.events = events;
		this.transaction = transaction;
	}

	void write(RunInHand hand, Ended ended) {
		Run run = hand.run();
		Claim claim = hand.claim();
		Patience.insist(() -> this.transaction.executeWithoutResult((status) -> {
			if (!this.queue.end(claim, ended)) {
				// It was written before, and only the answer was lost.
				return;
			}
			this.states.end(run.environmentId(), run.number());
			finishLog(hand);
			this.events.publishEvent(new Audited("groundwork", "run.ended", run.subject(),
					(ended.status() == RunStatus.FAILED) ? Outcome.FAILED : Outcome.DONE,
					Map.of("kind", run.kind().word(), "environment", run.environment(), "status", ended.status().word(),
							"outcome", ended.outcome())));
			this.signals.send(List.of(Runs.CHANGED, "queued"), run.number());
		}));
		wipe(hand);
		Long plan = run.plan();
		if (plan != null) {
			forget(plan);
		}
	}

	private void finishLog(RunInHand hand) {
		Claim claim = hand.claim();
		Optional<Journal.Gap> gap = this.journal.gap(claim.run())
			.or(() -> hand.missing().map((why) -> new Journal.Gap(this.logs.position(claim.run()).lastSeq(), why)));
		if (gap.isPresent()) {
			this.logs.finishIncomplete(claim.run(), claim.fence(), gap.get().after(), gap.get().because());
		}
		else {
			this.logs.finish(claim.run(), claim.fence());
		}
	}

	private static void wipe(RunInHand hand) {
		if (!hand.folder().wipe()) {
			logger.warn("The state that Terraform left in {} is not home yet; it is tried again every few minutes",
					hand.folder().top());
		}
	}

	private void forget(long plan) {
		try {
			this.plans.forget(plan);
		}
		catch (RuntimeException ex) {
			// The nightly sweep will.
			logger.info("The file of plan {} is deleted later: {}", plan, ex.getMessage());
		}
	}

	void putBack(RunInHand hand) {
		Patience.insist(() -> this.transaction.executeWithoutResult((status) -> {
			this.steps.finish(hand.run().number(), "cancelled", "its worker went away");
			this.queue.putBack(hand.claim());
			this.journal.endAll(hand.claim());
			this.states.end(hand.run().environmentId(), hand.run().number());
			this.signals.send(List.of(Runs.CHANGED, "queued"), hand.run().number());
		}));
		wipe(hand);
	}

}
