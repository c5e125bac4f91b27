package io.groundwork.approvals;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Says which freeze holds what was agreed to, and takes exceptions down.
 */
@Component
public class Freezes {

	/** What is sent when a freeze was declared, changed or ended. */
	public static final String TOPIC = "freeze";

	private final FreezeRows rows;

	private final Directory directory;

	private final Clock clock;

	Freezes(FreezeRows rows, Directory directory, Clock clock) {
		this.rows = rows;
		this.directory = directory;
		this.clock = clock;
	}

	/**
	 * The freeze that holds a request now, if one does; of several the one that lasts
	 * longest. Within the caller's transaction none is declared or ended any more.
	 */
	@Transactional
	public Optional<Freeze> holding(String environment, String kind, long request) {
		this.rows.still();
		return at(environment, kind, request, this.clock.instant());
	}

	/**
	 * The same at some time, as far as anybody knows now.
	 */
	@Transactional(readOnly = true)
	public Optional<Freeze> at(String environment, String kind, long request, Instant when) {
		return against(environment, kind, request, when).stream().findFirst();
	}

	/**
	 * Those that are in force for an environment now, whatever exceptions there are.
	 */
	@Transactional(readOnly = true)
	public List<Freeze> inForce(String environment, String kind) {
		return covering(environment, kind, this.clock.instant());
	}

	/**
	 * Those that hold a request at some time, from which there is no exception.
	 */
	@Transactional(readOnly = true)
	public List<Freeze> against(String environment, String kind, long request, Instant when) {
		List<Freeze> freezes = covering(environment, kind, when);
		if (freezes.isEmpty()) {
			return freezes;
		}
		Set<Long> excepted = exceptions(request).stream()
			.filter(FreezeException::counts)
			.map(FreezeException::freeze)
			.collect(Collectors.toSet());
		return freezes.stream().filter((freeze) -> !excepted.contains(freeze.number())).toList();
	}

	private List<Freeze> covering(String environment, String kind, Instant when) {
		return this.rows.between(when, when).stream().filter((freeze) -> freeze.covers(environment, kind)).toList();
	}

	/**
	 * When some begin between two times.
	 */
	@Transactional(readOnly = true)
	public List<Instant> beginning(Instant from, Instant to) {
		return this.rows.between(from, to).stream().map(Freeze::from).filter((begin) -> begin.isAfter(from)).toList();
	}

	/**
	 * Takes down that a request is carried out in spite of those freezes; within the
	 * caller's transaction.
	 */
	@Transactional
	public void except(List<Freeze> freezes, long request, SignedIn who, String reason) {
		try {
			freezes.forEach(
					(freeze) -> this.rows.except(freeze.number(), request, who.person(), reason, this.clock.instant()));
		}
		catch (DataIntegrityViolationException ex) {
			throw switch (Refusal.constraint(ex)) {
				case "freeze_exception_not_own" -> new ForbiddenException(
						"Nobody makes an exception for what they asked for themselves, with whichever account; ask another platform engineer");
				case "freeze_exception_once" ->
					new ConflictException("There is an exception for request %d already".formatted(request));
				default -> ex;
			};
		}
	}

	/**
	 * All exceptions that were ever given for a request, as they count now.
	 */
	@Transactional(readOnly = true)
	public List<FreezeException> exceptions(long request) {
		List<FreezeRows.Given> given = this.rows.exceptions(request);
		Map<Long, Known> people = this.directory
			.known(given.stream().flatMap((one) -> Stream.of(one.giver(), one.asker())).distinct().toList());
		return given.stream().map((one) -> shown(one, people)).toList();
	}

	private static FreezeException shown(FreezeRows.Given given, Map<Long, Known> people) {
		Known giver = people.get(given.giver());
		Known asker = people.get(given.asker());
		boolean counts = !given.fell() && giver != null && asker != null && giver.human() != asker.human()
				&& !giver.locked() && giver.roles().contains(Role.PLATFORM);
		return new FreezeException(given.number(), given.freeze(), given.name(), given.giver(),
				(giver != null) ? giver.name() : "somebody", given.reason(), given.at(), counts);
	}

}
