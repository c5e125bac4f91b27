/**
 * The Linode API as the portal itself uses it: what can be had and where, what there is,
 * how much fits, and the token that this is asked with.
 */
@NullMarked
package io.groundwork.cloud;

import org.jspecify.annotations.NullMarked;
