package io.groundwork.storage;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Reports each fault at the setting that has it.
 */
class CompleteStorageValidator implements ConstraintValidator<CompleteStorage, StorageSettings> {

	private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

	@Override
	public boolean isValid(StorageSettings settings, ConstraintValidatorContext context) {
		context.disableDefaultConstraintViolation();
		if (settings.kind() == StorageSettings.Kind.FOLDER) {
			if (settings.folder() == null) {
				context
					.buildConstraintViolationWithTemplate(
							"must name the folder that objects are kept in, since groundwork.storage.kind is folder")
					.addPropertyNode("folder")
					.addConstraintViolation();
				return false;
			}
			return true;
		}
		Map<String, String> faults = faults(settings.s3());
		faults.forEach((setting, fault) -> context.buildConstraintViolationWithTemplate(fault)
			.addPropertyNode("s3")
			.addPropertyNode(setting)
			.addConstraintViolation());
		return faults.isEmpty();
	}

	private static Map<String, String> faults(StorageSettings.S3 s3) {
		Map<String, String> faults = new LinkedHashMap<>();
		if (!isAddress(s3.endpoint())) {
			faults.put("endpoint", "must be the address of the S3 server, such as https://fr-par-1.linodeobjects.com");
		}
		if (s3.region().isBlank()) {
			faults.put("region", "must name the region that requests are signed for");
		}
		if (s3.bucket() == null || !BUCKET.matcher(s3.bucket()).matches()) {
			faults.put("bucket",
					"must name the bucket: 3 to 63 lower-case letters, digits, dots and dashes, beginning and ending with a letter or digit");
		}
		if (isBlank(s3.accessKey())) {
			faults.put("accessKey", "must be the id of an access key of the bucket");
		}
		if (isBlank(s3.secretKey())) {
			faults.put("secretKey", "must be the secret of the access key");
		}
		if (s3.timeout().compareTo(Duration.ofSeconds(1)) < 0 || s3.timeout().compareTo(Duration.ofMinutes(10)) > 0) {
			faults.put("timeout", "must be between 1 second and 10 minutes");
		}
		if (s3.attempts() < 1 || s3.attempts() > 10) {
			faults.put("attempts", "must be between 1 and 10");
		}
		return faults;
	}

	private static boolean isAddress(@Nullable URI address) {
		return address != null && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
				&& address.getHost() != null;
	}

	private static boolean isBlank(@Nullable String text) {
		return text == null || text.isBlank();
	}

}
