package io.groundwork.cloud;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What Linode said last.
 */
@Component
class KnownCloud {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int LONGEST = 1000;

	private final JdbcClient jdbc;

	private final Clock clock;

	/** Read again only if another process has asked since. */
	private volatile Kept<Catalogue> catalogue = new Kept<>(null, Catalogue.NONE);

	KnownCloud(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	Catalogue catalogue() {
		Kept<Catalogue> last = this.catalogue;
		return this.jdbc.sql("""
				select catalogue_at, catalogue from cloud_known
				where catalogue_at is not null and catalogue_at is distinct from cast(? as timestamptz)""")
			.param(utc(last.at()))
			.query((row, number) -> new Kept<>(instant(row, 1), JSON.readValue(row.getString(2), Catalogue.class)))
			.optional()
			.map((kept) -> {
				this.catalogue = kept;
				return kept.what();
			})
			.orElse(last.what());
	}

	Inventory inventory() {
		return this.jdbc.sql("select inventory from cloud_known where inventory is not null")
			.query(String.class)
			.optional()
			.map((json) -> JSON.readValue(json, Inventory.class))
			.orElse(Inventory.NONE);
	}

	void keep(Catalogue catalogue) {
		this.jdbc.sql("update cloud_known set catalogue_at = ?, catalogue = cast(? as jsonb)")
			.param(utc(catalogue.askedAt()))
			.param(JSON.writeValueAsString(catalogue))
			.update();
	}

	void keep(Inventory inventory) {
		this.jdbc.sql("update cloud_known set inventory_at = ?, inventory = cast(? as jsonb)")
			.param(utc(inventory.askedAt()))
			.param(JSON.writeValueAsString(inventory))
			.update();
	}

	void answered() {
		this.jdbc.sql("update cloud_known set failed_at = null, failure = null").update();
	}

	void failed(String why) {
		this.jdbc.sql("update cloud_known set failed_at = ?, failure = ?")
			.param(utc(this.clock.instant()))
			.param(why.substring(0, Math.min(LONGEST, why.length())))
			.update();
	}

	/**
	 * Why the last question was not answered, if it was not.
	 */
	@Nullable Failure failure() {
		return this.jdbc.sql("select failed_at, failure from cloud_known where failure is not null")
			.query((row, number) -> new Failure(instant(row, 1), row.getString(2)))
			.optional()
			.orElse(null);
	}

	private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
		return (at != null) ? at.atOffset(ZoneOffset.UTC) : null;
	}

	private static Instant instant(ResultSet row, int column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	/**
	 * A question that was not answered.
	 *
	 * @param at when
	 * @param why what is wrong, a sentence without its full stop
	 */
	record Failure(Instant at, String why) {

	}

	private record Kept<T>(@Nullable Instant at, T what) {

	}

}
