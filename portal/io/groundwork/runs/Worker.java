package io.groundwork.runs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.groundwork.database.Signals;
import io.groundwork.process.ProcessSettings;
import io.groundwork.terraform.Program;
import io.groundwork.terraform.Terraform;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * This process as a worker: says that it is alive, claims runs as it has room for them,
 * picks up those of workers that died, and lets go of its own in an orderly way when it
 * ends.
 */
@Component
class Worker implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	/**
	 * A signal may be lost with the connection that brings it.
	 */
	private static final Duration LOOK_ANYWAY = Duration.ofSeconds(30);

	private static final Duration TIDY = Duration.ofHours(1);

	private final ProcessSettings process;

	private final RunSettings settings;

	private final Workers workers;

	private final Queue queue;

	private final Runs runs;

	private final Hands hands;

	private final WorkPlace place;

	private final Terraform terraform;

	private final Sweep sweep;

	private final Overtime overtime;

	private final Signals signals;

	private final Map<Long, InHand> inHand = new ConcurrentHashMap<>();

	private final ReentrantLock taking = new ReentrantLock();

	private final Semaphore wake = new Semaphore(0);

	/** Whether there is something to say before the next beat. */
	private final Semaphore news = new Semaphore(0);

	private final List<Signals.Listening> listening = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private Path folder = Path.of("");

	private volatile boolean running;

	private volatile boolean claiming;

	private volatile long id;

	private volatile long steadySince;

	private volatile long heardAt;

	private long tidiedAt = System.nanoTime() - TIDY.toNanos();

	private volatile @Nullable Program program;

	/** What keeps this worker from working, for those who look after it. */
	private volatile String missing = "";

	Worker(ProcessSettings process, RunSettings settings, Workers workers, Queue queue, Runs runs, Hands hands,
			WorkPlace place, Terraform terraform, Sweep sweep, Overtime overtime, Signals signals) {
		this.process = process;
		this.settings = settings;
		this.workers = workers;
		this.queue = queue;
		this.runs = runs;
		this.hands = hands;
		this.place = place;
		this.terraform = terraform;
		this.sweep = sweep;
		this.overtime = overtime;
		this.signals = signals;
	}

	@Override
	public synchronized void start() {
		if (this.running || !this.process.worker()) {
			return;
		}
		this.place.prepare();
		this.folder = this.place.forWorker();
		this.id = add();
		this.steadySince = System.nanoTime();
		this.heardAt = this.steadySince;
		this.running = true;
		this.claiming = true;
		this.listening.add(this.signals.listen("queued", (run) -> somethingWaits(), this::somethingWaits));
		this.listening.add(this.signals.listen("stop", this::lookAtStop, this::lookAtAllStops));
		this.threads.add(Thread.ofPlatform().daemon().name("worker-beat").start(() -> often(this::beat, this.news)));
		this.threads
			.add(Thread.ofPlatform().daemon().name("worker-care").start(() -> often(this::care, new Semaphore(0))));
		this.threads.add(Thread.ofPlatform().daemon().name("worker-claim").start(this::claim));
		this.threads.add(Thread.ofVirtual().name("worker-sweep").start(this.sweep::keepOn));
	}

	/**
	 * First of all to stop: while Terraform comes to an end it needs the rest of the
	 * portal to hand over its state to.
	 */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public synchronized void stop() {
		if (!this.running) {
			return;
		}
		this.claiming = false;
		this.wake.release();
		try {
			this.workers.drain(this.id);
		}
		catch (RuntimeException ex) {
			logger.warn("The worker could not say that it is about to end: {}", ex.getMessage());
		}
		if (!awaitRuns(this.settings.drain())) {
			logger.info("Asking {} runs to stop, for another worker to pick up", this.inHand.size());
			this.inHand.values().forEach(this::leave);
			if (!awaitRuns(this.settings.grace())) {
				logger.warn("{} runs have not stopped; Terraform goes on stopping when this process is gone",
						this.inHand.size());
			}
		}
		this.running = false;
		this.threads.forEach(Thread::interrupt);
		this.listening.forEach(Signals.Listening::close);
		try {
			this.workers.end(this.id);
			this.signals.send("queued", 0);
		}
		catch (RuntimeException ex) {
			logger.warn("The worker could not say that it has ended; its lease will run out: {}", ex.getMessage());
		}
		this.place.leave(this.folder);
	}

	/**
	 * Stops a run for somebody else to pick up.
	 */
	private void leave(InHand run) {
		run.halt().stop(Run.Because.DRAIN);
		Thread.ofVirtual().start(() -> {
			try {
				this.queue.leave(run.claim());
			}
			catch (RuntimeException ex) {
				logger.warn("It could not be told that run {} stops: {}", run.claim().run(), ex.getMessage());
			}
		});
	}

	private boolean awaitRuns(Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		synchronized (this.inHand) {
			try {
				while (!this.inHand.isEmpty()) {
					long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
					if (left <= 0) {
						return false;
					}
					this.inHand.wait(left);
				}
				return true;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
	}

	private void often(Runnable what, Semaphore atOnce) {
		while (this.running) {
			what.run();
			try {
				atOnce.tryAcquire(this.settings.beat().toMillis(), TimeUnit.MILLISECONDS);
				atOnce.drainPermits();
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	/**
	 * Nothing else is done in this thread: whatever takes longer than a lease would make
	 * a worker that is well seem dead.
	 */
	private void beat() {
		try {
			Program found = this.program;
			if (!this.workers.beat(this.id, this.settings.lease(), found != null,
					(found != null) ? found.title() : this.missing)) {
				logger.warn("This worker was taken for dead; it begins anew");
				this.inHand.values().forEach((run) -> run.halt().lose());
				this.id = add();
			}
			heard();
		}
		catch (RuntimeException ex) {
			this.steadySince = System.nanoTime();
			logger.warn("The worker could not say that it is alive: {}", ex.getMessage());
		}
	}

	/**
	 * A database that stalls keeps everybody from saying that they are alive, so that
	 * nobody is to be taken for dead before all have had the time to say so again.
	 */
	private void heard() {
		long now = System.nanoTime();
		if (now - this.heardAt > this.settings.silence().toNanos()) {
			this.steadySince = now;
		}
		this.heardAt = now;
	}

	private void care() {
		try {
			look();
			this.overtime.look(this.id).forEach(this::lookAtStop);
			endTheDead();
			takeOver();
			tidy();
		}
		catch (RuntimeException ex) {
			this.steadySince = System.nanoTime();
			logger.warn("The worker could not look after what died: {}", ex.getMessage());
		}
	}

	private void tidy() {
		long now = System.nanoTime();
		if (now - this.tidiedAt > TIDY.toNanos()) {
			this.tidiedAt = now;
			this.terraform.sweepWarm(this.place.warm());
		}
	}

	/**
	 * Looks for the program and for a place to work in.
	 */
	private void look() {
		boolean before = this.program != null;
		Optional<String> trouble = this.place.trouble();
		Program.Search search = trouble.<Program.Search>map(Program.Missing::new).orElseGet(this.terraform::program);
		switch (search) {
			case Program.Found found -> {
				if (this.program == null) {
					this.terraform.prepare();
				}
				this.program = found.program();
			}
			case Program.Missing gone -> miss(gone.reason());
		}
		if (!before && this.program != null) {
			this.wake.release();
			this.news.release();
		}
	}

	private void miss(String what) {
		if (!what.equals(this.missing) || this.program != null) {
			logger.warn("This worker takes no runs: {}", what);
			this.news.release();
		}
		this.missing = what;
		this.program = null;
	}

	/**
	 * Workers of this machine whose process is gone need not be waited for.
	 */
	private void endTheDead() {
		for (Workers.Process other : this.workers.unended(this.place.host())) {
			if (other.worker() != this.id && !other.alive()) {
				this.workers.end(other.worker());
			}
		}
		this.workers.endLongLate();
	}

	private void takeOver() {
		Program found = this.program;
		// What breaks down at once is not tried again before the next beat.
		Set<Long> fences = new HashSet<>();
		while (this.claiming && found != null && begun(() -> lost(fences), found)) {
			// There may be another.
		}
	}

	private Optional<Claim> lost(Set<Long> fences) {
		long now = System.nanoTime();
		boolean steady = now - this.steadySince > this.settings.lease().toNanos()
				&& now - this.heardAt <= this.settings.silence().toNanos();
		this.inHand.values().forEach((run) -> fences.add(run.claim().fence()));
		Optional<Claim> lost = this.queue.takeOver(this.id, fences, steady);
		lost.ifPresent((claim) -> {
			logger.warn("Picking up run {}, which nobody has in hand any more", claim.run());
			fences.add(claim.fence());
		});
		return lost;
	}

	/**
	 * Claims, and knows of it before anybody looks for what nobody has in hand.
	 */
	private boolean begun(Supplier<Optional<Claim>> claim, Program found) {
		this.taking.lock();
		try {
			Optional<Claim> claimed = claim.get();
			claimed.ifPresent((run) -> begin(run, found));
			return claimed.isPresent();
		}
		finally {
			this.taking.unlock();
		}
	}

	private void claim() {
		try {
			while (this.claiming) {
				if (!claimNext()) {
					this.wake.tryAcquire(LOOK_ANYWAY.toMillis(), TimeUnit.MILLISECONDS);
					this.wake.drainPermits();
				}
			}
		}
		catch (InterruptedException ex) {
			// The end.
		}
	}

	/**
	 * Whether there may be another one at once.
	 */
	private boolean claimNext() throws InterruptedException {
		Program found = this.program;
		try {
			return found != null && this.inHand.size() < this.settings.capacity()
					&& begun(() -> this.queue.claim(this.id), found);
		}
		catch (RuntimeException ex) {
			logger.warn("No run could be claimed; trying again: {}", ex.getMessage());
			Thread.sleep(500);
			return true;
		}
	}

	private void begin(Claim claim, Program found) {
		Halt halt = new Halt();
		InHand run = new InHand(claim, halt);
		this.inHand.put(claim.run(), run);
		Thread.ofVirtual().name("run-" + claim.run()).start(() -> {
			try {
				if (!this.hands.carryOut(claim, halt, found)) {
					miss("There is no place to work in below %s.".formatted(this.folder));
				}
			}
			catch (RuntimeException ex) {
				logger.error("Run {} was let go of; it is picked up with the next beat", claim.run(), ex);
			}
			finally {
				synchronized (this.inHand) {
					this.inHand.remove(claim.run(), run);
					this.inHand.notifyAll();
				}
				this.wake.release();
			}
		});
		// It may have been asked to stop between the claim and now.
		lookAtStop(claim.run());
	}

	private void lookAtAllStops() {
		this.inHand.keySet().forEach(this::lookAtStop);
	}

	private void somethingWaits() {
		this.wake.release();
		giveWay();
	}

	/**
	 * Looks whether what is in hand here keeps a person waiting.
	 */
	private void giveWay() {
		if (!this.inHand.isEmpty()) {
			Thread.ofVirtual().start(() -> Patience.insist(() -> this.runs.giveWay(this.inHand.keySet())));
		}
	}

	/**
	 * Somebody wants a run to stop; perhaps it is one of ours.
	 */
	private void lookAtStop(long number) {
		InHand run = this.inHand.get(number);
		if (run == null) {
			return;
		}
		Thread.ofVirtual().start(() -> Patience.insist(() -> {
			Run now = this.runs.get(number);
			Run.Stop stop = now.stop();
			if (now.fence() != run.claim().fence()) {
				run.halt().lose();
			}
			else if (stop != null) {
				run.halt().stop(stop.because());
				if (stop.forcedAt() != null) {
					run.halt().force();
				}
			}
			else if (now.kind() == RunKind.DRIFT) {
				this.runs.giveWay(List.of(number));
			}
		}));
	}

	private long add() {
		return this.workers.add(this.place.host(), this.folder, this.settings.capacity(), this.settings.lease());
	}

	/**
	 * A run that this worker is at.
	 */
	private record InHand(Claim claim, Halt halt) {

	}

}
