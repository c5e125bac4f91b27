package io.groundwork.requests;

import io.groundwork.cloud.Cloud;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.Specs;
import io.groundwork.environments.prices.Bill;
import io.groundwork.environments.prices.PriceChange;
import io.groundwork.environments.prices.PriceList;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;

import org.springframework.stereotype.Component;

/**
 * What a wish would cost, going by specs, as long as there is no plan.
 */
@Component
class WishPrices {

	private final Environments environments;

	private final Specs specs;

	private final Revisions revisions;

	private final Hosts hosts;

	private final Cloud cloud;

	WishPrices(Environments environments, Specs specs, Revisions revisions, Hosts hosts, Cloud cloud) {
		this.revisions = revisions;
		this.environments = environments;
		this.specs = specs;
		this.hosts = hosts;
		this.cloud = cloud;
	}

	PriceChange of(String environment, String spec) {
		return of(environment, new SpecReader(Presets.FOUNDATION).read(spec).orThrow("spec"));
	}

	PriceChange of(String environment, Spec wanted) {
		Bill before = this.environments.named(environment)
			.filter(this.hosts::made)
			.flatMap((there) -> this.revisions.latest(there.id())
				.map((revision) -> Bill.of(this.specs.get(there.id(), revision.wish()).spec())))
			.orElse(Bill.NONE);
		return PriceChange.between(before, Bill.of(wanted), new PriceList(this.cloud.catalogue()));
	}

}
