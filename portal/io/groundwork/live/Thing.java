package io.groundwork.live;

/**
 * What somebody watches.
 *
 * @param topic what is signalled when something happens to one of its kind
 * @param number which of them
 */
public record Thing(String topic, long number) {

}
