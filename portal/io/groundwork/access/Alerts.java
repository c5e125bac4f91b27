package io.groundwork.access;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.groundwork.audit.Outcome;
import io.groundwork.identity.Directory;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.notices.Addressee;
import io.groundwork.notices.Concern;
import io.groundwork.notices.Happening;
import io.groundwork.notices.Matter;
import io.groundwork.notices.NoticeEvent;
import io.groundwork.notices.Notices;
import io.groundwork.web.Tone;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Wakes those who may take a grant away, once for each grant and kind of thing: the
 * record, the grant's story, the channel about access, and everybody's notices.
 */
@Component
class Alerts {

	/** A matter of its own, so that nothing else that happens to the grant settles it. */
	static final String KIND = "grant-alert";

	/** In the story of a grant. */
	static final String ALARMED = "alarmed";

	static final Set<Role> WOKEN = Set.of(Role.PLATFORM, Role.SRE, Role.REVIEWER);

	static final int MOST_WOKEN = 500;

	private static final int MOST_TOLD = 12;

	private final JdbcClient jdbc;

	private final GrantRows rows;

	private final GrantEvents events;

	private final Directory directory;

	private final Notices notices;

	private final Clock clock;

	Alerts(JdbcClient jdbc, GrantRows rows, GrantEvents events, Directory directory, Notices notices, Clock clock) {
		this.jdbc = jdbc;
		this.rows = rows;
		this.events = events;
		this.directory = directory;
		this.notices = notices;
		this.clock = clock;
	}

	/**
	 * Raises it, unless that was done for this grant already.
	 * @param kind what it is known by
	 * @param by who did it
	 * @param text what happened, in sentences
	 */
	@Transactional
	public void raise(long number, String kind, String by, Outcome outcome, String text) {
		Instant now = this.clock.instant();
		int raised = this.jdbc.sql("""
				insert into access_alert (grant_number, kind, at, text) values (?, ?, ?, ?) on conflict do nothing""")
			.params(number, kind, now.atOffset(ZoneOffset.UTC), text)
			.update();
		if (raised == 0) {
			return;
		}
		Grant grant = this.rows.hold(number).orElseThrow();
		this.events.add(grant, by, ALARMED, text, outcome);
		this.notices.tell(new Happening(NoticeEvent.GRANT_ALERT, "%s:%d/%s".formatted(KIND, number, kind), now, by,
				matter(grant, kind), addressees(grant, text)));
	}

	private List<Addressee> addressees(Grant grant, String text) {
		String link = "/access/" + grant.number();
		List<Addressee> all = new ArrayList<>();
		all.add(new Addressee(grant.holderId(), Concern.MINE,
				"Grant %d: something is wrong with it".formatted(grant.number()), text, link));
		for (Known one : this.directory.holding(WOKEN, MOST_WOKEN)) {
			if (one.person() != grant.holderId()) {
				all.add(new Addressee(one.person(), Concern.DECIDE,
						"Grant %d of %s: something is wrong with it".formatted(grant.number(), grant.holder()), text,
						link));
			}
		}
		return all;
	}

	/**
	 * All alerts of the grant, the latest first: Slack has one message for them.
	 */
	private Matter matter(Grant grant, String kind) {
		List<String> lines = new ArrayList<>(List.of("Grant of " + grant.holder()));
		this.jdbc.sql("select text from access_alert where grant_number = ? order by at desc, kind limit ?")
			.params(grant.number(), MOST_TOLD)
			.query(String.class)
			.list()
			.forEach(lines::add);
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("kind", kind);
		facts.put("environment", grant.environment());
		facts.put("team", grant.team());
		facts.put("role", grant.role().word());
		facts.put("holder", grant.holder());
		facts.put("status", grant.status().word());
		return new Matter(KIND, grant.number(), grant.title(), Tone.BAD, "Alert", lines, "Look, and decide",
				"/access/" + grant.number(), facts);
	}

}
