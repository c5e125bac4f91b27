package io.groundwork.approvals;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Cursor;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Freezes, for scripts.
 */
@RestController
@RequestMapping("/api/v1/freezes")
@Tag(name = "Freezes")
class FreezesApi {

	private final FreezeRows rows;

	private final FreezeOffice office;

	private final Clock clock;

	FreezesApi(FreezeRows rows, FreezeOffice office, Clock clock) {
		this.rows = rows;
		this.office = office;
		this.clock = clock;
	}

	@GetMapping
	@Operation(summary = "All freezes, newest first")
	Page<Shown> list(@RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "50") int limit) {
		int most = Page.size(limit);
		return Page.of(this.rows.page(Cursor.number(after, Long.MAX_VALUE), most + 1), most, this::shown,
				(freeze) -> Cursor.of(freeze.number()));
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(summary = "Declare a freeze: what is agreed to meanwhile is carried out afterwards")
	ResponseEntity<Shown> declare(@AuthenticationPrincipal SignedIn who, @RequestBody Wish wish) {
		Freeze freeze = this.office.declare(who, wish.typing());
		return ResponseEntity.created(URI.create("/api/v1/freezes/" + freeze.number())).body(shown(freeze));
	}

	@GetMapping("/{number}")
	@Operation(summary = "A freeze")
	Shown one(@PathVariable long number) {
		return shown(this.office.get(number));
	}

	@PutMapping("/{number}")
	@Operation(summary = "Change a freeze that is not over; once it has begun its beginning stays")
	Shown change(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @RequestBody Wish wish) {
		return shown(this.office.change(who, number, wish.typing()));
	}

	@PostMapping("/{number}/end")
	@Operation(summary = "End a freeze before its time; what it held goes on")
	Shown end(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @RequestBody Because because) {
		return shown(this.office.end(who, number, (because.reason() != null) ? because.reason() : ""));
	}

	private Shown shown(Freeze freeze) {
		return new Shown(freeze.number(), freeze.name(), freeze.from(), freeze.until(),
				freeze.kinds().stream().sorted().toList(), freeze.environments().stream().sorted().toList(),
				freeze.reason(), freeze.phase(this.clock.instant()).word(), freeze.declaredBy(), freeze.declaredAt(),
				freeze.endedAt());
	}

	/**
	 * A freeze that somebody would like. Without kinds and environments it is about all.
	 *
	 * @param from since when; left out for now
	 * @param until until when
	 * @param kinds the kinds of environments that it is about
	 * @param environments those that it is about by name
	 */
	@Schema(name = "FreezeWish")
	record Wish(@Nullable String name, @Nullable Instant from, @Nullable Instant until, @Nullable List<String> kinds,
			@Nullable List<String> environments, @Nullable String reason) {

		FreezeOffice.Typing typing() {
			return new FreezeOffice.Typing((this.name != null) ? this.name : "", this.from, this.until,
					(this.kinds != null) ? this.kinds : List.of(),
					(this.environments != null) ? this.environments : List.of(),
					(this.reason != null) ? this.reason : "");
		}

	}

	@Schema(name = "FreezeBecause")
	record Because(@Nullable String reason) {

	}

	/**
	 * A time in which nothing that was agreed to is carried out.
	 *
	 * @param kinds the kinds of environments that it is about; with no kinds and no names
	 * all
	 * @param status ahead, in-force or over
	 * @param endedAt when somebody ended it before its time
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	@Schema(name = "Freeze")
	record Shown(long number, String name, Instant from, Instant until, List<String> kinds, List<String> environments,
			String reason, String status, String declaredBy, Instant declaredAt, @Nullable Instant endedAt) {

	}

}
