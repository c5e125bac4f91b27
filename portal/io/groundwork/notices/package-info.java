/**
 * Notices: people are told what moved on and what waits for them, here, in Slack and
 * wherever else they want to hear it.
 */
@NullMarked
package io.groundwork.notices;

import org.jspecify.annotations.NullMarked;
