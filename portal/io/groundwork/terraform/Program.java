package io.groundwork.terraform;

import java.nio.file.Path;

/**
 * A program that was found and is new enough.
 *
 * @param path where it is
 * @param product which of the two it is
 * @param version its version
 */
public record Program(Path path, Product product, ProgramVersion version) {

	/**
	 * What it calls itself, such as Terraform 1.11.4.
	 */
	public String title() {
		return this.product.title() + " " + this.version;
	}

	/**
	 * What came of looking for it.
	 */
	public sealed interface Search {

	}

	/**
	 * It is there.
	 *
	 * @param program the program
	 */
	public record Found(Program program) implements Search {

	}

	/**
	 * It cannot be used.
	 *
	 * @param reason why, and what to do, in a sentence
	 */
	public record Missing(String reason) implements Search {

	}

}
