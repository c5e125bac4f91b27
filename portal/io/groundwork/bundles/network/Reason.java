package io.groundwork.bundles.network;

import java.util.List;
import java.util.stream.Collectors;

import io.groundwork.bundles.network.NetworkPolicy.Rule;

/**
 * What becomes of traffic at one of its ends, and what says so.
 */
public sealed interface Reason {

	boolean allows();

	/**
	 * In words, without a full stop; "it" is the pod or address at this end.
	 */
	String words();

	/**
	 * No policy selects the pod in this direction.
	 */
	record NotSelected() implements Reason {

		@Override
		public boolean allows() {
			return true;
		}

		@Override
		public String words() {
			return "no policy selects it, so all is allowed";
		}

	}

	/**
	 * A rule allows it; there may be others that do so too.
	 *
	 * @param policy the policy
	 * @param direction in which of its lists
	 * @param number which place in the list, from 0
	 */
	record AllowedBy(NetworkPolicy policy, Direction direction, int number) implements Reason {

		@Override
		public boolean allows() {
			return true;
		}

		/**
		 * Where it stands in the manifest.
		 */
		public String field() {
			return "spec.%s[%d]".formatted(this.direction.word(), this.number);
		}

		public Rule rule() {
			return this.policy.rules().getOrDefault(this.direction, List.of()).get(this.number);
		}

		@Override
		public String words() {
			return "%s of %s allows %s".formatted(field(), this.policy.id(), rule());
		}

	}

	/**
	 * Policies select the pod, and no rule of theirs allows this.
	 *
	 * @param policies all policies that select it in this direction
	 */
	record NoneAllows(List<NetworkPolicy> policies) implements Reason {

		@Override
		public boolean allows() {
			return false;
		}

		@Override
		public String words() {
			return "selected by %s; none allows this"
				.formatted(this.policies.stream().map(NetworkPolicy::id).collect(Collectors.joining(", ")));
		}

	}

	/**
	 * Policies have no say.
	 *
	 * @param why why not
	 */
	record Exempt(Exemption why) implements Reason {

		@Override
		public boolean allows() {
			return true;
		}

		@Override
		public String words() {
			return this.why.words;
		}

	}

	/**
	 * One has IPv4 only and the other IPv6 only, so that no packet gets from one to the
	 * other.
	 */
	record NoCommonFamily() implements Reason {

		@Override
		public boolean allows() {
			return false;
		}

		@Override
		public String words() {
			return "the two have no addresses of one family";
		}

	}

	/**
	 * Why policies have no say.
	 */
	enum Exemption {

		OUTSIDE("it is no pod, and policies select only pods"),
		HOST_NETWORK("it uses its node's network, and policies select only pods with one of their own"),
		OWN_NODE("a pod and the node that it runs on always reach each other"), ITSELF("a pod always reaches itself");

		private final String words;

		Exemption(String words) {
			this.words = words;
		}

	}

}
