package io.groundwork.terraform;

/**
 * Takes what a command says, line by line.
 */
@FunctionalInterface
public interface LineConsumer {

	/**
	 * A line.
	 * @param text the line without its end
	 * @param next where the next one begins in the file, in bytes: to go on from there
	 * later
	 */
	void line(String text, long next);

}
