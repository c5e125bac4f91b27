package io.groundwork.web;

import java.net.URI;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * What an error page says to a person: what happened, what is unchanged, what to do next.
 * These are the words for when nothing better is known; who knows better says it.
 *
 * @param status the HTTP status
 * @param heading what happened, in a few words
 * @param happened what happened, in a sentence
 * @param unchanged what it left as it was
 * @param next what the person can do
 */
public record Trouble(int status, String heading, String happened, String unchanged, String next) {

	private static final String NOTHING_CHANGED = "Nothing was changed.";

	public static Trouble of(int status) {
		return switch (status) {
			case 400 -> new Trouble(status, "That could not be read",
					"Something in the address or in the form is not what this page expects.", NOTHING_CHANGED,
					"Go back, check what you entered, and send it again.");
			case 401 -> new Trouble(status, "You are not signed in", "Your session has ended, or was ended.",
					NOTHING_CHANGED, "Sign in again; you come back to this page.");
			case 403 -> new Trouble(status, "This is not yours to use",
					"You are signed in, but none of your roles may open this page or do this.", NOTHING_CHANGED,
					"A platform engineer can tell you which team or role opens it.");
			case 404 ->
				new Trouble(status, "There is nothing here", "No page has this address, or what it was about is gone.",
						NOTHING_CHANGED, "Check the address, or search for what you were looking for.");
			case 405 -> new Trouble(status, "This address does not do that",
					"The page was asked in a way that it does not answer to, such as opening the address of a form.",
					NOTHING_CHANGED, "Start from the page that has the form.");
			case 406 -> new Trouble(status, "There is no such form of this",
					"What was asked for is not to be had as what the header Accept names.", NOTHING_CHANGED,
					"Leave the header out, or have it say application/json; a kubeconfig is application/yaml.");
			case 409 -> new Trouble(status, "Somebody was faster",
					"What you wanted to change has changed since you opened the page.",
					"What the other person did stands; yours was not done.",
					"Open the page again, look at what is there now, and decide again.");
			case 413 ->
				new Trouble(status, "That is too much at once", "What you sent is larger than the portal accepts.",
						NOTHING_CHANGED, "Send less, or in several parts.");
			case 415 -> new Trouble(status, "That is not in a form that is understood",
					"What you sent is not what this address takes, or does not say what it is.", NOTHING_CHANGED,
					"Send JSON, with the header Content-Type: application/json.");
			case 422 -> new Trouble(status, "This is not the same as before",
					"What you sent cannot be carried out as it stands.", NOTHING_CHANGED,
					"Use a new key for something new, or repeat exactly what you sent.");
			case 429 -> new Trouble(status, "Too many requests",
					"You, or a script with your token, asked more often than the limit allows.",
					"This request was not carried out; earlier ones were.", "Wait a minute, then try again.");
			case 503 ->
				new Trouble(status, "The portal cannot work just now",
						"Something that it depends on does not answer, most likely its database.",
						"What was not confirmed to you was most likely not done; look before you repeat it. "
								+ "Environments keep running.",
						"Try again in a minute. The portal recovers by itself.");
			default -> new Trouble(status, "Something went wrong on our side",
					"The portal met an error that it did not expect.",
					"The change that was under way was undone as a whole.",
					"Try again. If it happens again, give the reference number to a platform engineer.");
		};
	}

	/**
	 * The same with the cause that is known.
	 */
	public Trouble because(String happened) {
		return new Trouble(this.status, this.heading, happened, this.unchanged, this.next);
	}

	/**
	 * The same for a script.
	 */
	ProblemDetail problem(String reference) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(this.status),
				this.happened + " " + this.next);
		problem.setTitle(this.heading);
		problem.setType(URI.create("/problems/" + this.status));
		problem.setProperty("reference", reference);
		return problem;
	}

}
