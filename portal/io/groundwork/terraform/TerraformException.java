package io.groundwork.terraform;

/**
 * A command failed.
 */
public class TerraformException extends RuntimeException {

	private final TerraformCommand command;

	private final Ending ending;

	/**
	 * A failure.
	 * @param command what failed
	 * @param ending how it ended
	 * @param said the end of what it said, with the secrets already out
	 */
	public TerraformException(TerraformCommand command, Ending ending, String said) {
		super("terraform %s %s%s".formatted(command.title(), how(ending), said.isBlank() ? "" : ": " + said.strip()));
		this.command = command;
		this.ending = ending;
	}

	private static String how(Ending ending) {
		String how = ending.code().isPresent() ? "ended with exit code " + ending.code().getAsInt()
				: "was killed before it could say how it ended";
		return ending.stopped() ? how + " after it was asked to stop" : how;
	}

	public TerraformCommand command() {
		return this.command;
	}

	public Ending ending() {
		return this.ending;
	}

}
