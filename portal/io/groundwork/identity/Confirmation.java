package io.groundwork.identity;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.storage.BrokenSealException;
import io.groundwork.storage.Sealer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the provider's word on somebody's groups young: whoever comes in with a session
 * or a token has had their groups confirmed within the last few minutes.
 */
@Component
class Confirmation {

	private static final Logger log = LoggerFactory.getLogger(Confirmation.class);

	private static final Duration PAUSE_WHEN_AWAY = Duration.ofSeconds(10);

	private final People people;

	private final Provider provider;

	private final Sealer sealer;

	private final IdentitySettings settings;

	private final Clock clock;

	private final ApplicationEventPublisher events;

	private final TransactionTemplate transaction;

	/**
	 * Until then the provider is not asked again, so that its outage does not become
	 * ours.
	 */
	private final AtomicReference<Instant> awayUntil = new AtomicReference<>(Instant.MIN);

	Confirmation(People people, Provider provider, Sealer sealer, IdentitySettings settings, Clock clock,
			ApplicationEventPublisher events, PlatformTransactionManager transactions) {
		this.people = people;
		this.provider = provider;
		this.sealer = sealer;
		this.settings = settings;
		this.clock = clock;
		this.events = events;
		this.transaction = new TransactionTemplate(transactions);
	}

	boolean due(Instant confirmedAt) {
		return confirmedAt.isBefore(lastDue());
	}

	/**
	 * Whoever was confirmed before that is to be confirmed again.
	 */
	Instant lastDue() {
		return this.clock.instant().minus(this.settings.confirmEvery());
	}

	/**
	 * Asks the provider again with the refresh token that was kept.
	 */
	Standing refresh(long person) {
		return ask(person,
				() -> Objects.requireNonNull(this.transaction.execute((status) -> refreshLocked(person))).get());
	}

	/**
	 * Asks the provider again with the access token that somebody showed.
	 */
	Standing refresh(long person, String accessToken) {
		return ask(person, () -> {
			Claims claims = this.provider.userInfo(accessToken);
			this.transaction.executeWithoutResult(
					(status) -> this.people.findToConfirm(person).ifPresent((found) -> confirm(found, claims)));
			return Standing.CONFIRMED;
		});
	}

	/**
	 * Gets to know somebody by an access token that was checked already.
	 * @throws TakenBackException when the provider does not take the token
	 */
	Person introduce(String accessToken) {
		Claims claims = this.provider.userInfo(accessToken);
		Person person = this.transaction.execute((status) -> arrived(claims));
		return Objects.requireNonNull(person);
	}

	/**
	 * Takes over who the provider says is there, somebody new or somebody known.
	 */
	Person arrived(Claims claims) {
		Instant now = this.clock.instant();
		Person person = this.people.findByIssuerAndSubject(claims.issuer(), claims.subject())
			.orElseGet(() -> this.people.save(new Person(claims, now)));
		confirm(person, claims);
		return this.people.save(person);
	}

	void keep(Person person, String refreshToken) {
		person.mayBeAskedFor(
				this.sealer.seal(refreshToken.getBytes(StandardCharsets.UTF_8), person.handle() + "/refresh-token"));
	}

	/**
	 * Somebody ends their session at the provider. It goes on telling of them where it
	 * lets what it is asked with outlive sessions; otherwise its refusal says nothing
	 * about them.
	 */
	void signedOut(long person) {
		this.transaction.executeWithoutResult(
				(status) -> this.people.hold(person).ifPresent((found) -> found.signOut(this.clock.instant())));
	}

	private Standing ask(long person, Supplier<Standing> question) {
		if (this.clock.instant().isBefore(this.awayUntil.get())) {
			return standingWhileAway(person);
		}
		try {
			return question.get();
		}
		catch (TakenBackException ex) {
			return Standing.TAKEN_BACK;
		}
		catch (ProviderAwayException ex) {
			this.awayUntil.set(this.clock.instant().plus(PAUSE_WHEN_AWAY));
			log.warn("{}; the last known groups count for {} after they were confirmed", ex.getMessage(),
					this.settings.outageGrace());
			return standingWhileAway(person);
		}
	}

	/**
	 * Asks while nobody else does.
	 * @return what is to be said once it is kept
	 */
	private Supplier<Standing> refreshLocked(long id) {
		Person person = this.people.findToConfirm(id).orElse(null);
		if (person == null || !due(person.groupsConfirmedAt())) {
			// Another process is asking, or has just asked.
			return () -> Standing.CONFIRMED;
		}
		byte[] sealed = person.refreshToken();
		if (sealed == null) {
			return () -> Standing.TAKEN_BACK;
		}
		try {
			String token = new String(this.sealer.open(sealed, person.handle() + "/refresh-token"),
					StandardCharsets.UTF_8);
			Provider.Renewed renewed = this.provider.renew(token);
			// Kept also if there is no answer to the next question: the one before may
			// be good no more, and its refusal would be taken for a loss.
			keep(person, renewed.refreshToken());
			return told(person, renewed.accessToken());
		}
		catch (TakenBackException ex) {
			log.info("{} must sign in again: {}", person.handle(), ex.getMessage());
			person.refused();
			return () -> Standing.TAKEN_BACK;
		}
		catch (BrokenSealException ex) {
			log.warn("{} must sign in again: {}", person.handle(), ex.getMessage());
			person.cannotBeAskedFor();
			return () -> Standing.TAKEN_BACK;
		}
	}

	private Supplier<Standing> told(Person person, String accessToken) {
		try {
			confirm(person, this.provider.userInfo(accessToken));
			person.outlivesSignOut(this.clock.instant());
			return () -> Standing.CONFIRMED;
		}
		catch (ProviderAwayException ex) {
			return () -> {
				throw ex;
			};
		}
	}

	private void confirm(Person person, Claims claims) {
		Set<String> changed = person.confirm(claims, this.clock.instant());
		if (!changed.isEmpty()) {
			this.events.publishEvent(new Audited("provider", "person.groups", person.handle(), Outcome.DONE,
					Map.of("name", person.name(), "changed", changed, "groups", claims.groups())));
			this.events.publishEvent(new GroupsChanged(person.id()));
		}
	}

	private Standing standingWhileAway(long id) {
		return this.people.findById(id)
			.filter((person) -> person.groupsConfirmedAt()
				.plus(this.settings.outageGrace())
				.isAfter(this.clock.instant()))
			.map((person) -> Standing.CONFIRMED)
			.orElse(Standing.UNKNOWN);
	}

	/**
	 * Whether the provider stands by somebody.
	 */
	enum Standing {

		/** Yes, within the last minutes, or within the grace of an outage. */
		CONFIRMED,

		/** No: a new sign-in is needed. */
		TAKEN_BACK,

		/** It has not been reached for too long. */
		UNKNOWN

	}

}
