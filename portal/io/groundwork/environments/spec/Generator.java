package io.groundwork.environments.spec;

/**
 * What makes a secret's value.
 */
public enum Generator implements Word {

	/** The environment's database: where it is, a role and its password. */
	DATABASE(90),

	/** Chance. */
	RANDOM(90),

	/** The bucket that services keep their files in: a key to it. */
	BUCKET(180),

	/** A person, who puts it in. */
	GIVEN(365);

	private final int rotateDays;

	Generator(int rotateDays) {
		this.rotateDays = rotateDays;
	}

	/**
	 * After how many days it is made anew, where a spec does not say.
	 */
	public int rotateDays() {
		return this.rotateDays;
	}

	/**
	 * Whether it is about something that comes with the data store.
	 */
	public boolean needsDataStore() {
		return this == DATABASE || this == BUCKET;
	}

}
