package io.groundwork.approvals;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;

import org.springframework.stereotype.Component;

/**
 * Counts the votes of rounds, each time anew.
 */
@Component
class Count {

	private final Rounds rounds;

	private final Directory directory;

	Count(Rounds rounds, Directory directory) {
		this.rounds = rounds;
		this.directory = directory;
	}

	Counted of(Round round) {
		return of(List.of(round)).getFirst();
	}

	List<Counted> of(Collection<Round> some) {
		Map<Long, List<Rounds.Cast>> votes = this.rounds.votes(some.stream().map(Round::basis).toList());
		Map<Long, Known> people = this.directory
			.known(Stream.concat(some.stream().map(Round::asker), accounts(votes.values())).distinct().toList());
		return some.stream()
			.map((round) -> Counted.of(round, votes.getOrDefault(round.basis(), List.of()), people))
			.toList();
	}

	private static Stream<Long> accounts(Collection<List<Rounds.Cast>> votes) {
		return votes.stream().flatMap(List::stream).flatMap((cast) -> Stream.of(cast.voter(), cast.as()));
	}

}
