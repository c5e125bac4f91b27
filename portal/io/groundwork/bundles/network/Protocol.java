package io.groundwork.bundles.network;

/**
 * The protocols that network policies know.
 */
public enum Protocol {

	TCP, UDP, SCTP

}
