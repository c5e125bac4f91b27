package io.groundwork.identity;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.identity.Route.Audience;
import io.groundwork.identity.Route.Things;
import io.groundwork.sandbox.Person;
import jakarta.servlet.Filter;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every mapping of the running server is in the authorization table and the other way
 * round, and every row is tried by everybody and by nobody.
 */
class RoutesTest {

	/**
	 * Mapped, but for nobody: the container goes to the first by itself, and a library
	 * brings the second.
	 */
	private static final Set<String> FOR_NOBODY = Set.of("/error", "/api/v1/openapi.json.yaml");

	/** Filters that answer requests themselves, with the rows that they stand for. */
	private static final Map<String, String> ANSWERING = Map.of("LogoutFilter", "POST /sign-out",
			"OAuth2AuthorizationRequestRedirectFilter", "GET /oauth2/authorization/{provider}",
			"OAuth2LoginAuthenticationFilter", "GET /login/oauth2/code/{provider}");

	/** Filters that only look, or refuse. */
	private static final Set<String> PASSING = Set.of("DisableEncodeUrlFilter", "WebAsyncManagerIntegrationFilter",
			"SecurityContextHolderFilter", "HeaderWriterFilter", "CsrfFilter", "RequestCacheAwareFilter",
			"SecurityContextHolderAwareRequestFilter", "AnonymousAuthenticationFilter", "SessionManagementFilter",
			"ExceptionTranslationFilter", "AuthorizationFilter", "BearerTokens", "ClaimDoor", "Counted", "WhenSilent",
			"OAuth2AuthorizationCodeGrantFilter");

	private static final String SIGN_IN = "/oauth2/authorization/" + Provider.REGISTRATION;

	private static Portal portal;

	private static Routes routes;

	@BeforeAll
	static void start() {
		portal = Portal.shared();
		routes = portal.bean(Routes.class);
	}

	@Test
	void everyMappingHasARowAndEveryRowAMapping() {
		Set<String> mapped = mapped();
		assertThat(rows()).containsExactlyInAnyOrderElementsOf(mapped);
	}

	@Test
	void everyFixtureHasItsRow() {
		assertThat(new RouteFixtures(portal).all().keySet()).containsExactlyInAnyOrderElementsOf(rows());
	}

	@Test
	void aRowWithoutFixtureFails() {
		Route row = Route.open(HttpMethod.GET, "/nobody-thought-of-it/{id}");
		assertThatThrownBy(() -> new RouteFixtures(portal).of(row)).isInstanceOf(AssertionError.class)
			.hasMessageContaining("GET /nobody-thought-of-it/{id}");
	}

	@Test
	void everyStaticFileIsUnderARow() throws IOException {
		for (Resource file : files("classpath:/static/**")) {
			String url = file.getURL().toString();
			String path = url.substring(url.indexOf("/static/") + "/static".length());
			assertThat(routes.find(HttpMethod.GET, path)).as(path).isPresent();
		}
	}

	@Test
	void whatIsMappedButNotInTheTableIsFoundAndRefusedToEverybody() throws Exception {
		RequestMappingHandlerMapping mapping = mapping();
		RequestMappingInfo unlisted = RequestMappingInfo.paths("/unlisted")
			.methods(RequestMethod.GET)
			.options(mapping.getBuilderConfiguration())
			.build();
		Method method = Unlisted.class.getDeclaredMethod("answer");
		mapping.registerMapping(unlisted, new Unlisted(), method);
		try {
			assertThat(mapped()).contains("GET /unlisted");
			HttpResponse<String> answer = portal.signedIn("platform-1").get("/unlisted");
			assertThat(answer.statusCode()).isEqualTo(404);
			assertThat(answer.body()).doesNotContain("nobody should read this");
			assertThat(portal.guest().get("/unlisted").headers().firstValue("Location").orElseThrow())
				.endsWith(SIGN_IN);
		}
		finally {
			mapping.unregisterMapping(unlisted);
		}
	}

	@Test
	void whatIsForNobodyIsNotThereForAnybody() {
		Guest platform = portal.signedIn("platform-1");
		assertThat(platform.get("/error").statusCode()).isEqualTo(404);
		String token = portal.issuer().accessToken("platform-1");
		assertThat(platform.call("GET", "/api/v1/openapi.json.yaml", token, "").statusCode()).isEqualTo(404);
	}

	@Test
	void everyRowAdmitsWhomItNamesAndNobodyElse() {
		RouteFixtures fixtures = new RouteFixtures(portal);
		List<Person> people = portal.issuer().people();
		SoftAssertions all = new SoftAssertions();
		List<Walker> walkers = people.stream().map((person) -> Walker.signedIn(portal, person.name())).toList();
		for (Route route : inOrder()) {
			for (int i = 0; i < people.size(); i++) {
				String name = people.get(i).name();
				HttpResponse<String> answer = walkers.get(i).ask(route, fixtures.of(route), name);
				if (route.audience() == Audience.CLAIM) {
					all.assertThat(answer.statusCode()).as("%s by %s", route, name).isEqualTo(401);
					continue;
				}
				boolean allowed = admits(route, name);
				all.assertThat(answer.statusCode())
					.as("%s by %s", route, name)
					.satisfies((status) -> assertThat(status < 400).as("allowed, got " + status).isEqualTo(allowed))
					.satisfies((status) -> assertThat(allowed || status == 403).as("refused with " + status).isTrue());
				if (allowed && route.audience() != Audience.EVERYBODY) {
					all.assertThat(answer.headers().firstValue("Location").orElse(""))
						.as("%s by %s", route, name)
						.doesNotContain(SIGN_IN);
				}
				if (!allowed) {
					all.assertThat(answer.body()).as("%s by %s", route, name).contains(rolesOf(route));
				}
			}
			nobody(route, fixtures, all);
		}
		all.assertAll();
	}

	@Test
	void thingsOfOthersAreNotThere() {
		RouteFixtures fixtures = new RouteFixtures(portal);
		Walker mine = Walker.signedIn(portal, "engineer-1");
		// Even for somebody who holds more roles and shares the team.
		for (Walker other : List.of(mine, Walker.signedIn(portal, "platform-1"))) {
			for (Route route : rowsOf(Things.OWN)) {
				if (route.audience() == Audience.CLAIM) {
					// No person's; StateBackendTests have these.
					continue;
				}
				HttpResponse<String> answer = other.ask(route, fixtures.of(route), "engineer-2");
				if (route.pattern().contains("{")) {
					assertThat(answer.statusCode()).as("%s by %s", route, other).isEqualTo(404);
				}
				else {
					assertThat(answer.body()).as("%s by %s", route, other).doesNotContain("of engineer-2");
				}
			}
		}
	}

	@Test
	void thingsOfOtherTeamsAreNotThere() {
		RouteFixtures fixtures = new RouteFixtures(portal);
		Walker mine = Walker.signedIn(portal, "engineer-1");
		SoftAssertions all = new SoftAssertions();
		for (Route route : rowsOf(Things.TEAM)) {
			// Of search, while engineer-1 is of payments.
			HttpResponse<String> answer = mine.ask(route, fixtures.of(route), "engineer-3");
			if (route.pattern().contains("{") || route.method() == HttpMethod.POST) {
				all.assertThat(answer.statusCode()).as("%s by %s", route, mine).isEqualTo(404);
			}
			else {
				all.assertThat(answer.body()).as("%s by %s", route, mine).doesNotContain("of-search");
			}
		}
		all.assertAll();
	}

	@AfterAll
	static void letTheQueueGoOn() {
		portal.bean(JdbcClient.class)
			.sql("update run_queue set paused_at = null, paused_by = null, pause_reason = null")
			.update();
	}

	@BeforeAll
	static void everybodyIsKnown() {
		// Things can only belong to people who were here.
		portal.signedIn("engineer-2");
		new RouteFixtures(portal).of(Route.signedIn(HttpMethod.DELETE, "/api/v1/tokens/{id}", Things.OWN))
			.path()
			.of("engineer-2");
	}

	private static void nobody(Route route, RouteFixtures fixtures, SoftAssertions all) {
		HttpResponse<String> answer = Walker.nobody(portal).ask(route, fixtures.of(route), "engineer-2");
		if (route.audience() == Audience.EVERYBODY) {
			all.assertThat(answer.statusCode()).as("%s by nobody", route).isLessThan(400);
		}
		else if (route.pattern().startsWith("/api/") || route.audience() == Audience.CLAIM) {
			all.assertThat(answer.statusCode()).as("%s by nobody", route).isEqualTo(401);
		}
		else {
			all.assertThat(answer.statusCode()).as("%s by nobody", route).isEqualTo(302);
			all.assertThat(answer.headers().firstValue("Location").orElse(""))
				.as("%s by nobody", route)
				.endsWith(SIGN_IN);
		}
	}

	/**
	 * What the rows mean, worked out from the provider's side.
	 */
	private static boolean admits(Route route, String name) {
		Set<String> groups = portal.issuer().person(name).groups();
		Map<Role, List<String>> givers = portal.bean(IdentitySettings.class).roles();
		return route.audience() != Audience.ROLES || route.roles()
			.stream()
			.anyMatch((role) -> givers.getOrDefault(role, List.of()).stream().anyMatch(groups::contains));
	}

	private static List<String> rolesOf(Route route) {
		return route.roles().stream().map(Role::word).toList();
	}

	/**
	 * What ends sessions comes last.
	 */
	private static List<Route> inOrder() {
		return routes.all()
			.stream()
			.sorted(Comparator.comparing((Route route) -> route.pattern().equals("/sign-out")))
			.toList();
	}

	private static List<Route> rowsOf(Things things) {
		return routes.all().stream().filter((route) -> route.things() == things).toList();
	}

	private static Set<String> rows() {
		return routes.all().stream().map(Route::toString).collect(Collectors.toCollection(TreeSet::new));
	}

	private static RequestMappingHandlerMapping mapping() {
		return portal.context().getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
	}

	/**
	 * All that the running server answers to, as rows are written.
	 */
	private static Set<String> mapped() {
		Set<String> all = new TreeSet<>();
		portal.context()
			.getBeansOfType(RequestMappingHandlerMapping.class)
			.values()
			.forEach((mapping) -> mapping.getHandlerMethods().keySet().forEach((info) -> all.addAll(rows(info))));
		all.addAll(folders());
		all.addAll(filters());
		return all;
	}

	private static List<String> rows(RequestMappingInfo info) {
		List<String> rows = new ArrayList<>();
		for (String pattern : info.getPatternValues()) {
			if (FOR_NOBODY.contains(pattern)) {
				continue;
			}
			assertThat(info.getMethodsCondition().getMethods()).as("methods of " + pattern).isNotEmpty();
			info.getMethodsCondition().getMethods().forEach((method) -> rows.add(method + " " + pattern));
		}
		return rows;
	}

	/**
	 * The static files, as one row for each folder.
	 */
	private static Set<String> folders() {
		return portal.context()
			.getBeansOfType(AbstractUrlHandlerMapping.class)
			.values()
			.stream()
			.flatMap((mapping) -> mapping.getHandlerMap().keySet().stream())
			.map((pattern) -> "GET " + pattern.replace("**", "{*file}"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<Resource> files(String pattern) throws IOException {
		return Stream.of(new PathMatchingResourcePatternResolver().getResources(pattern))
			.filter(Resource::isReadable)
			.filter((file) -> !file.getDescription().endsWith("/]"))
			.toList();
	}

	private static Set<String> filters() {
		Set<String> rows = new TreeSet<>();
		for (var chain : portal.bean(FilterChainProxy.class).getFilterChains()) {
			for (Filter filter : chain.getFilters()) {
				String name = filter.getClass().getSimpleName();
				String row = ANSWERING.get(name);
				assertThat(row != null || PASSING.contains(name)).as("known filter " + filter.getClass()).isTrue();
				if (row != null) {
					rows.add(row);
				}
			}
		}
		return rows;
	}

	/**
	 * Not a controller to the scan, only to one test.
	 */
	private static final class Unlisted {

		@ResponseBody
		String answer() {
			return "nobody should read this";
		}

	}

}
