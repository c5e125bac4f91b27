package io.groundwork.environments.spec;

import java.util.List;
import java.util.stream.Collectors;

import io.groundwork.web.InvalidInputException;

/**
 * What came of reading a spec.
 */
public sealed interface SpecReading {

	/**
	 * The spec.
	 * @param field what it is a field of, for the message if there is none
	 * @throws InvalidInputException if something is wrong with it; names the first field
	 * at fault and says of all what to do
	 */
	Spec orThrow(String field);

	/**
	 * It can be had.
	 *
	 * @param spec the spec, complete
	 * @param remarks what was given and does not count
	 */
	record Valid(Spec spec, List<Remark> remarks) implements SpecReading {

		public Valid {
			remarks = List.copyOf(remarks);
		}

		@Override
		public Spec orThrow(String field) {
			return this.spec;
		}

	}

	/**
	 * Something is wrong with it.
	 *
	 * @param problems all of it, in the order of the spec's fields
	 */
	record Refused(List<Problem> problems) implements SpecReading {

		private static final int MOST_SAID = 10;

		public Refused {
			problems = List.copyOf(problems);
		}

		@Override
		public Spec orThrow(String field) {
			List<Problem> within = this.problems.stream().map((problem) -> problem.within(field)).toList();
			String more = (within.size() > MOST_SAID) ? " And %d more.".formatted(within.size() - MOST_SAID) : "";
			throw new InvalidInputException(within.getFirst().field(),
					within.stream().limit(MOST_SAID).map(Problem::sentence).collect(Collectors.joining(" ", "", more)));
		}

	}

}
