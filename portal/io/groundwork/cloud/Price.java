package io.groundwork.cloud;

import java.math.BigDecimal;

/**
 * What something costs in dollars.
 */
public record Price(BigDecimal hourly, BigDecimal monthly) {

}
