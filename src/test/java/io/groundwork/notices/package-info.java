/**
 * Tests of what people and programs are told.
 */
@NullMarked
package io.groundwork.notices;

import org.jspecify.annotations.NullMarked;
