package io.groundwork.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.groundwork.access.offline.Kit;
import io.groundwork.access.offline.Receipt;
import io.groundwork.access.offline.UnusableException;
import io.groundwork.cluster.ClusterLog;
import io.groundwork.cluster.Clusters;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.InvalidInputException;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What was done by break-glass while the portal was away, brought in by its receipt: it
 * is a grant like others then, is taken away and proven to be, and somebody else has to
 * look at it.
 */
@Component
class BroughtIn {

	private static final String FIELD = "receipt";

	private final BreakGlassKeys keys;

	private final GrantRows rows;

	private final BreakGlassRows used;

	private final CredentialRows credentials;

	private final GrantEvents events;

	private final Environments environments;

	private final Clusters clusters;

	private final ClusterLog log;

	private final Directory directory;

	private final Clock clock;

	BroughtIn(BreakGlassKeys keys, GrantRows rows, BreakGlassRows used, CredentialRows credentials, GrantEvents events,
			Environments environments, Clusters clusters, ClusterLog log, Directory directory, Clock clock) {
		this.keys = keys;
		this.rows = rows;
		this.used = used;
		this.credentials = credentials;
		this.events = events;
		this.environments = environments;
		this.clusters = clusters;
		this.log = log;
		this.directory = directory;
		this.clock = clock;
	}

	/**
	 * Takes a receipt down, once.
	 */
	@Transactional
	public Grant bring(SignedIn who, String text) {
		Receipt receipt = read(text);
		this.rows.findByAccount(receipt.account()).ifPresent((before) -> {
			throw new ConflictException("This receipt is grant %d already".formatted(before.number()));
		});
		Environment environment = this.environments.named(receipt.environment())
			.filter((one) -> Environments.maySee(who, one))
			.orElseThrow(() -> new InvalidInputException(FIELD,
					"The receipt is about %s, which is not here.".formatted(receipt.environment())));
		if (this.clusters.ownedBy(environment.cluster()).filter((one) -> one.id() == receipt.cluster()).isEmpty()) {
			throw new InvalidInputException(FIELD,
					"The receipt is about cluster %d, which %s is not in any more. What was let in there is gone with it."
						.formatted(receipt.cluster(), environment.name()));
		}
		Known holder = holder(receipt.name());
		Instant now = this.clock.instant();
		Instant began = receipt.beganAt().isAfter(now) ? now : receipt.beganAt();
		Grant grant = Grant.elsewhere(new GrantWish(Holder.of(holder), environment, GrantRole.BREAK_GLASS,
				BreakGlass.LIFE, receipt.reason(), null, null), receipt.account(), began);
		grant = this.rows.saveAndFlush(grant);
		this.used.add(grant.number(), holder.person(), receipt.incident(), true, now.plus(BreakGlass.REVIEW));
		this.events.add(grant, who.name(), "brought-in", "%s: %s".formatted(receipt.incident(), receipt.reason()));
		grant.schedule(began);
		grant.begin(receipt.cluster(), receipt.namespace(), began);
		this.rows.saveAndFlush(grant);
		this.credentials.elsewhere(grant.number(), receipt.secret(), began, Objects.requireNonNull(grant.endsAt()));
		this.events.add(grant, GrantEvents.PORTAL, "began", "Until %s".formatted(grant.endsAt()));
		// Until now nobody knew whose it was that the cluster told of.
		this.log.again(receipt.cluster(), began);
		return grant;
	}

	private Receipt read(String text) {
		Kit kit = this.keys.kit().orElseThrow(BreakGlassKeys::none);
		try {
			return Receipt.read(kit, text);
		}
		catch (UnusableException ex) {
			throw new InvalidInputException(FIELD, ex.getMessage() + ".");
		}
	}

	private Known holder(String name) {
		List<Known> called = this.directory.called(name);
		if (called.size() != 1) {
			throw new InvalidInputException(FIELD,
					called.isEmpty()
							? "The receipt names %s, whom the portal does not know: let them sign in once."
								.formatted(name)
							: "The receipt names %s, and %d are called so.".formatted(name, called.size()));
		}
		return called.getFirst();
	}

}
