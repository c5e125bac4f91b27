package io.groundwork.runs;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.groundwork.cloud.Cloud;
import io.groundwork.environments.prices.PriceChange;
import io.groundwork.environments.prices.PriceList;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What runs found, for those who ask people to agree to it.
 */
@Component
public class FoundPlans {

	private final RunPlans plans;

	private final JdbcClient jdbc;

	private final Cloud cloud;

	FoundPlans(RunPlans plans, JdbcClient jdbc, Cloud cloud) {
		this.cloud = cloud;
		this.plans = plans;
		this.jdbc = jdbc;
	}

	/**
	 * What a run found would change, if it came so far.
	 */
	public Optional<FoundPlan> of(long run) {
		return this.plans.find(run).map((kept) -> {
			RunPlans.Written written = kept.written();
			RunPlans.KubernetesPlan cluster = written.kubernetes();
			return new FoundPlan(run, kept.digest(), kept.file() != null, kept.blocked(), kept.plannedAt(),
					written.changes(), (cluster != null) ? cluster.changes() : null,
					cluster != null && cluster.binding(), written.judgement(), written.blastRadius(), written.bills());
		});
	}

	/**
	 * What several runs found, as lists show it, by their numbers.
	 */
	public Map<Long, PlanView> views(Collection<Long> runs) {
		PriceList prices = prices();
		return this.plans.find(runs)
			.stream()
			.collect(Collectors.toMap(RunPlans.Kept::run, (kept) -> PlanView.of(kept, Shown.CARD, prices, null, null)));
	}

	/**
	 * What a run found, as its request's page shows it.
	 */
	public Optional<PlanView> view(long run, @Nullable Long carriedOutBy, @Nullable String obstacle) {
		return this.plans.find(run).map((kept) -> PlanView.of(kept, Shown.PAGE, prices(), carriedOutBy, obstacle));
	}

	/**
	 * What a plan costs before and after; none for plans of portals that did not ask.
	 */
	public Optional<PriceChange> price(FoundPlan plan) {
		return Optional.ofNullable(PlanView.price(plan.bills(), prices()));
	}

	private PriceList prices() {
		return new PriceList(this.cloud.catalogue());
	}

	/**
	 * Whether a run that carries out a plan ended before it changed anything.
	 */
	public boolean untouched(long run) {
		return this.jdbc.sql("""
				select not exists (select from run_step where run = ? and name in ('apply', 'clear')
					and started_at is not null)""").param(run).query(Boolean.class).single();
	}

}
