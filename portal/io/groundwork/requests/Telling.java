package io.groundwork.requests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.identity.Known;
import io.groundwork.notices.Addressee;
import io.groundwork.notices.Concern;
import io.groundwork.notices.Happening;
import io.groundwork.notices.Matter;
import io.groundwork.notices.NoticeEvent;
import io.groundwork.notices.Notices;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.util.StringUtils;

/**
 * Has people told what happens to requests: whoever asked what others did, those who
 * could decide that it waits for them. It looks at the very end of the transaction, when
 * all that follows from what happened has happened too.
 */
@Component
class Telling {

	/** As notices name what they are about. */
	static final String KIND = "request";

	/** What whoever asked wants to know, unless they did it themselves. */
	private static final Set<String> TOLD_TO_ASKER = Set.of("edited", "retried", "planned", "denied", "agreed", "done",
			"failed", "stale", "withdrawn", "cancelled", "commented");

	/** So many who hold a role that counts are looked at; more can decide in any case. */
	private static final int LOOKED_AT = 2_000;

	private static final int LONGEST = 300;

	private final RequestRows rows;

	private final RequestViews views;

	private final Approvals approvals;

	private final Electorate electorate;

	private final Notices notices;

	Telling(RequestRows rows, RequestViews views, Approvals approvals, Electorate electorate, Notices notices) {
		this.electorate = electorate;
		this.rows = rows;
		this.views = views;
		this.approvals = approvals;
		this.notices = notices;
	}

	@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
	void tell(RequestEvents.Added added) {
		RequestEvents.Happened event = added.event();
		Optional<NoticeEvent> name = NoticeEvent.of(KIND + "." + event.what());
		if (name.isEmpty()) {
			return;
		}
		RequestSearch.Row row = this.rows.findByNumber(added.request()).map(RequestSearch.Row::of).orElseThrow();
		Standing standing = (row.status() == RequestStatus.AWAITING_APPROVAL)
				? this.approvals.standing(Subject.Kind.REQUEST, row.number()).orElse(null) : null;
		List<Known> deciders = (standing != null) ? this.electorate.couldAct(standing, LOOKED_AT) : List.of();
		this.notices.settle(KIND, row.number(), deciders.stream().map(Known::person).toList());
		this.notices.tell(new Happening(name.get(), "%s:%d/%d".formatted(KIND, row.number(), event.seq()), event.at(),
				event.by(), matter(row, standing, event), addressees(row, event, deciders)));
	}

	private List<Addressee> addressees(RequestSearch.Row row, RequestEvents.Happened event, List<Known> deciders) {
		List<Addressee> all = new ArrayList<>();
		if (TOLD_TO_ASKER.contains(event.what()) && !event.by().equals(row.asker())) {
			all.add(new Addressee(row.askedBy(), Concern.MINE,
					"Request %d: %s".formatted(row.number(), outcome(row, event)), text(row, event), link(row, true)));
		}
		if (event.what().equals("planned")) {
			deciders.forEach((one) -> all.add(new Addressee(one.person(), Concern.DECIDE,
					"Request %d waits for you to decide".formatted(row.number()),
					shortened("%s, asked by %s: %s".formatted(row.title(), row.asker(), row.reason())),
					link(row, false))));
		}
		return all;
	}

	private static String outcome(RequestSearch.Row row, RequestEvents.Happened event) {
		return switch (event.what()) {
			case "planned" ->
				(row.status() == RequestStatus.AWAITING_APPROVAL) ? "planned, and waits for approval" : "planned";
			case "commented" -> event.by() + " says something";
			case "done" -> "done";
			default -> lower(Story.sentence(event, null));
		};
	}

	private static String lower(String sentence) {
		return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
	}

	private static String text(RequestSearch.Row row, RequestEvents.Happened event) {
		String said = event.what().equals("planned") ? "" : event.text();
		return shortened(said.isEmpty() ? row.title() : row.title() + ": " + said);
	}

	private Matter matter(RequestSearch.Row row, @Nullable Standing standing, RequestEvents.Happened event) {
		List<String> waitingFor = this.views.waitingFor(row, standing);
		List<String> lines = new ArrayList<>();
		lines.add("Asked by " + row.asker());
		if (!waitingFor.isEmpty()) {
			lines.add("Waits for " + String.join(" and ", waitingFor));
		}
		else if (!row.note().isEmpty()) {
			lines.add(row.note());
		}
		if (!event.by().equals(RequestEvents.PORTAL) && !event.what().equals("asked")) {
			lines.add(Story.sentence(event, null));
		}
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("kind", row.kind().word());
		facts.put("environment", row.environment());
		facts.put("environmentKind", row.environmentKind());
		facts.put("team", row.team());
		facts.put("status", row.status().word());
		facts.put("requestedBy", row.asker());
		facts.put("waitingFor", waitingFor);
		facts.put("note", row.note());
		return new Matter(KIND, row.number(), row.title(), row.status().tone(),
				StringUtils.capitalize(row.status().words()), lines, button(row), link(row, false), facts);
	}

	private static String button(RequestSearch.Row row) {
		return switch (row.status()) {
			case AWAITING_APPROVAL -> "Look and decide";
			case STALE -> "Have it planned again";
			case FAILED -> "See what went wrong";
			default -> "Look at it";
		};
	}

	/**
	 * To the button that whoever follows it would press next, if there is one.
	 * @param own whether whoever follows it has asked for it
	 */
	static String link(RequestSearch.Row row, boolean own) {
		String page = "/requests/" + row.number();
		return switch (row.status()) {
			case AWAITING_APPROVAL -> own ? page : page + "#approve";
			case STALE, FAILED -> page + "#retry";
			default -> page;
		};
	}

	private static String shortened(String text) {
		return (text.length() <= LONGEST) ? text
				: text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST - 1))) + "…";
	}

}
