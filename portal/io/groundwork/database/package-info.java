/**
 * Where the rows live: one role that owns the tables, one that the portal runs as.
 */
@NullMarked
package io.groundwork.database;

import org.jspecify.annotations.NullMarked;
