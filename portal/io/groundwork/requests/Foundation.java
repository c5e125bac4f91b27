package io.groundwork.requests;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Question;
import io.groundwork.approvals.Subject;
import io.groundwork.bundles.Renderings;
import io.groundwork.digest.Sha256;
import io.groundwork.environments.Environments;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.runs.FoundPlan;
import io.groundwork.web.ConflictException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * One request for the environments that everything begins with. People agree once to what
 * they are to be; each is then made by a request of its own, those on whose cluster
 * others live first.
 */
@Component
class Foundation {

	/** As the request names where it is. */
	static final String NAME = "foundation";

	private static final int LONGEST = 400;

	private final Moves moves;

	private final RequestRows rows;

	private final RequestEvents events;

	private final WishReader reader;

	private final Preflight preflight;

	private final Hosts hosts;

	private final Environments environments;

	private final Renderings renderings;

	private final Approvals approvals;

	private final RequestSettings settings;

	private final JsonMapper json;

	Foundation(Moves moves, RequestRows rows, RequestEvents events, WishReader reader, Preflight preflight, Hosts hosts,
			Environments environments, Renderings renderings, Approvals approvals, RequestSettings settings,
			JsonMapper json) {
		this.moves = moves;
		this.rows = rows;
		this.events = events;
		this.reader = reader;
		this.preflight = preflight;
		this.hosts = hosts;
		this.environments = environments;
		this.renderings = renderings;
		this.approvals = approvals;
		this.settings = settings;
		this.json = json;
	}

	/**
	 * What each environment of a whole is to be, those that own a cluster first.
	 */
	Map<String, Spec> specs(Request whole) {
		return this.reader.specs(whole.spec());
	}

	/**
	 * Looks whether all of it can be had, and asks people.
	 */
	boolean look(Request whole) {
		Optional<Request> before = this.rows.foundationBefore(whole.number());
		if (before.isPresent()) {
			return this.moves.hold(whole, "Request %d is before it, which is %s.".formatted(before.get().number(),
					before.get().status().words()));
		}
		Map<String, Spec> specs = specs(whole);
		List<Check> checks = this.preflight.lookAtAll(specs);
		return this.moves.still(whole, (held) -> begin(held, specs, checks));
	}

	private void begin(Request whole, Map<String, Spec> specs, List<Check> checks) {
		whole.checked(this.json.writeValueAsString(checks));
		List<Check> against = checks.stream().filter(Check::failed).toList();
		if (!against.isEmpty()) {
			this.moves.fail(whole, against.stream().map(Check::sentence).collect(Collectors.joining(" ")), null);
			return;
		}
		Set<String> missing = missing(specs.keySet());
		if (missing.isEmpty()) {
			whole.done("All of them are there already.", this.moves.now());
			this.moves.ended(whole, "done", null);
			return;
		}
		Instant expires = this.moves.now().plus(this.settings.planValidity());
		whole.offer(digest(whole), expires, this.moves.now());
		this.moves.happened(whole, "checked", Beginning.summary(checks), null);
		List<Question> questions = new ArrayList<>();
		specs.forEach((name, spec) -> {
			if (missing.contains(name)) {
				List.of(RequestKind.FOUNDATION, RequestKind.CREATE)
					.forEach((kind) -> questions
						.add(new Question(spec.kind().word(), kind.word(), Set.of(), whole.team())));
			}
		});
		this.approvals.ask(new Subject(Subject.Kind.REQUEST, whole.number(), digest(whole)), whole.askedBy(), questions,
				expires);
	}

	/**
	 * Those that are not there.
	 */
	private Set<String> missing(Set<String> names) {
		return names.stream()
			.filter((name) -> this.environments.named(name).filter(this.hosts::made).isEmpty())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * What people agree to: what each is to be, and the files that they are made from.
	 */
	private String digest(Request whole) {
		StringBuilder text = new StringBuilder("foundation\n").append(this.renderings.newest()).append('\n');
		new TreeMap<>(specs(whole))
			.forEach((name, spec) -> text.append(name).append('\n').append(SpecWriter.write(spec)).append('\n'));
		return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * It was agreed to, and its time has come.
	 */
	void start(Request whole) {
		Map<String, Spec> specs = specs(whole);
		whole.start(this.moves.now());
		this.moves.happened(whole, "begun", "", null);
		Set<String> missing = missing(specs.keySet());
		specs.forEach((name, spec) -> {
			if (missing.contains(name)) {
				begin(whole, new Request(whole, name, spec.kind().word(), SpecWriter.write(spec), this.moves.now()));
			}
		});
	}

	private void begin(Request whole, Request part) {
		Optional<Request> before = this.rows.part(whole.number(), part.environment());
		if (before.isEmpty()) {
			Request kept = this.rows.saveAndFlush(part);
			this.events.add(kept, whole.asker(), "asked", "A part of request %d.".formatted(whole.number()));
			this.moves.look(kept);
		}
		else if (before.get().status().ended() && before.get().status() != RequestStatus.DONE) {
			before.get().again(part, this.moves.now());
			this.moves.keep(before.get());
			this.events.add(before.get(), whole.asker(), "retried", "With request %d.".formatted(whole.number()));
			this.moves.look(before.get());
		}
	}

	/**
	 * What a part waits for before it can be looked at, if it does.
	 * @throws ConflictException if what it waits for does not come
	 */
	Optional<String> before(Request part) {
		Long whole = part.whole();
		if (whole == null || spec(part).ownsCluster()) {
			return Optional.empty();
		}
		Optional<Request> owner = this.rows.parts(whole)
			.stream()
			.filter((other) -> spec(other).ownsCluster())
			.findFirst();
		if (owner.isEmpty() || owner.get().status() == RequestStatus.DONE) {
			return Optional.empty();
		}
		String name = owner.get().environment();
		if (owner.get().status().ended() && this.environments.named(name).filter(this.hosts::made).isEmpty()) {
			throw new ConflictException(
					"%s, on whose cluster it is to live, was not made: see request %d. Nothing was done here; begin this again once %1$s is there"
						.formatted(name, owner.get().number()));
		}
		return owner.get().status().ended() ? Optional.empty() : Optional
			.of("Request %d makes %s first, on whose cluster it is to live.".formatted(owner.get().number(), name));
	}

	private static Spec spec(Request part) {
		String spec = part.spec();
		return new SpecReader(Presets.FOUNDATION).read((spec != null) ? spec : "").orThrow("spec");
	}

	/**
	 * The digest of the whole that a part's plan is covered by: it makes what was agreed
	 * to, from the files that were agreed to, and touches nothing that is there.
	 */
	Optional<String> covering(Request part, FoundPlan plan) {
		Long number = part.whole();
		if (number == null || plan.terraform().change() > 0 || plan.terraform().destroy() > 0
				|| this.environments.named(part.environment()).filter(this.hosts::made).isPresent()) {
			return Optional.empty();
		}
		Request whole = this.rows.findByNumber(number).orElseThrow();
		String digest = whole.planDigest();
		if (digest == null || !digest.equals(digest(whole))) {
			return Optional.empty();
		}
		JsonNode agreed = this.json.readTree(String.valueOf(whole.spec())).path(part.environment());
		return agreed.equals(this.json.readTree(String.valueOf(part.spec()))) ? Optional.of(digest) : Optional.empty();
	}

	/**
	 * Looks at what has become of its parts.
	 */
	boolean goOn(Request whole) {
		List<Request> parts = this.rows.parts(whole.number());
		Set<String> names = specs(whole).keySet();
		int there = names.size() - missing(names).size();
		if (parts.stream().anyMatch((part) -> !part.status().ended())) {
			if (whole.tell("%d of %d are there.".formatted(there, names.size()), this.moves.now())) {
				this.moves.keep(whole);
			}
			return false;
		}
		if (there == names.size()) {
			whole.done("All of them are there%s.".formatted(took(whole)), this.moves.now());
			this.moves.ended(whole, "done", null);
			return true;
		}
		List<Request> unmade = parts.stream().filter((part) -> part.status() != RequestStatus.DONE).toList();
		String how = how(unmade, there, names.size());
		if (unmade.stream()
			.allMatch((part) -> part.status() != RequestStatus.FAILED && part.status() != RequestStatus.REJECTED)) {
			whole.cancel(how, this.moves.now());
			this.moves.ended(whole, "cancelled", null);
			return true;
		}
		this.moves.fail(whole, how, null);
		return true;
	}

	private static String how(List<Request> unmade, int there, int all) {
		String parts = unmade.stream()
			.map((part) -> "%s is %s (request %d): %s".formatted(part.environment(), part.status().words(),
					part.number(), cut(part.note())))
			.collect(Collectors.joining(" "));
		return "%d of %d are there, and stay. %s".formatted(there, all, parts);
	}

	private static String cut(String note) {
		return (note.length() <= LONGEST) ? note : note.substring(0, LONGEST) + "…";
	}

	private String took(Request whole) {
		return begun(this.events.of(whole.number())).map((begun) -> Duration.between(begun, this.moves.now()))
			.map((time) -> "; it took %d min %d s".formatted(time.toMinutes(), time.toSecondsPart()))
			.orElse("");
	}

	/**
	 * When its parts were begun last.
	 */
	static Optional<Instant> begun(List<RequestEvents.Happened> events) {
		return events.stream()
			.filter((event) -> event.what().equals("begun"))
			.map(RequestEvents.Happened::at)
			.reduce((one, next) -> next);
	}

}
