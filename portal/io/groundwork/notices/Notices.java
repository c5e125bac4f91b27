package io.groundwork.notices;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.identity.SignedIn;
import io.groundwork.notices.delivery.Member;
import io.groundwork.notices.delivery.Message;
import io.groundwork.notices.delivery.Outbox;
import io.groundwork.web.WebSettings;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells people and programs what happened: in the transaction in which it did, so that
 * nothing is told that did not happen, and nothing that did is forgotten.
 */
@Component
public class Notices {

	private final NoticeRows rows;

	private final Preferences preferences;

	private final Outbox outbox;

	private final String address;

	Notices(NoticeRows rows, Preferences preferences, Outbox outbox, WebSettings web) {
		this.rows = rows;
		this.preferences = preferences;
		this.outbox = outbox;
		this.address = web.address().toString().replaceAll("/+$", "");
	}

	/**
	 * Tells those whom it concerns, the channel in Slack, and whoever listens by
	 * webhooks.
	 */
	@Transactional(propagation = Propagation.MANDATORY)
	public void tell(Happening happening) {
		Matter matter = happening.matter();
		Message message = new Message(happening.event().word(), happening.occasion(), matter.subject(), happening.at(),
				"%d %s".formatted(matter.number(), matter.title()), matter.tone(), matter.status(), matter.lines(),
				matter.button(), this.address + matter.link(), details(happening));
		this.outbox.tell(message, deliver(happening.addressees(), happening.occasion(), matter.subject(), message));
	}

	/**
	 * Tells somebody alone.
	 * @param subject what notices of that kind are about in the portal
	 */
	@Transactional(propagation = Propagation.MANDATORY)
	void tell(Addressee to, String subject, Message message) {
		this.outbox.tellOnly(message, deliver(List.of(to), message.occasion(), subject, message));
	}

	/**
	 * Tells each in the portal who wants that.
	 * @return those who want to hear of it in Slack
	 */
	private List<Member> deliver(List<Addressee> addressees, String occasion, String subject, Message message) {
		Map<Long, Preference> chosen = this.preferences.of(addressees.stream().map(Addressee::person).toList());
		List<Member> members = new ArrayList<>();
		for (Addressee to : addressees) {
			Preference preference = chosen.getOrDefault(to.person(), Preference.USUAL);
			if (preference.here().contains(to.concern())) {
				this.rows.add(to, occasion, subject, message.at());
			}
			String member = preference.memberFor(to.concern());
			if (member != null) {
				members.add(new Member(to.person(), member));
			}
		}
		return members;
	}

	/**
	 * Nobody but these has to decide on something any more.
	 */
	@Transactional
	public void settle(String kind, long number, Collection<Long> but) {
		this.rows.settle(Matter.subject(kind, number), but);
	}

	/**
	 * Whoever looks at something has read what was told of it.
	 */
	@Transactional
	public void seen(SignedIn who, String kind, long number) {
		this.rows.markAllRead(who.person(), Matter.subject(kind, number));
	}

	/**
	 * How many somebody has not read; at most a hundred are counted.
	 */
	public int unread(SignedIn who) {
		return this.rows.unread(who.person());
	}

	private Map<String, Object> details(Happening happening) {
		Matter matter = happening.matter();
		Map<String, Object> about = new LinkedHashMap<>();
		about.put("number", matter.number());
		about.put("title", matter.title());
		about.put("link", this.address + matter.link());
		about.putAll(matter.facts());
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("by", happening.by());
		details.put(matter.kind(), about);
		return details;
	}

	/**
	 * Where something of the portal is, for those outside.
	 */
	String outside(String link) {
		return this.address + link;
	}

}
