package io.groundwork.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

import io.groundwork.web.Times;
import io.groundwork.web.Tone;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Says in a sentence or two how the chain stands.
 */
@Component
class Standing {

	/** A chain that is behind by more than this is worth a word. */
	private static final Duration BEHIND = Duration.ofSeconds(5);

	private static final AuditFilter CHECKS = new AuditFilter(null, null,
			new AuditFilter.Match(AuditChain.CHECKED, false), null, null, null);

	private final JdbcTemplate jdbc;

	private final Sealer sealer;

	private final AuditSearch search;

	private final Times times;

	private final Clock clock;

	Standing(JdbcTemplate jdbc, Sealer sealer, AuditSearch search, Times times, Clock clock) {
		this.jdbc = jdbc;
		this.sealer = sealer;
		this.search = search;
		this.times = times;
		this.clock = clock;
	}

	Said say() {
		Instant lastPass = this.sealer.lastPass();
		boolean behind = lastPass == null || lastPass.isBefore(this.clock.instant().minus(BEHIND));
		String chained = "Chained up to %,d, %s.".formatted(Head.read(this.jdbc).seq(), ago(lastPass));
		List<AuditEntry> checks = this.search.page(CHECKS, null, 1).items();
		boolean broken = !checks.isEmpty() && !checks.getFirst().outcome().equals(Outcome.DONE.word());
		return new Said(broken ? Tone.BAD : behind ? Tone.WAIT : Tone.GOOD,
				broken ? "Broken" : behind ? "Behind" : "Whole",
				String.join(" ", chained, anchored(), checked(checks)));
	}

	private String anchored() {
		List<String> last = this.jdbc
			.query("""
					select s.number, s.last_seq, a.anchored_at from audit_anchor a join audit_segment s on s.number = a.segment
					order by a.segment desc limit 1
					""",
					(columns, number) -> "Segment %,d, up to %,d, was anchored %s.".formatted(columns.getLong(1),
							columns.getLong(2),
							this.times.ago(columns.getObject(3, OffsetDateTime.class).toInstant())));
		return last.isEmpty() ? "No segment was anchored yet." : last.getFirst();
	}

	private String checked(List<AuditEntry> checks) {
		if (checks.isEmpty()) {
			return "The first check of the whole is made tonight.";
		}
		AuditEntry check = checks.getFirst();
		return (check.outcome().equals(Outcome.DONE.word()) ? "The whole was checked %s."
				: "The check %s found it broken; its row says where.")
			.formatted(this.times.ago(check.at()));
	}

	private String ago(@org.jspecify.annotations.Nullable Instant lastPass) {
		if (lastPass == null) {
			return "not yet by this process";
		}
		Duration since = Duration.between(lastPass, this.clock.instant());
		return (since.toSeconds() < 10)
				? String.format(Locale.ROOT, "%.1f s ago", Math.max(since.toMillis(), 0) / 1000.0)
				: this.times.ago(lastPass);
	}

	/**
	 * How the chain stands.
	 *
	 * @param word the state in one word
	 */
	record Said(Tone tone, String word, String sentence) {

	}

}
