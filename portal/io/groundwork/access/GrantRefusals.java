package io.groundwork.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.audit.Audited;
import io.groundwork.audit.Outcome;
import io.groundwork.identity.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Takes down what the portal itself refuses of grants, after what was refused is undone:
 * each in the record, and with an alert what only somebody tries who wants to get
 * further.
 */
@Component
class GrantRefusals implements HandlerInterceptor, WebMvcConfigurer {

	private static final Pattern ADDRESS = Pattern.compile("(?:/api/v1/grants|/access)/(\\d{1,18})/([a-z]+)");

	private final GrantRows rows;

	private final Alerts alerts;

	private final ApplicationEventPublisher events;

	GrantRefusals(GrantRows rows, Alerts alerts, ApplicationEventPublisher events) {
		this.rows = rows;
		this.alerts = alerts;
		this.events = events;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this).addPathPatterns("/access/**", "/api/v1/grants/**");
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception ex) {
		Matcher address = ADDRESS.matcher(request.getRequestURI());
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		if (response.getStatus() != HttpStatus.FORBIDDEN.value() || !request.getMethod().equals("POST")
				|| !address.matches() || authentication == null
				|| !(authentication.getPrincipal() instanceof SignedIn who)) {
			return;
		}
		this.rows.findById(Long.parseLong(address.group(1)))
			.ifPresent((grant) -> refused(grant, who, address.group(2)));
	}

	private void refused(Grant grant, SignedIn who, String what) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("what", what);
		details.put("environment", grant.environment());
		details.put("holder", grant.holder());
		this.events.publishEvent(new Audited(who.name(), "grant.refused", grant.handle(), Outcome.REFUSED, details));
		tried(grant, who, what).ifPresent(
				(words) -> this.alerts.raise(grant.number(), "portal-%s-%d".formatted(what, who.person()), who.name(),
						Outcome.REFUSED, "%s tried to %s: the portal refused it.".formatted(who.name(), words)));
	}

	/**
	 * What nobody tries by pressing a button that they have.
	 */
	private static Optional<String> tried(Grant grant, SignedIn who, String what) {
		boolean own = grant.holderId() == who.person();
		return switch (what) {
			case "kubeconfig", "reveal" ->
				own ? Optional.empty() : Optional.of("take the kubeconfig of " + grant.holder());
			case "approve", "approvals" -> own ? Optional.of("agree to their own grant") : Optional.empty();
			default -> Optional.empty();
		};
	}

}
