package io.groundwork.identity;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.groundwork.web.Cursor;
import io.groundwork.web.HoldsCredential;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * One's own API tokens, for scripts.
 */
@RestController
@RequestMapping("/api/v1/tokens")
@Tag(name = "Tokens")
class TokensApi {

	private final Tokens tokens;

	private final ApiTokens all;

	private final Clock clock;

	TokensApi(Tokens tokens, ApiTokens all, Clock clock) {
		this.tokens = tokens;
		this.all = all;
		this.clock = clock;
	}

	@GetMapping
	@Operation(summary = "Your API tokens, newest first")
	Page<Shown> list(@AuthenticationPrincipal SignedIn who, @RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "50") int limit) {
		int most = Page.size(limit);
		List<ApiToken> found = this.all.page(who.person(), Cursor.number(after, Long.MAX_VALUE), most + 1);
		Instant now = this.clock.instant();
		return Page.of(found, most, (token) -> Shown.of(token, now), (token) -> Cursor.of(token.id()));
	}

	@PostMapping
	@HoldsCredential
	@ResponseStatus(org.springframework.http.HttpStatus.CREATED)
	@Operation(summary = "Make an API token; the secret is in this answer only")
	ResponseEntity<Shown> make(@AuthenticationPrincipal SignedIn who, @RequestBody Wish wish) {
		Tokens.Made made = this.tokens.make(who, wish.name(), wish.scopes(), wish.expiry());
		return ResponseEntity.created(URI.create("/api/v1/tokens/" + made.token().id()))
			.cacheControl(CacheControl.noStore())
			.body(Shown.of(made.token(), this.clock.instant()).with(made.secret()));
	}

	@DeleteMapping("/{id}")
	@ResponseStatus(org.springframework.http.HttpStatus.NO_CONTENT)
	@Operation(summary = "Revoke one of your API tokens")
	void revoke(@AuthenticationPrincipal SignedIn who, @PathVariable long id) {
		this.tokens.revoke(who, id);
	}

	/**
	 * What is wanted of a new token.
	 */
	record Wish(@Nullable String name, @Nullable List<String> scopes,
			@JsonAlias("expiresAt") @Nullable Instant expiry) {

	}

	/**
	 * A token as its owner sees it.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Shown(long id, String name, List<String> scopes, Instant expiry, String status, String hint,
			Instant createdAt, @Nullable Instant lastUsedAt, @Nullable Instant revokedAt, @Nullable String secret) {

		static Shown of(ApiToken token, Instant now) {
			String status = token.liveAt(now) ? "live" : (token.revokedAt() != null) ? "revoked" : "expired";
			return new Shown(token.id(), token.name(), token.scopes(), token.expiresAt(), status, token.hint(),
					token.createdAt(), token.lastUsedAt(), token.revokedAt(), null);
		}

		Shown with(ApiSecret secret) {
			return new Shown(this.id, this.name, this.scopes, this.expiry, this.status, this.hint, this.createdAt,
					this.lastUsedAt, this.revokedAt, secret.value());
		}

	}

}
