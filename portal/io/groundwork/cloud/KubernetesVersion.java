package io.groundwork.cloud;

/**
 * A version of Kubernetes that clusters can be made with.
 *
 * @param id such as 1.35
 * @param tier standard or enterprise
 */
public record KubernetesVersion(String id, String tier) {

}
