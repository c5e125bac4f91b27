package io.groundwork.approvals;

import java.util.List;
import java.util.Set;

import io.groundwork.Portal;

/**
 * Rules that somebody would like, whom nobody knows.
 */
public final class ProposedRules {

	public static final String POLICIES = """
			[{"name": "everything-one", "environments": [], "requests": [], "stakes": [], "count": 1,
				"voters": "platform", "adds": false, "why": "Everything needs a platform engineer."}]""";

	private final Portal portal;

	private String digest = "";

	public ProposedRules(Portal portal) {
		this.portal = portal;
	}

	/**
	 * The version of some that nobody has voted on.
	 */
	public int propose() {
		RuleSet set = this.portal.bean(RulesOffice.class)
			.propose(new Crowd(this.portal).platform(), List.of(new Policy("everything-one", Set.of(), Set.of(),
					Set.of(), 1, Voters.PLATFORM, false, "Everything needs a platform engineer.")), "a test");
		this.digest = set.digest();
		return set.version();
	}

	/**
	 * The digest of those that were proposed last.
	 */
	public String digest() {
		return this.digest;
	}

}
