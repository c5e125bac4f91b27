package io.groundwork.web;

import java.util.List;
import java.util.Set;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The description of the API, generated from the controllers.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

	private static final String TOKEN = "token";

	@Bean
	OpenAPI api(WebSettings settings) {
		Schema<?> problem = new ObjectSchema().description("What went wrong and what to do about it")
			.addProperty("type", new StringSchema())
			.addProperty("title", new StringSchema())
			.addProperty("status", new IntegerSchema())
			.addProperty("detail", new StringSchema().description("What happened and the remedy"))
			.addProperty("instance", new StringSchema())
			.addProperty("field", new StringSchema().description("The field at fault, if one is"))
			.addProperty("error", new StringSchema().description("A word for programs, where a standard has one"))
			.addProperty("reference", new StringSchema().description("Finds the request in the log"))
			.addRequiredItem("type")
			.addRequiredItem("title")
			.addRequiredItem("status")
			.addRequiredItem("detail");
		return new OpenAPI()
			.info(new Info().title("Groundwork")
				.version("v1")
				.description("Everything that the pages do, for scripts. A POST with an Idempotency-Key header is "
						+ "safe to repeat for 24 hours.")
				.license(new License().name("Apache-2.0").identifier("Apache-2.0")))
			.components(
					new Components().addSchemas("Problem", problem)
						.addSecuritySchemes(TOKEN, new SecurityScheme().type(SecurityScheme.Type.HTTP)
							.scheme("bearer")
							.description("An API token of the portal, or an access token of its sign-in provider")))
			.addSecurityItem(new SecurityRequirement().addList(TOKEN));
	}

	/**
	 * What is said of a property that refers to a schema, that it may be null, would be
	 * read as one more condition.
	 */
	@Bean
	OpenApiCustomizer nullReferences() {
		return (document) -> {
			for (Schema<?> schema : document.getComponents().getSchemas().values()) {
				var properties = schema.getProperties();
				if (properties != null) {
					properties.replaceAll((name, property) -> nullable(property));
				}
			}
		};
	}

	private static Schema<?> nullable(Schema<?> property) {
		if (property.get$ref() == null || property.getTypes() == null || !property.getTypes().contains("null")) {
			return property;
		}
		return new JsonSchema()
			.anyOf(List.of(new JsonSchema().$ref(property.get$ref()), new JsonSchema().types(Set.of("null"))));
	}

	/**
	 * Every call may be refused in the same form.
	 */
	@Bean
	OperationCustomizer problems() {
		Content content = new Content().addMediaType("application/problem+json",
				new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem")));
		return (operation, handler) -> {
			operation.getResponses()
				.addApiResponse("default",
						new ApiResponse().description("It was not done; the problem says why").content(content));
			return operation;
		};
	}

}
