package io.groundwork.web;

import java.util.Map;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Where the container sends what failed outside any controller, such as an address that
 * the firewall does not like.
 */
@Controller
class ErrorPages implements ErrorController {

	private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);

	@RequestMapping("/error")
	Object error(HttpServletRequest request) {
		Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
		Object cause = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
		if (cause instanceof Throwable failure) {
			log.error("{} failed", request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), failure);
		}
		return Failures.answer(request, Trouble.of((status instanceof Integer number) ? number : 404), Map.of());
	}

}
