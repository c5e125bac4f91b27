package io.groundwork.identity;

/**
 * What is there in place of a person where a route is for a worker's claim; the module
 * that hands out such credentials says what it knows of it.
 */
public interface Claimant {

}
