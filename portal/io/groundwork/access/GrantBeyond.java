package io.groundwork.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.audit.Beyond;

import org.springframework.stereotype.Component;

/**
 * Shows, beside the record of a grant, what was done in the cluster under it. Whoever may
 * see the record may see all grants.
 */
@Component
class GrantBeyond implements Beyond {

	private static final Pattern SUBJECT = Pattern.compile("grant:(\\d{1,18})");

	private static final int LINES = 20;

	private final GrantRows rows;

	private final Watched watched;

	GrantBeyond(GrantRows rows, Watched watched) {
		this.rows = rows;
		this.watched = watched;
	}

	@Override
	public Optional<Told> of(String subject) {
		Matcher matcher = SUBJECT.matcher(subject);
		return matcher.matches() ? this.rows.findById(Long.parseLong(matcher.group(1))).map((grant) -> told(grant))
				: Optional.empty();
	}

	private Told told(Grant grant) {
		Watched.Done done = this.watched.done(grant, null, LINES);
		return new Told("What was done in the cluster under grant %d of %s".formatted(grant.number(), grant.holder()),
				done.observed() ? "" : "Not observed. " + done.why(), "/access/%d#done".formatted(grant.number()),
				done.items()
					.stream()
					.map((deed) -> new Line(deed.at(), deed.what(), deed.namespace(), deed.answer(), deed.tone()))
					.toList());
	}

}
