/**
 * Who is there: sign-in, people, teams, roles, API tokens and sessions, and which route
 * is for whom.
 */
@NullMarked
package io.groundwork.identity;

import org.jspecify.annotations.NullMarked;
