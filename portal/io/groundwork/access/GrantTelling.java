package io.groundwork.access;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.groundwork.access.BreakGlassRows.Used;
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
import io.groundwork.web.Tone;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.util.StringUtils;

/**
 * Has people told what happens to grants: the channel about access of each, whoever holds
 * one what others did, and those who could agree that it waits for them.
 */
@Component
class GrantTelling {

	/** As notices name what they are about. */
	static final String KIND = "grant";

	/** What the holder wants to know, unless they did it themselves. */
	private static final Set<String> TOLD_TO_HOLDER = Set.of("denied", "agreed", "extended", "not-extended", "expired",
			"revoked", "environment", "role", "locked", "unanswered", "lapsed");

	/** What those who could look at a break-glass are told. */
	private static final Set<String> ALARMING = Set.of("forced", "brought-in", "ended", "unreviewed");

	/** So many who hold a role that counts are looked at. */
	private static final int LOOKED_AT = 2_000;

	private final GrantRows rows;

	private final Approvals approvals;

	private final Electorate electorate;

	private final BreakGlass breakGlass;

	private final BreakGlassRows used;

	private final Notices notices;

	GrantTelling(GrantRows rows, Approvals approvals, Electorate electorate, BreakGlass breakGlass, BreakGlassRows used,
			Notices notices) {
		this.rows = rows;
		this.approvals = approvals;
		this.electorate = electorate;
		this.breakGlass = breakGlass;
		this.used = used;
		this.notices = notices;
	}

	@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
	void tell(GrantEvents.Added added) {
		GrantEvents.Happened event = added.event();
		Optional<NoticeEvent> name = NoticeEvent.of(KIND + "." + told(event.what()));
		if (name.isEmpty()) {
			return;
		}
		Grant grant = this.rows.findById(added.grant()).orElseThrow();
		Standing standing = (grant.status() == GrantStatus.PENDING || grant.moreDigest() != null)
				? this.approvals.standing(Subject.Kind.GRANT, grant.number()).filter(Standing::open).orElse(null)
				: null;
		Used used = this.used.of(added.grant()).orElse(null);
		List<Known> deciders = (standing != null) ? this.electorate.couldAct(standing, LOOKED_AT)
				: (used != null && used.review() == null) ? this.breakGlass.reviewers(used) : List.of();
		this.notices.settle(KIND, grant.number(), deciders.stream().map(Known::person).toList());
		this.notices.tell(new Happening(name.get(), "%s:%d/%d".formatted(KIND, grant.number(), event.seq()), event.at(),
				event.by(), matter(grant, used, standing, event), addressees(grant, used, event, deciders)));
	}

	/**
	 * All ends are one event outside, and a wish for more time is as one for a grant.
	 */
	private static String told(String what) {
		if (what.equals("more-asked")) {
			return "asked";
		}
		if (what.equals("brought-in")) {
			return "forced";
		}
		if (what.equals("not-extended")) {
			return "denied";
		}
		for (Cause cause : Cause.values()) {
			if (cause.word().equals(what) && cause != Cause.DENIED) {
				return "ending";
			}
		}
		return what;
	}

	private static List<Addressee> addressees(Grant grant, @Nullable Used used, GrantEvents.Happened event,
			List<Known> deciders) {
		List<Addressee> all = new ArrayList<>();
		String link = "/access/" + grant.number();
		if (TOLD_TO_HOLDER.contains(event.what()) && !event.by().equals(grant.holder())) {
			all.add(new Addressee(grant.holderId(), Concern.MINE,
					"Grant %d: %s".formatted(grant.number(), StringUtils.uncapitalize(GrantStory.sentence(event))),
					event.text().isEmpty() ? grant.title() : grant.title() + ": " + event.text(), link));
		}
		if (used != null && ALARMING.contains(event.what())) {
			deciders.forEach((one) -> all.add(new Addressee(one.person(), Concern.DECIDE,
					"Break-glass %d: %s".formatted(grant.number(),
							StringUtils.uncapitalize(GrantStory.sentence(event))),
					"%s, %s: %s. Somebody else than %s has to look at what was done, until %s".formatted(
							grant.environment(), used.incident(), grant.reason(), grant.holder(),
							used.reviewBy().truncatedTo(ChronoUnit.MINUTES)),
					link + "#review")));
		}
		if (event.what().equals("asked") || event.what().equals("more-asked")) {
			deciders.forEach((one) -> all.add(new Addressee(one.person(), Concern.DECIDE,
					"Grant %d waits for you to decide".formatted(grant.number()),
					"%s, asked by %s: %s".formatted(grant.title(), grant.holder(), grant.reason()),
					link + "#approve")));
		}
		return all;
	}

	private static Matter matter(Grant grant, @Nullable Used used, @Nullable Standing standing,
			GrantEvents.Happened event) {
		List<String> waitingFor = (standing != null) ? standing.waitingFor() : List.of();
		List<String> lines = new ArrayList<>();
		lines.add("For %s: %s".formatted(grant.holder(), grant.reason()));
		if (used != null) {
			lines.add("BREAK-GLASS for %s; somebody else has to look at it until %s".formatted(used.incident(),
					used.reviewBy().truncatedTo(ChronoUnit.MINUTES)));
		}
		if (!waitingFor.isEmpty()) {
			lines.add("Waits for " + String.join(" and ", waitingFor));
		}
		if (grant.endsAt() != null) {
			lines.add("Until " + grant.endsAt());
		}
		if (!event.by().equals(GrantEvents.PORTAL) && !event.what().equals("asked")) {
			lines.add(GrantStory.sentence(event));
		}
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("environment", grant.environment());
		facts.put("environmentKind", grant.environmentKind());
		facts.put("team", grant.team());
		facts.put("role", grant.role().word());
		facts.put("holder", grant.holder());
		facts.put("status", grant.status().word());
		facts.put("waitingFor", waitingFor);
		if (grant.endsAt() != null) {
			facts.put("endsAt", String.valueOf(grant.endsAt()));
		}
		if (used != null) {
			facts.put("incident", used.incident());
		}
		return new Matter(KIND, grant.number(), grant.title(),
				(used != null && !grant.status().over()) ? Tone.BAD : grant.status().tone(),
				StringUtils.capitalize(grant.status().word()), lines,
				(grant.status() == GrantStatus.PENDING) ? "Look and decide" : "Look at it", "/access/" + grant.number(),
				facts);
	}

}
