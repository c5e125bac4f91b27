/**
 * What every page and every answer has in common: layout, headers, limits, errors,
 * repeatable POSTs.
 */
@NullMarked
package io.groundwork.web;

import org.jspecify.annotations.NullMarked;
