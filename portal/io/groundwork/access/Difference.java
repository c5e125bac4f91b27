package io.groundwork.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a grant would add to what its holder has in that environment, for whoever is to
 * agree to it.
 *
 * @param has what they have now, each in a sentence without its full stop
 * @param adds what they could do that they cannot do now; nothing if it is only for
 * longer
 */
record Difference(List<String> has, List<String> adds) {

	/**
	 * @param others what the same person holds, wherever
	 */
	static Difference of(Grant wanted, List<Grant> others) {
		List<Grant> here = others.stream()
			.filter((one) -> one.number() != wanted.number() && one.environmentId() == wanted.environmentId()
					&& one.status() == GrantStatus.ACTIVE)
			.toList();
		List<String> has = here.stream()
			.map((one) -> "%s, by grant %d until %s".formatted(one.role().word(), one.number(), one.endsAt()))
			.toList();
		Optional<GrantRole> most = here.stream().map(Grant::role).max(Comparator.naturalOrder());
		boolean itself = wanted.status() == GrantStatus.ACTIVE;
		return new Difference(has, itself ? List.of() : beyond(wanted.role(), most));
	}

	private static List<String> beyond(GrantRole wanted, Optional<GrantRole> has) {
		List<String> adds = new ArrayList<>();
		for (GrantRole role : GrantRole.values()) {
			if (role.compareTo(wanted) <= 0 && has.filter((most) -> role.compareTo(most) <= 0).isEmpty()) {
				adds.addAll(role.adds());
			}
		}
		return adds;
	}

}
