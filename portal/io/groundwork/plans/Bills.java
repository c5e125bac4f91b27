package io.groundwork.plans;

import io.groundwork.environments.prices.Bill;

/**
 * What is paid by the month before a plan is carried out and after.
 *
 * @param before what there is
 * @param after what there would be; what is let go of is still paid
 */
public record Bills(Bill before, Bill after) {

}
