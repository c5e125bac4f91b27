package io.groundwork.runs.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.database.Signals;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The runs that are watched in this process.
 */
@Component
class Hubs implements SmartLifecycle {

	private final StoredLogs logs;

	private final Signals signals;

	private final Map<Long, Hub> hubs = new HashMap<>();

	private Signals.@Nullable Listening listening;

	private boolean running;

	Hubs(StoredLogs logs, Signals signals) {
		this.logs = logs;
		this.signals = signals;
	}

	/**
	 * The hub of a run, until {@link #leave} is called as often.
	 */
	synchronized @Nullable Hub join(long run) {
		if (!this.running) {
			return null;
		}
		Hub hub = this.hubs.computeIfAbsent(run, (number) -> new Hub(number, this.logs));
		hub.watchers++;
		return hub;
	}

	synchronized void leave(long run, Hub hub) {
		hub.watchers--;
		if (hub.watchers == 0) {
			hub.close();
			this.hubs.remove(run, hub);
		}
	}

	private synchronized void wake(long run) {
		Hub hub = this.hubs.get(run);
		if (hub != null) {
			hub.wake();
		}
	}

	private synchronized void wakeAll() {
		List.copyOf(this.hubs.values()).forEach(Hub::wake);
	}

	@Override
	public synchronized void start() {
		if (!this.running) {
			this.running = true;
			this.listening = this.signals.listen(LogChunks.TOPIC, this::wake, this::wakeAll);
		}
	}

	/**
	 * Lets everybody who watches go, or a server that waits for its last answers would
	 * wait for them.
	 */
	@Override
	public synchronized void stop() {
		this.running = false;
		if (this.listening != null) {
			this.listening.close();
		}
		List.copyOf(this.hubs.values()).forEach(Hub::close);
		this.hubs.clear();
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops before the web server.
	 */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
