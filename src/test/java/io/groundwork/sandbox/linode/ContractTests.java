package io.groundwork.sandbox.linode;

import java.net.http.HttpHeaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ContractTests {

	@TempDir
	private Path folder;

	@Test
	void describesEveryRouteWithItsScopeAndNoOther() {
		Map<String, String> described = new TreeMap<>();
		Contract.OPERATIONS.forEach((operation) -> described.put(operation.route(), operation.scope()));
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Map<String, String> there = new TreeMap<>();
			api.routes()
				.all()
				.forEach(
						(route) -> there.put(route.method() + " " + String.join("/", route.segments()), route.scope()));
			assertThat(described).isEqualTo(there);
		}
	}

	@Test
	void isServedBesideTheApi() {
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Caller.Reply reply = new Caller(api).get("/admin/openapi.json");
			assertThat(reply.header("Content-Type")).isEqualTo("application/json");
			assertThat(reply.json()).isEqualTo(Contract.DOCUMENT);
			assertThat(new Caller(api).get("/v4/openapi.json").status()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			GET    | /v4/lke/versions/1.35 | 200 | {"id":"1.35","new":true}
			GET    | /v4/lke/versions/1.35 | 200 | {}
			GET    | /v4/lke/versions/1.35 | 200 | {"id":1.35}
			GET    | /v4/lke/versions      | 200 | {"data":[{"id":1}],"page":1,"pages":1,"results":1}
			GET    | /v4/lke/versions/1.35 | 404 | {"error":"Not found"}
			GET    | /v4/lke/versions/1.35 | 418 | {"errors":[{"reason":"Teapot"}]}
			POST   | /v4/lke/versions/1.35 | 200 | {"id":"1.35"}
			DELETE | /v4/vpcs/1            | 200 | {"id":1}
			""")
	void anAnswerThatIsNotDescribedIsNoticed(String method, String path, int status, String body) {
		HttpHeaders headers = HttpHeaders.of(Map.of("Content-Type", List.of("application/json"), "X-RateLimit-Limit",
				List.of("2"), "X-RateLimit-Remaining", List.of("1"), "X-RateLimit-Reset", List.of("1"),
				"X-Accepted-OAuth-Scopes", List.of("any")), (name, value) -> true);
		Contract.check("GET", "/v4/lke/versions/1.35", new Caller.Reply(200, "{\"id\":\"1.35\"}", headers));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Contract.check(method, path, new Caller.Reply(status, body, headers)));
	}

	@Test
	void whatCanBeFilteredOnIsWhatIsDescribed() {
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Caller caller = new Caller(api);
			List<Contract.Operation> lists = Contract.OPERATIONS.stream()
				.filter((operation) -> operation.description().path("parameters").size() == 3
						&& !operation.path().contains("{"))
				.toList();
			assertThat(lists).hasSizeGreaterThan(15);
			for (Contract.Operation list : lists) {
				Json.texts(list.description()
					.path("parameters")
					.path(2)
					.path("content")
					.path("application/json")
					.path("schema")
					.path("propertyNames")
					.path("enum"))
					.stream()
					.filter((field) -> !field.startsWith("+"))
					.forEach((field) -> assertThat(caller.filtered(list.path(), "{'%s':'x'}".formatted(field)).status())
						.as("%s by %s", list.path(), field)
						.isEqualTo(200));
				assertThat(caller.filtered(list.path(), "{'nonsense':'x'}").status()).isEqualTo(400);
			}
		}
	}

}
