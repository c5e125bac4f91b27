package io.groundwork.notices;

/**
 * Somebody who should hear of it, and in which words.
 *
 * @param person the number of the account
 * @param concern why they are told
 * @param title what happened, in a sentence without its full stop
 * @param text what else matters
 * @param link where to go, within the portal
 */
public record Addressee(long person, Concern concern, String title, String text, String link) {

}
