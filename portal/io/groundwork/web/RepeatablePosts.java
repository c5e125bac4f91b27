package io.groundwork.web;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import io.groundwork.digest.Sha256;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Makes any POST of the API safe to repeat: with an Idempotency-Key the first answer that
 * succeeded is given again. The key is taken before the work starts, so that two at the
 * same instant are one.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE - 10)
class RepeatablePosts extends OncePerRequestFilter {

	private static final Logger log = LoggerFactory.getLogger(RepeatablePosts.class);

	static final Duration KEPT = Duration.ofHours(24);

	private static final String KEY = "Idempotency-Key";

	private final JdbcClient jdbc;

	private final Clock clock;

	private final Answers answers;

	RepeatablePosts(JdbcClient jdbc, Clock clock, Answers answers) {
		this.jdbc = jdbc;
		this.clock = clock;
		this.answers = answers;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !"POST".equals(request.getMethod()) || !request.getRequestURI().startsWith("/api/")
				|| request.getHeader(KEY) == null || request.getUserPrincipal() == null;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String key = request.getHeader(KEY);
		if (key.isBlank() || key.length() > 200) {
			this.answers.write(request, response, HttpStatus.BAD_REQUEST,
					"The Idempotency-Key must be 1 to 200 characters long.", Map.of("field", KEY));
			return;
		}
		Principal person = request.getUserPrincipal();
		BufferedRequest buffered = new BufferedRequest(request);
		byte[] digest = digest(request, buffered.body());
		if (take(person.getName(), key, digest)) {
			first(buffered, response, chain, person.getName(), key);
		}
		else {
			again(request, response, digest, person.getName(), key);
		}
	}

	private void first(BufferedRequest request, HttpServletResponse response, FilterChain chain, String person,
			String key) throws ServletException, IOException {
		ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
		boolean done = false;
		try {
			chain.doFilter(request, answer);
			done = answer.getStatus() < 300;
		}
		finally {
			if (!done) {
				// Nothing was done, so the key is free for another try.
				this.jdbc.sql("delete from repeatable_post where person = ? and key = ?").params(person, key).update();
			}
		}
		if (done) {
			try {
				keep(person, key, answer, !holdsCredential(request));
			}
			catch (DataAccessException ex) {
				// It is done, so it is said to be; a repeat hears that the outcome is
				// unknown, and nothing happens twice.
				log.warn("The answer to a request with an Idempotency-Key could not be kept", ex);
			}
		}
		answer.copyBodyToResponse();
	}

	private void again(HttpServletRequest request, HttpServletResponse response, byte[] digest, String person,
			String key) throws IOException {
		Kept kept = this.jdbc.sql("""
				select digest, status, kept, content_type, location, body from repeatable_post
				where person = ? and key = ?""")
			.params(person, key)
			.query((rows, number) -> new Kept(rows.getBytes(1), rows.getObject(2, Integer.class), rows.getBoolean(3),
					rows.getString(4), rows.getString(5), rows.getBytes(6)))
			.optional()
			.orElse(null);
		if (kept != null && !MessageDigest.isEqual(kept.digest(), digest)) {
			this.answers.write(request, response, HttpStatus.UNPROCESSABLE_CONTENT,
					"This Idempotency-Key was used for another request. Use a new key for each request.",
					Map.of("field", KEY));
		}
		else if (kept == null || kept.status() == null) {
			this.answers.write(request, response, HttpStatus.CONFLICT,
					"The first request with this Idempotency-Key is still being answered, or its outcome is unknown. "
							+ "Look whether it was done before you ask again with a new key.",
					Map.of("field", KEY));
		}
		else if (!kept.kept()) {
			this.answers.write(request, response, HttpStatus.CONFLICT,
					"This was done before; its answer held a credential and was not kept. "
							+ "If the credential is lost, revoke it and ask with a new key.",
					Map.of("field", KEY));
		}
		else {
			replay(response, kept);
		}
	}

	private static void replay(HttpServletResponse response, Kept kept) throws IOException {
		Integer status = kept.status();
		response.setStatus((status != null) ? status : 200);
		response.setHeader("Idempotency-Replayed", "true");
		if (kept.location() != null) {
			response.setHeader(HttpHeaders.LOCATION, kept.location());
		}
		if (kept.contentType() != null) {
			response.setContentType(kept.contentType());
		}
		byte[] body = kept.body();
		if (body != null) {
			response.getOutputStream().write(body);
		}
	}

	private boolean take(String person, String key, byte[] digest) {
		Instant now = this.clock.instant();
		this.jdbc.sql("delete from repeatable_post where person = ? and key = ? and created_at < ?")
			.params(person, key, now.minus(KEPT).atOffset(ZoneOffset.UTC))
			.update();
		return this.jdbc.sql(
				"insert into repeatable_post (person, key, digest, created_at) values (?, ?, ?, ?) on conflict do nothing")
			.params(person, key, digest, now.atOffset(ZoneOffset.UTC))
			.update() == 1;
	}

	private void keep(String person, String key, ContentCachingResponseWrapper answer, boolean kept) {
		this.jdbc.sql("""
				update repeatable_post set status = ?, kept = ?, content_type = ?, location = ?, body = ?
				where person = ? and key = ?""")
			.param(answer.getStatus())
			.param(kept)
			.param(kept ? answer.getContentType() : null)
			.param(kept ? answer.getHeader(HttpHeaders.LOCATION) : null)
			.param(kept ? answer.getContentAsByteArray() : null)
			.param(person)
			.param(key)
			.update();
	}

	private static boolean holdsCredential(HttpServletRequest request) {
		return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
				&& handler.hasMethodAnnotation(HoldsCredential.class);
	}

	private static byte[] digest(HttpServletRequest request, byte[] body) {
		MessageDigest digest = Sha256.begin();
		String address = request.getRequestURI() + "?" + request.getQueryString() + "\n";
		digest.update(address.getBytes(java.nio.charset.StandardCharsets.UTF_8));
		digest.update(body);
		return digest.digest();
	}

	private record Kept(byte[] digest, @Nullable Integer status, boolean kept, @Nullable String contentType,
			@Nullable String location, byte @Nullable [] body) {

	}

}
