package io.groundwork.environments.spec;

/**
 * What a taint does to pods that do not tolerate it, in Kubernetes' own words.
 */
public enum Effect implements Word {

	NO_SCHEDULE("NoSchedule"), PREFER_NO_SCHEDULE("PreferNoSchedule"), NO_EXECUTE("NoExecute");

	private final String word;

	Effect(String word) {
		this.word = word;
	}

	@Override
	public String word() {
		return this.word;
	}

}
