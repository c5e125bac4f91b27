package io.groundwork.cluster;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far the logs of clusters were read.
 */
@Component
class ClusterLogRows {

	private final JdbcClient jdbc;

	private final Clock clock;

	ClusterLogRows(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * The last day of a folder that was read.
	 */
	Optional<String> day(long cluster, String folder) {
		return this.jdbc.sql("select day from cluster_log where cluster_id = ? and folder = ?")
			.params(cluster, folder)
			.query(String.class)
			.optional();
	}

	/**
	 * Has a log read once more.
	 */
	void want(long cluster, String day) {
		this.jdbc.sql("update cluster_log set again = least(again, ?) where cluster_id = ?")
			.params(day, cluster)
			.update();
	}

	/**
	 * From which day on a folder is to be read once more.
	 */
	Optional<String> wanted(long cluster, String folder) {
		return this.jdbc.sql("select again from cluster_log where cluster_id = ? and folder = ? and again is not null")
			.params(cluster, folder)
			.query(String.class)
			.optional();
	}

	/**
	 * Forgets that objects were read.
	 */
	void unread(long cluster, String folder, String after) {
		this.jdbc.sql("delete from cluster_log_object where cluster_id = ? and name > ? and starts_with(name, ?)")
			.params(cluster, after, folder)
			.update();
	}

	/**
	 * It was read once more from that day on, unless somebody wants more by now.
	 */
	void reread(long cluster, String folder, String day) {
		this.jdbc.sql("update cluster_log set again = null where cluster_id = ? and folder = ? and again = ?")
			.params(cluster, folder, day)
			.update();
	}

	/**
	 * Those objects that were read, among the ones that are looked at again.
	 */
	Set<String> read(long cluster, String after) {
		return new HashSet<>(
				this.jdbc.sql("select name from cluster_log_object where cluster_id = ? and name > cast(? as text)")
					.params(cluster, after)
					.query(String.class)
					.list());
	}

	/**
	 * Takes note that an object is read.
	 * @return whether it is the first time
	 */
	boolean take(long cluster, String name) {
		return this.jdbc
			.sql("insert into cluster_log_object (cluster_id, name, read_at) values (?, ?, ?) on conflict do nothing")
			.params(cluster, name, now())
			.update() == 1;
	}

	/**
	 * All of a folder up to a day was read.
	 * @param before names that come before it are looked at no more
	 */
	void reached(long cluster, String folder, String day, String before) {
		this.jdbc.sql("""
				insert into cluster_log (cluster_id, folder, day, read_at) values (:cluster, :folder, :day, :now)
				on conflict (cluster_id, folder) do update set day = greatest(cluster_log.day, excluded.day),
					read_at = excluded.read_at, trouble = ''""")
			.param("cluster", cluster)
			.param("folder", folder)
			.param("day", day)
			.param("now", now())
			.update();
		this.jdbc.sql("delete from cluster_log_object where cluster_id = ? and name < ? and starts_with(name, ?)")
			.params(cluster, before, folder)
			.update();
	}

	/**
	 * Things were told until then.
	 */
	void told(long cluster, String folder, Instant until) {
		this.jdbc.sql("""
				update cluster_log set told_until = greatest(told_until, ?) where cluster_id = ? and folder = ?""")
			.params(until.atOffset(ZoneOffset.UTC), cluster, folder)
			.update();
	}

	void trouble(long cluster, String trouble) {
		this.jdbc.sql("update cluster_log set trouble = ? where cluster_id = ?").params(trouble, cluster).update();
	}

	List<ClusterLog.Standing> standing(long cluster) {
		return this.jdbc.sql("""
				select max(read_at) as read_at, max(told_until) as told_until, max(trouble) as trouble
				from cluster_log where cluster_id = ? having count(*) > 0""")
			.param(cluster)
			.query((row, number) -> new ClusterLog.Standing(instant(row.getObject("read_at", OffsetDateTime.class)),
					instant(row.getObject("told_until", OffsetDateTime.class)), row.getString("trouble")))
			.list();
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
		return (time != null) ? time.toInstant() : null;
	}

}
