package io.groundwork.requests;

import java.util.ArrayList;
import java.util.Arrays;
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
			case APPLYING -> List.of(applying(row));
			case STALE -> List.of("%s, to have it planned again".formatted(row.asker()));
			case DONE, FAILED, REJECTED, WITHDRAWN, CANCELLED -> List.of();
		};
	}

	private static String applying(RequestSearch.Row row) {
		if (row.kind() == RequestKind.FOUNDATION) {
			return row.note().isEmpty() ? "its parts" : "the rest of its parts: " + row.note();
		}
		return row.note().isEmpty() ? "run %d, which carries it out".formatted(row.applyRun()) : row.note();
	}

	/**
	 * Who or what it waits for, or how it ended.
	 */
	String said(RequestSearch.Row row, @Nullable Standing standing) {
		return row.status().ended() ? row.note() : String.join(" and ", waitingFor(row, standing));
	}

	/**
	 * The run that plans it and the one that carries it out, and those that took away
	 * again what could not be made, as far as there are any.
	 */
	static List<Long> runs(RequestSearch.Row row) {
		List<Long> runs = new ArrayList<>();
		for (Long run : Arrays.asList(row.planRun(), row.applyRun(), row.undoPlan(), row.undoRun())) {
			if (run != null) {
				runs.add(run);
			}
		}
		return List.copyOf(runs);
	}

}
