package io.groundwork.runs.log;

import java.time.Clock;

import io.groundwork.masking.Mask;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The logs of all runs: written by whoever has the claim of a run, and ended by them.
 */
@Component
public class RunLogs {

	private final LogChunks chunks;

	private final JsonMapper json;

	private final Clock clock;

	private final LogSettings settings;

	RunLogs(LogChunks chunks, JsonMapper json, Clock clock, LogSettings settings) {
		this.settings = settings;
		this.chunks = chunks;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Opens the log of a run for whoever has the claim of that number, behind what others
	 * have written. There is one writer to a claim.
	 * @throws ClaimOverException if somebody else has the run now
	 */
	public LogWriter writer(long run, long fence, Mask mask) {
		// Nobody else writes once the claim is ours: their writes hold the run's row.
		LogChunks.Written written = this.chunks.written(run, fence)
			.orElseThrow(() -> new ClaimOverException(run, fence));
		return new LogWriter(run, fence, written.position(), mask,
				new LogRoom(this.settings.logLimit(), written.size()), this.chunks, this.json, this.clock);
	}

	/**
	 * How far the log of a run is written. Once it is sealed nothing is read on.
	 */
	public LogPosition position(long run) {
		return this.chunks.position(run);
	}

	/**
	 * Ends the log of a run, all of which is there; within the transaction of the caller,
	 * if there is one. Ending it again changes nothing.
	 * @throws ClaimOverException if somebody else has the run now
	 */
	@Transactional
	public void finish(long run, long fence) {
		end(run, fence, null, null);
	}

	/**
	 * Ends the log of a run that lacks lines.
	 * @param after the number of the line after which they are missing
	 * @param because why, as the end of a sentence: "the worker's disk is gone"
	 * @throws ClaimOverException if somebody else has the run now
	 */
	@Transactional
	public void finishIncomplete(long run, long fence, long after, String because) {
		end(run, fence, after, because);
	}

	private void end(long run, long fence, @Nullable Long after, @Nullable String missing) {
		if (!this.chunks.hold(run, fence)) {
			throw new ClaimOverException(run, fence);
		}
		this.chunks.end(run, after, missing);
	}

}
