package io.groundwork.cloud;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.groundwork.web.InvalidInputException;

import org.springframework.stereotype.Component;

/**
 * What there is, as it was found last or is now.
 */
@Component
class Inventories {

	/** Several questions of one preflight are one of Linode's. */
	private static final Duration FRESH = Duration.ofSeconds(15);

	private final KnownCloud known;

	private final CloudTokens tokens;

	private final InventoryReader reader;

	private final Clock clock;

	Inventories(KnownCloud known, CloudTokens tokens, InventoryReader reader, Clock clock) {
		this.known = known;
		this.tokens = tokens;
		this.reader = reader;
		this.clock = clock;
	}

	Inventory last() {
		return this.known.inventory();
	}

	Inventory fresh() {
		Inventory last = last();
		Instant askedAt = last.askedAt();
		return (askedAt != null && askedAt.plus(FRESH).isAfter(this.clock.instant())) ? last : now();
	}

	/**
	 * Asks Linode.
	 */
	Inventory now() {
		try {
			return now(this.tokens.bearer()
				.orElseThrow(() -> new CloudAwayException("The portal has no token of Linode's", null)));
		}
		catch (InvalidInputException ex) {
			throw new CloudAwayException("The token of the settings will not do", ex);
		}
	}

	Inventory now(Bearer bearer) {
		Inventory inventory = this.reader.read(bearer);
		this.known.keep(inventory);
		return inventory;
	}

}
