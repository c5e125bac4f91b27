package io.groundwork.bundles.network;

/**
 * A connection that somebody asks about; answers to it are always let through.
 *
 * @param from who begins it
 * @param to who is reached
 * @param port on which port
 */
public record Traffic(Endpoint from, Endpoint to, Port port) {

}
