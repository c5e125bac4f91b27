package io.groundwork.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolationException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/**
 * Turns what a controller could not do into a page for people and problem+json for
 * scripts.
 */
@ControllerAdvice
class Failures {

	private static final Logger log = LoggerFactory.getLogger(Failures.class);

	@ExceptionHandler
	Object refused(InvalidInputException ex, HttpServletRequest request, HttpServletResponse response) {
		return answer(request, response, Trouble.of(400).because(ex.remedy()), Map.of("field", ex.field()));
	}

	@ExceptionHandler
	Object missing(NotThereException ex, HttpServletRequest request, HttpServletResponse response) {
		return answer(request, response, Trouble.of(404).because(ex.getMessage() + "."), Map.of());
	}

	@ExceptionHandler
	Object conflict(ConflictException ex, HttpServletRequest request, HttpServletResponse response) {
		return answer(request, response, Trouble.of(409).because(ex.getMessage() + "."), Map.of());
	}

	@ExceptionHandler
	Object forbidden(ForbiddenException ex, HttpServletRequest request, HttpServletResponse response) {
		return answer(request, response, Trouble.of(403).because(ex.getMessage() + "."), Map.of());
	}

	@ExceptionHandler
	Object mistyped(MethodArgumentTypeMismatchException ex, HttpServletRequest request, HttpServletResponse response) {
		String field = ex.getName();
		// A number in the path that is none means a thing that is not there.
		if (ex.getParameter().hasParameterAnnotation(org.springframework.web.bind.annotation.PathVariable.class)) {
			return answer(request, response, Trouble.of(404), Map.of());
		}
		Class<?> wanted = Optional.<Class<?>>ofNullable(ex.getRequiredType()).orElse(String.class);
		return answer(request, response, Trouble.of(400).because("%s must be %s.".formatted(field, Words.kind(wanted))),
				Map.of("field", field));
	}

	@ExceptionHandler
	Object invalid(MethodArgumentNotValidException ex, HttpServletRequest request, HttpServletResponse response) {
		var error = ex.getBindingResult().getFieldErrors().stream().findFirst();
		String field = error.map((it) -> it.getField()).orElse("");
		String remedy = error.map((it) -> field + " " + it.getDefaultMessage() + ".").orElse("");
		return answer(request, response, Trouble.of(400).because(remedy), Map.of("field", field));
	}

	@ExceptionHandler
	Object invalid(ConstraintViolationException ex, HttpServletRequest request, HttpServletResponse response) {
		return answer(request, response, Trouble.of(400).because(ex.getMessage() + "."), Map.of());
	}

	@ExceptionHandler
	Object unreadable(HttpMessageNotReadableException ex, HttpServletRequest request, HttpServletResponse response) {
		if (Oversize.in(ex)) {
			return answer(request, response, Trouble.of(413), Map.of());
		}
		Map<String, Object> properties = new LinkedHashMap<>();
		String said = Words.unreadable(ex, (field) -> properties.put("field", field));
		return answer(request, response, Trouble.of(400).because(said), properties);
	}

	/**
	 * What Spring itself refuses: no such page, wrong method, wrong format, a parameter
	 * that is missing.
	 */
	@ExceptionHandler({ org.springframework.web.servlet.resource.NoResourceFoundException.class,
			org.springframework.web.servlet.NoHandlerFoundException.class,
			org.springframework.web.HttpRequestMethodNotSupportedException.class,
			org.springframework.web.HttpMediaTypeException.class, ServletRequestBindingException.class,
			org.springframework.web.multipart.MultipartException.class })
	Object refusedBySpring(Exception ex, HttpServletRequest request, HttpServletResponse response) {
		int status = (ex instanceof ErrorResponse told) ? told.getStatusCode().value() : 400;
		Trouble trouble = Trouble.of(status);
		if (ex instanceof org.springframework.web.bind.MissingServletRequestParameterException missing) {
			return answer(request, response,
					trouble.because("The parameter " + missing.getParameterName() + " is missing."),
					Map.of("field", missing.getParameterName()));
		}
		return answer(request, response, trouble, Map.of());
	}

	/**
	 * The firewall looks at names and values only when somebody asks for them, which may
	 * be as late as here.
	 */
	@ExceptionHandler
	Object refusedByFirewall(RequestRejectedException ex, HttpServletRequest request, HttpServletResponse response) {
		return answer(request, response, Trouble.of(400), Map.of());
	}

	@ExceptionHandler
	Object unexpected(Exception ex, HttpServletRequest request, HttpServletResponse response) throws Exception {
		// Others know these better: the security filters, and the filter that tells of an
		// outage. And while an error page is written there is no other to send anybody
		// to.
		if (request.getDispatcherType() == DispatcherType.ERROR || ex instanceof AccessDeniedException
				|| ex instanceof AuthenticationException || Outage.databaseAway(ex)) {
			throw ex;
		}
		if (Oversize.in(ex)) {
			return answer(request, response, Trouble.of(413), Map.of());
		}
		if (ex instanceof InvalidParameterException unreadable) {
			return answer(request, response, Trouble.of(unreadable.getErrorCode()), Map.of());
		}
		String type = request.getContentType();
		if (ex instanceof IllegalArgumentException && type != null && type.contains("*")) {
			// Spring takes a type with a wildcard for a mistake of ours.
			return answer(request, response, Trouble.of(415), Map.of());
		}
		if (ex instanceof ErrorResponse told && told.getStatusCode().is4xxClientError()) {
			return answer(request, response, Trouble.of(told.getStatusCode().value()), Map.of());
		}
		log.error("{} {} failed", request.getMethod(), request.getRequestURI(), ex);
		return answer(request, response, Trouble.of(500), Map.of());
	}

	private static Object answer(HttpServletRequest request, HttpServletResponse response, Trouble trouble,
			Map<String, Object> properties) {
		if (Answers.script(request)) {
			ProblemDetail problem = trouble.problem(RequestId.of(request));
			properties.forEach(problem::setProperty);
			return ResponseEntity.status(trouble.status())
				.header(HttpHeaders.CACHE_CONTROL, "no-store")
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.body(problem);
		}
		try {
			Answers.page(request, response, trouble);
			return new ModelAndView();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
