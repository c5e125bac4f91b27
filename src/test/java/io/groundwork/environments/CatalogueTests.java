package io.groundwork.environments;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

import io.groundwork.Guest;
import io.groundwork.Portal;
import io.groundwork.cloud.CloudFixtures;
import io.groundwork.environments.spec.Offered;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.SpecReader;
import io.groundwork.environments.spec.SpecReading;
import io.groundwork.environments.spec.SpecSchema;
import io.groundwork.environments.spec.SpecWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.groundwork.environments.spec.Presets.FOUNDATION;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * People and scripts see the four presets, and what a spec looks like.
 */
class CatalogueTests {

	private final Portal portal = Portal.shared();

	@BeforeEach
	void know() {
		CloudFixtures.known(this.portal);
	}

	@Test
	void scriptsGetASpecForEachKindAndTheSchema() {
		Guest script = this.portal.guest();
		JsonNode catalogue = JsonMapper.shared()
			.readTree(
					script.call("GET", "/api/v1/catalogue", this.portal.issuer().accessToken("engineer-1"), "").body());
		assertThat(catalogue.get("presets").propertyNames())
			.containsExactlyElementsOf(Stream.of(EnvironmentKind.values()).map(EnvironmentKind::word).toList());
		assertThat(catalogue.get("askedAt").asString()).isNotEmpty();
		assertThat(catalogue.get("regions").findValuesAsString("id")).contains("fr-par");
		assertThat(catalogue.get("plans").findValuesAsString("id")).contains("g6-standard-4");
		assertThat(catalogue.get("kubernetesVersions").findValuesAsString("tier")).contains("standard", "enterprise");
		Presets presets = FOUNDATION.with(this.portal.bean(Offered.class));
		for (EnvironmentKind kind : EnvironmentKind.values()) {
			JsonNode preset = catalogue.get("presets").get(kind.word());
			assertThat(preset).isEqualTo(SpecWriter.json(presets.of(kind)));
			// As Linode has said which versions there are, none has to be chosen.
			assertThat(new SpecReader(presets).read(preset))
				.isEqualTo(new SpecReading.Valid(presets.of(kind), List.of()));
		}
		assertThat(catalogue.at("/schemas/spec")).isEqualTo(SpecSchema.json());
	}

	@Test
	void peopleSeeWhatAPresetMeans() {
		Guest engineer = this.portal.signedIn("engineer-1");
		assertThat(engineer.get("/catalogue").body()).contains("Development", "Staging", "Production", "System",
				"3 to 10 g6-standard-8", "3 to 10 g6-standard-4, 1 to 3 g2-gpu-rtx4000a1-s",
				"30 services: 120 pods, 30 processors and 60 GiB asked for", "PostgreSQL 17, 3 nodes of g6-dedicated-2",
				"2 reviewers or platform engineers, among them a platform engineer, never whoever asked",
				" a month for control plane, nodes and data store", "/catalogue/spec.schema.json");
		assertThat(engineer.get("/").body()).contains("href=\"/catalogue\"");
	}

	@Test
	void whoHasToAgreeIsWhatTheRulesSay() {
		Agreeing agreeing = this.portal.bean(Agreeing.class);
		assertThat(agreeing.to(EnvironmentKind.PRODUCTION))
			.isEqualTo("2 reviewers or platform engineers, among them a platform engineer, never whoever asked; "
					+ "where data would be lost a reviewer or platform engineer more");
		assertThat(agreeing.to(EnvironmentKind.STAGING)).isEqualTo(
				"a reviewer or platform engineer, never whoever asked; where data would be lost a reviewer or platform engineer more");
		assertThat(agreeing.to(EnvironmentKind.DEVELOPMENT))
			.startsWith("a peer of the team, a reviewer or a platform engineer, never whoever asked; where data");
	}

	@Test
	void theSchemaIsAFileOfItsOwn() {
		HttpResponse<String> file = this.portal.signedIn("engineer-1").get("/catalogue/spec.schema.json");
		assertThat(file.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/schema+json");
		assertThat(JsonMapper.shared().readTree(file.body())).isEqualTo(SpecSchema.json());
	}

}
