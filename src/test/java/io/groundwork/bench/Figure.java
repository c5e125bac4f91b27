package io.groundwork.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param name its name
 * @param value what was measured
 * @param unit in which unit
 * @param bar what it must keep to, or {@code null} if it is only stated
 * @param ok whether it does
 * @param how how it was measured
 */
public record Figure(String name, double value, String unit, @Nullable Double bar, boolean ok, String how) {

}
