package io.groundwork.environments.spec;

/**
 * One thing that is wrong with a spec.
 *
 * @param field where, such as {@code pools[1].max}; empty for the spec as a whole
 * @param problem what is wrong there, as the rest of a sentence that begins with it
 * @param remedy what to do, as a sentence's second half
 */
public record Problem(String field, String problem, String remedy) {

	/**
	 * All of it, for a person.
	 */
	public String sentence() {
		return "%s %s; %s.".formatted(this.field.isEmpty() ? "The spec" : this.field, this.problem, this.remedy);
	}

	/**
	 * The same within something bigger.
	 */
	Problem within(String whole) {
		return new Problem(this.field.isEmpty() ? whole : whole + "." + this.field, this.problem, this.remedy);
	}

}
