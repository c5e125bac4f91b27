package io.groundwork.cluster;

import java.util.List;

/**
 * What a cluster has told of the portal's accounts there, published in the transaction in
 * which it is taken note that it was read.
 *
 * @param cluster the cluster's number
 * @param entries what was done, in the order in which it was told
 */
public record LogTold(long cluster, List<LogEntry> entries) {

	public LogTold {
		entries = List.copyOf(entries);
	}

}
