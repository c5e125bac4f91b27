package io.groundwork.web;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Where the container sends what failed outside any controller, such as an address that
 * the firewall does not like.
 */
@Controller
class ErrorPages implements ErrorController {

	private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);

	private final Answers answers;

	ErrorPages(Answers answers) {
		this.answers = answers;
	}

	@RequestMapping("/error")
	@Nullable String error(HttpServletRequest request, HttpServletResponse response, Model model) throws IOException {
		Trouble trouble = trouble(request);
		if (Answers.script(request)) {
			this.answers.write(request, response, trouble, Map.of());
			return null;
		}
		response.setStatus(trouble.status());
		model.addAttribute("status", trouble.status());
		model.addAttribute("heading", trouble.heading());
		model.addAttribute("happened", trouble.happened());
		model.addAttribute("unchanged", trouble.unchanged());
		model.addAttribute("next", trouble.next());
		model.addAttribute("reference", RequestId.of(request));
		return "error";
	}

	private static Trouble trouble(HttpServletRequest request) {
		if (request.getAttribute(Answers.TROUBLE) instanceof Trouble trouble) {
			return trouble;
		}
		int status = (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer number) ? number
				: 404;
		if (status >= 500 && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
			log.error("{} failed", request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), failure);
		}
		return Trouble.of(status);
	}

}
