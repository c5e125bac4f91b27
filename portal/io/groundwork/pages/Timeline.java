package io.groundwork.pages;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.pages.TimelinePlace.Source;
import io.groundwork.requests.RequestBoard;
import io.groundwork.runs.RunFailure;
import io.groundwork.runs.RunReports;
import io.groundwork.web.Moment;
import io.groundwork.web.Page;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * What happened in an environment, the newest first: to its requests, by runs that nobody
 * requested, and what it became. Each of the three is read from the end of its own index,
 * and the newest of all are the page.
 */
@Component
class Timeline {

	/** As the record names what nobody does. */
	private static final String PORTAL = "groundwork";

	/** Before that nothing happened. */
	private static final Instant EVER = Instant.EPOCH;

	private final RequestBoard requests;

	private final RunReports runs;

	private final Revisions revisions;

	Timeline(RequestBoard requests, RunReports runs, Revisions revisions) {
		this.requests = requests;
		this.runs = runs;
		this.revisions = revisions;
	}

	Page<Item> page(Environment environment, @Nullable String after, int size) {
		TimelinePlace place = TimelinePlace.of(after);
		int most = size + 1;
		List<Item> found = new ArrayList<>();
		this.requests.before(environment, place.before(Source.REQUEST), most)
			.forEach((past) -> found.add(Item.of(past)));
		this.revisions.before(environment.id(), place.before(Source.REVISION), most)
			.forEach((revision) -> found.add(Item.of(revision)));
		// What is older than a page full of those is not on the page, whatever it is: so
		// no
		// more runs are looked at than have their requests there.
		Instant from = (found.size() < most) ? EVER
				: found.stream().map(Item::at).sorted(Comparator.reverseOrder()).skip(size).findFirst().orElse(EVER);
		runs(environment, place.before(Source.RUN), from, most).forEach((past) -> found.add(Item.of(past)));
		found.sort(Comparator.comparing(Item::place).reversed());
		Page<Item> page = Page.of(found, size, (item) -> item, (item) -> item.place().toString());
		Map<Long, RunFailure> failures = this.runs.failures(
				page.items().stream().filter(Item::failed).map(Item::run).filter(Objects::nonNull).distinct().toList());
		return new Page<>(page.items().stream().map((item) -> item.with(failures)).toList(), page.next());
	}

	/**
	 * Those that belong to no request.
	 */
	private List<RunReports.Past> runs(Environment environment, Moment moment, Instant from, int most) {
		List<RunReports.Past> alone = new ArrayList<>();
		Moment before = moment;
		List<RunReports.Past> some;
		do {
			some = this.runs.before(environment.id(), before, from, most);
			Set<Long> requested = this.requests.concerned(some.stream().map((past) -> past.run().number()).toList());
			some.stream().filter((past) -> !requested.contains(past.run().number())).forEach(alone::add);
			if (!some.isEmpty()) {
				before = new Moment(some.getLast().at(), some.getLast().run().number(), 0);
			}
		}
		while (some.size() == most && alone.size() < most);
		return alone;
	}

	/**
	 * Something that happened.
	 *
	 * @param place where it stands
	 * @param kind what it is, in a word with a dot
	 * @param by who did it
	 * @param sentence what happened
	 * @param note what was said
	 * @param failure why it failed, if a run did
	 */
	record Item(TimelinePlace place, String kind, String by, Tone tone, String sentence, String note,
			@Nullable Long request, @Nullable String wish, @Nullable Long run, @Nullable Integer revision,
			@Nullable RunFailure failure) {

		static Item of(RequestBoard.Past past) {
			return new Item(new TimelinePlace(Source.REQUEST, new Moment(past.at(), past.request(), past.seq())),
					"request." + past.what(), past.by(), past.tone(), past.sentence(), past.note(), past.request(),
					past.kind(), past.run(), null, null);
		}

		static Item of(RunReports.Past past) {
			return new Item(new TimelinePlace(Source.RUN, new Moment(past.at(), past.run().number(), 0)),
					"run." + past.run().kind().word(), past.run().askedBy(), past.run().status().tone(),
					past.sentence(), past.note(), null, null, past.run().number(), null, null);
		}

		static Item of(Revision revision) {
			return new Item(new TimelinePlace(Source.REVISION, new Moment(revision.at(), revision.number(), 0)),
					"revision.made", PORTAL, Tone.GOOD, "Ready: revision " + revision.number(), "", null, null,
					revision.run(), revision.number(), null);
		}

		public Instant at() {
			return this.place.moment().at();
		}

		boolean failed() {
			return this.tone == Tone.BAD;
		}

		/**
		 * With why it failed. What went wrong is said once.
		 */
		Item with(Map<Long, RunFailure> failures) {
			RunFailure why = (failed() && this.run != null) ? failures.get(this.run) : null;
			return (why == null) ? this : new Item(this.place, this.kind, this.by, this.tone, this.sentence, "",
					this.request, this.wish, this.run, this.revision, why);
		}

		/**
		 * All of it in a line.
		 */
		String text() {
			String more = (this.failure != null) ? this.failure.error() : this.note;
			return more.isEmpty() ? this.sentence : this.sentence + ": " + more;
		}

	}

}
