package io.groundwork.identity;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/**
 * The browsers that somebody is signed in with.
 */
@Component
class Sessions {

	private final FindByIndexNameSessionRepository<? extends Session> repository;

	Sessions(FindByIndexNameSessionRepository<? extends Session> repository) {
		this.repository = repository;
	}

	/**
	 * Somebody's live sessions, the one used last first.
	 * @param current the id of the session that asks, to mark it
	 */
	List<Open> of(long person, String current) {
		return sessions(person).values()
			.stream()
			.filter((session) -> !session.isExpired())
			.map((session) -> new Open(session.getCreationTime(), session.getLastAccessedTime(),
					Browsers.name(session.getAttribute(SessionPeople.BROWSER)), session.getId().equals(current)))
			.sorted(Comparator.comparing(Open::lastUsed).reversed())
			.toList();
	}

	/**
	 * Ends somebody's sessions, but for one.
	 * @param spared the id of the session to leave, empty for none
	 * @return how many were ended
	 */
	int end(long person, String spared) {
		List<String> ids = sessions(person).keySet().stream().filter((id) -> !id.equals(spared)).toList();
		ids.forEach(this.repository::deleteById);
		return ids.size();
	}

	private Map<String, ? extends Session> sessions(long person) {
		return this.repository.findByPrincipalName(SessionPeople.index(person));
	}

	/**
	 * A browser that is signed in.
	 */
	record Open(Instant started, Instant lastUsed, String browser, boolean current) {

	}

}
