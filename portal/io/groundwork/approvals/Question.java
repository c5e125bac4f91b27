package io.groundwork.approvals;

import java.util.Set;

/**
 * What the rules have to know of a subject.
 *
 * @param environment the kind of the environment
 * @param request the kind of the request
 * @param stakes what is at stake
 * @param team whose matter it is
 */
public record Question(String environment, String request, Set<String> stakes, String team) {

	/** What rules can be about. */
	static final Set<String> ENVIRONMENTS = Set.of("development", "staging", "production", "system");

	static final Set<String> REQUESTS = Set.of("create", "change", "destroy", "rollback", "import", "override",
			"rotate", "maintenance", "upgrade", "foundation", Question.GRANT, "rules");

	static final Set<String> STAKES = Set.of("network", "loss", "downtime", "operator", "guest");

	public static final String GRANT = "grant";

	public static final String NETWORK = "network";

	public static final String LOSS = "loss";

	public static final String DOWNTIME = "downtime";

	/** Of a grant: that more is handed out than looking. */
	public static final String OPERATOR = "operator";

	/** Of a grant: that whoever comes in is not of the team that owns the environment. */
	public static final String GUEST = "guest";

	public Question {
		stakes = Set.copyOf(stakes);
	}

}
