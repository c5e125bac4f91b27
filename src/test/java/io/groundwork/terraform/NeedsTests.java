package io.groundwork.terraform;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of a file makes init necessary.
 */
class NeedsTests {

	@Test
	void aResourceOnlyNeedsItsProvider() {
		assertThat(needs("""
				# resource "not" "this" {}
				resource "linode_vpc" "net" {
				  label = "a"
				}
				data "linode_region" "here" {
				  provider = linode.second # which one
				}
				resource linode_vpc other { label = "b" }
				""")).containsExactly("data \"linode_region\"", "provider = linode.second # which one",
				"resource \"linode_vpc\"", "resource linode_vpc");
	}

	@Test
	void whatAsksForProvidersAndModulesIsTakenWhole() {
		String module = """
				module "inner" {
				  source = "./inner"
				  text   = "a"
				}""";
		String settings = """
				terraform {
				  required_providers { linode = { source = "linode/linode" } }
				}""";
		assertThat(needs(settings + "\n" + module)).containsExactly(module, settings);
	}

	@Test
	void valuesAreNotLookedAt() {
		String values = """
				variable "a" { default = 1 }
				locals { b = 2 }
				output "c" { value = 3 }
				""";
		assertThat(needs(values)).isEmpty();
		assertThat(Needs.of(values, Product.OPENTOFU)).hasSize(3);
	}

	@Test
	void bracesInTextsAndCommentsCloseNothing() {
		for (String body : List.of("x = \"}\"", "x = \"\\\"}\"", "x = \"${join(\"}\", [\"{\"])} }\"", "x = \"$${ }\"",
				"# }", "// }", "/* } */", "x = <<EOT\n}\nEOT", "x = <<-EOT\n  } \"\n  EOT",
				"x = 1 < 2 ? {} : { a = {} }", "x = \"%{ if true }}%{ endif }\"")) {
			assertThat(needs("resource \"a_b\" \"c\" {\n" + body + "\n}\nresource \"d_e\" \"f\" {}")).as(body)
				.containsExactly("resource \"a_b\"", "resource \"d_e\"");
		}
	}

	@Test
	void whatIsNotUnderstoodIsTakenAsItStands() {
		assertThat(needs("resource \"a_b\" \"c\" {")).containsExactly("resource \"a_b\" \"c\" {");
		assertThat(needs("variable \"a\" {}\n?? \"b\" {}")).containsExactly("?? \"b\" {}");
		assertThat(needs("resource \"a_b\" \"c\" {\n x = <<EOT\n }")).hasSize(1);
		assertThat(needs("check \"well\" {}")).containsExactly("check \"well\" {}");
	}

	private static List<String> needs(String text) {
		return List.copyOf(Needs.of(text, Product.TERRAFORM));
	}

}
