package io.groundwork.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * What the layout needs on every page. Both come from the request alone, so that pages
 * about errors have them too.
 */
@ControllerAdvice(annotations = Controller.class)
class EveryPage {

	@ModelAttribute("look")
	Look look(HttpServletRequest request) {
		return Look.of(request);
	}

	@ModelAttribute("here")
	Here here(HttpServletRequest request) {
		return Here.of(request);
	}

}
