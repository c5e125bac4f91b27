package io.groundwork.storage;

import java.time.Instant;

/**
 * What a store says about an object without reading it.
 *
 * @param name the object's name
 * @param size how many bytes its content has
 * @param modified when it was last written
 */
public record ObjectHead(String name, long size, Instant modified) {

}
