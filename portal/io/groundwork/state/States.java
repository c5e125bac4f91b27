package io.groundwork.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.groundwork.storage.ObjectStore;
import io.groundwork.web.ConflictException;

import org.springframework.stereotype.Component;

/**
 * The states of all environments: what Terraform knows, who may write it, and what became
 * of what could not be written.
 */
@Component
public class States {

	private final Versions versions;

	private final Locks locks;

	private final Divergences divergences;

	private final Deposits deposits;

	private final Restores restores;

	private final ObjectStore store;

	States(Versions versions, Locks locks, Divergences divergences, Deposits deposits, Restores restores,
			ObjectStore objectStore) {
		this.versions = versions;
		this.locks = locks;
		this.divergences = divergences;
		this.deposits = deposits;
		this.restores = restores;
		this.store = objectStore;
	}

	/**
	 * The current version; none before the first apply.
	 */
	public Optional<StateVersion> current(long environment) {
		return this.versions.current(environment);
	}

	/**
	 * Versions that are kept, the newest first.
	 * @param before only those with a lower serial; {@link Long#MAX_VALUE} for all
	 */
	public List<StateVersion> versions(long environment, long before, int limit) {
		return this.versions.page(environment, before, limit);
	}

	/**
	 * The version of that serial.
	 * @throws io.groundwork.web.NotThereException if there is none, or it was pruned
	 */
	public StateVersion version(long environment, long serial) {
		return this.versions.get(environment, serial);
	}

	/**
	 * What a version holds, secrets and all. Its end is only reached if it is whole.
	 */
	public InputStream open(long environment, long serial) {
		return this.store.get(this.versions.object(version(environment, serial)));
	}

	/**
	 * What the current version gives out; nothing before the first apply.
	 */
	public Outputs outputs(long environment) {
		Optional<StateVersion> current = current(environment);
		if (current.isEmpty()) {
			return Outputs.none();
		}
		try (InputStream state = open(environment, current.get().serial())) {
			return Outputs.read(state);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Who keeps the state to itself; nobody if it is free.
	 */
	public Optional<StateLock> lock(long environment) {
		return this.locks.find(environment);
	}

	/**
	 * Breaks the lock because a person says so.
	 * @throws ConflictException if it is not locked
	 */
	public StateLock unlock(long environment, String reason, String by) {
		String why = Reasons.checked(reason);
		return this.locks.breakOpen(environment, why, by)
			.orElseThrow(() -> new ConflictException("This state is not locked"));
	}

	/**
	 * Breaks the lock if that claim holds it, when the claim is over.
	 * @return whether it did hold it
	 */
	public boolean release(long environment, long fence) {
		return this.locks.release(environment, fence);
	}

	/**
	 * Ends the credentials of all claims of a run and breaks the lock if one of them
	 * holds it: the run is over.
	 */
	public void end(long environment, long run) {
		this.locks.end(environment, run);
	}

	/**
	 * Takes in what Terraform left because it could not send it: {@code errored.tfstate}.
	 * It becomes the current version if it continues the line and nobody has written
	 * since that claim began; otherwise it is kept as diverged. The file is left as it
	 * is.
	 */
	public Salvaged salvage(long environment, long run, long fence, Path erroredState) {
		// What cannot be read here is no outage of the store that it goes to.
		if (!Files.isRegularFile(erroredState)) {
			throw new IllegalStateException("%s is no file, so it cannot be brought home".formatted(erroredState));
		}
		try (InputStream content = Files.newInputStream(erroredState)) {
			return this.deposits.salvage(environment, run, fence, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Makes an older version the current one again, as a new version.
	 * @throws ConflictException if the state is locked, or is that version already
	 */
	public StateVersion restore(long environment, long serial, String by, String reason) {
		return this.deposits.restore(environment, serial, by, Reasons.checked(reason));
	}

	/**
	 * States that did not become the current one, those first that nobody has dealt with.
	 */
	public List<DivergedState> diverged(long environment) {
		return this.divergences.of(environment);
	}

	/**
	 * One of these.
	 * @throws io.groundwork.web.NotThereException if there is none of that number
	 */
	public DivergedState diverged(long environment, long id) {
		return this.divergences.get(environment, id);
	}

	/**
	 * What a diverged state holds, secrets and all.
	 */
	public InputStream openDiverged(long environment, long id) {
		return this.store.get(this.divergences.object(diverged(environment, id)));
	}

	/**
	 * Takes note that somebody has dealt with a diverged state; it stays where it is.
	 */
	public void settle(long environment, long id, String by, String reason) {
		this.restores.settle(diverged(environment, id), by, Reasons.checked(reason));
	}

}
