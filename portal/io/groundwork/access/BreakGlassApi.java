package io.groundwork.access;

import java.net.URI;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.access.offline.KeyFile;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.HoldsCredential;
import io.groundwork.web.Page;
import io.groundwork.web.Times;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Break-glass for scripts. What it gives is a grant, which has the rest.
 */
@RestController
@RequestMapping("/api/v1/break-glass")
@Tag(name = "Break-glass")
class BreakGlassApi {

	private static final int MOST = 200;

	private final BreakGlass breakGlass;

	private final BreakGlassRows used;

	private final BreakGlassKeys keys;

	private final BroughtIn broughtIn;

	private final GrantViews views;

	BreakGlassApi(BreakGlass breakGlass, BreakGlassRows used, BreakGlassKeys keys, BroughtIn broughtIn,
			GrantViews views) {
		this.breakGlass = breakGlass;
		this.used = used;
		this.keys = keys;
		this.broughtIn = broughtIn;
		this.views = views;
	}

	@GetMapping
	@Operation(summary = "The latest break-glasses, newest first")
	Page<Shown> list() {
		return new Page<>(this.used.latest(MOST).stream().map(Shown::of).toList(), null);
	}

	@PostMapping
	@Operation(summary = "Get in at once, for an hour; everybody hears of it")
	@ApiResponse(responseCode = "201")
	ResponseEntity<ShownGrant> force(@AuthenticationPrincipal SignedIn who, @RequestBody BreakGlass.Asked asked) {
		Grant grant = this.breakGlass.force(who, asked);
		return ResponseEntity.created(URI.create("/api/v1/grants/" + grant.number())).body(this.views.of(grant));
	}

	@PostMapping("/{number}/review")
	@Operation(summary = "Say what you found when you looked at what was done")
	Shown review(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestBody(required = false) @Nullable Finding found) {
		Finding given = (found != null) ? found : new Finding(null, null);
		return Shown.of(this.breakGlass.review(who, number, !Boolean.FALSE.equals(given.justified()),
				(given.finding() != null) ? given.finding().strip() : ""));
	}

	@PostMapping(path = "/key", produces = MediaType.APPLICATION_JSON_VALUE)
	@HoldsCredential
	@Operation(summary = "Make a key file for the day on which the portal is away; two shares of the kit open it")
	@ApiResponse(responseCode = "200",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "string")))
	ResponseEntity<String> key(@AuthenticationPrincipal SignedIn who) {
		return file(this.keys.make(who));
	}

	static ResponseEntity<String> file(KeyFile file) {
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.cacheControl(CacheControl.noStore())
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment()
						.filename("break-glass-key-until-%s.json".formatted(Times.inNames(file.goodUntil())))
						.build()
						.toString())
			.body(file.text());
	}

	@PostMapping("/receipts")
	@Operation(summary = "Bring in the receipt of what was done while the portal was away")
	@ApiResponse(responseCode = "201")
	ResponseEntity<ShownGrant> bring(@AuthenticationPrincipal SignedIn who, @RequestBody Slip slip) {
		Grant grant = this.broughtIn.bring(who, (slip.receipt() != null) ? slip.receipt() : "");
		return ResponseEntity.created(URI.create("/api/v1/grants/" + grant.number())).body(this.views.of(grant));
	}

	/**
	 * A receipt, as it was written.
	 */
	@Schema(name = "BreakGlassReceipt")
	record Slip(@Nullable String receipt) {

	}

	/**
	 * What somebody found.
	 *
	 * @param justified whether it was right to do it; yes if left out
	 * @param finding in words
	 */
	@Schema(name = "BreakGlassFinding")
	record Finding(@Nullable Boolean justified, @Nullable String finding) {

	}

	/**
	 * One break-glass.
	 *
	 * @param grant the number of the grant that let them in
	 * @param environment where
	 * @param holder who
	 * @param incident what for
	 * @param offline whether it was while the portal was away
	 * @param reviewBy until when somebody else has to look at it
	 * @param reviewedAt when somebody did
	 * @param reviewedBy who
	 * @param justified whether it was right to do it
	 * @param finding what they found
	 * @param rotatedAt when what let them in was made anew
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "BreakGlassUse")
	record Shown(long grant, String environment, String holder, String incident, boolean offline, Instant reviewBy,
			@Nullable Instant reviewedAt, @Nullable String reviewedBy, @Nullable Boolean justified,
			@Nullable String finding, @Nullable Instant rotatedAt) {

		static Shown of(BreakGlassRows.Used used) {
			BreakGlassRows.Review review = used.review();
			return (review == null)
					? new Shown(used.grant(), used.environment(), used.holder(), used.incident(), used.offline(),
							used.reviewBy(), null, null, null, null, used.rotatedAt())
					: new Shown(used.grant(), used.environment(), used.holder(), used.incident(), used.offline(),
							used.reviewBy(), review.at(), review.by(), review.justified(), review.finding(),
							used.rotatedAt());
		}

	}

}
