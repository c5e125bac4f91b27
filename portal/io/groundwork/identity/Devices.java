package io.groundwork.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.database.Signals;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.Typed;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Signs programs in that have no browser: they show a code, somebody confirms it, they
 * get a token. The way is that of RFC 8628.
 */
@Component
class Devices {

	/** What is signalled when somebody has decided about a program. */
	static final String TOPIC = "device";

	private static final int LONGEST_NAME = 60;

	/** So far back is counted who began and who guessed. */
	private static final Duration LATELY = Duration.ofMinutes(10);

	/** A whole office may have one address. */
	private static final int MOST_BEGUN = 60;

	/** People mistype; there are 25 billion codes. */
	private static final int MOST_GUESSED = 10;

	private final DeviceRows rows;

	private final Tokens tokens;

	private final JdbcClient jdbc;

	private final Signals signals;

	private final ApplicationEventPublisher events;

	private final Clock clock;

	Devices(DeviceRows rows, Tokens tokens, JdbcClient jdbc, Signals signals, ApplicationEventPublisher events,
			Clock clock) {
		this.rows = rows;
		this.tokens = tokens;
		this.jdbc = jdbc;
		this.signals = signals;
		this.events = events;
		this.clock = clock;
	}

	/**
	 * Whether so many began from an address lately that no more may for now.
	 */
	boolean crowded(String address) {
		return this.jdbc.sql("select count(*) from device where address = ? and begun_at > ?")
			.params(address, this.clock.instant().minus(LATELY).atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.single() >= MOST_BEGUN;
	}

	/**
	 * Takes a wish down.
	 * @param name what the program says that it is and runs on
	 */
	@Transactional
	Begun begin(String name, String address) {
		String said = Typed.text("name", name, LONGEST_NAME);
		if (said.isEmpty() || said.codePoints().anyMatch(Devices::unseen)) {
			throw new InvalidInputException("name",
					"name must say what asks and on which machine, in 1 to %d characters that can be seen."
						.formatted(LONGEST_NAME));
		}
		DeviceCode code = DeviceCode.fresh();
		UserCode user = UserCode.fresh();
		Device device = this.rows.saveAndFlush(new Device(code, user, said, address, this.clock.instant()));
		this.events.publishEvent(new Audited("somebody at " + address, "device.begun", "device:" + device.id(),
				Outcome.DONE, Map.of("name", said)));
		return new Begun(code, user);
	}

	/**
	 * Signs that control how a text looks, and would make a name say something else.
	 */
	private static boolean unseen(int sign) {
		int type = Character.getType(sign);
		return Character.isISOControl(sign) || type == Character.FORMAT || type == Character.LINE_SEPARATOR
				|| type == Character.PARAGRAPH_SEPARATOR;
	}

	/**
	 * The program that waits with a code. That there is none is counted.
	 */
	Device asking(SignedIn who, String typed) {
		patient(who);
		Instant now = this.clock.instant();
		return UserCode.typed(typed)
			.flatMap((code) -> this.rows.asking(code.hash(), now))
			.orElseThrow(() -> wrong(who));
	}

	/**
	 * Says whether it may act as whoever says so.
	 */
	@Transactional(noRollbackFor = InvalidInputException.class)
	Device decide(SignedIn who, String typed, boolean confirmed) {
		patient(who);
		Instant now = this.clock.instant();
		Device device = UserCode.typed(typed)
			.flatMap((code) -> this.rows.holdAsking(code.hash(), now))
			.orElseThrow(() -> wrong(who));
		device.decide(confirmed, who.person(), now);
		this.rows.saveAndFlush(device);
		this.events.publishEvent(new Audited(who.name(), confirmed ? "device.confirmed" : "device.refused",
				"device:" + device.id(), confirmed ? Outcome.DONE : Outcome.REFUSED,
				Map.of("name", device.name(), "address", device.address())));
		this.signals.send(TOPIC, device.id());
		return device;
	}

	private void patient(SignedIn who) {
		int guessed = this.jdbc.sql("select count(*) from device_guess where person_id = ? and at > ?")
			.params(who.person(), this.clock.instant().minus(LATELY).atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.single();
		if (guessed >= MOST_GUESSED) {
			throw new InvalidInputException("code",
					"You typed too many codes that nothing waits with. Wait ten minutes, begin anew, and type what the program shows then.");
		}
	}

	private InvalidInputException wrong(SignedIn who) {
		this.jdbc.sql("insert into device_guess (person_id, at) values (?, ?)")
			.params(who.person(), this.clock.instant().atOffset(ZoneOffset.UTC))
			.update();
		this.events.publishEvent(new Audited(who.name(), "device.guessed", who.handle(), Outcome.REFUSED,
				Map.of("reason", "no such code")));
		return new InvalidInputException("code",
				"Nothing waits with this code: it is mistyped, was used, or is older than ten minutes. Look at it again, or begin anew.");
	}

	/**
	 * The number of the program that shows a code.
	 */
	Optional<Long> numbered(DeviceCode code) {
		return this.jdbc.sql("select id from device where device_hash = ?")
			.param(code.hash())
			.query(Long.class)
			.optional();
	}

	/**
	 * Gives a program its token if somebody has confirmed it; once.
	 * @param again whether it is still the same question, which has been waiting here
	 */
	@Transactional
	Answer take(DeviceCode code, boolean again) {
		Instant now = this.clock.instant();
		Device device = this.rows.holdByDevice(code.hash()).orElse(null);
		if (device == null || device.overAt(now) || device.status() == Device.Status.TAKEN) {
			return new NotYet(DeviceTrouble.OVER);
		}
		if (!again && !device.asks(now)) {
			return new NotYet(DeviceTrouble.HASTY);
		}
		Long person = device.personId();
		if (person == null) {
			return new NotYet(DeviceTrouble.PENDING);
		}
		if (device.status() == Device.Status.REFUSED) {
			return new NotYet(DeviceTrouble.DENIED);
		}
		if (this.tokens.full(person)) {
			return new NotYet(DeviceTrouble.FULL);
		}
		String name = name(person);
		Tokens.Made made = this.tokens.makeFor(person, name, device.name());
		device.taken(made.token().id(), now);
		this.rows.saveAndFlush(device);
		return new Taken(made, name);
	}

	private String name(long person) {
		return this.jdbc.sql("select name from person where id = ?").param(person).query(String.class).single();
	}

	/**
	 * Whose tokens end gets none by what they confirmed before.
	 */
	@EventListener
	@Transactional
	void takeBack(ShutOut shut) {
		List<Device> confirmed = this.rows.holdConfirmed(shut.id());
		confirmed.forEach((device) -> {
			device.takeBack();
			this.rows.saveAndFlush(device);
			this.signals.send(TOPIC, device.id());
		});
	}

	/**
	 * The codes of a program that begins, for the one time that they are shown.
	 */
	record Begun(DeviceCode code, UserCode user) {

	}

	/**
	 * What a program hears.
	 */
	sealed interface Answer {

	}

	/**
	 * A token, with the name of whoever it acts as.
	 */
	record Taken(Tokens.Made made, String person) implements Answer {

	}

	/**
	 * None, for now or for good.
	 */
	record NotYet(DeviceTrouble trouble) implements Answer {

	}

}
