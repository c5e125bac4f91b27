package io.groundwork.storage;

/**
 * A setting of the store is wrong; the message begins with the setting's name and says
 * what to do.
 */
public class InvalidStorageSettingException extends RuntimeException {

	InvalidStorageSettingException(String setting, String reason) {
		super(setting + ": " + reason);
	}

}
