package io.groundwork.web;

import java.util.Locale;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.WebUtils;

/**
 * How the visitor wants pages to look, kept in two cookies so that the server writes it
 * into the page and nothing flickers.
 */
public record Look(Theme theme, Density density) {

	static final String THEME = "theme";

	static final String DENSITY = "density";

	static Look of(HttpServletRequest request) {
		return new Look(choice(Theme.class, value(request, THEME), Theme.SYSTEM),
				choice(Density.class, value(request, DENSITY), Density.COMFORTABLE));
	}

	private static @Nullable String value(HttpServletRequest request, String name) {
		Cookie cookie = WebUtils.getCookie(request, name);
		return (cookie != null) ? cookie.getValue() : null;
	}

	/**
	 * The choice of that name; what nobody offered counts as not chosen.
	 */
	static <E extends Enum<E>> E choice(Class<E> type, @Nullable String name, E otherwise) {
		for (E choice : type.getEnumConstants()) {
			if (choice.toString().equals(name)) {
				return choice;
			}
		}
		return otherwise;
	}

	/**
	 * Light or dark, or whichever the system says.
	 */
	public enum Theme {

		SYSTEM, LIGHT, DARK;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * How much room a row takes.
	 */
	public enum Density {

		COMFORTABLE, COMPACT;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
