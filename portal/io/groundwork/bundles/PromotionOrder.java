package io.groundwork.bundles;

import java.util.List;

import io.groundwork.environments.EnvironmentKind;
import org.jspecify.annotations.Nullable;

/**
 * On what grounds a bundle is promoted.
 *
 * @param request the number of the request that it came from
 * @param approvers who agreed to it, as people know them
 * @param environment the environment
 * @param kind what it is for
 * @param approvedDigest the digest of the bundle that they agreed to; null where nobody
 * had to
 */
public record PromotionOrder(long request, List<String> approvers, String environment, EnvironmentKind kind,
		@Nullable String approvedDigest) {

	public PromotionOrder {
		approvers = List.copyOf(approvers);
	}

	/**
	 * What speaks against promoting that bundle; null if nothing does.
	 */
	@Nullable String objection(Bundle bundle) {
		if (!bundle.environment().equals(this.environment)) {
			return "It is the bundle of %s, not of %s.".formatted(bundle.environment(), this.environment);
		}
		if (this.approvedDigest != null && !this.approvedDigest.equals(bundle.digest())) {
			return "It is not the bundle that was agreed to. Plan request %d again, and have what it shows agreed to."
				.formatted(this.request);
		}
		if (this.kind == EnvironmentKind.PRODUCTION && (this.approvedDigest == null || this.approvers.isEmpty())) {
			return "Nobody has agreed to it, and to production only goes what somebody agreed to.";
		}
		return null;
	}

	/**
	 * What the commit says. Names are put on one line each, whatever is in them.
	 */
	String message(Bundle bundle) {
		StringBuilder message = new StringBuilder(
				"Promote %s by request %d\n\n".formatted(this.environment, this.request));
		message.append("Request: ").append(this.request).append('\n');
		this.approvers.stream()
			.sorted()
			.forEach((approver) -> message.append("Approved-by: ")
				.append(approver.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip())
				.append('\n'));
		message.append("Bundle: ").append(bundle.digest()).append('\n');
		message.append("Template: ").append(bundle.template()).append('\n');
		return message.toString();
	}

}
