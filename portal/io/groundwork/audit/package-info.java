/**
 * The append-only record of who did what: written with what it describes, chained,
 * signed, searched and exported.
 */
@NullMarked
package io.groundwork.audit;

import org.jspecify.annotations.NullMarked;
