package io.groundwork.environments.spec;

/**
 * Something in a spec that is not wrong, but does not do what somebody may expect.
 *
 * @param field where
 * @param text a sentence
 */
public record Remark(String field, String text) {

}
