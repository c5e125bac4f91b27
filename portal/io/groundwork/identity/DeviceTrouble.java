package io.groundwork.identity;

/**
 * Why a program gets no token, in the words of RFC 8628, and in a sentence.
 */
enum DeviceTrouble {

	PENDING("authorization_pending", "Nobody has confirmed it yet. Ask again in a few seconds."),

	HASTY("slow_down", "It asks too often. Wait five seconds before asking again."),

	DENIED("access_denied", "It was refused in the browser. Begin anew if that was a mistake."),

	FULL("access_denied",
			"Whoever confirmed it has as many live tokens as there may be. Revoke one that is no longer used, and begin anew."),

	OVER("expired_token", "This code is not known, was used, or its time is over. Begin anew.");

	private final String word;

	private final String sentence;

	DeviceTrouble(String word, String sentence) {
		this.word = word;
		this.sentence = sentence;
	}

	String word() {
		return this.word;
	}

	String sentence() {
		return this.sentence;
	}

}
