package io.groundwork.web;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Takes the visitor's choice of theme and density; a plain form, so that it works without
 * JavaScript.
 */
@Controller
class LookController {

	@PostMapping("/me/look")
	ResponseEntity<Void> choose(@RequestParam(required = false) @Nullable String theme,
			@RequestParam(required = false) @Nullable String density, @RequestParam(defaultValue = "/") String back,
			HttpServletRequest request) {
		Look before = Look.of(request);
		Look.Theme chosenTheme = Look.choice(Look.Theme.class, theme, before.theme());
		Look.Density chosenDensity = Look.choice(Look.Density.class, density, before.density());
		return ResponseEntity.status(HttpStatus.SEE_OTHER)
			.location(URI.create(request.getContextPath() + Here.local(back)))
			.header(HttpHeaders.SET_COOKIE, cookie(Look.THEME, chosenTheme.toString(), request),
					cookie(Look.DENSITY, chosenDensity.toString(), request))
			.build();
	}

	private static String cookie(String name, String value, HttpServletRequest request) {
		return ResponseCookie.from(name, value)
			.path(request.getContextPath() + "/")
			.maxAge(Duration.ofDays(365))
			.httpOnly(true)
			.secure(request.isSecure())
			.sameSite("Lax")
			.build()
			.toString();
	}

}
