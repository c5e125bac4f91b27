package io.groundwork.sandbox.linode;

/**
 * What every part of the API builds on.
 *
 * @param events what happened
 * @param life what is going to happen
 * @param catalogue what can be had
 * @param faults what is to go wrong
 */
record Land(Events events, Life life, Catalogue catalogue, Faults faults) {

}
