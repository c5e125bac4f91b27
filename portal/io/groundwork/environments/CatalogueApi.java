package io.groundwork.environments;

import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.environments.spec.Offered;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.SpecSchema;
import io.groundwork.environments.spec.SpecWriter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an environment can be made of, for scripts.
 */
@RestController
@Tag(name = "Catalogue")
class CatalogueApi {

	private final ObjectProvider<Offered> offered;

	CatalogueApi(ObjectProvider<Offered> offered) {
		this.offered = offered;
	}

	@GetMapping("/api/v1/catalogue")
	@Operation(summary = "The preset of each kind of environment, and the JSON schema of a spec")
	Catalogue catalogue() {
		Presets presets = Presets.FOUNDATION.with(this.offered.getIfAvailable(() -> Offered.UNKNOWN));
		Map<String, Object> specs = new LinkedHashMap<>();
		for (EnvironmentKind kind : EnvironmentKind.values()) {
			specs.put(kind.word(), plain(SpecWriter.json(presets.of(kind))));
		}
		return new Catalogue(specs, new Schemas(plain(SpecSchema.json())));
	}

	private static Map<?, ?> plain(JsonNode json) {
		return JsonMapper.shared().convertValue(json, LinkedHashMap.class);
	}

	/**
	 * What there is.
	 *
	 * @param presets a spec for each kind of environment, as it is if nothing is said
	 * @param schemas what is sent has these shapes
	 */
	record Catalogue(@Schema(
			description = "By kind; each as schemas.spec says, but for the version of Kubernetes, which may have to be chosen") Map<String, Object> presets,
			Schemas schemas) {

	}

	/**
	 * JSON schemas, draft 2020-12.
	 *
	 * @param spec what an environment should be
	 */
	record Schemas(@Schema(types = "object") Object spec) {

	}

}
