package io.groundwork.terraform;

import java.util.OptionalInt;

/**
 * How a command ended.
 *
 * @param code its exit code; none if it was killed together with what would have written
 * it down, or never began
 * @param stopped whether it had been asked to stop
 */
public record Ending(OptionalInt code, boolean stopped) {

	public boolean succeeded(TerraformCommand command) {
		return this.code.isPresent() && command.succeeded(this.code.getAsInt());
	}

}
