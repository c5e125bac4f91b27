package io.groundwork.identity;

/**
 * Somebody's ways in are all ended, within the transaction that ends them: whatever goes
 * on for them has to end too.
 *
 * @param id the number of the person
 */
public record ShutOut(long id) {

}
