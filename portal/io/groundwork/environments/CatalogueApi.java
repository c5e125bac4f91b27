package io.groundwork.environments;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.cloud.Cloud;
import io.groundwork.cloud.KubernetesVersion;
import io.groundwork.cloud.Plan;
import io.groundwork.cloud.Region;
import io.groundwork.environments.spec.Offered;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.SpecSchema;
import io.groundwork.environments.spec.SpecWriter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an environment can be made of, for scripts.
 */
@RestController
@Tag(name = "Catalogue")
class CatalogueApi {

	private final Cloud cloud;

	private final Offered offered;

	private final RequestShapes shapes;

	CatalogueApi(Cloud cloud, Offered offered, RequestShapes shapes) {
		this.cloud = cloud;
		this.offered = offered;
		this.shapes = shapes;
	}

	@GetMapping("/api/v1/catalogue")
	@Operation(
			summary = "Regions, plans and versions of Kubernetes as Linode said them last, the preset of each kind of environment, the JSON schema of a spec, and those of the parameters of each kind of request")
	Catalogue catalogue() {
		Presets presets = Presets.FOUNDATION.with(this.offered);
		io.groundwork.cloud.Catalogue said = this.cloud.catalogue();
		Map<String, Object> specs = new LinkedHashMap<>();
		for (EnvironmentKind kind : EnvironmentKind.values()) {
			specs.put(kind.word(), plain(SpecWriter.json(presets.of(kind))));
		}
		return new Catalogue(said.askedAt(), said.regions(), said.plans(), said.versions(), specs,
				new Schemas(plain(SpecSchema.json()), this.shapes.parameters()));
	}

	private static Map<?, ?> plain(JsonNode json) {
		return JsonMapper.shared().convertValue(json, LinkedHashMap.class);
	}

	/**
	 * What there is.
	 *
	 * @param askedAt when Linode said what it has, if it ever did
	 * @param regions places
	 * @param plans sizes of nodes
	 * @param kubernetesVersions versions of Kubernetes in each tier, the newest first
	 * @param presets a spec for each kind of environment, as it is if nothing is said
	 * @param schemas what is sent has these shapes
	 */
	record Catalogue(@Nullable Instant askedAt, List<Region> regions, List<Plan> plans,
			List<KubernetesVersion> kubernetesVersions,
			@Schema(description = "By kind; each as schemas.spec says, but for the version of Kubernetes, which may have to be chosen") Map<String, Object> presets,
			Schemas schemas) {

	}

	/**
	 * JSON schemas, draft 2020-12.
	 *
	 * @param spec what an environment should be
	 * @param parameters what each kind of request takes beside it, by kind
	 */
	record Schemas(@Schema(types = "object") Object spec, @Schema(types = "object") Map<String, Object> parameters) {

	}

}
