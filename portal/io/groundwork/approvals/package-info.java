/**
 * Who has to agree to what, and who did: rounds on a subject, votes, and the rules that
 * say how many of whom.
 */
@NullMarked
package io.groundwork.approvals;

import org.jspecify.annotations.NullMarked;
