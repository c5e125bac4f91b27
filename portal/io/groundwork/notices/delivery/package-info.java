/**
 * How notices get out: written down with what they tell of, sent when that is certain, to
 * Slack and to webhooks, again until they arrive or it is too late.
 */
@NullMarked
package io.groundwork.notices.delivery;

import org.jspecify.annotations.NullMarked;
