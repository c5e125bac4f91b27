package io.groundwork.bundles;

import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.environments.EnvironmentKind;

import org.springframework.stereotype.Component;

/**
 * The files that Terraform is run with, by kind of environment.
 */
@Component
class Roots {

	private final TemplateStore templates;

	Roots(TemplateStore templates) {
		this.templates = templates;
	}

	SortedMap<String, String> files(EnvironmentKind kind) {
		String root = "terraform/environments/" + kind.word() + "/";
		SortedMap<String, String> files = new TreeMap<>();
		Templates newest = this.templates.newest();
		newest.entries().subMap(root, root + "\uffff").keySet().forEach((path) -> {
			String name = path.substring(root.length());
			if (name.endsWith(".tf") && name.indexOf('/') < 0) {
				files.put(name, newest.text(path));
			}
		});
		return files;
	}

}
