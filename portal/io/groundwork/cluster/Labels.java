package io.groundwork.cluster;

import tools.jackson.databind.JsonNode;

/**
 * How objects say whose they are.
 */
final class Labels {

	static final String ENVIRONMENT = "groundwork.io/environment";

	static final String POOL = "groundwork.io/pool";

	static final String MANAGED_BY = "app.kubernetes.io/managed-by";

	/** As field manager and as label. */
	static final String GROUNDWORK = "groundwork";

	private Labels() {
	}

	static String of(JsonNode object, String label) {
		return object.path("metadata").path("labels").path(label).asString("");
	}

	/**
	 * Whether it says that it is that environment's.
	 */
	static boolean claim(JsonNode object, String environment) {
		return of(object, ENVIRONMENT).equals(environment) && of(object, MANAGED_BY).equals(GROUNDWORK);
	}

	/**
	 * Whether we ever applied it: nobody else can say so by a label.
	 */
	static boolean applied(JsonNode object) {
		return object.path("metadata")
			.path("managedFields")
			.valueStream()
			.anyMatch((entry) -> entry.path("manager").asString("").equals(GROUNDWORK)
					&& entry.path("operation").asString("").equals("Apply"));
	}

}
