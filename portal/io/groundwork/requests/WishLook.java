package io.groundwork.requests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.environments.spec.SpecReading;
import io.groundwork.environments.spec.SpecWriter;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;

import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/**
 * Looks at what was typed so far as it will be looked at when it is sent.
 */
@Component
class WishLook {

	private final WishForm form;

	private final WishReader reader;

	private final Preflight preflight;

	WishLook(WishForm form, WishReader reader, Preflight preflight) {
		this.form = form;
		this.reader = reader;
		this.preflight = preflight;
	}

	/**
	 * All that is wrong with it, by field; with the checks in the model if nothing is.
	 */
	Map<String, String> problems(SignedIn who, Map<String, String> fields, Model model) {
		Map<String, String> errors = new LinkedHashMap<>();
		SpecReading reading = this.form.reading(fields);
		if (reading instanceof SpecReading.Refused refused) {
			errors.putAll(SpecForm.errors(refused.problems()));
		}
		else if (reading instanceof SpecReading.Valid valid && !WishForm.name(fields).isEmpty()) {
			try {
				model.addAttribute("checks", checks(who, this.form.asked(fields), SpecWriter.write(valid.spec())));
			}
			catch (InvalidInputException ex) {
				errors.put(place(ex.field()), ex.remedy());
			}
			catch (ConflictException | ForbiddenException ex) {
				errors.put("environment", ex.getMessage() + ".");
			}
		}
		return errors;
	}

	private List<Check> checks(SignedIn who, Asked asked, String spec) {
		String reason = asked.reason();
		// Nobody has to say why before they send it.
		Wish wish = this.reader.read(who,
				new Asked(asked.kind(), asked.environment(), (reason == null || reason.isBlank()) ? "-" : reason,
						asked.spec(), asked.parameters(), asked.applyAt()));
		return this.preflight.look(wish.kind(), wish.environment(), spec,
				Requests.words((asked.parameters() != null) ? asked.parameters() : Map.of()));
	}

	/**
	 * Where the form has what a request's field is about.
	 */
	static String place(String field) {
		return field.startsWith("spec.") ? field.substring("spec.".length())
				: field.startsWith("parameters.") ? field.substring("parameters.".length()) : field;
	}

}
