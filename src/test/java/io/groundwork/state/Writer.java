package io.groundwork.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * Speaks to the backend as Terraform does, with a claim's credential.
 */
final class Writer {

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private final Site site;

	private final long run;

	private final long fence;

	private final StateCredential credential;

	Writer(Site site, long run, long fence, StateCredential credential) {
		this.site = site;
		this.run = run;
		this.fence = fence;
		this.credential = credential;
	}

	long run() {
		return this.run;
	}

	long fence() {
		return this.fence;
	}

	StateCredential credential() {
		return this.credential;
	}

	/**
	 * A state of that serial, with something in it to tell it from others.
	 */
	static String state(String lineage, long serial, String content) {
		return """
				{
				  "version": 4,
				  "terraform_version": "1.11.4",
				  "serial": %d,
				  "lineage": "%s",
				  "outputs": {},
				  "resources": [{"mode": "managed", "type": "terraform_data", "name": "%s", "instances": []}],
				  "check_results": null
				}
				""".formatted(serial, lineage, content);
	}

	HttpResponse<String> get() {
		return send(request("").GET());
	}

	HttpResponse<String> post(String state) {
		return post(state, "");
	}

	HttpResponse<String> post(String state, String lock) {
		return send(request(lock.isEmpty() ? "" : "?ID=" + lock).header("Content-Type", "application/json")
			.header("Content-MD5", md5(state))
			.POST(HttpRequest.BodyPublishers.ofString(state)));
	}

	HttpResponse<String> lock(String id) {
		return send(request("/lock").header("Content-Type", "application/json").POST(info(id)));
	}

	HttpResponse<String> unlock(String id) {
		return send(request("/lock").header("Content-Type", "application/json").method("DELETE", info(id)));
	}

	private static HttpRequest.BodyPublisher info(String id) {
		return HttpRequest.BodyPublishers.ofString("""
				{"ID":"%s","Operation":"OperationTypeApply","Info":"","Who":"portal@worker","Version":"1.11.4",
				 "Created":"2026-01-31T09:30:00Z","Path":""}""".formatted(id));
	}

	static String md5(String state) {
		return Base64.getEncoder().encodeToString(Digests.md5().digest(state.getBytes(StandardCharsets.UTF_8)));
	}

	HttpRequest.Builder request(String more) {
		return request(URI.create(this.site.address() + more));
	}

	HttpRequest.Builder request(URI address) {
		return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).header("Authorization", authorization());
	}

	String authorization() {
		return "Basic " + Base64.getEncoder()
			.encodeToString(
					(this.credential.username() + ":" + this.credential.password()).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What Terraform is told of this backend.
	 */
	Map<String, String> environment() {
		String address = this.site.address().toString();
		return Map.of("TF_HTTP_ADDRESS", address, "TF_HTTP_LOCK_ADDRESS", address + "/lock", "TF_HTTP_UNLOCK_ADDRESS",
				address + "/lock", "TF_HTTP_LOCK_METHOD", "POST", "TF_HTTP_UNLOCK_METHOD", "DELETE", "TF_HTTP_USERNAME",
				this.credential.username(), "TF_HTTP_PASSWORD", this.credential.password(), "TF_HTTP_RETRY_WAIT_MIN",
				"1");
	}

	static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
