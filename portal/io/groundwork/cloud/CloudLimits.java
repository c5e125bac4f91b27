package io.groundwork.cloud;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.InvalidInputException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How many of what the account may have. Linode has no answer to that, so it is learned:
 * from what it refuses, from what is there although it was thought too much, and from
 * people who know.
 */
@Component
public class CloudLimits {

	private static final Pattern PLACE = Pattern.compile("[a-z][a-z0-9-]{1,39}");

	private static final int MOST = 1_000_000;

	private static final String REMEDY = "Ask for fewer, remove some, or have Linode raise the limit; a platform engineer then sets it under Operations, Cloud.";

	private final LimitRows rows;

	private final Inventories inventories;

	private final KnownCloud known;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	CloudLimits(LimitRows rows, Inventories inventories, KnownCloud known, ApplicationEventPublisher events,
			PlatformTransactionManager transactions, Clock clock) {
		this.rows = rows;
		this.inventories = inventories;
		this.known = known;
		this.events = events;
		this.transaction = new TransactionTemplate(transactions);
		this.clock = clock;
	}

	/**
	 * All that is known, by kind and place.
	 */
	public List<Limit> all() {
		return this.rows.all();
	}

	/**
	 * Whether so many more fit, beside what is there now.
	 */
	public Fit fits(Countable kind, String region, int more) {
		if (this.rows.of(kind, region).isEmpty()) {
			return new Fit.Unknown(
					"Linode tells no limit of %s, and none was met or set yet.".formatted(kind.plural()));
		}
		Inventory inventory;
		try {
			inventory = this.inventories.fresh();
		}
		catch (CloudException ex) {
			return new Fit.Unknown("It is not known how many %s there are: %s.".formatted(kind.plural(), ex.said()));
		}
		raise(inventory);
		Fit fit = new Fit.Yes();
		for (Limit limit : this.rows.of(kind, region)) {
			int there = there(inventory, limit);
			switch (fit(limit, there, more, inventory.unread() > 0 && kind == Countable.NODES)) {
				case Fit.No no -> {
					return no;
				}
				case Fit.Unknown unknown -> fit = unknown;
				case Fit.Yes yes -> {
				}
			}
		}
		return fit;
	}

	private static Fit fit(Limit limit, int there, int more, boolean partly) {
		String what = limit.kind().plural();
		String where = limit.isAccounts() ? "the account" : limit.place();
		Integer refused = limit.refused();
		if (refused != null && there + more >= refused) {
			return new Fit.No("There are %d %s in %s and %d more would make %d, but %s. %s".formatted(there, what,
					where, more, there + more, told(limit), REMEDY));
		}
		if (partly || there + more > limit.fits()) {
			return new Fit.Unknown(
					"%d %s in %s were never tried: %s.".formatted(there + more, what, where, told(limit)), REMEDY);
		}
		return new Fit.Yes();
	}

	private static String told(Limit limit) {
		Integer refused = limit.refused();
		int most = (refused != null) ? refused - 1 : limit.fits();
		return switch (limit.source()) {
			case "setting" -> "%s has set the limit to %d".formatted(limit.notedBy(), limit.fits());
			case "refusal" -> "Linode refused beyond %d on %s: \u201c%s\u201d".formatted(most,
					limit.notedAt().toString().substring(0, 10), limit.words());
			default -> ((refused != null) ? "Linode refused beyond %d" : "there were %d at most").formatted(most);
		};
	}

	/**
	 * Learns from what a run or the API said, if it says that there may be no more of
	 * something. Of nodes, several are asked for at once: without their number it is only
	 * known that there may be as many as there are.
	 * @param region where it was to be made
	 */
	public Optional<Limit> learn(String errorText, String region) {
		return learn(errorText, region, 0);
	}

	/**
	 * Learns from what a run or the API said, if it says that there may be no more of
	 * something.
	 * @param region where it was to be made
	 * @param wanted how many the refused resource asked for, such as the nodes of a pool;
	 * 0 if that is not known
	 */
	public Optional<Limit> learn(String errorText, String region, int wanted) {
		return LimitRefusal.in(errorText).flatMap((refusal) -> {
			String place = refusal.regional() ? region : Limit.ACCOUNT;
			// All else is asked for one by one.
			int asked = (refusal.kind() == Countable.NODES) ? wanted : 1;
			Integer there = there(refusal.kind(), place);
			return Optional.ofNullable(this.transaction.execute((status) -> {
				Limit before = this.rows.hold(refusal.kind(), place).orElse(null);
				Limit learned = lower(refusal, place, there, asked, before);
				this.rows.put(learned);
				note("linode", "cloud-limit.learned", learned);
				return learned;
			}));
		});
	}

	/**
	 * How many there are, if Linode says so.
	 */
	private @Nullable Integer there(Countable kind, String place) {
		try {
			return there(this.inventories.now(), kind, place);
		}
		catch (CloudException ex) {
			return null;
		}
	}

	private Limit lower(LimitRefusal refusal, String place, @Nullable Integer there, int asked,
			@Nullable Limit before) {
		int fits = (there != null) ? there : 0;
		Integer refused = (there != null && asked > 0) ? there + asked : null;
		Integer refusedBefore = (before != null) ? before.refused() : null;
		if (refusedBefore != null && refusedBefore > fits && (refused == null || refusedBefore < refused)) {
			refused = refusedBefore;
		}
		return new Limit(refusal.kind(), place, fits, refused, "refusal", refusal.words(), this.clock.instant(),
				"linode");
	}

	/**
	 * Believes somebody who knows.
	 * @param place a region, or account
	 */
	@Transactional
	public Limit set(String kind, String place, int number, String by) {
		if (number < 0 || number > MOST) {
			throw new InvalidInputException("number", "number must be from 0 to %d.".formatted(MOST));
		}
		if (!PLACE.matcher(place).matches()) {
			throw new InvalidInputException("place", "place must be account, or the id of a region such as fr-par.");
		}
		List<Region> regions = this.known.catalogue().regions();
		if (!Limit.ACCOUNT.equals(place) && !regions.isEmpty()
				&& regions.stream().noneMatch((region) -> region.id().equals(place))) {
			throw new InvalidInputException("place",
					"place must be account, or a region of Linode's; there is no %s.".formatted(place));
		}
		Limit limit = new Limit(Countable.of(kind), place, number, number + 1, "setting", "", this.clock.instant(), by);
		this.rows.put(limit);
		note(by, "cloud-limit.set", limit);
		return limit;
	}

	/**
	 * What is there was evidently allowed.
	 */
	void raise(Inventory inventory) {
		this.rows.all()
			.stream()
			.filter((limit) -> there(inventory, limit) > limit.fits())
			.forEach((limit) -> this.transaction
				.executeWithoutResult((status) -> this.rows.hold(limit.kind(), limit.place())
					.ifPresent((held) -> raise(held, there(inventory, held)))));
	}

	private void raise(Limit limit, int there) {
		if (there > limit.fits()) {
			Integer refused = limit.refused();
			Limit raised = new Limit(limit.kind(), limit.place(), there,
					(refused != null && refused > there) ? refused : null, "success", "", this.clock.instant(),
					"linode");
			this.rows.put(raised);
			note("linode", "cloud-limit.raised", raised);
		}
	}

	private static int there(Inventory inventory, Limit limit) {
		return there(inventory, limit.kind(), limit.place());
	}

	private static int there(Inventory inventory, Countable kind, String place) {
		return Limit.ACCOUNT.equals(place) ? inventory.count(kind) : inventory.count(kind, place);
	}

	private void note(String by, String action, Limit limit) {
		Integer refused = limit.refused();
		this.events.publishEvent(new Audited(by, action,
				"cloud-limit:%s-%s".formatted(limit.kind().word(), limit.place()), Outcome.DONE, Map.of("fits",
						limit.fits(), "refused", (refused != null) ? refused : "unknown", "words", limit.words())));
	}

}
