/**
 * The sandbox's managed databases: real PostgreSQL servers, one for each.
 */
@NullMarked
package io.groundwork.sandbox.database;

import org.jspecify.annotations.NullMarked;
