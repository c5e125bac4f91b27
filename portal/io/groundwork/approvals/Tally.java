package io.groundwork.approvals;

import java.util.ArrayList;
import java.util.List;

import io.groundwork.identity.Known;

/**
 * Counts those who agree against what is needed. Nobody fills two places of those that
 * come on top.
 *
 * @param needs how many of whom
 * @param team whose matter it is
 * @param approvers those who agree, each human once
 */
record Tally(List<Need> needs, String team, List<Known> approvers) {

	/**
	 * Whether somebody's vote counts for anything here.
	 */
	static boolean counts(List<Need> needs, String team, Known who) {
		return needs.stream().anyMatch((need) -> includes(need, team, who));
	}

	boolean enough() {
		return enough(this.approvers, places());
	}

	/**
	 * How far each need is met.
	 */
	List<Progress> progress() {
		List<Progress> all = new ArrayList<>();
		List<Need> filled = new ArrayList<>();
		for (Need need : this.needs) {
			int have = need.adds() ? added(need, filled) : Math.min(need.count(), among(need, this.approvers));
			all.add(new Progress(need, have));
		}
		return List.copyOf(all);
	}

	/**
	 * How many come on top of what the others need.
	 */
	private int added(Need need, List<Need> filled) {
		int have = 0;
		while (have < need.count()) {
			filled.add(need);
			if (!enough(this.approvers, filled)) {
				filled.removeLast();
				break;
			}
			have++;
		}
		return have;
	}

	/**
	 * A place for each of those that come on top.
	 */
	private List<Need> places() {
		List<Need> places = new ArrayList<>();
		this.needs.stream().filter(Need::adds).forEach((need) -> {
			for (int i = 0; i < need.count(); i++) {
				places.add(need);
			}
		});
		return places;
	}

	private boolean enough(List<Known> left, List<Need> places) {
		if (places.isEmpty()) {
			return this.needs.stream()
				.filter((need) -> !need.adds())
				.allMatch((need) -> among(need, left) >= need.count());
		}
		List<Need> others = places.subList(1, places.size());
		for (Known one : left) {
			if (includes(places.getFirst(), this.team, one)) {
				List<Known> without = new ArrayList<>(left);
				without.remove(one);
				if (enough(without, others)) {
					return true;
				}
			}
		}
		return false;
	}

	private int among(Need need, List<Known> some) {
		return (int) some.stream().filter((one) -> includes(need, this.team, one)).count();
	}

	private static boolean includes(Need need, String team, Known who) {
		return need.voters().include(who.roles(), who.teams(), team);
	}

}
