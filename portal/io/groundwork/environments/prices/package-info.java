/**
 * What environments cost: which things are paid by the month, and what Linode said that
 * each costs.
 */
@NullMarked
@NamedInterface("prices")
package io.groundwork.environments.prices;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
