package io.groundwork.pages;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
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

	private final Timeline timeline;

	EnvironmentsApi(EnvironmentBoard board, Environments environments, Revisions revisions, Timeline timeline) {
		this.board = board;
		this.environments = environments;
		this.revisions = revisions;
		this.timeline = timeline;
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

	@GetMapping("/{name}/timeline")
	@Operation(summary = "What happened in an environment, newest first: to its requests, by runs that nobody "
			+ "requested, and what it became")
	Page<ShownItem> timeline(@AuthenticationPrincipal SignedIn who, @PathVariable String name,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		Page<Timeline.Item> page = this.timeline.page(this.environments.seenBy(who, name), after, Page.size(limit));
		return new Page<>(page.items().stream().map(ShownItem::of).toList(), page.next());
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
	record Shown(String name, @Schema(allowableValues = {
			"development", "staging", "production", "system" }) String kind, String owner,
			@Schema(types = { "string", "null" }) @Nullable String namespace,
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
			return new Shown(environment.name(), environment.kind().word(), environment.team(),
					spec.map((one) -> one.namespace().name()).orElse(null), shown.status(),
					spec.map((one) -> one.topology().word()).orElse(null),
					spec.map((one) -> one.delivery().word()).orElse(null), spec.map(Spec::region).orElse(null),
					spec.map((one) -> JsonMapper.shared().convertValue(SpecWriter.json(one), LinkedHashMap.class))
						.orElse(null),
					shown.revision().map(Revision::number).orElse(null), "unknown", shown.expiresAt());
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

	/**
	 * Something that happened in an environment.
	 *
	 * @param kind what it was about and what it was, such as request.approved, run.drift
	 * or revision.made
	 * @param by who did it
	 * @param text what happened, in a sentence
	 * @param request the number of the request that it is about
	 * @param run the number of the run that it is about
	 * @param revision the number of what the environment became
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "EnvironmentEvent")
	record ShownItem(Instant at, String kind, String by, String text, @Nullable Long request, @Nullable Long run,
			@Nullable Integer revision) {

		static ShownItem of(Timeline.Item item) {
			return new ShownItem(item.at(), item.kind(), item.by(), item.text(), item.request(), item.run(),
					item.revision());
		}

	}

}
