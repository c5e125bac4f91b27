/**
 * A Linode API of our own: the wire rules of the real one, kept in memory and a journal.
 */
@NullMarked
package io.groundwork.sandbox.linode;

import org.jspecify.annotations.NullMarked;
