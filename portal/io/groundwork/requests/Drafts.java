package io.groundwork.requests;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What people have begun to ask for, one each, so that nothing typed is lost.
 */
@Component
class Drafts {

	private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {
	};

	/** Nobody types so much by hand. */
	private static final int LONGEST = 100_000;

	private final JdbcClient jdbc;

	private final JsonMapper json;

	private final Clock clock;

	Drafts(JdbcClient jdbc, JsonMapper json, Clock clock) {
		this.jdbc = jdbc;
		this.json = json;
		this.clock = clock;
	}

	void keep(long person, Map<String, String> fields) {
		Map<String, String> kept = new LinkedHashMap<>();
		// The database knows no NUL, and half a pair is no character.
		fields.forEach((field, value) -> kept.put(plain(field), plain(value)));
		String written = this.json.writeValueAsString(kept);
		if (written.length() <= LONGEST) {
			this.jdbc.sql("""
					insert into request_draft (person_id, fields, saved_at) values (?, ?::jsonb, ?)
					on conflict (person_id) do update set fields = excluded.fields, saved_at = excluded.saved_at""")
				.params(person, written, this.clock.instant().atOffset(ZoneOffset.UTC))
				.update();
		}
	}

	private static String plain(String typed) {
		return new String(typed.replace("\0", "").getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	Optional<Draft> of(long person) {
		return this.jdbc.sql("select fields::text as fields, saved_at from request_draft where person_id = ?")
			.param(person)
			.query((row, number) -> new Draft(this.json.readValue(row.getString("fields"), FIELDS),
					row.getObject("saved_at", OffsetDateTime.class).toInstant()))
			.optional();
	}

	void forget(long person) {
		this.jdbc.sql("delete from request_draft where person_id = ?").param(person).update();
	}

	/**
	 * What somebody has begun.
	 */
	record Draft(Map<String, String> fields, Instant savedAt) {

		public String name() {
			String name = this.fields.getOrDefault("environment", "");
			return name.isBlank() ? "an environment without a name yet" : name;
		}

	}

}
