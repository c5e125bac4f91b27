package io.groundwork.access;

import java.nio.file.Path;

import io.groundwork.web.NotThereException;
import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Hands out the program for terminals, to whoever wants it: it holds nothing that is
 * secret, and whoever installs it has no session in a terminal.
 */
@Hidden
@Controller
class PluginDownload {

	private final Plugin plugin;

	PluginDownload(Plugin plugin) {
		this.plugin = plugin;
	}

	@GetMapping("/cli/{file}")
	ResponseEntity<Resource> file(@PathVariable String file) {
		Path found = this.plugin.file(file)
			.orElseThrow(() -> new NotThereException("There is no program named " + file));
		return ResponseEntity.ok()
			.contentType(Plugin.SUMS.equals(file) ? MediaType.TEXT_PLAIN : MediaType.APPLICATION_OCTET_STREAM)
			.cacheControl(CacheControl.noCache())
			.header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(file).build().toString())
			.body(new FileSystemResource(found));
	}

}
