package io.groundwork.bundles;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

/**
 * The downloadable repository: everything it takes to run environments without the
 * portal.
 */
@Component
public class Repository {

	/** The folder that all of it is in. */
	static final String FOLDER = "environments";

	private final TemplateStore templates;

	private final Organisation organisation;

	Repository(TemplateStore templates, Organisation organisation) {
		this.templates = templates;
		this.organisation = organisation;
	}

	/**
	 * Writes it as a tar.gz with the organisation's settings, the same bytes every time.
	 */
	public void render(OutputStream out) throws IOException {
		tree(this.organisation.settings()).writeTo(FOLDER, out);
	}

	/**
	 * Its files.
	 */
	public List<File> files() {
		return tree(this.organisation.settings()).files()
			.entrySet()
			.stream()
			.map((file) -> new File(file.getKey(), file.getValue().content().length, file.getValue().executable()))
			.toList();
	}

	RepositoryTree tree(Map<String, String> settings) {
		return RepositoryTree.of(this.templates.newest(), settings);
	}

	/**
	 * One of its files.
	 *
	 * @param path where it is
	 * @param size how many bytes it has
	 * @param executable whether it is a program
	 */
	public record File(String path, int size, boolean executable) {

	}

}
