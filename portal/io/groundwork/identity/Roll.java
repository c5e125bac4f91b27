package io.groundwork.identity;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.springframework.stereotype.Component;

/**
 * Asks the provider about people who may not be here now, but for whom something goes on.
 */
@Component
public class Roll {

	private final People people;

	private final Confirmation confirmation;

	Roll(People people, Confirmation confirmation) {
		this.people = people;
		this.confirmation = confirmation;
	}

	/**
	 * Has their groups confirmed, if that was not done within the last minutes; what
	 * changed is told by {@link GroupsChanged}. Whoever came with a token of the provider
	 * only cannot be asked about, nor whoever has signed out where that ended what the
	 * provider can be asked with.
	 * @return those whom the provider does not stand by any more
	 */
	public Set<Long> call(Collection<Long> persons) {
		Set<Long> asked = Set.copyOf(persons);
		List<Long> due = this.people.notConfirmedSince(asked, this.confirmation.lastDue());
		due.forEach(this.confirmation::refresh);
		// Also those whose own request met the refusal, before this was to ask.
		return Set.copyOf(this.people.takenBack(asked));
	}

}
