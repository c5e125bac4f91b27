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

	/**
	 * Spring Session takes rows of one session for one only if they follow each other,
	 * which a join does not promise: with two sessions, one had lost its browser's name.
	 */
	static final String BY_PERSON = """
			select s.primary_id, s.session_id, s.creation_time, s.last_access_time, s.max_inactive_interval,
				sa.attribute_name, sa.attribute_bytes
			from web_session s left join web_session_attributes sa on s.primary_id = sa.session_primary_id
			where s.principal_name = ? order by s.primary_id""";

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
