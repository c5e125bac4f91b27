package io.groundwork.access;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.identity.Directory;
import io.groundwork.identity.GroupsChanged;
import io.groundwork.identity.Known;
import io.groundwork.identity.Role;
import io.groundwork.identity.Roll;
import io.groundwork.identity.ShutOut;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Grants end with what they rest on: the account, the role or the team of whoever holds
 * them, and the environment.
 */
@Component
class Losses {

	/** With the four minutes after which the provider is asked again, less than five. */
	private static final Duration EVERY = Duration.ofSeconds(45);

	private final GrantRows rows;

	private final Grants grants;

	private final Directory directory;

	private final Revisions revisions;

	private final Roll roll;

	Losses(GrantRows rows, Grants grants, Directory directory, Revisions revisions, Roll roll) {
		this.rows = rows;
		this.grants = grants;
		this.directory = directory;
		this.revisions = revisions;
		this.roll = roll;
	}

	/**
	 * Within the transaction that shuts somebody out.
	 */
	@EventListener
	void shutOut(ShutOut person) {
		this.grants.endAll(person.id(), Cause.LOCKED);
	}

	/**
	 * Once it can be seen what the provider says now.
	 */
	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
	void groupsChanged(GroupsChanged person) {
		Thread.ofVirtual().name("losses-" + person.id()).start(() -> look(this.rows.openOf(person.id())));
	}

	/**
	 * Ends those whose holder could not ask for them any more.
	 */
	private void look(List<Grant> open) {
		Map<Long, Known> holders = this.directory.known(open.stream().map(Grant::holderId).distinct().toList());
		open.stream()
			.filter((grant) -> !restsOn(holders.get(grant.holderId()), grant))
			.forEach((grant) -> this.grants.end(grant.number(), why(holders.get(grant.holderId()))));
	}

	private static Cause why(@Nullable Known holder) {
		return (holder != null && holder.locked()) ? Cause.LOCKED : Cause.ROLE;
	}

	/**
	 * Whether somebody could still ask for it as they did: nobody who is locked out, also
	 * if that was in the moment in which they asked; whoever was let in as a guest needs
	 * a role, whoever came in as one of the team needs that too, and only site
	 * reliability engineers break the glass.
	 */
	private static boolean restsOn(@Nullable Known holder, Grant grant) {
		if (holder == null || holder.locked()) {
			return false;
		}
		Set<Role> roles = holder.roles();
		boolean works = roles.contains(Role.ENGINEER) || roles.contains(Role.PLATFORM) || roles.contains(Role.SRE);
		return switch (grant.role()) {
			case BREAK_GLASS -> roles.contains(Role.SRE);
			case VIEWER, OPERATOR -> works && (grant.guest() || holder.teams().contains(grant.team()));
		};
	}

	/**
	 * Asks the provider about whoever holds a grant, and looks whether the environments
	 * are still there.
	 */
	void sweep() {
		List<Grant> open = this.rows.open();
		this.roll.call(open.stream().map(Grant::holderId).collect(Collectors.toSet()))
			.forEach((person) -> this.grants.endAll(person, Cause.ROLE));
		look(open);
		Map<Long, Revision> standing = this.revisions
			.standing(open.stream().map(Grant::environmentId).distinct().toList());
		open.stream()
			.filter((grant) -> !standing.containsKey(grant.environmentId()))
			.forEach((grant) -> this.grants.end(grant.number(), Cause.ENVIRONMENT));
	}

	/**
	 * Looks again and again.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Sweep {

		@Bean
		RecurringTask<Void> lookWhatGrantsRestOn(Losses losses) {
			return Tasks.recurring("look-what-grants-rest-on", FixedDelay.of(EVERY))
				.execute((instance, context) -> losses.sweep());
		}

	}

}
