package io.groundwork.notices.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.groundwork.web.Tone;

/**
 * What is said outside of something that happened.
 *
 * @param event what it is called
 * @param occasion what it is known by: each target gets it once
 * @param subject what it happened to; what is said of the same arrives in its order
 * @param at when
 * @param title what it happened to, in a few words
 * @param tone how that stands now, as the eye sees it
 * @param status how it stands, in words
 * @param lines what else matters, a sentence each
 * @param button what the button that leads there says
 * @param link where it leads
 * @param details what programs are told
 */
public record Message(String event, String occasion, String subject, Instant at, String title, Tone tone, String status,
		List<String> lines, String button, String link, Map<String, Object> details) {

}
