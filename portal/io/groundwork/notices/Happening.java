package io.groundwork.notices;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened, for those whom it concerns.
 *
 * @param event what it is called outside
 * @param occasion what it is known by: nobody is told of the same twice
 * @param at when
 * @param by who did it
 * @param matter what it happened to
 * @param addressees who should hear of it; each chooses whether and where
 */
public record Happening(NoticeEvent event, String occasion, Instant at, String by, Matter matter,
		List<Addressee> addressees) {

	public Happening {
		addressees = List.copyOf(addressees);
	}

}
