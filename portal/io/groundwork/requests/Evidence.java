package io.groundwork.requests;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.RuleSet;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.approvals.WrittenRules;
import io.groundwork.audit.AuditTrail;
import io.groundwork.requests.RequestsApi.ShownPlan;
import io.groundwork.runs.RunReports;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * All that proves how a request came about and what came of it, in one archive. Logs and
 * rows of the record are passed on as they are read.
 */
@Component
class Evidence {

	private final RequestEvents events;

	private final ShownRequests shown;

	private final Approvals approvals;

	private final RunReports runs;

	private final AuditTrail audit;

	private final JsonMapper json;

	Evidence(RequestEvents events, ShownRequests shown, Approvals approvals, RunReports runs, AuditTrail audit,
			JsonMapper json) {
		this.events = events;
		this.shown = shown;
		this.approvals = approvals;
		this.runs = runs;
		this.audit = audit;
		this.json = json;
	}

	/**
	 * Writes it; what it is written to stays open.
	 */
	void write(Request request, OutputStream out) throws IOException {
		List<RequestEvents.Happened> story = this.events.of(request.number());
		// Whatever cannot be read fails before anything is sent.
		String self = pretty(self(request, story));
		Optional<ShownPlan> plan = this.shown.plan(request);
		List<Standing> rounds = this.approvals.history(Subject.Kind.REQUEST, request.number());
		SequencedSet<Long> numbers = runs(request, story);

		EvidenceArchive archive = new EvidenceArchive(out);
		archive.file("request.json", self);
		if (plan.isPresent()) {
			archive.file("plan.json", pretty(plan.get()));
		}
		archive.file("approvals.json", pretty(rounds.stream().map(EvidenceVotes::of).toList()));
		archive.file("rules.json", pretty(rules(rounds)));
		List<String> logs = new ArrayList<>();
		for (long run : numbers) {
			logs.add("`runs/%d/log.jsonl`: %s".formatted(run, run(archive, run)));
		}
		List<String> subjects = Stream.concat(Stream.of(request.handle()), numbers.stream().map((run) -> "run:" + run))
			.toList();
		AuditTrail.Extent[] extent = new AuditTrail.Extent[1];
		archive.file("audit.jsonl", (file) -> extent[0] = this.audit.write(subjects, file));
		archive.file("README.md", EvidenceGuide.text(request, logs, extent[0]));
		archive.close();
	}

	private ObjectNode self(Request request, List<RequestEvents.Happened> story) {
		ObjectNode self = this.json.valueToTree(this.shown.of(request));
		self.put("team", request.team());
		self.put("environmentKind", request.environmentKind());
		self.set("story", this.json.valueToTree(story));
		return self;
	}

	/**
	 * Every run that planned it or carried it out, in their order.
	 */
	private static SequencedSet<Long> runs(Request request, List<RequestEvents.Happened> story) {
		SequencedSet<Long> runs = new LinkedHashSet<>();
		Stream.concat(story.stream().map(RequestEvents.Happened::run), Stream.of(request.planRun(), request.applyRun()))
			.filter(Objects::nonNull)
			.sorted()
			.forEach(runs::add);
		return runs;
	}

	private String run(EvidenceArchive archive, long run) throws IOException {
		String folder = "runs/%d/".formatted(run);
		archive.file(folder + "run.json", pretty(this.runs.shown(run)));
		Optional<ShownPlan> plan = this.shown.plan(run);
		if (plan.isPresent()) {
			archive.file(folder + "plan.json", pretty(plan.get()));
		}
		String[] extent = new String[1];
		archive.file(folder + "log.jsonl", (file) -> extent[0] = this.runs.copyLog(run, file));
		return extent[0];
	}

	private List<ObjectNode> rules(List<Standing> rounds) {
		return rounds.stream().map(Standing::rules).distinct().sorted().map((version) -> {
			WrittenRules written = this.approvals.rules(version);
			RuleSet rules = written.rules();
			ObjectNode node = this.json.valueToTree(rules);
			node.put("text", written.text());
			return node;
		}).toList();
	}

	private String pretty(Object value) {
		return this.json.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
	}

	/**
	 * What the record says of whoever takes it along.
	 */
	static Map<String, Object> details(Request request) {
		return Map.of("request", request.number(), "environment", request.environment(), "status",
				request.status().word());
	}

}
