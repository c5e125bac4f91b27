package io.groundwork.cloud;

/**
 * Whether the account may have so much more, before Linode is asked for it.
 */
public sealed interface Fit {

	/**
	 * As far as anybody knows it may.
	 */
	record Yes() implements Fit {

	}

	/**
	 * It may not.
	 *
	 * @param remedy why, and what to do, in sentences
	 */
	record No(String remedy) implements Fit {

	}

	/**
	 * Nobody knows before it is tried.
	 *
	 * @param why what is not known, in a sentence
	 * @param remedy what to do if it turns out not to be so, in a sentence; empty where
	 * nothing is known at all
	 */
	record Unknown(String why, String remedy) implements Fit {

		Unknown(String why) {
			this(why, "");
		}

	}

}
