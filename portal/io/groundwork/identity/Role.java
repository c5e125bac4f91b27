package io.groundwork.identity;

import java.util.Locale;

/**
 * What a person may do across the portal; which groups give it is a setting.
 */
public enum Role {

	ENGINEER("asks for environments and changes, and works in them"), REVIEWER("agrees to plans or denies them"),
	PLATFORM("looks after the portal, its people and the shared clusters"),
	SRE("answers incidents, and may break the glass"), AUDITOR("reads the audit record, and changes nothing");

	private final String meaning;

	Role(String meaning) {
		this.meaning = meaning;
	}

	/**
	 * The name as settings, pages and the API write it.
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	public String meaning() {
		return this.meaning;
	}

	String authority() {
		return "ROLE_" + name();
	}

}
