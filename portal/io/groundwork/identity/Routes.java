package io.groundwork.identity;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.groundwork.identity.Route.Things;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

/**
 * The authorization table: every route of the portal with those who may use it. What is
 * not here is refused to everybody, and a test fails when a controller maps something
 * that is not here.
 */
@Component
public class Routes {

	private static final List<Route> TABLE = List.of(
			// Without signing in
			Route.open(GET, "/css/{*file}"), Route.open(GET, "/js/{*file}"), Route.open(GET, "/img/{*file}"),
			Route.open(GET, "/webjars/{*file}"), Route.open(GET, "/signed-out"), Route.open(GET, "/sign-in-failed"),
			Route.open(GET, "/api/v1/openapi.json"), Route.open(POST, "/me/look"),
			// What people install, before they have signed in with it.
			Route.open(GET, "/cli/{file}"),
			// A program that signs in is nobody yet; what it gets, somebody has
			// confirmed.
			Route.open(POST, "/api/v1/device"), Route.open(POST, "/api/v1/device/token"),

			// Coming and going: filters answer these, no controller
			Route.open(GET, "/oauth2/authorization/{provider}"), Route.open(GET, "/login/oauth2/code/{provider}"),
			Route.open(POST, "/sign-out"),

			// Pages of one's own
			Route.signedIn(GET, "/", Things.OWN), Route.signedIn(GET, "/me", Things.OWN),
			Route.signedIn(POST, "/me/sessions/end", Things.OWN), Route.signedIn(GET, "/search", Things.NONE),
			Route.signedIn(GET, "/tokens", Things.OWN), Route.signedIn(POST, "/tokens", Things.OWN),
			Route.signedIn(POST, "/tokens/{id}/revoke", Things.OWN),
			// Programs that wait to act as somebody are nobody's until they are
			// confirmed.
			Route.signedIn(GET, "/device", Things.NONE), Route.signedIn(POST, "/device/confirm", Things.NONE),
			Route.signedIn(POST, "/device/refuse", Things.NONE),

			// People
			Route.roles(GET, "/people", Things.ALL, Role.PLATFORM),
			Route.roles(GET, "/people/{id}", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/people/{id}/lock", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/people/{id}/unlock", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/people/{id}/end", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/people/{id}/join", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/people/{id}/part", Things.ALL, Role.PLATFORM),

			// Audit
			Route.roles(GET, "/audit", Things.ALL, Role.AUDITOR, Role.PLATFORM),
			Route.roles(GET, "/audit/export", Things.ALL, Role.AUDITOR, Role.PLATFORM),

			// Runs
			Route.signedIn(GET, "/runs", Things.TEAM), Route.signedIn(GET, "/runs/{number}", Things.TEAM),
			Route.signedIn(GET, "/runs/{number}/standing", Things.TEAM),
			Route.signedIn(GET, "/runs/{number}/changes", Things.TEAM),
			Route.signedIn(GET, "/runs/{number}/plan/{group}", Things.TEAM),
			Route.roles(GET, "/runs/new", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/runs/new", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/runs/check", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/runs/{number}/stop", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/runs/{number}/force", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/runs/{number}/log", Things.TEAM),
			Route.signedIn(GET, "/runs/{number}/log.txt", Things.TEAM),
			Route.signedIn(GET, "/runs/{number}/events", Things.TEAM),
			// State: Terraform with the credential of a claim, and people
			Route.claim(GET, "/state/{environment}"), Route.claim(POST, "/state/{environment}"),
			Route.claim(POST, "/state/{environment}/lock"), Route.claim(DELETE, "/state/{environment}/lock"),
			Route.signedIn(GET, "/environments/{name}/state", Things.TEAM),
			Route.roles(GET, "/environments/{name}/state/{serial}", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/environments/{name}/state/restore", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/environments/{name}/state/unlock", Things.ALL, Role.PLATFORM),
			Route.roles(GET, "/environments/{name}/state/diverged/{id}", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/environments/{name}/state/diverged/{id}/settle", Things.ALL, Role.PLATFORM),
			Route.signedIn(GET, "/api/v1/environments/{name}/state", Things.TEAM),
			Route.roles(GET, "/api/v1/environments/{name}/state/{serial}", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/environments/{name}/state/unlock", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/environments/{name}/state/restore", Things.ALL, Role.PLATFORM),
			Route.roles(GET, "/api/v1/environments/{name}/state/diverged/{id}", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/environments/{name}/state/diverged/{id}/settle", Things.ALL, Role.PLATFORM),

			// Access
			Route.signedIn(GET, "/access", Things.TEAM),
			Route.roles(GET, "/access/new", Things.OWN, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/access/new", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/access/{number}", Things.TEAM),
			Route.signedIn(GET, "/access/{number}/standing", Things.TEAM),
			Route.signedIn(GET, "/access/{number}/changes", Things.TEAM),
			Route.roles(POST, "/access/{number}/approve", Things.TEAM, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(POST, "/access/{number}/deny", Things.TEAM, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(POST, "/access/{number}/kubeconfig", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/access/{number}/reveal", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/access/{number}/extend", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/access/{number}/release", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/access/{number}/revoke", Things.ALL, Role.REVIEWER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/access/{number}/review", Things.ALL, Role.SRE, Role.PLATFORM, Role.REVIEWER),
			Route.roles(GET, "/break-glass", Things.ALL, Role.SRE, Role.PLATFORM, Role.REVIEWER, Role.AUDITOR),
			Route.roles(POST, "/break-glass", Things.ALL, Role.SRE),
			Route.roles(POST, "/break-glass/key", Things.ALL, Role.SRE, Role.PLATFORM),
			Route.roles(POST, "/break-glass/receipts", Things.ALL, Role.SRE, Role.PLATFORM),
			Route.roles(POST, "/api/v1/break-glass/key", Things.ALL, Role.SRE, Role.PLATFORM),
			Route.roles(POST, "/api/v1/break-glass/receipts", Things.ALL, Role.SRE, Role.PLATFORM),
			Route.roles(GET, "/api/v1/break-glass", Things.ALL, Role.SRE, Role.PLATFORM, Role.REVIEWER, Role.AUDITOR),
			Route.roles(POST, "/api/v1/break-glass", Things.ALL, Role.SRE),
			Route.roles(POST, "/api/v1/break-glass/{number}/review", Things.ALL, Role.SRE, Role.PLATFORM,
					Role.REVIEWER),
			Route.signedIn(GET, "/api/v1/grants", Things.TEAM),
			Route.roles(POST, "/api/v1/grants", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/api/v1/grants/{number}", Things.TEAM),
			Route.roles(POST, "/api/v1/grants/{number}/approvals", Things.TEAM, Role.REVIEWER, Role.PLATFORM,
					Role.ENGINEER),
			Route.roles(POST, "/api/v1/grants/{number}/kubeconfig", Things.TEAM, Role.ENGINEER, Role.PLATFORM,
					Role.SRE),
			Route.roles(POST, "/api/v1/grants/{number}/credential", Things.TEAM, Role.ENGINEER, Role.PLATFORM,
					Role.SRE),
			Route.roles(POST, "/api/v1/grants/{number}/extend", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/api/v1/grants/{number}/release", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/api/v1/grants/{number}/revoke", Things.ALL, Role.REVIEWER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/api/v1/grants/{number}/package", Things.TEAM),
			Route.signedIn(GET, "/api/v1/grants/{number}/receipt", Things.TEAM),
			Route.signedIn(GET, "/api/v1/grants/{number}/sweep", Things.TEAM),
			Route.signedIn(GET, "/api/v1/grants/{number}/observed", Things.TEAM),

			// Requests
			Route.signedIn(GET, "/requests", Things.TEAM), Route.signedIn(GET, "/requests/{number}", Things.TEAM),
			Route.signedIn(GET, "/requests/{number}/standing", Things.TEAM),
			Route.signedIn(GET, "/requests/{number}/changes", Things.TEAM),
			Route.signedIn(GET, "/requests/{number}/evidence", Things.TEAM),
			Route.signedIn(GET, "/api/v1/requests/{number}/evidence", Things.TEAM),
			Route.roles(GET, "/inbox", Things.TEAM, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(POST, "/inbox/approve", Things.TEAM, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(GET, "/requests/new", Things.OWN, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/new", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/new/look", Things.OWN, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/new/forget", Things.OWN, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/plans", Things.ALL, Role.PLATFORM),
			Route.roles(GET, "/requests/foundation", Things.OWN, Role.PLATFORM),
			Route.roles(POST, "/requests/foundation", Things.ALL, Role.PLATFORM),
			Route.roles(GET, "/requests/rollback", Things.TEAM, Role.ENGINEER, Role.PLATFORM),
			Route.roles(POST, "/requests/rollback", Things.TEAM, Role.ENGINEER, Role.PLATFORM),
			Route.roles(GET, "/requests/{number}/edit", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/{number}/edit", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/{number}/approve", Things.TEAM, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(POST, "/requests/{number}/deny", Things.TEAM, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(POST, "/requests/{number}/exception", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/requests/{number}/comment", Things.TEAM, Role.ENGINEER, Role.REVIEWER, Role.PLATFORM,
					Role.SRE),
			Route.roles(POST, "/requests/{number}/withdraw", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/{number}/cancel", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/requests/{number}/retry", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/api/v1/preflight", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/api/v1/requests", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/api/v1/requests", Things.TEAM),
			Route.signedIn(GET, "/api/v1/requests/{number}", Things.TEAM),
			Route.roles(PUT, "/api/v1/requests/{number}", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/api/v1/requests/{number}/plan", Things.TEAM),
			Route.roles(POST, "/api/v1/requests/{number}/approvals", Things.TEAM, Role.REVIEWER, Role.PLATFORM,
					Role.ENGINEER),
			Route.signedIn(GET, "/api/v1/requests/{number}/exceptions", Things.TEAM),
			Route.roles(POST, "/api/v1/requests/{number}/exceptions", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/requests/{number}/comments", Things.TEAM, Role.ENGINEER, Role.REVIEWER,
					Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/api/v1/requests/{number}/withdraw", Things.TEAM, Role.ENGINEER, Role.PLATFORM,
					Role.SRE),
			Route.roles(POST, "/api/v1/requests/{number}/retry", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/api/v1/requests/{number}/cancel", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),

			// Notices
			Route.signedIn(GET, "/notices", Things.OWN), Route.signedIn(POST, "/notices/read", Things.OWN),
			Route.signedIn(POST, "/notices/{id}/read", Things.OWN),
			Route.signedIn(GET, "/settings/notices", Things.OWN), Route.signedIn(POST, "/settings/notices", Things.OWN),
			Route.signedIn(GET, "/api/v1/notices", Things.OWN),
			Route.signedIn(POST, "/api/v1/notices/read", Things.OWN),
			Route.roles(GET, "/operations/notices", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/notices/webhooks", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/notices/webhooks/{id}/test", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/notices/webhooks/{id}/pause", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/notices/webhooks/{id}/resume", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/notices/webhooks/{id}/remove", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/notices/deliveries/{id}/again", Things.ALL, Role.PLATFORM),

			// Catalogue
			Route.signedIn(GET, "/catalogue", Things.NONE),
			Route.signedIn(GET, "/catalogue/spec.schema.json", Things.NONE),

			// Rules of agreeing
			Route.signedIn(GET, "/rules", Things.NONE), Route.roles(POST, "/rules", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/rules/{version}/vote", Things.ALL, Role.PLATFORM),

			// Freezes
			Route.signedIn(GET, "/freezes", Things.NONE), Route.signedIn(GET, "/freezes/{number}", Things.NONE),
			Route.roles(POST, "/freezes", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/freezes/{number}", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/freezes/{number}/end", Things.ALL, Role.PLATFORM),
			Route.signedIn(GET, "/api/v1/freezes", Things.NONE),
			Route.signedIn(GET, "/api/v1/freezes/{number}", Things.NONE),
			Route.roles(POST, "/api/v1/freezes", Things.ALL, Role.PLATFORM),
			Route.roles(PUT, "/api/v1/freezes/{number}", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/freezes/{number}/end", Things.ALL, Role.PLATFORM),

			// Delegations
			Route.signedIn(GET, "/delegations", Things.OWN),
			Route.roles(POST, "/delegations", Things.OWN, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(POST, "/delegations/{number}/revoke", Things.OWN, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.signedIn(GET, "/api/v1/delegations", Things.OWN),
			Route.roles(POST, "/api/v1/delegations", Things.OWN, Role.REVIEWER, Role.PLATFORM, Role.ENGINEER),
			Route.roles(DELETE, "/api/v1/delegations/{number}", Things.OWN, Role.REVIEWER, Role.PLATFORM,
					Role.ENGINEER),

			// Environments
			Route.signedIn(GET, "/environments", Things.TEAM), Route.signedIn(GET, "/environments/{name}", Things.TEAM),
			Route.signedIn(GET, "/api/v1/environments", Things.TEAM),
			Route.signedIn(GET, "/api/v1/environments/{name}", Things.TEAM),
			Route.signedIn(GET, "/api/v1/environments/{name}/revisions", Things.TEAM),
			Route.signedIn(GET, "/environments/{name}/timeline", Things.TEAM),
			Route.signedIn(GET, "/api/v1/environments/{name}/timeline", Things.TEAM),

			// Files
			Route.signedIn(GET, "/environments/{name}/files", Things.TEAM),
			Route.signedIn(GET, "/environments/{name}/files/changes", Things.TEAM),
			Route.signedIn(GET, "/environments/{name}/files/bundle", Things.TEAM),
			Route.signedIn(GET, "/repository", Things.NONE),
			Route.signedIn(GET, "/api/v1/environments/{name}/bundle", Things.TEAM),
			Route.signedIn(GET, "/api/v1/repository", Things.NONE),

			// Operations
			Route.roles(GET, "/operations", Things.ALL, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/operations/queue/pause", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/queue/resume", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/workers/{id}/pause", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/workers/{id}/resume", Things.ALL, Role.PLATFORM),
			Route.roles(GET, "/operations/cloud", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/cloud/refresh", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/cloud/rotate", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/cloud/token", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/operations/cloud/limits", Things.ALL, Role.PLATFORM),

			// API
			Route.signedIn(GET, "/api/v1/catalogue", Things.NONE),
			Route.signedIn(GET, "/api/v1/runs/{number}/log", Things.TEAM),
			Route.signedIn(GET, "/api/v1/runs/{number}/events", Things.TEAM),
			Route.signedIn(GET, "/api/v1/runs", Things.TEAM),
			Route.roles(POST, "/api/v1/runs", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/api/v1/runs/{number}", Things.TEAM),
			Route.signedIn(GET, "/api/v1/runs/{number}/plan", Things.TEAM),
			Route.roles(POST, "/api/v1/runs/{number}/cancel", Things.TEAM, Role.ENGINEER, Role.PLATFORM, Role.SRE),
			Route.signedIn(GET, "/api/v1/environments/{name}/runs", Things.TEAM),
			Route.roles(GET, "/api/v1/operations", Things.ALL, Role.PLATFORM, Role.SRE),
			Route.roles(POST, "/api/v1/operations/workers/{id}/pause", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/operations/workers/{id}/resume", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/operations/queue/pause", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/operations/queue/resume", Things.ALL, Role.PLATFORM),
			Route.roles(GET, "/api/v1/operations/cloud", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/operations/cloud/refresh", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/operations/cloud/rotate", Things.ALL, Role.PLATFORM),
			Route.roles(POST, "/api/v1/operations/cloud/limits", Things.ALL, Role.PLATFORM),
			Route.signedIn(GET, "/api/v1/me", Things.OWN), Route.signedIn(GET, "/api/v1/tokens", Things.OWN),
			Route.signedIn(POST, "/api/v1/tokens", Things.OWN),
			Route.signedIn(DELETE, "/api/v1/tokens/{id}", Things.OWN),
			Route.roles(GET, "/api/v1/audit", Things.ALL, Role.AUDITOR, Role.PLATFORM),
			Route.roles(GET, "/api/v1/audit/export", Things.ALL, Role.AUDITOR, Role.PLATFORM));

	private final List<Row> rows;

	Routes(List<Route> others) {
		PathPatternParser parser = PathPatternParser.defaultInstance;
		this.rows = Stream.concat(TABLE.stream(), others.stream())
			.map((route) -> new Row(route, parser.parse(route.pattern())))
			.sorted((one, other) -> one.pattern().compareTo(other.pattern()))
			.toList();
	}

	public List<Route> all() {
		return this.rows.stream().map(Row::route).toList();
	}

	/**
	 * Asks the table, for a module that has a door of its own.
	 */
	public AuthorizationManager<RequestAuthorizationContext> table() {
		return new Table(this);
	}

	/**
	 * The row for a request; the most specific pattern wins. HEAD is what GET is.
	 */
	Optional<Route> find(HttpMethod method, String path) {
		HttpMethod asked = (method == HttpMethod.HEAD) ? GET : method;
		PathContainer container = PathContainer.parsePath(path);
		return this.rows.stream()
			.filter((row) -> row.route().method() == asked && row.pattern().matches(container))
			.map(Row::route)
			.findFirst();
	}

	/**
	 * The methods that a path is known with, none if it is not known at all.
	 */
	Set<HttpMethod> methods(String path) {
		PathContainer container = PathContainer.parsePath(path);
		Set<HttpMethod> methods = new TreeSet<>();
		this.rows.stream()
			.filter((row) -> row.pattern().matches(container))
			.forEach((row) -> methods.add(row.route().method()));
		if (methods.contains(GET)) {
			methods.add(HttpMethod.HEAD);
		}
		return methods;
	}

	/**
	 * Whether somebody may open a page, so that menus offer no dead ends.
	 */
	public boolean mayOpen(SignedIn who, String path) {
		return find(GET, path).filter((route) -> route.admits(who)).isPresent();
	}

	private record Row(Route route, PathPattern pattern) {

	}

}
