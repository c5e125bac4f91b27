package io.groundwork.web;

/**
 * Another site that the answer to a form of ours may send the browser on to.
 *
 * @param origin its scheme, host and port
 */
public record FormTarget(String origin) {

}
