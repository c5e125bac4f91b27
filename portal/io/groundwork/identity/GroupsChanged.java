package io.groundwork.identity;

/**
 * The provider says other groups of somebody than before, within the transaction that
 * takes note of it.
 *
 * @param id the number of the person
 */
public record GroupsChanged(long id) {

}
