/**
 * What is measured: whole-process figures with a bar where there is one.
 */
@NullMarked
package io.groundwork.bench;

import org.jspecify.annotations.NullMarked;
