package io.groundwork.sandbox.linode;

import java.io.IOException;

/**
 * Takes what clusters have written into their audit logs.
 */
public interface Audits {

	/**
	 * Takes a finished file, which may then be removed. The same file may come again.
	 * @param cluster the cluster's number
	 * @param file its name, such as audit-20260102T030405.678-0001.jsonl
	 * @param lines what is in it
	 * @throws IOException if it must come again
	 */
	void take(long cluster, String file, byte[] lines) throws IOException;

}
