package io.groundwork.runs.log;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Puts {@code •••} in the place of secrets, whatever form they come in. Secrets of fewer
 * than eight characters are left alone: they stand in every other word, and holes of that
 * size would give them away.
 */
public final class Mask {

	/**
	 * With more characters of secrets than this, nothing at all can be read: to look for
	 * all forms of all of them takes about 20 times as much memory.
	 */
	public static final int MOST = 1_000_000;

	/** Shorter ones are not masked. */
	public static final int SHORTEST = 8;

	static final String HOLE = "•••";

	private final Set<String> secrets;

	private final Search search;

	private final boolean hidesAll;

	private Mask(Set<String> secrets, boolean hidesAll) {
		this.secrets = secrets;
		this.search = new Search(Forms.of(secrets));
		this.hidesAll = hidesAll;
	}

	public static Mask none() {
		return of(Set.of());
	}

	public static Mask of(Collection<String> secrets) {
		long size = secrets.stream().mapToLong(String::length).sum();
		return (size > MOST) ? new Mask(Set.of(), true) : new Mask(Set.copyOf(secrets), false);
	}

	/**
	 * This one with some secrets more.
	 */
	public Mask with(Collection<String> more) {
		if (this.hidesAll || this.secrets.containsAll(more)) {
			return this;
		}
		Set<String> all = new LinkedHashSet<>(this.secrets);
		all.addAll(more);
		return of(all);
	}

	/**
	 * Whether there are so many secrets that nothing is shown.
	 */
	public boolean hidesAll() {
		return this.hidesAll;
	}

	/**
	 * A text that stands by itself, such as an exception's message.
	 */
	public String apply(String text) {
		return stream(false).next(text);
	}

	/**
	 * Texts that follow each other, where a secret may begin in one and end in another.
	 * @param inTheMiddle whether something came before that is not known any more
	 */
	MaskedStream stream(boolean inTheMiddle) {
		return new MaskedStream(this.search, inTheMiddle, this.hidesAll);
	}

	/**
	 * Says nothing of what it hides.
	 */
	@Override
	public String toString() {
		return "Mask of %d secrets".formatted(this.secrets.size());
	}

}
