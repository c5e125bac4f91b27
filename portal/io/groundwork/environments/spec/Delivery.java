package io.groundwork.environments.spec;

/**
 * Who puts the baseline into the cluster.
 */
public enum Delivery implements Word {

	/** The portal. */
	DIRECT,

	/** ArgoCD, from the GitOps repository. */
	GITOPS

}
