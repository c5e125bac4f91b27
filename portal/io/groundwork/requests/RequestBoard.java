package io.groundwork.requests;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.groundwork.approvals.Standing;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Tone;

import org.springframework.stereotype.Component;

/**
 * Requests as other pages show a few of them.
 */
@Component
public class RequestBoard {

	private final RequestSearch search;

	private final RequestViews views;

	RequestBoard(RequestSearch search, RequestViews views) {
		this.search = search;
		this.views = views;
	}

	/**
	 * Somebody's own that have not ended, newest first.
	 */
	public List<Card> ownOpen(SignedIn who, int most) {
		return cards(
				this.search.page(who, new RequestQuery(null, null, RequestQuery.OPEN, "mine"), null, most).items());
	}

	/**
	 * The latest of an environment that somebody may see.
	 */
	public List<Card> of(SignedIn who, String environment, int most) {
		return cards(this.search.page(who, new RequestQuery(environment, null, null, null), null, most).items());
	}

	private List<Card> cards(List<RequestSearch.Row> rows) {
		Map<Long, Standing> standings = this.views.standings(rows);
		return rows.stream()
			.map((row) -> new Card(row.number(), row.title(), row.status().tone(), row.status().words(),
					this.views.said(row, standings.get(row.number())), row.asker(), row.askedAt()))
			.toList();
	}

	/**
	 * A request in a line.
	 *
	 * @param said who or what it waits for, or how it ended
	 */
	public record Card(long number, String title, Tone tone, String status, String said, String asker,
			Instant askedAt) {

	}

}
