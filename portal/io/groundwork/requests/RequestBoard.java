package io.groundwork.requests;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.environments.Environment;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Moment;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Requests as other pages show a few of them.
 */
@Component
public class RequestBoard {

	private final RequestSearch search;

	private final RequestViews views;

	private final RequestEvents events;

	private final Approvals approvals;

	RequestBoard(RequestSearch search, RequestViews views, RequestEvents events, Approvals approvals) {
		this.search = search;
		this.views = views;
		this.events = events;
		this.approvals = approvals;
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

	/**
	 * What happened to the requests of an environment before a moment, the newest first.
	 */
	public List<Past> before(Environment environment, Moment moment, int most) {
		List<RequestEvents.Told> told = this.events.before(environment.name(), environment.team(), moment, most);
		Map<Long, Standing> standings = this.approvals.standings(Subject.Kind.REQUEST,
				told.stream().map(RequestEvents.Told::request).distinct().toList());
		return told.stream().map((one) -> {
			RequestEvents.Happened event = one.event();
			return new Past(one.request(), one.kind().word(), event.seq(), event.at(), event.by(), event.what(),
					Story.tone(event.what()), Story.sentence(event, standings.get(one.request())), event.text(),
					event.run());
		}).toList();
	}

	/**
	 * Those of some runs that belong to requests.
	 */
	public Set<Long> concerned(Collection<Long> runs) {
		return runs.isEmpty() ? Set.of() : this.events.concerned(runs);
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

	/**
	 * Something that happened to a request.
	 *
	 * @param kind what the request is for
	 * @param what what happened, in a word
	 * @param sentence the same in a few
	 * @param note what was said
	 */
	public record Past(long request, String kind, int seq, Instant at, String by, String what, Tone tone,
			String sentence, String note, @Nullable Long run) {

	}

}
