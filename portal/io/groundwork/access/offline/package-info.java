/**
 * Breaking the glass while the portal is away: a kit that is made beforehand, a key file
 * that it opens with two of three shares, and a signed receipt that is brought in later.
 */
@NullMarked
package io.groundwork.access.offline;

import org.jspecify.annotations.NullMarked;
