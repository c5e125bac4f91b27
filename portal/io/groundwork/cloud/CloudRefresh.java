package io.groundwork.cloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.groundwork.web.InvalidInputException;

import org.springframework.stereotype.Component;

/**
 * Asks Linode again what can be had and what there is.
 */
@Component
class CloudRefresh {

	private final CloudTokens tokens;

	private final CatalogueReader catalogue;

	private final Inventories inventories;

	private final KnownCloud known;

	private final CloudLimits limits;

	private final Clock clock;

	CloudRefresh(CloudTokens tokens, CatalogueReader catalogue, Inventories inventories, KnownCloud known,
			CloudLimits limits, Clock clock) {
		this.tokens = tokens;
		this.catalogue = catalogue;
		this.inventories = inventories;
		this.known = known;
		this.limits = limits;
		this.clock = clock;
	}

	/**
	 * Asks for everything. What is known stays if there is no answer, and why there was
	 * none is kept beside it; without a token nothing is asked.
	 * @return whether Linode answered
	 */
	boolean now() {
		try {
			Optional<Bearer> bearer = this.tokens.bearer();
			if (bearer.isEmpty()) {
				return false;
			}
			this.known.keep(this.catalogue.read(bearer.get()));
			this.limits.raise(this.inventories.now(bearer.get()));
			this.known.answered();
			return true;
		}
		catch (CloudException ex) {
			this.known.failed(ex.said());
		}
		catch (InvalidInputException ex) {
			this.known.failed("groundwork.cloud.token: " + ex.remedy());
		}
		return false;
	}

	void ifOlder(Duration age) {
		Instant askedAt = this.known.catalogue().askedAt();
		if (askedAt == null || askedAt.plus(age).isBefore(this.clock.instant())) {
			now();
		}
	}

}
