package io.groundwork.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.storage.ForeignBucket;
import io.groundwork.storage.ObjectHead;
import io.groundwork.storage.ObjectPage;
import io.groundwork.storage.StorageException;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads what clusters of the enterprise tier have written of who did what, from the
 * bucket into which Linode delivers it: each object once, and of it what is about the
 * portal's accounts.
 */
@Component
public class ClusterLog {

	private static final Logger log = LoggerFactory.getLogger(ClusterLog.class);

	private static final Duration EVERY = Duration.ofSeconds(20);

	private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);

	private static final int DAY_LENGTH = 10;

	/** One of them is told at once, the rest of the object after it. */
	private static final int PORTION = 500;

	/** What is longer holds no event that is about people. */
	private static final int LONGEST_LINE = 2 * 1024 * 1024;

	private final Clusters clusters;

	private final ClusterLogRows rows;

	private final ClusterLogSettings settings;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	private final Clock clock;

	private final @Nullable ForeignBucket bucket;

	ClusterLog(Clusters clusters, ClusterLogRows rows, ClusterLogSettings settings, ApplicationEventPublisher events,
			TransactionTemplate transaction, Clock clock) {
		this.clusters = clusters;
		this.rows = rows;
		this.settings = settings;
		this.events = events;
		this.transaction = transaction;
		this.clock = clock;
		this.bucket = settings.open().orElse(null);
	}

	/**
	 * Whether the portal knows of a bucket into which logs are delivered.
	 */
	public boolean setUp() {
		return this.settings.setUp();
	}

	/**
	 * How far a cluster's log was read, if anything of it was ever there.
	 */
	public Optional<Standing> standing(long cluster) {
		return this.rows.standing(cluster).stream().findFirst();
	}

	/**
	 * Has what a cluster told since then read once more, when it is read next: by now it
	 * may be known whose it is.
	 */
	public void again(long cluster, Instant since) {
		this.rows.want(cluster, DAY.format(since));
	}

	/**
	 * Reads what has come.
	 * @return how many objects that were
	 */
	public int read() {
		int read = readAll();
		listen(this.clock.instant());
		return read;
	}

	/**
	 * Says which clusters have told something and do not any more.
	 */
	void listen(Instant now) {
		Instant quiet = now.minus(this.settings.quiet());
		for (Cluster cluster : (this.bucket != null) ? this.clusters.all() : List.<Cluster>of()) {
			standing(cluster.id()).ifPresent((standing) -> {
				Instant until = standing.toldUntil();
				if (until != null && until.isBefore(quiet)) {
					this.events.publishEvent(new LogSilent(cluster.id(), until, standing.trouble()));
				}
			});
		}
	}

	private int readAll() {
		ForeignBucket from = this.bucket;
		if (from == null) {
			return 0;
		}
		try {
			List<String> accounts = from.folders(this.settings.folder());
			return Parallel.each(this.clusters.all(), (cluster) -> read(from, accounts, cluster))
				.stream()
				.mapToInt(Integer::intValue)
				.sum();
		}
		catch (StorageException ex) {
			log.warn("The logs of clusters are read later: {}", ex.getMessage());
			this.clusters.all().forEach((cluster) -> this.rows.trouble(cluster.id(), String.valueOf(ex.getMessage())));
			return 0;
		}
	}

	private int read(ForeignBucket from, List<String> accounts, Cluster cluster) {
		int read = 0;
		try {
			for (String account : accounts) {
				read += read(from, cluster, "%slke%d/".formatted(account, cluster.id()));
			}
		}
		catch (StorageException | IOException | DataAccessException ex) {
			log.warn("The log of cluster {} is read on later: {}", cluster.id(), ex.getMessage());
			this.rows.trouble(cluster.id(), String.valueOf(ex.getMessage()));
		}
		return read;
	}

	/**
	 * Days are read anew from the one before the last on: what a cluster writes at once
	 * in two places arrives in any order, and a day ends before its last object arrives.
	 */
	private int read(ForeignBucket from, Cluster cluster, String folder) throws IOException {
		String known = this.rows.day(cluster.id(), folder).orElse(DAY.format(cluster.admittedAt()));
		Optional<String> again = this.rows.wanted(cluster.id(), folder);
		String after = folder + before(again.filter((day) -> day.compareTo(known) < 0).orElse(known));
		again.ifPresent((day) -> this.rows.unread(cluster.id(), folder, folder + day));
		Set<String> done = this.rows.read(cluster.id(), after);
		String last = known;
		int read = 0;
		String next = after;
		Instant until = Instant.EPOCH;
		do {
			ObjectPage page = from.list(folder, next);
			for (ObjectHead object : page.objects()) {
				String name = object.name();
				if (name.length() < folder.length() + DAY_LENGTH) {
					continue;
				}
				if (!done.contains(name)) {
					take(from, cluster.id(), name);
					read++;
				}
				until = object.modified().isAfter(until) ? object.modified() : until;
				String day = name.substring(folder.length(), folder.length() + DAY_LENGTH);
				last = (day.matches("\\d{4}/\\d{2}/\\d{2}") && day.compareTo(last) > 0) ? day : last;
			}
			next = page.next();
		}
		while (next != null);
		if (until.isAfter(Instant.EPOCH)) {
			this.rows.reached(cluster.id(), folder, last, folder + before(last));
			this.rows.told(cluster.id(), folder, until);
		}
		again.ifPresent((day) -> this.rows.reread(cluster.id(), folder, day));
		return read;
	}

	private static String before(String day) {
		return DAY.format(LocalDate.parse(day, DAY).minusDays(1).atStartOfDay(ZoneOffset.UTC));
	}

	private void take(ForeignBucket from, long cluster, String name) throws IOException {
		List<LogEntry> entries = entries(from, name);
		this.transaction.executeWithoutResult((status) -> {
			if (this.rows.take(cluster, name)) {
				for (int at = 0; at < entries.size(); at += PORTION) {
					this.events.publishEvent(
							new LogTold(cluster, entries.subList(at, Math.min(entries.size(), at + PORTION))));
				}
			}
		});
	}

	private static List<LogEntry> entries(ForeignBucket from, String name) throws IOException {
		List<LogEntry> entries = new ArrayList<>();
		int unread = 0;
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(plain(from.get(name)), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.length() > LONGEST_LINE || !LogEntry.concerns(line)) {
					continue;
				}
				try {
					LogEntry.read(JsonMapper.shared().readTree(line)).ifPresent(entries::add);
				}
				catch (JacksonException | java.time.DateTimeException ex) {
					unread++;
				}
			}
		}
		if (unread > 0) {
			log.warn("{} lines of {} are no events that can be read", unread, name);
		}
		return entries;
	}

	/**
	 * Compressed or not.
	 */
	private static InputStream plain(InputStream in) throws IOException {
		PushbackInputStream pushed = new PushbackInputStream(in, 2);
		byte[] first = pushed.readNBytes(2);
		pushed.unread(first);
		boolean gzip = first.length == 2 && (first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b;
		return gzip ? new GZIPInputStream(pushed) : pushed;
	}

	@PreDestroy
	void close() {
		if (this.bucket != null) {
			this.bucket.close();
		}
	}

	/**
	 * How far a log was read.
	 *
	 * @param readAt when it was last looked at without trouble
	 * @param toldUntil when the last that was read was delivered
	 * @param trouble why it cannot be read now; empty if it can
	 */
	public record Standing(@Nullable Instant readAt, @Nullable Instant toldUntil, String trouble) {

	}

	/**
	 * Looks again and again.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Reading {

		@Bean
		RecurringTask<Void> readClusterLogs(ClusterLog log) {
			return Tasks.recurring("read-cluster-logs", FixedDelay.of(EVERY))
				.execute((instance, context) -> log.read());
		}

	}

}
