package io.groundwork.cloud;

import java.util.Map;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.web.ConflictException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * What platform engineers do about the portal's access to Linode.
 */
@Component
class CloudCare {

	private final CloudRefresh refresh;

	private final TokenRotation rotation;

	private final CloudLimits limits;

	private final ApplicationEventPublisher events;

	CloudCare(CloudRefresh refresh, TokenRotation rotation, CloudLimits limits, ApplicationEventPublisher events) {
		this.refresh = refresh;
		this.rotation = rotation;
		this.limits = limits;
		this.events = events;
	}

	/**
	 * Asks Linode now.
	 * @return whether it answered
	 */
	boolean refresh(String by) {
		boolean answered = this.refresh.now();
		this.events.publishEvent(
				new Audited(by, "cloud.refreshed", "cloud:linode", answered ? Outcome.DONE : Outcome.FAILED, Map.of()));
		return answered;
	}

	void rotate(String by) {
		told(() -> this.rotation.rotate(by));
	}

	void enter(String token, String by) {
		told(() -> this.rotation.enter(new Bearer(token.strip()), by));
		this.refresh.now();
	}

	Limit set(@Nullable String kind, @Nullable String place, @Nullable Integer number, String by) {
		return this.limits.set((kind != null) ? kind : "", (place != null) ? place.strip() : Limit.ACCOUNT,
				(number != null) ? number : -1, by);
	}

	private static void told(Runnable work) {
		try {
			work.run();
		}
		catch (CloudException ex) {
			throw new ConflictException(
					ex.said() + ". What was done until then is kept, and gone on with when you try again");
		}
	}

}
