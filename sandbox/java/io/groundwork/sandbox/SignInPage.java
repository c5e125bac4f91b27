package io.groundwork.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

/**
 * The provider's one page: a button for each demo person, and a form for those who would
 * rather type.
 */
final class SignInPage extends HttpServlet {

	private final Demo demo;

	private final transient People people;

	private final transient Clients clients;

	SignInPage(Demo demo, People people, Clients clients) {
		this.demo = demo;
		this.people = people;
		this.clients = clients;
	}

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setCharacterEncoding(StandardCharsets.UTF_8);
		switch (request.getRequestURI()) {
			case "/sign-in.css" -> {
				response.setContentType("text/css");
				response.getWriter().write(file("sign-in.css"));
			}
			case "/", "/sign-in" -> {
				response.setContentType("text/html");
				response.getWriter().write(page(request));
			}
			default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
		}
	}

	private String page(HttpServletRequest request) throws IOException {
		CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
		String person = file("person.html");
		String buttons = this.people.all()
			.stream()
			.map((one) -> filled(person,
					Map.of("csrf", csrf.getToken(), "name", one.name(), "password", one.password(), "what", what(one))))
			.collect(Collectors.joining());
		return filled(file("sign-in.html"), Map.of("csrf", csrf.getToken())).replace("{{people}}", buttons)
			.replace("{{notice}}", notice(request));
	}

	private String what(Person person) {
		Set<String> what = new LinkedHashSet<>(this.demo.rolesOf(person));
		this.demo.teamsOf(person).forEach((team) -> what.add("team " + team));
		return String.join(", ", what);
	}

	private String notice(HttpServletRequest request) {
		if (request.getParameter("error") != null && request.getSession(false) != null && request.getSession(false)
			.getAttribute(WebAttributes.AUTHENTICATION_EXCEPTION) instanceof AuthenticationException refusal) {
			return filled("<p class=\"notice\" role=\"alert\">{{message}}</p>",
					Map.of("message", String.valueOf(refusal.getMessage())));
		}
		if (request.getRemoteUser() != null) {
			String links = this.clients.portals()
				.stream()
				.map((portal) -> filled("<a href=\"{{portal}}\">{{portal}}</a>", Map.of("portal", portal)))
				.collect(Collectors.joining(", "));
			return filled("<p>You are signed in here as <strong>{{name}}</strong>. The portal: ",
					Map.of("name", request.getRemoteUser())) + links + "</p>";
		}
		return "";
	}

	private static String filled(String template, Map<String, String> values) {
		String text = template;
		for (Map.Entry<String, String> value : values.entrySet()) {
			text = text.replace("{{" + value.getKey() + "}}", HtmlUtils.htmlEscape(value.getValue()));
		}
		return text;
	}

	private static String file(String name) throws IOException {
		try (InputStream file = SignInPage.class.getResourceAsStream("/issuer/" + name)) {
			if (file == null) {
				throw new IOException("issuer/" + name + " is not on the classpath");
			}
			return new String(file.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
