package io.groundwork.cloud;

import io.groundwork.identity.SignedIn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The portal's access to Linode, for scripts.
 */
@RestController
@RequestMapping("/api/v1/operations/cloud")
@Tag(name = "Operations")
class CloudApi {

	private final CloudStanding standing;

	private final CloudCare care;

	CloudApi(CloudStanding standing, CloudCare care) {
		this.standing = standing;
		this.care = care;
	}

	@GetMapping
	@Operation(summary = "The token that Linode is asked with, what is known from it, and the limits of the account")
	CloudStanding.Shown cloud() {
		return this.standing.now();
	}

	@PostMapping("/refresh")
	@Operation(summary = "Ask Linode now what can be had and what there is; a failure tells why there was no answer")
	CloudStanding.Shown refresh(@AuthenticationPrincipal SignedIn who) {
		this.care.refresh(who.name());
		return this.standing.now();
	}

	@PostMapping("/rotate")
	@Operation(summary = "Replace the token by a new one and revoke it, or go on with that")
	CloudStanding.Shown rotate(@AuthenticationPrincipal SignedIn who) {
		this.care.rotate(who.name());
		return this.standing.now();
	}

	@PostMapping("/limits")
	@Operation(summary = "Say how many of something the account may have")
	CloudStanding.ShownLimit limit(@AuthenticationPrincipal SignedIn who, @RequestBody LimitWish wish) {
		return CloudStanding.ShownLimit.of(this.care.set(wish.kind(), wish.place(), wish.number(), who.name()));
	}

	/**
	 * A limit that somebody knows.
	 *
	 * @param kind nodes, clusters, databases, vpcs, firewalls, buckets or domains
	 * @param place a region, or account for all of it, which it is if nothing is said
	 * @param number how many there may be
	 */
	@Schema(name = "CloudLimitWish")
	record LimitWish(@Nullable String kind, @Nullable String place, @Nullable Integer number) {

	}

}
