package io.groundwork.state;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The state of an environment, for scripts.
 */
@RestController
@RequestMapping("/api/v1/environments/{name}/state")
@Tag(name = "State")
class StateApi {

	private final States states;

	private final Environments environments;

	private final StateDownload download;

	StateApi(States states, Environments environments, StateDownload download) {
		this.states = states;
		this.environments = environments;
		this.download = download;
	}

	@GetMapping
	@Operation(summary = "The versions of an environment's state, newest first, who holds it, and what diverged")
	Shown list(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "30") int limit) {
		Environment environment = this.environments.seenBy(who, name);
		int most = Page.size(limit);
		Page<Version> page = Page.of(
				this.states.versions(environment.id(), Cursor.number(after, Long.MAX_VALUE), most + 1), most,
				Version::of, (version) -> Cursor.of(version.serial()));
		return new Shown(page.items(), page.next(), this.states.lock(environment.id()).map(Lock::of).orElse(null),
				this.states.diverged(environment.id()).stream().map(Diverged::of).toList());
	}

	@GetMapping("/{serial}")
	@Operation(summary = "One version as Terraform wrote it, secrets and all; reading it is audited")
	@ApiResponse(responseCode = "200", description = "The state",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object")))
	void content(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @PathVariable long serial,
			HttpServletResponse response) throws IOException {
		this.download.version(who, this.environments.seenBy(who, name), serial, response);
	}

	@GetMapping("/diverged/{id}")
	@Operation(summary = "One diverged state as it was deposited, secrets and all; reading it is audited")
	@ApiResponse(responseCode = "200", description = "What was deposited",
			content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
					schema = @Schema(type = "string", format = "binary")))
	void diverged(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @PathVariable long id,
			HttpServletResponse response) throws IOException {
		this.download.diverged(who, this.environments.seenBy(who, name), id, response);
	}

	@PostMapping("/unlock")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(summary = "Break the lock, whoever holds it")
	void unlock(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @RequestBody Reason wish) {
		this.states.unlock(this.environments.seenBy(who, name).id(), wish.said(), who.name());
	}

	@PostMapping("/restore")
	@Operation(summary = "Make an older version the current one again, as a new version")
	Version restore(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @RequestBody Restore wish) {
		return Version.of(this.states.restore(this.environments.seenBy(who, name).id(), wish.serial(), who.name(),
				new Reason(wish.reason()).said()));
	}

	@PostMapping("/diverged/{id}/settle")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Operation(summary = "Say that a diverged state was dealt with; it is kept all the same")
	void settle(@AuthenticationPrincipal SignedIn who, @PathVariable String name, @PathVariable long id,
			@RequestBody Reason wish) {
		this.states.settle(this.environments.seenBy(who, name).id(), id, who.name(), wish.said());
	}

	/**
	 * Why somebody steps in.
	 *
	 * @param reason in 1 to 500 characters; the audit record keeps it
	 */
	record Reason(@Nullable String reason) {

		String said() {
			return (this.reason != null) ? this.reason : "";
		}

	}

	/**
	 * What to take back.
	 *
	 * @param serial the version that is to be current again
	 * @param reason why, in 1 to 500 characters; the audit record keeps it
	 */
	record Restore(long serial, @Nullable String reason) {

	}

	/**
	 * A state and its story.
	 *
	 * @param items the versions that are kept
	 * @param next the cursor of the next page, null when this is the last
	 * @param lock who holds the state, null if nobody does
	 * @param diverged states that did not become the current one
	 */
	@Schema(name = "State")
	record Shown(List<Version> items, @Schema(types = {
			"string", "null" }) @Nullable String next, @Schema(types = { "object", "null" }) @Nullable Lock lock,
			List<Diverged> diverged){

	}

	/**
	 * One version.
	 *
	 * @param serial its place in the line
	 * @param lineage Terraform's name for the line
	 * @param size in bytes
	 * @param digest SHA-256 of its bytes
	 * @param resources how many resources it knows
	 * @param terraformVersion what wrote it
	 * @param run the run that wrote it; absent if a person restored it
	 * @param by who wrote it
	 * @param restoredFrom the serial of the version that it repeats; absent if it repeats
	 * none
	 * @param at when it was written
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "StateVersion")
	record Version(long serial, String lineage, long size, String digest, int resources, String terraformVersion,
			@Nullable Long run, String by, @Nullable Long restoredFrom, Instant at) {

		static Version of(StateVersion version) {
			return new Version(version.serial(), version.lineage(), version.size(), version.digest(),
					version.resources(), version.terraformVersion(), version.run(), version.writtenBy(),
					version.restoredFrom(), version.writtenAt());
		}

	}

	/**
	 * Who holds the state.
	 *
	 * @param id Terraform's number of the lock
	 * @param run the run that holds it
	 * @param operation what Terraform does meanwhile
	 * @param who the account and machine that it runs as
	 * @param since when it was taken
	 * @param story all of that in a sentence
	 */
	@Schema(name = "StateLock")
	record Lock(String id, long run, String operation, String who, Instant since, String story) {

		static Lock of(StateLock lock) {
			return new Lock(lock.id(), lock.run(), lock.operation(), lock.who(), lock.lockedAt(), lock.story());
		}

	}

	/**
	 * A state that did not become the current one.
	 *
	 * @param id its number
	 * @param run the run that wrote it
	 * @param reason why it did not
	 * @param lineage its lineage; absent if it cannot be read
	 * @param serial its serial; absent if it cannot be read
	 * @param size in bytes
	 * @param digest SHA-256 of its bytes
	 * @param at when it was deposited
	 * @param settledAt when somebody had dealt with it; absent until then
	 * @param settledBy who that was
	 * @param settleReason what they did about it
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "DivergedState")
	record Diverged(long id, long run, String reason, @Nullable String lineage, @Nullable Long serial, long size,
			String digest, Instant at, @Nullable Instant settledAt, @Nullable String settledBy,
			@Nullable String settleReason) {

		static Diverged of(DivergedState state) {
			return new Diverged(state.id(), state.run(), state.reason(), state.lineage(), state.serial(), state.size(),
					state.digest(), state.depositedAt(), state.settledAt(), state.settledBy(), state.settleReason());
		}

	}

}
