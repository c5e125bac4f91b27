package io.groundwork.environments.spec;

import java.util.List;
import java.util.Set;

/**
 * What was agreed that an environment may be made of. The plan's policy has the same in
 * {@code terraform/policy/bounds.rego}, and Terraform's variables the rest; a test
 * compares them.
 */
public final class Bounds {

	public static final List<String> NODE_PLANS = List.of("g6-standard-4", "g6-standard-6", "g6-standard-8",
			"g6-standard-16", "g6-dedicated-4", "g6-dedicated-8", "g6-dedicated-16", "g7-premium-4", "g7-premium-8",
			"g7-premium-16");

	public static final List<String> GPU_PLANS = List.of("g2-gpu-rtx4000a1-s", "g2-gpu-rtx4000a1-m",
			"g2-gpu-rtx4000a1-l", "g2-gpu-rtx4000a2-s");

	public static final List<String> DATABASE_PLANS = List.of("g6-dedicated-2", "g6-dedicated-4", "g6-dedicated-8",
			"g6-dedicated-16", "g7-premium-2", "g7-premium-4", "g7-premium-8", "g7-premium-16");

	static final int MOST_NODES = 10;

	static final int MOST_GPU_NODES = 3;

	static final int LEAST_DATABASE_VERSION = 15;

	static final Set<Integer> DATABASE_NODES = Set.of(1, 3);

	static final int PRODUCTION_DATABASE_NODES = 3;

	/** The only ports that everybody may come to. */
	static final Set<String> PUBLIC_PORTS = Set.of("80", "443");

	static final int WIDEST_DATABASE_RANGE_V4 = 16;

	static final int WIDEST_DATABASE_RANGE_V6 = 48;

	/** A firewall takes 25, of which 7 are Kubernetes' own. */
	static final int MOST_FIREWALL_RULES = 18;

	/** What the firewall takes in one rule: a port is one piece, a range two. */
	static final int MOST_PORT_PIECES = 15;

	static final int MOST_SERVICES = 200;

	static final int MOST_RETENTION_DAYS = 365;

	static final int MOST_ROTATE_DAYS = 365;

	/** A year. */
	static final int MOST_LIFETIME_HOURS = 8760;

	static final int MOST_POOLS = 20;

	static final int MOST_LABELS = 20;

	static final int MOST_ALLOWED = 200;

	static final int MOST_RANGES = 50;

	/**
	 * Every environment has a database's or another way in, and one to know each other
	 * by.
	 */
	static final int LEAST_SECRETS = 2;

	static final int MOST_SECRETS = 50;

	static final int MOST_REASON = 200;

	/** The one port on which the whole of the world may be reached. */
	static final int WORLD_PORT = 443;

	/** What an egress rule may hold at most, unless it is the whole of the world. */
	static final int WIDEST_EGRESS_V4 = 8;

	static final int WIDEST_EGRESS_V6 = 16;

	private Bounds() {
	}

	static boolean gpu(String plan) {
		return plan.startsWith("g2-gpu-");
	}

	static int mostNodes(String plan) {
		return GPU_PLANS.contains(plan) ? MOST_GPU_NODES : MOST_NODES;
	}

}
