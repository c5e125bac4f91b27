package io.groundwork.storage;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with a setting instead of printing a stack trace.
 */
class InvalidStorageSettingAnalyzer extends AbstractFailureAnalyzer<InvalidStorageSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidStorageSettingException cause) {
		return new FailureAnalysis(cause.getMessage(), "Correct the setting and start again.", cause);
	}

}
