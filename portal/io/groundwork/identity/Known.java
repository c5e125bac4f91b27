package io.groundwork.identity;

import java.util.Set;

/**
 * Somebody as the provider last described them, whether they are there or not.
 *
 * @param person the number of the account
 * @param human the number that all accounts of one human have
 * @param name the short name that pages and the audit record show
 * @param roles the roles that the groups give
 * @param teams the teams that the groups stand for
 * @param locked whether they are kept out
 */
public record Known(long person, long human, String name, Set<Role> roles, Set<String> teams, boolean locked) {

}
