package io.groundwork.cloud;

import java.util.Set;

/**
 * A place where Linode has computers.
 *
 * @param id its name in specs, such as fr-par
 * @param label its name for people
 * @param country its country's two letters
 * @param up whether Linode says that it is in service
 * @param capabilities what can be had there, in Linode's words, such as VPCs
 */
public record Region(String id, String label, String country, boolean up, Set<String> capabilities) {

	public boolean can(String capability) {
		return this.capabilities.contains(capability);
	}

}
