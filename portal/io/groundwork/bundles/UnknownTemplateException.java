package io.groundwork.bundles;

/**
 * A bundle is asked for with a template that is nowhere kept.
 */
public class UnknownTemplateException extends RuntimeException {

	UnknownTemplateException(String message) {
		super(message);
	}

}
