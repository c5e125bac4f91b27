package io.groundwork.access;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.groundwork.approvals.Ballot;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.HoldsCredential;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;

import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
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
 * Grants, for scripts.
 */
@RestController
@RequestMapping("/api/v1/grants")
@Tag(name = "Grants")
class GrantsApi {

	static final String YAML = "application/yaml";

	private final Grants grants;

	private final GrantReader reader;

	private final GrantSearch search;

	private final GrantViews views;

	private final Kubeconfigs kubeconfigs;

	private final Packages packages;

	private final Receipts receipts;

	GrantsApi(Grants grants, GrantReader reader, GrantSearch search, GrantViews views, Kubeconfigs kubeconfigs,
			Packages packages, Receipts receipts) {
		this.packages = packages;
		this.grants = grants;
		this.reader = reader;
		this.search = search;
		this.views = views;
		this.kubeconfigs = kubeconfigs;
		this.receipts = receipts;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	@Operation(summary = "Ask for access to an environment, for a while")
	ResponseEntity<ShownGrant> ask(@AuthenticationPrincipal SignedIn who, @RequestBody AskedGrant asked) {
		Grant grant = this.grants.ask(this.reader.read(who, asked));
		return ResponseEntity.created(URI.create("/api/v1/grants/" + grant.number())).body(this.views.of(grant));
	}

	@GetMapping
	@Operation(summary = "The grants that you may see, newest first")
	Page<ShownGrant> list(@AuthenticationPrincipal SignedIn who, @ParameterObject GrantQuery query,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		Page<Grant> page = this.search.page(who, query.checked(), after, Page.size(limit));
		return new Page<>(this.views.of(page.items()), page.next());
	}

	@GetMapping("/{number}")
	@Operation(summary = "A grant: where it stands, and who has to agree")
	ShownGrant one(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return this.views.of(this.grants.seenBy(who, number));
	}

	@PostMapping("/{number}/approvals")
	@Operation(summary = "Agree to a grant, or to more minutes of it, or deny it")
	ShownGrant vote(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @RequestBody GrantVote vote) {
		this.grants.vote(who, number, Ballot.Choice.of((vote.vote() != null) ? vote.vote() : ""), given(vote.reason()),
				given(vote.inPlaceOf()), vote.digest());
		return this.views.of(this.grants.seenBy(who, number));
	}

	@PostMapping("/{number}/extend")
	@Operation(summary = "Ask for more minutes, by the same rule; 24 hours from the beginning are the most")
	ShownGrant extend(@AuthenticationPrincipal SignedIn who, @PathVariable long number, @RequestBody More more) {
		Integer minutes = more.minutes();
		if (minutes == null) {
			throw new InvalidInputException("minutes", "minutes must say how many more.");
		}
		return this.views.of(this.grants.extend(who, number, minutes, given(more.reason())));
	}

	@PostMapping("/{number}/release")
	@Operation(summary = "Give a grant back before its end, or want it no more")
	ShownGrant release(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return this.views.of(this.grants.release(who, number));
	}

	@PostMapping("/{number}/revoke")
	@Operation(summary = "Take a grant away")
	ShownGrant revoke(@AuthenticationPrincipal SignedIn who, @PathVariable long number,
			@RequestBody(required = false) @Nullable Why why) {
		return this.views.of(this.grants.revoke(who, number, (why != null) ? given(why.reason()) : ""));
	}

	@PostMapping(path = "/{number}/kubeconfig", produces = YAML)
	@HoldsCredential
	@Operation(summary = "Make a kubeconfig; its token is shown nowhere else, and the one before ends")
	@ApiResponse(responseCode = "200", content = @Content(mediaType = YAML, schema = @Schema(type = "string")))
	ResponseEntity<String> kubeconfig(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return file(this.kubeconfigs.make(who, number));
	}

	@PostMapping("/{number}/credential")
	@HoldsCredential
	@Operation(summary = "The same for a program that keeps it in its memory; the one before ends as well")
	ResponseEntity<ShownCredential> credential(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(this.kubeconfigs.credential(who, number));
	}

	static ResponseEntity<String> file(Kubeconfigs.File file) {
		return ResponseEntity.ok()
			.contentType(MediaType.parseMediaType(YAML))
			.cacheControl(CacheControl.noStore())
			.header(HttpHeaders.CONTENT_DISPOSITION,
					ContentDisposition.attachment().filename(file.name()).build().toString())
			.body(file.text());
	}

	@GetMapping("/{number}/package")
	@Operation(summary = "What a grant hands over but the credential: names, places, links")
	Packages.Handed handed(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		Grant grant = this.grants.seenBy(who, number);
		return this.packages.shown(who, grant)
			.orElseThrow(() -> new ConflictException(
					"Grant %d has let nobody in; what it hands over is shown once it has begun".formatted(number)));
	}

	@GetMapping("/{number}/receipt")
	@Operation(summary = "When and why a grant ended, and the proof that its credential is dead")
	ShownReceipt receipt(@AuthenticationPrincipal SignedIn who, @PathVariable long number) {
		Grant grant = this.grants.seenBy(who, number);
		return receipt(grant).orElseThrow(() -> new NotThereException(
				"There is no receipt yet: grant %d is %s".formatted(number, grant.status().word())));
	}

	private Optional<ShownReceipt> receipt(Grant grant) {
		if (grant.status().over() && grant.beganAt() == null) {
			return Optional.of(ShownReceipt.of(grant, Receipts.Receipt.ofNothing(grant)));
		}
		return this.receipts.of(grant.number()).map((receipt) -> ShownReceipt.of(grant, receipt));
	}

	private static String given(@Nullable String text) {
		return (text != null) ? text.strip() : "";
	}

	/**
	 * A vote.
	 *
	 * @param vote approve or deny
	 * @param reason why; needed to deny
	 * @param inPlaceOf the name of whoever you vote in the place of
	 * @param digest that of what you looked at, as the grant shows it; the vote is
	 * refused with 409 if something else is asked for by now
	 */
	@Schema(name = "GrantVote")
	record GrantVote(@Schema(allowableValues = {
			"approve", "deny" }) @Nullable String vote, @Nullable String reason, @Nullable String inPlaceOf,
			@Nullable String digest){

	}

	/**
	 * More minutes.
	 *
	 * @param minutes how many
	 * @param reason why; as before if left out
	 */
	@Schema(name = "GrantExtension")
	record More(@Nullable Integer minutes, @Nullable String reason) {

	}

	/**
	 * Why.
	 */
	@Schema(name = "GrantRevocation")
	record Why(@Nullable String reason) {

	}

	/**
	 * The proof that a grant is over.
	 *
	 * @param grant its number
	 * @param cause why it ended, in a word
	 * @param endedBy who ended it
	 * @param reason what they said
	 * @param beganAt when it began, if it did
	 * @param endingAt when its end began
	 * @param removedAt when its objects were gone from the cluster
	 * @param takenAt when a credential bound to the same Secret was last taken there
	 * @param refusedAt when it was first refused
	 * @param refusedAfterMillis how long after the end began that was
	 * @param replays how often it was shown
	 * @param proof what that comes to
	 * @param stillOpen what may go on nevertheless
	 */
	@JsonInclude(Include.NON_NULL)
	@Schema(name = "GrantReceipt")
	record ShownReceipt(long grant, String cause, String endedBy, String reason, @Nullable Instant beganAt,
			Instant endingAt, @Nullable Instant removedAt, @Nullable Instant takenAt, @Nullable Instant refusedAt,
			@Nullable Long refusedAfterMillis, int replays, String proof, String stillOpen) {

		static ShownReceipt of(Grant grant, Receipts.Receipt receipt) {
			Receipts.Proof proof = receipt.proof();
			Instant refused = proof.refusedAt();
			Cause cause = grant.cause();
			return new ShownReceipt(grant.number(), (cause != null) ? cause.word() : "",
					(grant.endedBy() != null) ? grant.endedBy() : "", grant.endedBecause(), grant.beganAt(),
					receipt.endingAt(), proof.removedAt(), proof.takenAt(), refused,
					(refused != null) ? Duration.between(receipt.endingAt(), refused).toMillis() : null,
					proof.replays(), proof.sentence(), proof.stillOpen());
		}

	}

}
