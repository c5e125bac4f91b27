package io.groundwork.runs;

import java.util.Optional;

import io.groundwork.terraform.Execution;
import org.jspecify.annotations.Nullable;

/**
 * Brings a run in hand to an orderly stop, or to a sudden one, whatever it is doing at
 * that moment.
 */
final class Halt {

	private @Nullable Execution current;

	private Run.@Nullable Because because;

	private boolean forced;

	private boolean lost;

	/**
	 * What is being done now; if the run is to stop, this is told so at once.
	 */
	synchronized void at(Execution execution) {
		this.current = execution;
		tell();
	}

	/**
	 * Asks for an orderly stop. The first reason counts.
	 */
	synchronized void stop(Run.Because why) {
		if (this.because == null) {
			this.because = why;
		}
		tell();
	}

	/**
	 * Ends it at once.
	 */
	synchronized void force() {
		this.forced = true;
		tell();
	}

	/**
	 * Somebody else has the run now: what is being done is theirs, to wait for or to
	 * stop, and nothing that is wished here counts any more.
	 */
	synchronized void lose() {
		this.lost = true;
		tell();
	}

	/**
	 * That is not being done any more.
	 */
	synchronized void over(Execution execution) {
		if (this.current == execution) {
			this.current = null;
		}
		notifyAll();
	}

	/**
	 * Returns once somebody wants it to stop while that is being done, or that is over.
	 * @return whether it is to stop
	 */
	synchronized boolean awaitStop(Execution execution) throws InterruptedException {
		while (this.current == execution && this.because == null) {
			wait();
		}
		return this.current == execution;
	}

	/**
	 * Returns once it is to stop, or is somebody else's.
	 * @return whether it is to stop
	 */
	synchronized boolean awaitStop() throws InterruptedException {
		while (this.because == null && !this.lost && !this.forced) {
			wait();
		}
		return !this.lost;
	}

	private void tell() {
		notifyAll();
		Execution running = this.current;
		if (running == null) {
			return;
		}
		if (this.lost) {
			running.abandon();
		}
		else if (this.forced) {
			running.kill();
		}
		else if (this.because != null) {
			running.stop();
		}
	}

	synchronized Optional<Run.Because> because() {
		return Optional.ofNullable(this.because);
	}

	synchronized boolean forced() {
		return this.forced;
	}

	synchronized boolean lost() {
		return this.lost;
	}

}
