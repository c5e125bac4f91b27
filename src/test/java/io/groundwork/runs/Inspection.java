package io.groundwork.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.state.DivergedState;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks whether anything was lost or left behind, while no run is active.
 */
final class Inspection {

	private static final Map<String, String> KINDS = Map.of("linode_vpc", "vpc", "linode_vpc_subnet", "subnet",
			"linode_firewall", "firewall", "linode_domain", "domain", "linode_domain_record", "record");

	private final House house;

	private final States states;

	private final Map<String, Map<Long, String>> seen = new HashMap<>();

	private final Set<Long> opened = new HashSet<>();

	private final Set<String> orphans = new TreeSet<>();

	private final List<String> lost = new ArrayList<>();

	private final List<String> brokenLogs = new ArrayList<>();

	private final List<String> others = new ArrayList<>();

	Inspection(House house) {
		this.house = house;
		this.states = house.place().bean(States.class);
	}

	void look(List<Long> runs) {
		List<Environment> environments = this.house.place()
			.jdbc()
			.sql("select id from environment")
			.query((row, number) -> this.house.place().bean(Environments.class).get(row.getLong(1)))
			.list();
		leftBehind();
		environments.forEach((environment) -> versions(environment.id(), environment.name()));
		confirmed(environments);
		orphans(environments);
		runs.forEach(this::log);
	}

	private void leftBehind() {
		none("locks", "select count(*) from state_lock");
		none("open credentials", "select count(*) from state_credential where closed_at is null");
		none("open claims", "select count(*) from run_claim where ended_at is null");
		none("active lanes", "select count(*) from run_lane where active");
		none("wrong lanes", """
				select count(*) from run_lane l where queued <> (select count(*) from run r
					where r.environment_id = l.environment_id and r.status = 'queued')""");
		none("logs without an end",
				"select count(*) from run r where ended_at is not null and not exists (select from run_log l where l.run = r.number)");
		none("steps that go on", """
				select count(*) from run_step s join run r on r.number = s.run
				where r.ended_at is not null and s.status in ('running', 'waiting')""");
	}

	private void none(String what, String query) {
		long count = this.house.place().jdbc().sql(query).query(Long.class).single();
		if (count != 0) {
			this.others.add(count + " " + what);
		}
	}

	private void versions(long environment, String name) {
		List<StateVersion> versions = this.states.versions(environment, Long.MAX_VALUE, 100);
		Map<Long, String> before = this.seen.computeIfAbsent(name, (unused) -> new HashMap<>());
		long id = Long.MAX_VALUE;
		for (StateVersion version : versions) {
			if (version.id() > id) {
				this.lost.add("%s: version %d was written before the one it follows".formatted(name, version.serial()));
			}
			id = version.id();
			if (this.opened.add(version.id())
					&& !digest(this.states.open(environment, version.serial())).equals(version.digest())) {
				this.lost.add("%s: version %d is not what was written".formatted(name, version.serial()));
			}
			String known = before.putIfAbsent(version.serial(), version.digest());
			if (known != null && !known.equals(version.digest())) {
				this.lost.add("%s: version %d was another".formatted(name, version.serial()));
			}
		}
		if (versions.isEmpty() && !before.isEmpty()) {
			this.lost.add(name + ": there is no state any more");
		}
		// With more than are kept, what claims wrote on their way goes first.
		if (!versions.isEmpty() && versions.size() < 30) {
			Set<Long> now = new HashSet<>(versions.stream().map(StateVersion::serial).toList());
			long oldest = versions.getLast().serial();
			before.keySet()
				.stream()
				.filter((serial) -> serial >= oldest && !now.contains(serial))
				.forEach((serial) -> this.lost.add("%s: version %d is gone".formatted(name, serial)));
		}
	}

	private void confirmed(List<Environment> environments) {
		Map<String, Long> ids = new HashMap<>();
		environments.forEach((environment) -> ids.put(environment.name(), environment.id()));
		for (StateDoor.Taken taken : this.house.states().taken()) {
			Long environment = ids.get(taken.environment());
			if (environment == null) {
				continue;
			}
			boolean there = this.seen.getOrDefault(taken.environment(), Map.of()).containsValue(taken.digest())
					|| this.states.diverged(environment)
						.stream()
						.anyMatch((state) -> state.digest().equals(taken.digest()));
			if (!there) {
				this.lost.add("%s: a state that was confirmed is not there".formatted(taken.environment()));
			}
		}
	}

	private void orphans(List<Environment> environments) {
		Set<String> known = new HashSet<>();
		for (Environment environment : environments) {
			this.states.current(environment.id())
				.ifPresent((version) -> known.addAll(ids(this.states.open(environment.id(), version.serial()))));
			for (DivergedState diverged : this.states.diverged(environment.id())) {
				if (diverged.settledAt() == null) {
					this.others.add("%s: diverged, %s".formatted(environment.name(), diverged.reason()));
					known.addAll(ids(this.states.openDiverged(environment.id(), diverged.id())));
				}
			}
		}
		for (JsonNode row : this.house.resources()) {
			String id = row.path("kind").asString() + " " + row.path("id").asString();
			if (KINDS.containsValue(row.path("kind").asString()) && !known.contains(id)) {
				this.orphans.add(id + " " + row.path("label").asString());
			}
		}
	}

	private static Set<String> ids(InputStream state) {
		Set<String> ids = new HashSet<>();
		for (JsonNode resource : JsonMapper.shared().readTree(state).path("resources")) {
			String kind = KINDS.getOrDefault(resource.path("type").asString(), "");
			for (JsonNode instance : resource.path("instances")) {
				ids.add(kind + " " + instance.path("attributes").path("id").asString());
			}
		}
		return ids;
	}

	private static String digest(InputStream state) {
		try (state) {
			return StateDoor.sha256(state.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Numbered from 1 without a gap, ended, and telling what it must.
	 */
	private void log(long number) {
		HttpResponse<String> answer = this.house.portal()
			.guest()
			.call("GET", "/api/v1/runs/%d/log".formatted(number),
					this.house.portal().issuer().accessToken("platform-1"), "");
		long seq = 0;
		boolean ended = false;
		boolean complete = false;
		boolean applied = false;
		for (String text : answer.body().lines().toList()) {
			JsonNode line = JsonMapper.shared().readTree(text);
			if (line.has("end")) {
				ended = true;
				complete = line.path("end").asBoolean();
				continue;
			}
			seq++;
			if (line.path("seq").asLong() != seq || ended) {
				this.brokenLogs.add("Run %d: %d where %d should be".formatted(number, line.path("seq").asLong(), seq));
				return;
			}
			applied |= line.path("text").asString().startsWith("Apply complete!")
					|| line.path("text").asString().startsWith("Destroy complete!");
		}
		Run run = this.house.place().run(number);
		if (!ended || seq == 0) {
			this.brokenLogs.add("Run %d: status %d, %d lines and no end".formatted(number, answer.statusCode(), seq));
		}
		else if (complete && run.kind().changes() && run.status() == RunStatus.DONE && !applied) {
			this.brokenLogs.add("Run %d: it says nothing of the end of the apply".formatted(number));
		}
	}

	/**
	 * All that is not as it should be.
	 */
	List<String> findings() {
		List<String> all = new ArrayList<>(this.lost);
		all.addAll(this.orphans);
		all.addAll(this.brokenLogs);
		all.addAll(this.others);
		return all;
	}

	List<String> lost() {
		return this.lost;
	}

	Set<String> orphans() {
		return this.orphans;
	}

	List<String> brokenLogs() {
		return this.brokenLogs;
	}

	/**
	 * What is not right and has no figure of its own.
	 */
	List<String> others() {
		return this.others;
	}

}
