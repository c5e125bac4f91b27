package io.groundwork.identity;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.groundwork.database.Signals;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Holds the questions of programs until somebody has decided, so that they hear at once
 * and need not ask again and again.
 */
@Component
class DeviceWaits implements SmartLifecycle {

	/**
	 * Nobody has signed in yet who waits here, so there is an end to how many may; the
	 * others hear at once how things stand.
	 */
	private static final int MOST = 200;

	private final Devices devices;

	private final Signals signals;

	private final Set<Semaphore> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean running;

	DeviceWaits(Devices devices, Signals signals) {
		this.devices = devices;
		this.signals = signals;
	}

	/**
	 * Asks for a program's token and waits that long for somebody to decide.
	 */
	Devices.Answer ask(DeviceCode code, Duration patience) {
		if (!code.whole()) {
			return new Devices.NotYet(DeviceTrouble.OVER);
		}
		Long device = this.devices.numbered(code).orElse(null);
		if (device == null || patience.isZero() || !this.running || this.waiting.size() >= MOST) {
			return this.devices.take(code, false);
		}
		Semaphore news = new Semaphore(0);
		this.waiting.add(news);
		try (var _ = this.signals.listen(Devices.TOPIC, (number) -> {
			if (number == device) {
				news.release();
			}
		}, news::release)) {
			return await(() -> this.devices.take(code, true), this.devices.take(code, false), news, patience);
		}
		finally {
			this.waiting.remove(news);
		}
	}

	private Devices.Answer await(Supplier<Devices.Answer> again, Devices.Answer first, Semaphore news,
			Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		Devices.Answer answer = first;
		try {
			while (this.running && answer instanceof Devices.NotYet(DeviceTrouble trouble)
					&& trouble == DeviceTrouble.PENDING
					&& news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				answer = again.get();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return answer;
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * Lets everybody who waits go, or a server that waits for its last answers would wait
	 * for them.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.waiting.forEach(Semaphore::release);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
