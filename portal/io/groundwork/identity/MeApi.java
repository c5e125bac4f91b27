package io.groundwork.identity;

import java.util.List;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Who the portal takes a script for.
 */
@RestController
@Tag(name = "Me")
class MeApi {

	@GetMapping("/api/v1/me")
	@Operation(summary = "Who you are, with your teams and roles")
	Me me(@AuthenticationPrincipal SignedIn who) {
		return new Me(who.name(), who.displayName(), who.teamNames(), who.roleWords(), who.by().scopeWords());
	}

	record Me(String name, String displayName, List<String> teams, List<String> roles, List<String> scopes) {

	}

}
