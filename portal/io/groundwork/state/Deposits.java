package io.groundwork.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.groundwork.environments.Environments;
import io.groundwork.storage.ObjectStore;
import io.groundwork.web.ConflictException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Takes states in: first the object, then the row that says what it is. What a crash
 * leaves between them is an object that nobody knows, which is swept.
 */
@Component
class Deposits {

	private final Intake intake;

	private final Writes writes;

	private final Restores restores;

	private final Cleaning cleaning;

	private final Versions versions;

	private final Environments environments;

	private final ObjectStore store;

	Deposits(Intake intake, Writes writes, Restores restores, Cleaning cleaning, Versions versions,
			Environments environments, ObjectStore objectStore) {
		this.intake = intake;
		this.writes = writes;
		this.restores = restores;
		this.cleaning = cleaning;
		this.versions = versions;
		this.environments = environments;
		this.store = objectStore;
	}

	/**
	 * A state that Terraform sends.
	 */
	Written write(Claim claim, InputStream content, byte @Nullable [] md5, String lockId) {
		Arrival arrival = this.intake.take(claim.environment(), content, md5);
		Written written = this.writes.write(claim, arrival, lockId);
		switch (written) {
			case Written.Accepted accepted -> this.cleaning.prune(claim.environment());
			case Written.Same same -> this.cleaning.drop(arrival.object());
			case Written.Dropped dropped -> this.cleaning.drop(arrival.object());
			case Written.Refused refused -> this.cleaning.dropUnknown(arrival.object());
		}
		return written;
	}

	Salvaged salvage(long environment, long run, long fence, InputStream content) {
		Claim claim = new Claim(environment, this.environments.get(environment).name(), run, fence, false, true);
		Arrival arrival = this.intake.salvage(environment, content);
		Salvaged salvaged = this.writes.salvage(claim, arrival);
		switch (salvaged) {
			case Salvaged.Taken taken -> this.cleaning.prune(environment);
			case Salvaged.Known known -> this.cleaning.drop(arrival.object());
			case Salvaged.Diverged diverged -> this.cleaning.dropUnknown(arrival.object());
		}
		return salvaged;
	}

	/**
	 * The same state again, with the serial that comes next.
	 */
	StateVersion restore(long environment, long serial, String by, String reason) {
		StateVersion from = this.versions.get(environment, serial);
		long next = this.restores.replaceable(environment, serial).serial() + 1;
		Arrival arrival = renumbered(from, next);
		try {
			StateVersion restored = this.restores.restore(from, arrival, by, reason);
			this.cleaning.prune(environment);
			return restored;
		}
		catch (ConflictException ex) {
			// After any other failure it may be that the row was written; the sweep finds
			// out.
			this.cleaning.dropUnknown(arrival.object());
			throw ex;
		}
	}

	private Arrival renumbered(StateVersion from, long serial) {
		String object = this.versions.object(from);
		try (InputStream first = this.store.get(object)) {
			StateHead head = StateHead.read(first);
			try (InputStream again = this.store.get(object)) {
				return this.intake.take(from.environment(), new Renumbered(again, head, serial), null);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
