package io.groundwork.requests;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * People who ask and agree, by the API alone.
 */
public final class Asking {

	private static final Duration MOST = Duration.ofMinutes(4);

	private final Portal portal;

	public Asking(Portal portal) {
		this.portal = portal;
	}

	/**
	 * Asks for something.
	 * @return the request's number
	 */
	public long ask(String who, String body) {
		HttpResponse<String> answer = call(who, "POST", "/api/v1/requests", body);
		if (answer.statusCode() != 201) {
			throw new AssertionError(answer.body());
		}
		return JsonMapper.shared().readTree(answer.body()).path("number").asLong();
	}

	/**
	 * Agrees to the plan as it is now.
	 */
	public void approve(long request, String who) {
		HttpResponse<String> answer = call(who, "POST", "/api/v1/requests/%d/approvals".formatted(request),
				"{\"vote\":\"approve\",\"planDigest\":\"%s\"}".formatted(of(request).path("planDigest").asString("")));
		if (answer.statusCode() != 200) {
			throw new AssertionError(answer.body());
		}
	}

	/**
	 * Waits until a request stands so; fails as soon as it has ended otherwise.
	 */
	public JsonNode await(long request, String status) {
		Eventually.that(MOST, Duration.ofMillis(100), () -> {
			JsonNode now = of(request);
			String is = now.path("status").asString();
			if (!is.equals(status) && List.of("failed", "rejected", "cancelled", "withdrawn", "done").contains(is)) {
				throw new AssertionError("Request %d is %s: %s".formatted(request, is, now.path("note").asString()));
			}
			return is.equals(status);
		});
		return of(request);
	}

	/**
	 * The run that plans it, and the one that carries it out.
	 */
	public List<Long> runs(long request) {
		List<Long> runs = new ArrayList<>();
		of(request).path("runs").forEach((run) -> runs.add(run.asLong()));
		return runs;
	}

	public JsonNode of(long request) {
		return JsonMapper.shared().readTree(call("platform-1", "GET", "/api/v1/requests/" + request, "").body());
	}

	private HttpResponse<String> call(String who, String method, String path, String body) {
		return this.portal.guest().call(method, path, this.portal.issuer().accessToken(who), body);
	}

}
