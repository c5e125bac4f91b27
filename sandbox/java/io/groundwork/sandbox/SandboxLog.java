package io.groundwork.sandbox;

import java.nio.file.Path;
import java.util.Map;

import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Sends what everything logs to a file, from the first part on, and to the screen only
 * what somebody should act on.
 */
final class SandboxLog {

	/**
	 * Boot's banner over a failed start, and everything after a message's first line.
	 */
	private static final String ALL_BUT_THE_POINT = "^\\s*(\\*+\\s+APPLICATION FAILED TO START\\s+\\*+\\s+Description:\\s+)?|\\s*\\n[\\s\\S]*";

	private SandboxLog() {
	}

	static Map<String, Object> settings(Path file) {
		return Map.of("logging.file.name", file.toString(), "logging.threshold.console", "warn",
				"logging.pattern.console", "  %5p %.-160replace(%m){'" + ALL_BUT_THE_POINT + "',''}%n%nopex",
				// Its warnings are about redeploying; this process is about to end.
				"logging.level.org.apache.catalina.loader.WebappClassLoaderBase", "error");
	}

	static void to(Path file) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("sandbox", settings(file)));
		LogFile logFile = LogFile.get(environment);
		if (logFile != null) {
			logFile.applyToSystemProperties();
		}
		LoggingSystem logging = LoggingSystem.get(SandboxLog.class.getClassLoader());
		logging.getSystemProperties(environment).apply(logFile);
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(environment), null, logFile);
	}

}
