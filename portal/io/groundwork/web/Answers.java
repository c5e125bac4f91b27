package io.groundwork.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.resource.ResourceUrlProvider;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/**
 * Writes a failure where no controller is reached: before one, or when what pages need is
 * itself away. A script gets problem+json, a person a page.
 */
@Component
public class Answers {

	/** What {@link ErrorPages} is to say. */
	static final String TROUBLE = Answers.class.getName() + ".trouble";

	private final JsonMapper json;

	private static final List<String> STYLES = List.of("/css/tokens.css", "/css/base.css", "/css/layout.css",
			"/css/parts.css");

	private final ITemplateEngine templates;

	private final ObjectProvider<ResourceUrlProvider> files;

	Answers(JsonMapper json, ITemplateEngine templates, ObjectProvider<ResourceUrlProvider> files) {
		this.json = json;
		this.templates = templates;
		this.files = files;
	}

	/**
	 * Whether it is a script that asks.
	 */
	public static boolean script(HttpServletRequest request) {
		Object forwarded = request.getAttribute("jakarta.servlet.error.request_uri");
		String path = (forwarded instanceof String uri) ? uri : request.getRequestURI();
		return path.startsWith("/api/") || path.startsWith("/state/");
	}

	public void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String happened,
			Map<String, Object> properties) throws IOException {
		write(request, response, Trouble.of(status.value()).because(happened), properties);
	}

	public void retryLater(HttpServletRequest request, HttpServletResponse response, HttpStatus status, Duration wait)
			throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, wait.toSeconds())));
		write(request, response, Trouble.of(status.value()), Map.of());
	}

	void write(HttpServletRequest request, HttpServletResponse response, Trouble trouble,
			Map<String, Object> properties) throws IOException {
		String reference = RequestId.of(request);
		response.setStatus(trouble.status());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (script(request)) {
			ProblemDetail problem = trouble.problem(reference);
			properties.forEach(problem::setProperty);
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			this.json.writeValue(response.getOutputStream(), problem);
			return;
		}
		if (trouble.status() != HttpStatus.SERVICE_UNAVAILABLE.value()) {
			page(request, response, trouble);
			return;
		}
		response.setContentType(MediaType.TEXT_HTML_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8);
		Context context = new Context();
		context.setVariable("trouble", trouble);
		context.setVariable("reference", reference);
		context.setVariable("styles", STYLES.stream().map(this::fingerprinted).toList());
		// Stands alone: no session, no person, no menu, since any of those may be what is
		// away.
		response.getWriter().write(this.templates.process("trouble-alone", context));
	}

	private String fingerprinted(String file) {
		String address = this.files.getObject().getForLookupPath(file);
		return (address != null) ? address : file;
	}

	/**
	 * Has the page of that failure written with menu and all, as for any other page.
	 */
	static void page(HttpServletRequest request, HttpServletResponse response, Trouble trouble) throws IOException {
		request.setAttribute(TROUBLE, trouble);
		response.sendError(trouble.status());
	}

}
