package io.groundwork.access;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;
import io.groundwork.audit.Outcome;
import io.groundwork.cluster.LogEntry;
import io.groundwork.cluster.LogSilent;
import io.groundwork.cluster.LogTold;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes down what clusters tell was done under grants, and wakes somebody if it was a try
 * to get further.
 */
@Component
class Observing {

	private static final Pattern ACCOUNT = Pattern.compile("(?:grant|break-glass)-(\\d{1,18})(?:-[a-z0-9-]+)?");

	/** Whoever asks without end fills no table; what wakes somebody does so still. */
	private static final int MOST = 20_000;

	private final GrantRows rows;

	private final ObservedRows observed;

	private final Alerts alerts;

	private final ClusterAlerts clusters;

	Observing(GrantRows rows, ObservedRows observed, Alerts alerts, ClusterAlerts clusters) {
		this.rows = rows;
		this.observed = observed;
		this.alerts = alerts;
		this.clusters = clusters;
	}

	/**
	 * Within the transaction in which it is taken note that it was read.
	 */
	@EventListener
	void told(LogTold told) {
		Map<String, List<LogEntry>> byAccount = told.entries()
			.stream()
			.filter((entry) -> entry.account().isGrant())
			// In one order, so that nobody waits for another who waits for them.
			.collect(Collectors.groupingBy((entry) -> entry.account().name(), TreeMap::new, Collectors.toList()));
		byAccount.forEach((account, entries) -> grant(account)
			.filter((grant) -> Objects.equals(grant.clusterId(), told.cluster()) && grant.account().equals(account))
			.ifPresent((grant) -> keep(grant, entries)));
		told.entries()
			.stream()
			.filter((entry) -> entry.account().isPortal() && entry.refused())
			.forEach((entry) -> this.clusters.refused(told.cluster(), entry.at(), entry.verb() + " " + entry.what(),
					"%s was refused to %s from %s.".formatted(words(entry), entry.account().name(), entry.source())));
	}

	private Optional<Grant> grant(String account) {
		Matcher matcher = ACCOUNT.matcher(account);
		return matcher.matches() ? this.rows.findById(Long.parseLong(matcher.group(1)))
				: this.rows.findByAccount(account);
	}

	/**
	 * Nobody sees what is done in a cluster that has told of it and does not any more.
	 */
	@EventListener
	void silent(LogSilent silent) {
		this.clusters.silent(silent.cluster(), silent.since(), silent.trouble());
	}

	private void keep(Grant grant, List<LogEntry> entries) {
		int room = MOST - this.observed.count(grant.number(), MOST);
		for (LogEntry entry : entries) {
			if (room-- > 0) {
				this.observed.add(grant.number(), entry);
			}
			String place = Objects.requireNonNull(grant.namespace());
			// Whoever broke the glass did so to do there what others may not.
			boolean broken = grant.role() == GrantRole.BREAK_GLASS && !entry.refused()
					&& entry.namespace().equals(place);
			Escape.of(entry, place)
				.filter((escape) -> !broken)
				.ifPresent((escape) -> this.alerts.raise(grant.number(), escape.word(), grant.holder(),
						entry.refused() ? Outcome.REFUSED : Outcome.DONE,
						"%s tried to %s: %s, %s.".formatted(grant.holder(), escape.words(), words(entry),
								entry.refused() ? "refused" : "and was let through")));
		}
	}

	private static String words(LogEntry entry) {
		return "%s %s%s%s%s".formatted(entry.verb(), entry.what(), entry.name().isEmpty() ? "" : " " + entry.name(),
				entry.namespace().isEmpty() ? "" : " in " + entry.namespace(),
				entry.as().isEmpty() ? "" : " as " + entry.as());
	}

	/**
	 * Forgets what nobody will look for any more.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Forgetting {

		/** As long as Linode keeps the bucket. */
		private static final Duration KEPT = Duration.ofDays(90);

		@Bean
		RecurringTask<Void> forgetObserved(ObservedRows rows, Clock clock) {
			return Tasks.recurring("forget-observed", new Daily(LocalTime.of(3, 40)))
				.execute((instance, context) -> rows.forget(clock.instant().minus(KEPT)));
		}

	}

}
