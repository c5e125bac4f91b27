package io.groundwork.requests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.groundwork.approvals.Standing;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.requests.Story.Line;
import io.groundwork.runs.RunReports;
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Tells what happened to a request: with the steps of the run that is about it, and what
 * the environment became.
 */
@Component
class Stories {

	private final RequestEvents events;

	private final RunReports runs;

	private final Revisions revisions;

	private final JsonMapper json;

	Stories(RequestEvents events, RunReports runs, Revisions revisions, JsonMapper json) {
		this.events = events;
		this.runs = runs;
		this.revisions = revisions;
		this.json = json;
	}

	Story of(Request request, @Nullable Standing standing) {
		RequestSearch.Row row = RequestSearch.Row.of(request);
		List<Line> lines = new ArrayList<>(
				this.events.of(request.number()).stream().map((event) -> Line.of(event, standing)).toList());
		// The run that is told of: the one that carries it out, or else the one that
		// plans it.
		Long run = (request.applyRun() != null) ? request.applyRun() : request.planRun();
		RunReports.Report report = (run != null && told(row)) ? this.runs.of(run)
				: new RunReports.Report(List.of(), null);
		if (row.status().ended() && run != null) {
			lastOf(lines, run, report);
		}
		List<Line> ahead = new ArrayList<>(Story.ahead(row, lifetime(request)));
		if (row.status() == RequestStatus.DONE && request.applyRun() != null) {
			ready(request, request.applyRun(), lines, ahead);
		}
		return new Story(List.copyOf(lines), Story.now(row, standing, report.steps()), List.copyOf(ahead),
				(row.status() == RequestStatus.FAILED) ? report.failure() : null);
	}

	/**
	 * Whether there is something to tell of its run.
	 */
	private static boolean told(RequestSearch.Row row) {
		return row.applyRun() != null || row.status() == RequestStatus.PLANNING || row.status() == RequestStatus.FAILED;
	}

	/**
	 * The steps stand where the run ended.
	 */
	private static void lastOf(List<Line> lines, long run, RunReports.Report report) {
		for (int i = lines.size() - 1; i >= 0; i--) {
			if (Objects.equals(lines.get(i).run(), run)) {
				lines.set(i, lines.get(i).failed(report.steps(), report.failure()));
				return;
			}
		}
	}

	private void ready(Request request, long run, List<Line> lines, List<Line> ahead) {
		this.revisions.madeBy(run).ifPresent((revision) -> {
			lines.add(Line.of(Tone.GOOD, "Ready: revision " + revision.number(), "", null, revision.at()));
			Integer lifetime = lifetime(request);
			if (lifetime != null && stands(revision)) {
				ahead.add(Line.of(Tone.QUIET, "Expires", "", null, revision.at().plus(Duration.ofHours(lifetime))));
			}
		});
	}

	private boolean stands(Revision revision) {
		Revision standing = this.revisions.standing(List.of(revision.environment())).get(revision.environment());
		return standing != null && standing.number() == revision.number();
	}

	private @Nullable Integer lifetime(Request request) {
		String spec = request.spec();
		JsonNode hours = (spec != null) ? this.json.readTree(spec).path("lifetimeHours") : null;
		return (hours != null && hours.isInt()) ? hours.intValue() : null;
	}

}
