package io.groundwork.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * In what order those that wait have their turn, as claims would go if each ended at once
 * and nothing else held any of them: by rank, and among equals one from each lane,
 * whoever had a turn longest ago first.
 */
final class Turns {

	private final List<Rank> ranks;

	private Turns(List<Rank> ranks) {
		this.ranks = ranks;
	}

	static Turns of(List<Waiting> waiting) {
		Map<Integer, List<Waiting>> byRank = waiting.stream()
			.sorted(Comparator.comparingLong(Waiting::lastClaim).thenComparingLong(Waiting::environment))
			.collect(Collectors.groupingBy(Waiting::rank, TreeMap::new, Collectors.toList()));
		List<Rank> ranks = new ArrayList<>();
		// Whoever has had a turn in a rank before comes after those who have not, in the
		// order of their last turns.
		Map<Long, Integer> turns = new HashMap<>();
		int before = 0;
		int had = 0;
		for (Map.Entry<Integer, List<Waiting>> entry : byRank.entrySet()) {
			List<Waiting> lanes = new ArrayList<>(entry.getValue());
			lanes.sort(Comparator.comparingInt((lane) -> turns.getOrDefault(lane.environment(), 0)));
			ranks.add(Rank.of(entry.getKey(), before, lanes));
			// The longer a lane waits here, the later its last turn.
			List<Waiting> byLast = new ArrayList<>(lanes);
			byLast.sort(Comparator.comparingInt(Waiting::count));
			for (Waiting lane : byLast) {
				turns.put(lane.environment(), ++had);
			}
			before += lanes.stream().mapToInt(Waiting::count).sum();
		}
		return new Turns(ranks);
	}

	/**
	 * How many have their turn before that one, and itself.
	 */
	OptionalInt place(Turn turn) {
		for (Rank rank : this.ranks) {
			int lane = (rank.rank() == turn.rank()) ? rank.lane(turn.environment()) : -1;
			if (lane >= 0) {
				return OptionalInt.of(rank.place(lane, turn.nth()));
			}
		}
		return OptionalInt.empty();
	}

	/**
	 * Whose turn is before that one's.
	 */
	Optional<Turn> before(Turn turn) {
		Optional<Turn> last = Optional.empty();
		for (Rank rank : this.ranks) {
			if (rank.rank() == turn.rank()) {
				Optional<Turn> within = rank.before(rank.lane(turn.environment()), turn.nth());
				return within.isPresent() ? within : last;
			}
			last = rank.before(0, rank.lanes().stream().mapToInt(Waiting::count).max().orElse(0) + 1);
		}
		return Optional.empty();
	}

	/**
	 * Those of one rank that wait in one lane.
	 *
	 * @param lastClaim when the lane last had a turn, as a number
	 */
	record Waiting(long environment, int rank, int count, long lastClaim) {

	}

	/**
	 * The turn of one run.
	 *
	 * @param nth its place among those of its rank in its lane, from 1
	 */
	record Turn(long environment, int rank, int nth) {

	}

	/**
	 * Those of one rank, who go round by round.
	 *
	 * @param before how many of other ranks come before them
	 * @param lanes in the order of their turns
	 * @param places where in that order each environment is
	 */
	private record Rank(int rank, int before, List<Waiting> lanes, Map<Long, Integer> places) {

		static Rank of(int rank, int before, List<Waiting> lanes) {
			Map<Long, Integer> places = new HashMap<>();
			for (Waiting lane : lanes) {
				places.put(lane.environment(), places.size());
			}
			return new Rank(rank, before, lanes, places);
		}

		int lane(long environment) {
			return this.places.getOrDefault(environment, -1);
		}

		int place(int lane, int nth) {
			int place = this.before + 1;
			for (int other = 0; other < this.lanes.size(); other++) {
				int count = this.lanes.get(other).count();
				place += Math.min(count, nth - 1) + ((other < lane && count >= nth) ? 1 : 0);
			}
			return place;
		}

		Optional<Turn> before(int lane, int nth) {
			return last(lane, nth).or(() -> last(this.lanes.size(), nth - 1));
		}

		private Optional<Turn> last(int end, int nth) {
			for (int lane = end - 1; lane >= 0 && nth > 0; lane--) {
				if (this.lanes.get(lane).count() >= nth) {
					return Optional.of(new Turn(this.lanes.get(lane).environment(), this.rank, nth));
				}
			}
			return Optional.empty();
		}

	}

}
