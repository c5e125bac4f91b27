package io.groundwork.bundles;

import java.io.IOException;

import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Generated files, for scripts.
 */
@RestController
@Tag(name = "Files")
class BundleApi {

	private final Environments environments;

	private final Downloads downloads;

	BundleApi(Environments environments, Downloads downloads) {
		this.environments = environments;
		this.downloads = downloads;
	}

	@GetMapping("/api/v1/environments/{name}/bundle")
	@Operation(summary = "The generated files of an environment as a tar.gz; the same files give the same bytes")
	@ApiResponse(responseCode = "200",
			description = "The archive; its files are below a folder of the environment's name",
			content = @Content(mediaType = Downloads.TYPE, schema = @Schema(type = "string", format = "binary")))
	void bundle(@AuthenticationPrincipal SignedIn who, @PathVariable String name, HttpServletResponse response)
			throws IOException {
		this.downloads.bundle(this.environments.seenBy(who, name), response);
	}

	@GetMapping("/api/v1/repository")
	@Operation(summary = "The repository from which environments can be run without the portal, as a tar.gz")
	@ApiResponse(responseCode = "200", description = "The archive; its files are below the folder environments",
			content = @Content(mediaType = Downloads.TYPE, schema = @Schema(type = "string", format = "binary")))
	void repository(HttpServletResponse response) throws IOException {
		this.downloads.repository(response);
	}

}
