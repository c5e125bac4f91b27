package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one cluster's finished audit logs away, oldest first. The folder is the list of
 * what is still to be carried, so a restart loses nothing.
 */
final class AuditCourier implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(AuditCourier.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private final Semaphore finished = new Semaphore(1);

	private final ReentrantLock carrying = new ReentrantLock();

	private final long cluster;

	private final Path folder;

	private final Audits audits;

	private final BooleanSupplier wanted;

	private volatile boolean over;

	/**
	 * @param wanted whether the logs are to be delivered at all
	 */
	AuditCourier(long cluster, Path folder, Audits audits, BooleanSupplier wanted) {
		this.cluster = cluster;
		this.folder = folder;
		this.audits = audits;
		this.wanted = wanted;
		Thread.ofVirtual().name("audit of lke" + cluster).start(this::work);
	}

	/**
	 * There is something new.
	 */
	void tell() {
		this.finished.release();
	}

	private void work() {
		Duration pause = FIRST_PAUSE;
		try {
			this.finished.acquire();
			while (!this.over) {
				this.finished.drainPermits();
				if (carry()) {
					pause = FIRST_PAUSE;
					this.finished.acquire();
				}
				else {
					this.finished.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
					pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Carries what there is, and says whether nothing is left.
	 */
	boolean carry() {
		this.carrying.lock();
		try {
			for (Path file : files()) {
				if (this.wanted.getAsBoolean()) {
					this.audits.take(this.cluster, file.getFileName().toString(), Files.readAllBytes(file));
				}
				Files.delete(file);
			}
			return true;
		}
		catch (NoSuchFileException ex) {
			// The cluster goes, with all it had.
			return true;
		}
		catch (IOException | RuntimeException ex) {
			log.warn("The audit log of cluster {} waits: {}", this.cluster, ex.toString());
			return false;
		}
		finally {
			this.carrying.unlock();
		}
	}

	private List<Path> files() throws IOException {
		List<Path> files = new ArrayList<>();
		if (Files.isDirectory(this.folder)) {
			try (DirectoryStream<Path> found = Files.newDirectoryStream(this.folder, "*.jsonl")) {
				found.forEach(files::add);
			}
		}
		Collections.sort(files);
		return files;
	}

	/**
	 * What is not carried yet stays.
	 */
	@Override
	public void close() {
		this.over = true;
		this.finished.release();
	}

}
