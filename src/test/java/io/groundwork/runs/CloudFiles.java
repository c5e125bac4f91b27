package io.groundwork.runs;

import java.util.Map;
import java.util.TreeMap;

/**
 * Configurations of a few cheap resources of the simulated cloud.
 */
final class CloudFiles {

	private static final String PROVIDER = """
			terraform {
			  required_providers {
			    linode = {
			      source  = "registry.terraform.io/linode/linode"
			      version = "3.13.0"
			    }
			  }
			}
			provider "linode" {
			  event_poll_ms      = 50
			  min_retry_delay_ms = 50
			  max_retry_delay_ms = 500
			}
			variable "canary" {
			  type      = string
			  ephemeral = true
			}
			""";

	private CloudFiles() {
	}

	/**
	 * The beginning of any configuration of this cloud.
	 */
	static String provider() {
		return PROVIDER;
	}

	/**
	 * Resources in a row, so that there is a middle, and one beside them.
	 * @param name what their names begin with
	 * @param version another one changes what can be changed
	 */
	static Map<String, String> of(String name, int count, int version) {
		StringBuilder main = new StringBuilder(PROVIDER);
		main.append("""
				resource "linode_vpc" "net" {
				  label       = "%s-net"
				  region      = "fr-par"
				  description = "version %d"
				}
				resource "linode_domain" "zone" {
				  type       = "master"
				  domain     = "%s.example"
				  soa_email  = "hostmaster@%s.example"
				  depends_on = [linode_vpc.net]
				}
				""".formatted(name, version, name, name));
		for (int index = 0; index < count; index++) {
			main.append("""
					resource "linode_vpc_subnet" "part%d" {
					  vpc_id = linode_vpc.net.id
					  label  = "part%d"
					  ipv4   = "10.0.%d.0/24"
					}
					resource "linode_firewall" "wall%d" {
					  label           = "%s-w%d"
					  inbound_policy  = "%s"
					  outbound_policy = "ACCEPT"
					  depends_on      = [linode_vpc_subnet.part%d]
					}
					resource "linode_domain_record" "host%d" {
					  domain_id   = linode_domain.zone.id
					  record_type = "A"
					  name        = "host%d"
					  target      = "192.0.2.%d"
					  depends_on  = [linode_firewall.wall%d]
					}
					""".formatted(index, index, index, index, name, index, (version % 2 == 0) ? "DROP" : "ACCEPT",
					index, index, index, version % 200 + 1, index));
		}
		return new TreeMap<>(Map.of("main.tf", main.toString()));
	}

}
