package io.groundwork.approvals;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The rules as they are from one time to another.
 *
 * @param version which ones
 * @param policies each rule
 * @param digest what they come to
 * @param proposedBy who wanted them
 * @param reason why
 * @param proposedAt when
 * @param inForceAt since when they count; null if they were not agreed to
 */
public record RuleSet(int version, List<Policy> policies, String digest, String proposedBy, String reason,
		Instant proposedAt, @Nullable Instant inForceAt) {

	private static final Need UNSAID = new Need("grants-unsaid", Voters.PLATFORM, 1, false,
			"These rules say nothing about grants, so a platform engineer lets people in.");

	List<Need> needs(Question question) {
		if (Question.GRANT.equals(question.request())
				&& this.policies.stream().noneMatch((policy) -> policy.isAbout(Question.GRANT))) {
			return List.of(UNSAID);
		}
		return this.policies.stream().filter((policy) -> policy.appliesTo(question)).map(Policy::need).toList();
	}

}
