package io.groundwork.terraform;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Wakes those who wait for something to change in a folder; one for the whole process,
 * since the kernel gives each person few of them.
 */
final class FolderWatch implements AutoCloseable {

	/**
	 * How often to look where the kernel does not tell: everywhere but on Linux.
	 */
	private static final Duration POLL = Duration.ofMillis(50);

	/**
	 * How often to look although the kernel tells, since folders may be of a kind that it
	 * does not see all of, and since it tells nothing about processes.
	 */
	private static final Duration BACKUP = Duration.ofSeconds(1);

	private final @Nullable WatchService service;

	private final Map<WatchKey, Set<Watching>> watchings = new HashMap<>();

	FolderWatch() {
		this.service = System.getProperty("os.name").equals("Linux") ? open() : null;
		if (this.service != null) {
			WatchService opened = this.service;
			Thread.ofVirtual().name("folder-watch").start(() -> pass(opened));
		}
	}

	private static @Nullable WatchService open() {
		try {
			return FileSystems.getDefault().newWatchService();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private void pass(WatchService opened) {
		try {
			while (true) {
				WatchKey key = opened.take();
				key.pollEvents();
				key.reset();
				synchronized (this.watchings) {
					this.watchings.getOrDefault(key, Set.of()).forEach(Watching::wake);
				}
			}
		}
		catch (ClosedWatchServiceException ex) {
			// The end.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * From now on no change is missed.
	 */
	Watching on(Path folder) {
		synchronized (this.watchings) {
			WatchKey key = register(folder);
			Watching watching = new Watching(key);
			if (key != null) {
				this.watchings.computeIfAbsent(key, (unused) -> new HashSet<>()).add(watching);
			}
			return watching;
		}
	}

	private @Nullable WatchKey register(Path folder) {
		if (this.service == null) {
			return null;
		}
		try {
			return folder.register(this.service, StandardWatchEventKinds.ENTRY_CREATE,
					StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
		}
		catch (IOException | ClosedWatchServiceException ex) {
			return null;
		}
	}

	@Override
	public void close() {
		if (this.service != null) {
			try {
				this.service.close();
			}
			catch (IOException ex) {
				// It wakes nobody any more, which is all that was wanted.
			}
		}
	}

	/**
	 * Somebody's waiting for one folder.
	 */
	final class Watching implements AutoCloseable {

		private final Semaphore changes = new Semaphore(0);

		private final @Nullable WatchKey key;

		private Watching(@Nullable WatchKey key) {
			this.key = key;
		}

		void wake() {
			this.changes.release();
		}

		/**
		 * Returns when something changed since the last call, or when it is time to look
		 * anyway.
		 * @return whether something is known to have changed
		 */
		boolean await(Duration limit) throws InterruptedException {
			Duration pause = (this.key != null) ? BACKUP : POLL;
			Duration most = (limit.compareTo(pause) < 0) ? limit : pause;
			boolean changed = this.changes.tryAcquire(Math.max(most.toNanos(), 0), TimeUnit.NANOSECONDS);
			this.changes.drainPermits();
			return changed;
		}

		@Override
		public void close() {
			WatchKey watched = this.key;
			if (watched == null) {
				return;
			}
			synchronized (FolderWatch.this.watchings) {
				Set<Watching> all = FolderWatch.this.watchings.getOrDefault(watched, new HashSet<>());
				all.remove(this);
				if (all.isEmpty()) {
					FolderWatch.this.watchings.remove(watched);
					watched.cancel();
				}
			}
		}

	}

}
