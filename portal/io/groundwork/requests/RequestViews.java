package io.groundwork.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Says of requests what they wait for.
 */
@Component
class RequestViews {

	private final Approvals approvals;

	RequestViews(Approvals approvals) {
		this.approvals = approvals;
	}

	/**
	 * The votes on those that people are or were asked about, by number.
	 */
	Map<Long, Standing> standings(List<RequestSearch.Row> rows) {
		return this.approvals.standings(Subject.Kind.REQUEST,
				rows.stream().filter((row) -> row.planDigest() != null).map(RequestSearch.Row::number).toList());
	}

	/**
	 * Who or what a request waits for, the next first.
	 */
	List<String> waitingFor(RequestSearch.Row row, @Nullable Standing standing) {
		return switch (row.status()) {
			case CHECKING -> List.of(row.note().isEmpty() ? "the checks before the plan" : row.note());
			case PLANNING -> List.of("run %d, which plans it".formatted(row.planRun()));
			case AWAITING_APPROVAL -> (standing != null) ? standing.waitingFor() : List.of();
			case SCHEDULED -> List
				.of((row.heldBy() != null) ? "the end of the freeze “%s”, %s".formatted(row.heldBy(), row.heldUntil())
						: "its time, " + row.applyAt());
			case QUEUED -> List.of("a worker for run %d".formatted(row.applyRun()));
			case APPLYING -> List.of("run %d, which carries it out".formatted(row.applyRun()));
			case STALE -> List.of("%s, to have it planned again".formatted(row.asker()));
			case DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> List.of();
		};
	}

	/**
	 * Who or what it waits for, or how it ended.
	 */
	String said(RequestSearch.Row row, @Nullable Standing standing) {
		return row.status().ended() ? row.note() : String.join(" and ", waitingFor(row, standing));
	}

	/**
	 * The run that plans it and the one that carries it out, as far as there are any.
	 */
	static List<Long> runs(RequestSearch.Row row) {
		List<Long> runs = new ArrayList<>();
		Long plan = row.planRun();
		Long apply = row.applyRun();
		if (plan != null) {
			runs.add(plan);
		}
		if (apply != null) {
			runs.add(apply);
		}
		return List.copyOf(runs);
	}

}
