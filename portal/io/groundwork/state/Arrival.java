package io.groundwork.state;

import org.jspecify.annotations.Nullable;

/**
 * A state that is in the object store, and that no row knows yet.
 *
 * @param object the name of its object
 * @param head what it says of itself; none if it cannot be read as a state
 * @param flaw why it cannot, empty if it can
 * @param size in bytes
 * @param digest SHA-256 of its bytes
 */
record Arrival(String object, @Nullable StateHead head, String flaw, long size, String digest) {

}
