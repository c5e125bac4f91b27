package io.groundwork.environments.spec;

/**
 * What pods may do, by Kubernetes' own levels. The third, privileged, is for the
 * platform's own namespaces only.
 */
public enum PodSecurity implements Word {

	RESTRICTED, BASELINE

}
