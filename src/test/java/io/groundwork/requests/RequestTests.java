package io.groundwork.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import io.groundwork.Proof;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where a request may go from where it is: each step is tried from everywhere.
 */
class RequestTests {

	private static final Instant NOW = Instant.parse("2026-11-22T09:40:00Z");

	private static final String DIGEST = "7f3a".repeat(16);

	/** From where each step may be taken. Written out by hand, beside the rules. */
	private static final Map<String, Set<RequestStatus>> FROM = Map.ofEntries(
			Map.entry("edit",
					EnumSet.of(RequestStatus.CHECKING, RequestStatus.PLANNING, RequestStatus.AWAITING_APPROVAL,
							RequestStatus.SCHEDULED, RequestStatus.STALE, RequestStatus.FAILED, RequestStatus.CANCELLED,
							RequestStatus.REJECTED, RequestStatus.WITHDRAWN)),
			Map.entry("retry", EnumSet.of(RequestStatus.FAILED, RequestStatus.CANCELLED, RequestStatus.STALE)),
			Map.entry("hold", EnumSet.of(RequestStatus.CHECKING)),
			Map.entry("plan", EnumSet.of(RequestStatus.CHECKING)),
			Map.entry("planned", EnumSet.of(RequestStatus.PLANNING)),
			Map.entry("schedule",
					EnumSet.of(RequestStatus.AWAITING_APPROVAL, RequestStatus.SCHEDULED, RequestStatus.QUEUED)),
			Map.entry("freeze",
					EnumSet.of(RequestStatus.AWAITING_APPROVAL, RequestStatus.SCHEDULED, RequestStatus.QUEUED)),
			Map.entry("queue", EnumSet.of(RequestStatus.AWAITING_APPROVAL, RequestStatus.SCHEDULED)),
			Map.entry("apply", EnumSet.of(RequestStatus.QUEUED)),
			Map.entry("done", EnumSet.of(RequestStatus.PLANNING, RequestStatus.QUEUED, RequestStatus.APPLYING)),
			Map.entry("fail",
					EnumSet.of(RequestStatus.CHECKING, RequestStatus.PLANNING, RequestStatus.AWAITING_APPROVAL,
							RequestStatus.SCHEDULED, RequestStatus.QUEUED, RequestStatus.APPLYING,
							RequestStatus.STALE)),
			Map.entry("reject", EnumSet.of(RequestStatus.AWAITING_APPROVAL)),
			Map.entry("withdraw",
					EnumSet.of(RequestStatus.CHECKING, RequestStatus.PLANNING, RequestStatus.AWAITING_APPROVAL,
							RequestStatus.SCHEDULED, RequestStatus.STALE)),
			Map.entry("cancel", EnumSet.of(RequestStatus.SCHEDULED, RequestStatus.QUEUED, RequestStatus.APPLYING)),
			Map.entry("outdate",
					EnumSet.of(RequestStatus.PLANNING, RequestStatus.AWAITING_APPROVAL, RequestStatus.SCHEDULED,
							RequestStatus.QUEUED, RequestStatus.APPLYING)),
			Map.entry("replan", EnumSet.of(RequestStatus.STALE)));

	private static final Map<String, Consumer<Request>> STEPS = steps();

	private static Map<String, Consumer<Request>> steps() {
		Map<String, Consumer<Request>> steps = new LinkedHashMap<>();
		steps.put("edit", (request) -> request.edit(wish("another reason"), NOW));
		steps.put("retry", (request) -> request.retry(NOW));
		steps.put("hold", (request) -> request.hold("another is before it", NOW));
		steps.put("plan", (request) -> request.plan(1, NOW));
		steps.put("planned", (request) -> request.planned(DIGEST, NOW.plus(Duration.ofHours(24)), NOW));
		steps.put("schedule", (request) -> request.schedule("at two", NOW));
		steps.put("freeze", (request) -> request.freeze("Winter", NOW.plus(Duration.ofHours(1)), "it holds it", NOW));
		steps.put("queue", (request) -> request.queue(2, NOW));
		steps.put("apply", (request) -> request.apply(NOW));
		steps.put("done", (request) -> request.done("it is so", NOW));
		steps.put("fail", (request) -> request.fail("it could not be", NOW));
		steps.put("reject", (request) -> request.reject("too large", NOW));
		steps.put("withdraw", (request) -> request.withdraw("not needed", NOW));
		steps.put("cancel", (request) -> request.cancel("stop", NOW));
		steps.put("outdate", (request) -> request.outdate("the state has moved", NOW));
		steps.put("replan", (request) -> {
			if (!request.replan(NOW)) {
				throw new MisplacedException("It is not planned again by itself");
			}
		});
		return steps;
	}

	@ParameterizedTest
	@EnumSource(RequestStatus.class)
	void everyStepIsTakenWhereItMayBeAndNowhereElse(RequestStatus from) {
		STEPS.forEach((name, step) -> {
			Request request = at(from);
			int edition = request.edition();
			if (FROM.getOrDefault(name, Set.of()).contains(from)) {
				step.accept(request);
				assertThat(request.status().ended()).as("%s from %s", name, from).isEqualTo(request.endedAt() != null);
			}
			else {
				assertThatExceptionOfType(MisplacedException.class).as("%s from %s", name, from)
					.isThrownBy(() -> step.accept(request));
				assertThat(request.status()).as("%s from %s", name, from).isEqualTo(from);
				assertThat(request.edition()).isEqualTo(edition);
			}
		});
	}

	@Test
	void everyStatusIsReached() {
		Map<RequestStatus, Request> reached = new EnumMap<>(RequestStatus.class);
		for (RequestStatus status : RequestStatus.values()) {
			reached.put(status, at(status));
		}
		reached.forEach((status, request) -> assertThat(request.status()).isEqualTo(status));
	}

	/**
	 * Whatever people and runs do in whatever order, a request is never carried out
	 * without a plan, never after it was written anew without another one, and never goes
	 * on once it is done.
	 */
	@Test
	@Tag("proof")
	void noOrderOfStepsBreaksIt() {
		Random random = Proof.random("requests.steps");
		int size = Proof.size("requests.steps", 2_000, 200_000);
		String[] names = STEPS.keySet().toArray(String[]::new);
		Map<RequestStatus, Integer> seen = new HashMap<>();
		for (int i = 0; i < size; i++) {
			Request request = at(RequestStatus.CHECKING);
			boolean planned = false;
			for (int step = 0; step < 30; step++) {
				RequestStatus before = request.status();
				String name = names[random.nextInt(names.length)];
				try {
					Objects.requireNonNull(STEPS.get(name)).accept(request);
				}
				catch (MisplacedException ex) {
					assertThat(request.status()).isEqualTo(before);
					continue;
				}
				assertThat(before).as(name).isNotEqualTo(RequestStatus.DONE);
				planned = switch (name) {
					case "planned" -> true;
					case "edit", "retry", "plan", "replan" -> false;
					default -> planned;
				};
				if (request.status() == RequestStatus.QUEUED || request.status() == RequestStatus.APPLYING) {
					assertThat(planned).as(name).isTrue();
					assertThat(request.planDigest()).isNotNull();
				}
				assertThat(request.status().ended()).isEqualTo(request.endedAt() != null);
				seen.merge(request.status(), 1, Integer::sum);
			}
		}
		assertThat(seen.keySet()).containsExactlyInAnyOrder(RequestStatus.values());
	}

	@Test
	void whatCouldNotBeMadeIsTakenAwayOnceAndOnlyIfItWasBegun() {
		Request request = new Request(wish(RequestKind.CREATE, "headroom"), NOW);
		planned(request);
		assertThatExceptionOfType(MisplacedException.class).isThrownBy(() -> request.undo(3, "refused", NOW));
		assertThatExceptionOfType(MisplacedException.class).isThrownBy(() -> request.clear(4, NOW));
		request.queue(2, NOW);
		request.undo(3, "refused", NOW);
		assertThat(request.status()).isEqualTo(RequestStatus.APPLYING);
		assertThat(request.note()).isEqualTo("refused");
		assertThatExceptionOfType(MisplacedException.class).isThrownBy(() -> request.undo(5, "refused", NOW));
		request.clear(4, NOW);
		assertThatExceptionOfType(MisplacedException.class).isThrownBy(() -> request.clear(6, NOW));
		request.fail("nothing is left", NOW);
		request.retry(NOW);
		assertThat(request.undoPlan()).isNull();
		assertThat(request.undoRun()).isNull();
	}

	@Test
	void onlyWhatWasToBeMadeIsTakenAway() {
		Request request = at(RequestStatus.APPLYING);
		assertThatExceptionOfType(MisplacedException.class).isThrownBy(() -> request.undo(3, "refused", NOW));
		assertThat(request.status()).isEqualTo(RequestStatus.APPLYING);
	}

	/**
	 * A whole is agreed to without a plan of its own, and never planned or queued.
	 */
	@Test
	void aWholeGoesItsOwnWay() {
		Map<RequestStatus, Set<String>> may = new EnumMap<>(RequestStatus.class);
		may.put(RequestStatus.CHECKING, Set.of("edit", "hold", "offer", "done", "fail", "withdraw"));
		may.put(RequestStatus.AWAITING_APPROVAL,
				Set.of("edit", "start", "schedule", "freeze", "reject", "fail", "withdraw", "outdate"));
		may.put(RequestStatus.SCHEDULED,
				Set.of("edit", "start", "schedule", "freeze", "fail", "withdraw", "cancel", "outdate"));
		may.put(RequestStatus.APPLYING, Set.of("tell", "done", "fail", "cancel"));
		Map<String, Consumer<Request>> steps = new LinkedHashMap<>(STEPS);
		steps.remove("apply");
		steps.put("offer", (request) -> request.offer(DIGEST, NOW.plus(Duration.ofHours(24)), NOW));
		steps.put("start", (request) -> request.start(NOW));
		steps.put("tell", (request) -> request.tell("1 of 4 are there", NOW));
		steps.put("undo", (request) -> request.undo(3, "refused", NOW));
		may.forEach((status, allowed) -> steps.forEach((name, step) -> {
			Request whole = whole(status);
			if (allowed.contains(name)) {
				step.accept(whole);
			}
			else {
				assertThatExceptionOfType(MisplacedException.class).as("%s from %s", name, status)
					.isThrownBy(() -> step.accept(whole));
				assertThat(whole.status()).as("%s from %s", name, status).isEqualTo(status);
			}
		}));
		for (RequestStatus status : RequestStatus.values()) {
			Request single = at(status);
			assertThatExceptionOfType(MisplacedException.class).isThrownBy(() -> single.start(NOW));
			assertThatExceptionOfType(MisplacedException.class).isThrownBy(() -> single.offer(DIGEST, NOW, NOW));
		}
	}

	private static Request whole(RequestStatus status) {
		Request whole = new Request(wish(RequestKind.FOUNDATION, "a beginning"), NOW);
		if (status != RequestStatus.CHECKING) {
			whole.offer(DIGEST, NOW.plus(Duration.ofHours(24)), NOW);
		}
		switch (status) {
			case SCHEDULED -> whole.schedule("at two", NOW);
			case APPLYING -> whole.start(NOW);
			default -> {
			}
		}
		return whole;
	}

	@Test
	void writingItAnewForgetsWhatWasPlannedAndAgreedTo() {
		Request request = at(RequestStatus.SCHEDULED);
		request.edit(wish("another reason"), NOW);
		assertThat(request.planDigest()).isNull();
		assertThat(request.planRun()).isNull();
		assertThat(request.agreedPlan()).isNull();
		assertThat(request.edition()).isEqualTo(2);
		assertThat(request.reason()).isEqualTo("another reason");
	}

	@Test
	void whatAFreezeHoldsStaysAgreedToAndHasNoRun() {
		Request request = at(RequestStatus.QUEUED);
		Instant until = NOW.plus(Duration.ofHours(1));
		assertThat(request.freeze("Winter", until, "it holds it", NOW)).isTrue();
		assertThat(request.status()).isEqualTo(RequestStatus.SCHEDULED);
		assertThat(request.applyRun()).isNull();
		assertThat(request.planDigest()).isEqualTo(DIGEST);
		// The same again is nothing new; another end is.
		assertThat(request.freeze("Winter", until, "it holds it", NOW)).isFalse();
		assertThat(request.freeze("Winter", until.plusSeconds(1), "it holds it", NOW)).isTrue();
		request.queue(3, NOW);
		assertThat(request.heldBy()).isNull();
		assertThat(request.heldUntil()).isNull();
	}

	@Test
	void itIsPlannedAgainByItselfOnce() {
		Request request = at(RequestStatus.STALE);
		assertThat(request.replan(NOW)).isTrue();
		request.plan(3, NOW);
		request.planned(DIGEST, NOW, NOW);
		request.outdate("again", NOW);
		assertThat(request.replan(NOW)).isFalse();
		request.retry(NOW);
		assertThat(request.status()).isEqualTo(RequestStatus.CHECKING);
	}

	private static Request at(RequestStatus status) {
		Request request = new Request(wish("headroom"), NOW);
		switch (status) {
			case CHECKING -> {
			}
			case PLANNING -> request.plan(1, NOW);
			case AWAITING_APPROVAL -> planned(request);
			case SCHEDULED -> {
				planned(request);
				request.schedule("at two", NOW);
			}
			case QUEUED -> {
				planned(request);
				request.queue(2, NOW);
			}
			case APPLYING -> {
				planned(request);
				request.queue(2, NOW);
				request.apply(NOW);
			}
			case DONE -> {
				planned(request);
				request.queue(2, NOW);
				request.done("it is so", NOW);
			}
			case FAILED -> request.fail("it could not be", NOW);
			case REJECTED -> {
				planned(request);
				request.reject("too large", NOW);
			}
			case WITHDRAWN -> request.withdraw("not needed", NOW);
			case STALE -> {
				planned(request);
				request.outdate("expired", NOW);
			}
			case CANCELLED -> {
				planned(request);
				request.queue(2, NOW);
				request.cancel("stop", NOW);
			}
		}
		return request;
	}

	private static void planned(Request request) {
		request.plan(1, NOW);
		request.planned(DIGEST, NOW.plus(Duration.ofHours(24)), NOW);
	}

	private static Wish wish(String reason) {
		return wish(RequestKind.CHANGE, reason);
	}

	private static Wish wish(RequestKind kind, String reason) {
		SignedIn who = new SignedIn(1, "engineer-1", "Engineer 1", Set.of(Role.ENGINEER), Set.of("payments"),
				new SignedIn.Credential(SignedIn.Kind.SESSION, null, Set.of(), null));
		return new Wish(kind, "production", "production", "payments", "{}", "{}", reason, who, null);
	}

}
