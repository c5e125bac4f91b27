package io.groundwork.requests;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.groundwork.identity.SignedIn;
import io.groundwork.live.Changes;
import io.groundwork.live.Thing;
import io.groundwork.runs.Runs;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Tells the page of a request when to look again.
 */
@Hidden
@Controller
class LiveRequests {

	private static final List<String> TOPICS = List.of(Requests.TOPIC, Runs.CHANGED);

	private final Requests requests;

	private final RequestRows rows;

	private final Changes changes;

	LiveRequests(Requests requests, RequestRows rows, Changes changes) {
		this.requests = requests;
		this.rows = rows;
		this.changes = changes;
	}

	@GetMapping("/requests/{number}/changes")
	void changes(@AuthenticationPrincipal SignedIn who, @PathVariable long number, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		this.requests.seenBy(who, number);
		this.changes.watch(who, TOPICS, () -> things(number), request, response);
	}

	/**
	 * The request, its parts and its runs, as long as it goes on.
	 */
	private Set<Thing> things(long number) {
		return this.rows.findByNumber(number)
			.filter((request) -> !request.status().ended())
			.map(this::things)
			.orElse(Set.of());
	}

	private Set<Thing> things(Request request) {
		Set<Thing> things = new HashSet<>();
		things.add(new Thing(Requests.TOPIC, request.number()));
		if (request.kind() == RequestKind.FOUNDATION) {
			this.rows.parts(request.number()).forEach((part) -> things.add(new Thing(Requests.TOPIC, part.number())));
		}
		Stream.of(request.planRun(), request.applyRun(), request.undoPlan(), request.undoRun())
			.filter(Objects::nonNull)
			.forEach((run) -> things.add(new Thing(Runs.CHANGED, run)));
		return things;
	}

}
