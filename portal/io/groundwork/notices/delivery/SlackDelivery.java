package io.groundwork.notices.delivery;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says in Slack how something stands: in one message, which is written anew as long as it
 * is there.
 */
@Component
class SlackDelivery {

	/** The message is gone or may not be changed any more; another is written. */
	private static final Set<String> LOST = Set.of("message_not_found", "cant_update_message", "edit_window_closed",
			"channel_not_found", "is_inactive");

	private final SlackClient slack;

	private final NoticeSettings settings;

	private final JdbcClient jdbc;

	private final JsonMapper json;

	private final Clock clock;

	SlackDelivery(SlackClient slack, NoticeSettings settings, JdbcClient jdbc, JsonMapper json, Clock clock) {
		this.slack = slack;
		this.settings = settings;
		this.jdbc = jdbc;
		this.json = json;
		this.clock = clock;
	}

	Outcome deliver(Delivery delivery) {
		if (!this.settings.slack().setUp()) {
			return new Outcome.Dropped("There is no token for Slack any more");
		}
		Long person = delivery.person();
		if (person != null && !wanted(person, delivery.target())) {
			return new Outcome.Dropped("Whom it is for does not want it in Slack any more");
		}
		Optional<Written> written = written(delivery);
		if (written.isPresent()) {
			ObjectNode arguments = body(delivery);
			arguments.put("channel", written.get().channel());
			arguments.put("ts", written.get().ts());
			SlackClient.Answer answer = this.slack.call("chat.update", arguments.toString());
			if (!(answer instanceof SlackClient.Answer.Refused refused) || !LOST.contains(refused.error())) {
				return outcome(answer);
			}
		}
		return post(delivery);
	}

	private Outcome post(Delivery delivery) {
		ObjectNode arguments = body(delivery);
		arguments.put("channel", delivery.target().substring(delivery.target().indexOf(':') + 1));
		SlackClient.Answer answer = this.slack.call("chat.postMessage", arguments.toString());
		if (answer instanceof SlackClient.Answer.Done done && done.channel() != null && done.ts() != null) {
			this.jdbc.sql("""
					insert into slack_message (target, subject, channel, ts, at) values (?, ?, ?, ?, ?)
					on conflict (target, subject) do update set channel = excluded.channel, ts = excluded.ts,
						at = excluded.at""")
				.params(delivery.target(), delivery.subject(), done.channel(), done.ts(),
						this.clock.instant().atOffset(ZoneOffset.UTC))
				.update();
		}
		return outcome(answer);
	}

	private Outcome outcome(SlackClient.Answer answer) {
		return switch (answer) {
			case SlackClient.Answer.Done done -> new Outcome.Sent();
			case SlackClient.Answer.Busy busy -> new Outcome.Resting(this.clock.instant().plus(busy.rest()));
			case SlackClient.Answer.Away away -> new Outcome.Failed(away.why());
			case SlackClient.Answer.Refused refused -> new Outcome.Failed(remedy(refused.error()));
		};
	}

	private static String remedy(String error) {
		String remedy = switch (error) {
			case "channel_not_found" -> "make the channel or correct its name, and invite the app into it";
			case "not_in_channel", "restricted_action", "restricted_action_read_only_channel" ->
				"invite the app into the channel";
			case "is_archived" -> "open the channel again, or set another";
			case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive" ->
				"set a bot token that works";
			case "missing_scope", "no_permission" -> "give the app the scope chat:write";
			case "user_not_found", "user_disabled", "messages_tab_disabled", "cannot_dm_bot" ->
				"correct the member ID, or let the app write to people";
			default -> "look it up among Slack's errors";
		};
		return "Slack says %s: %s".formatted(error, remedy);
	}

	private ObjectNode body(Delivery delivery) {
		return (ObjectNode) this.json.readTree(delivery.body());
	}

	/**
	 * Whether whoever it is for is still that member, and may still come in.
	 */
	private boolean wanted(long person, String target) {
		return this.jdbc.sql("""
				select exists (select from notice_preference p join person on person.id = p.person_id
					where p.person_id = ? and ? = 'member:' || p.slack_member and p.slack <> '{}'
						and person.locked_at is null)""").params(person, target).query(Boolean.class).single();
	}

	private Optional<Written> written(Delivery delivery) {
		return this.jdbc.sql("select channel, ts from slack_message where target = ? and subject = ?")
			.params(delivery.target(), delivery.subject())
			.query((row, number) -> new Written(row.getString("channel"), row.getString("ts")))
			.optional();
	}

	/**
	 * The message that is there.
	 */
	private record Written(String channel, String ts) {

	}

}
