package io.groundwork.requests;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.groundwork.approvals.Ballot;
import io.groundwork.approvals.Standing;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Typed;

import org.springframework.stereotype.Component;

/**
 * Agrees to several requests of development at once. Each is a vote of its own on the
 * digest that was shown, on the way that every vote takes, so that one that fails leaves
 * the others alone.
 */
@Component
class ManyVotes {

	private static final Pattern CHOICE = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

	private final Requests requests;

	ManyVotes(Requests requests) {
		this.requests = requests;
	}

	static boolean allowed(String environmentKind) {
		return environmentKind.equals(EnvironmentKind.DEVELOPMENT.word());
	}

	/**
	 * Votes on each of those, and says of each what came of it.
	 * @param chosen numbers, each with the digest that was looked at
	 * @param most how many at once
	 */
	List<Answer> approve(SignedIn who, List<String> chosen, String reason, int most) {
		List<Matcher> choices = new LinkedHashSet<>(chosen).stream().map(CHOICE::matcher).toList();
		if (choices.isEmpty() || choices.size() > most || !choices.stream().allMatch(Matcher::matches)) {
			throw new InvalidInputException("chosen",
					"Choose 1 to %d of the requests below by their boxes.".formatted(most));
		}
		String why = Typed.text("reason", reason, 2_000);
		List<Answer> answers = new ArrayList<>();
		for (Matcher choice : choices) {
			answers.add(approve(who, Long.parseLong(choice.group(1)), choice.group(2), why));
		}
		if (answers.stream().allMatch(Answer::missing)) {
			throw new NotThereException("There is none of the requests that you chose");
		}
		return List.copyOf(answers);
	}

	private Answer approve(SignedIn who, long number, String digest, String why) {
		try {
			Request request = this.requests.seenBy(who, number);
			if (!allowed(request.environmentKind())) {
				return new Answer(number, false,
						"It is about %s, and only requests of development are agreed to together; decide on it by itself."
							.formatted(request.environmentKind()));
			}
			Standing standing = this.requests.vote(who, number, new Ballot(Ballot.Choice.APPROVE, digest, why));
			return new Answer(number, true, standing.agreed() ? "You approved it, and with that it is agreed to."
					: "You approved it. It still waits for %s.".formatted(String.join(" and ", standing.waitingFor())));
		}
		catch (ConflictException | ForbiddenException ex) {
			return new Answer(number, false, ex.getMessage() + ".");
		}
		catch (NotThereException ex) {
			return new Answer(number, false, ex.getMessage() + ".", true);
		}
	}

	/**
	 * What came of it where each was counted.
	 */
	static String sentence(List<Answer> answers) {
		return (answers.size() == 1)
				? "Request %d: %s".formatted(answers.getFirst().number(), answers.getFirst().text())
				: "You approved requests %s.".formatted(
						answers.stream().map((one) -> String.valueOf(one.number())).collect(Collectors.joining(", ")));
	}

	/**
	 * What came of one vote.
	 *
	 * @param counted whether it was counted
	 * @param text in a sentence
	 * @param missing whether there is no such request for whoever asks
	 */
	record Answer(long number, boolean counted, String text, boolean missing) {

		Answer(long number, boolean counted, String text) {
			this(number, counted, text, false);
		}

	}

}
