package io.groundwork.runs.log;

import org.jspecify.annotations.Nullable;

/**
 * What the address of a run's page says of its log.
 *
 * @param at show this line and those around it
 * @param after show lines after this one
 * @param before show lines before this one
 * @param step only this step
 * @param resource only resources whose address begins so
 * @param level only what matters at least so much
 */
public record LogQuery(@Nullable Long at, @Nullable Long after, @Nullable Long before, @Nullable String step,
		@Nullable String resource, @Nullable String level) {

}
