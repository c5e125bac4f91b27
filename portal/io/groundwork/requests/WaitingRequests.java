package io.groundwork.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.groundwork.identity.Known;
import io.groundwork.identity.SignedIn;
import io.groundwork.notices.Waiting;

import org.springframework.stereotype.Component;

/**
 * The requests that wait for somebody: to decide, or to have their own planned again.
 */
@Component
class WaitingRequests implements Waiting {

	private static final int MOST = 50;

	private final Inbox inbox;

	private final RequestSearch search;

	WaitingRequests(Inbox inbox, RequestSearch search) {
		this.inbox = inbox;
		this.search = search;
	}

	@Override
	public List<Item> of(Known person) {
		SignedIn who = new SignedIn(person.person(), person.name(), person.name(), person.roles(), person.teams(),
				new SignedIn.Credential(SignedIn.Kind.SESSION, null, Set.of(), null));
		List<RequestSearch.Row> all = new ArrayList<>(this.inbox.of(who).stream().map(Inbox.Waiting::row).toList());
		all.addAll(this.search.page(who, new RequestQuery(null, null, RequestStatus.STALE.word(), "mine"), null, MOST)
			.items());
		return all.stream()
			.map((row) -> new Item("%d %s".formatted(row.number(), row.title()),
					Telling.link(row, row.askedBy() == who.person())))
			.toList();
	}

}
