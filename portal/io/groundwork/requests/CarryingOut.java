package io.groundwork.requests;

import java.util.List;
import java.util.Optional;

import io.groundwork.approvals.Freeze;
import io.groundwork.approvals.Freezes;
import io.groundwork.environments.Environments;
import io.groundwork.runs.Runs;
import io.groundwork.web.ConflictException;

import org.springframework.stereotype.Component;

/**
 * Has what was agreed to carried out, unless a freeze holds it: then it stays agreed to,
 * and goes on when the freeze is over.
 */
@Component
class CarryingOut {

	private final Moves moves;

	private final Foundation foundation;

	private final Runs runs;

	private final Freezes freezes;

	private final Environments environments;

	private final Hosts hosts;

	CarryingOut(Moves moves, Foundation foundation, Runs runs, Freezes freezes, Environments environments,
			Hosts hosts) {
		this.environments = environments;
		this.hosts = hosts;
		this.foundation = foundation;
		this.moves = moves;
		this.runs = runs;
		this.freezes = freezes;
	}

	/**
	 * Whoever calls holds the request's row.
	 * @return whether it has moved on
	 */
	boolean of(Request request) {
		Optional<Freeze> freeze = freeze(request);
		if (freeze.isPresent()) {
			return hold(request, freeze.get());
		}
		if (request.kind() == RequestKind.FOUNDATION) {
			this.foundation.start(request);
			return true;
		}
		List<String> tenants = tenants(request);
		if (!tenants.isEmpty()) {
			this.moves.fail(request, "%s Destroy %s first.".formatted(Hosts.inhabited(request.environment(), tenants),
					String.join(", ", tenants)), null);
			return true;
		}
		Long plan = request.planRun();
		String digest = request.planDigest();
		if (plan == null || digest == null) {
			throw new IllegalStateException("Request %d has no plan to carry out".formatted(request.number()));
		}
		long run;
		try {
			run = this.runs.carryOut(plan, digest, request.asker(),
					"Request %d: %s".formatted(request.number(), request.reason()));
		}
		catch (ConflictException ex) {
			String why = ex.getMessage() + ".";
			request.outdate(why, this.moves.now());
			this.moves.happened(request, "stale", why, null);
			return true;
		}
		request.queue(run, this.moves.now());
		this.moves.happened(request, "queued", "", run);
		return true;
	}

	/**
	 * Takes a request out of the queue again over which a freeze has come, if no worker
	 * has begun.
	 * @return whether it has moved on
	 */
	boolean takeBack(Request request) {
		Optional<Freeze> freeze = freeze(request);
		Long run = request.applyRun();
		return freeze.isPresent() && run != null && this.runs.takeBack(run, freeze.get().sentence())
				&& hold(request, freeze.get());
	}

	private boolean hold(Request request, Freeze freeze) {
		RequestStatus before = request.status();
		if (request.freeze(freeze.name(), freeze.over(), freeze.sentence(), this.moves.now())) {
			this.moves.happened(request, "held", freeze.sentence(), null);
		}
		return before != RequestStatus.SCHEDULED;
	}

	/**
	 * Somebody may have moved in since it was asked for.
	 */
	private List<String> tenants(Request request) {
		return (request.kind() != RequestKind.DESTROY) ? List.of()
				: this.environments.named(request.environment()).map(this.hosts::tenants).orElse(List.of());
	}

	private Optional<Freeze> freeze(Request request) {
		return this.freezes.holding(request.environment(), request.environmentKind(), request.number());
	}

}
