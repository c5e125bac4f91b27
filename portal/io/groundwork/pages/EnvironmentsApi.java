package io.groundwork.pages;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.environments.Revision;
import io.groundwork.environments.Revisions;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Environments, for scripts.
 */
@RestController
@RequestMapping("/api/v1/environments")
@Tag(name = "Environments")
class EnvironmentsApi {

	private final EnvironmentBoard board;

	private final Environments environments;

	private final Revisions revisions;

	EnvironmentsApi(EnvironmentBoard board, Environments environments, Revisions revisions) {
		this.board = board;
		this.environments = environments;
		this.revisions = revisions;
	}

	@GetMapping
	@Operation(summary = "The environments that you may see, by name")
	Page<Shown> list(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "50") int limit) {
		Page<EnvironmentBoard.Shown> page = this.board.page(who, after, Page.size(limit));
		return new Page<>(page.items().stream().map(Shown::of).toList(), page.next());
	}

	@GetMapping("/{name}")
	@Operation(summary = "An environment: whose it is, what it should be, what it became")
	Shown one(@AuthenticationPrincipal SignedIn who, @PathVariable String name) {
		return Shown.of(this.board.one(who, name));
	}

	@GetMapping("/{name}/revisions")
	@Operation(summary = "What an environment became, newest first")
	Page<ShownRevision> revisions(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		Environment environment = this.environments.seenBy(who, name);
		int most = Page.size(limit);
		int before = (int) Math.min(Integer.MAX_VALUE, Cursor.number(after, Integer.MAX_VALUE));
		List<Revision> found = this.revisions.page(environment.id(), before, most + 1);
		return Page.of(found, most, ShownRevision::of, (revision) -> Cursor.of(revision.number()));
	}

	/**
	 * An environment.
	 *
	 * @param owner the team that owns it
	 * @param status planned until something was made there, and after all of it is gone
	 * @param namespace where its services are, once somebody has said what it should be
	 * @param revision the number of what it is now
	 * @param health unknown until something watches it
	 * @param expiresAt when it ends by itself
	 */
	@Schema(name = "Environment")
	record Shown(String name, String kind, String owner, @Schema(types = {
			"string", "null" }) @Nullable String namespace,
			@Schema(allowableValues = { "planned", "ready" }) String status,
			@Schema(types = { "string", "null" }) @Nullable String topology,
			@Schema(types = { "string", "null" }) @Nullable String delivery,
			@Schema(types = { "string", "null" }) @Nullable String region,
			@Schema(types = { "object", "null" }) @Nullable Map<?, ?> spec,
			@Schema(types = { "integer", "null" }) @Nullable Integer revision, String health,
			@Schema(types = { "string", "null" }) @Nullable Instant expiresAt){

		static Shown of(EnvironmentBoard.Shown shown) {
			Environment environment = shown.environment();
			Optional<Spec> spec = shown.spec();
			Integer hours = spec.map(Spec::lifetimeHours).orElse(null);
			return new Shown(environment.name(), environment.kind().word(), environment.team(),
					spec.map((one) -> one.namespace().name()).orElse(null), shown.status(),
					spec.map((one) -> one.topology().word()).orElse(null),
					spec.map((one) -> one.delivery().word()).orElse(null), spec.map(Spec::region).orElse(null),
					spec.map((one) -> JsonMapper.shared().convertValue(SpecWriter.json(one), LinkedHashMap.class))
						.orElse(null),
					shown.revision().map(Revision::number).orElse(null), "unknown",
					(hours != null) ? shown.revision().map((one) -> one.at().plus(Duration.ofHours(hours))).orElse(null)
							: null);
		}

	}

	/**
	 * What an environment became.
	 *
	 * @param run the run that made it so
	 * @param template the version of our files that it was made with
	 * @param bundle the digest of its bundle
	 * @param serial the version of the state
	 */
	@Schema(name = "EnvironmentRevision")
	record ShownRevision(int number, long run, String template, String bundle, long serial, Instant at) {

		static ShownRevision of(Revision revision) {
			return new ShownRevision(revision.number(), revision.run(), revision.template(), revision.bundle(),
					revision.serial(), revision.at());
		}

	}

}
