package io.groundwork.masking;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Puts {@code •••} in the place of secrets, whatever form they come in. Secrets of fewer
 * than eight characters are left alone: they stand in every other word, and holes of that
 * size would give them away.
 */
public final class Mask {

	/** Shorter ones are not masked. */
	public static final int SHORTEST = 8;

	static final String HOLE = "•••";

	private final Set<String> secrets;

	private final Search search;

	private final Pieces pieces;

	private Mask(Set<String> secrets) {
		this.secrets = secrets;
		Forms forms = Forms.of(secrets);
		this.search = new Search(forms.words());
		this.pieces = forms.pieces();
	}

	public static Mask none() {
		return new Mask(Set.of());
	}

	public static Mask of(Collection<String> secrets) {
		return new Mask(Set.copyOf(secrets));
	}

	/**
	 * This one with some secrets more.
	 */
	public Mask with(Collection<String> more) {
		if (this.secrets.containsAll(more)) {
			return this;
		}
		Set<String> all = new LinkedHashSet<>(this.secrets);
		all.addAll(more);
		return of(all);
	}

	/**
	 * A text that stands by itself, such as an exception's message.
	 */
	public String apply(String text) {
		return stream(false).next(text);
	}

	/**
	 * Whether a secret is in a text.
	 * @param cut whether the text was longer, so that its end may be the beginning of one
	 */
	public boolean hides(String text, boolean cut) {
		return stream(false).finds(Forms.plain(text), cut);
	}

	/**
	 * Texts that follow each other, where a secret may begin in one and end in another.
	 * @param inTheMiddle whether something came before that is not known any more
	 */
	public MaskedStream stream(boolean inTheMiddle) {
		return new MaskedStream(this.search, this.pieces, inTheMiddle);
	}

	/**
	 * Says nothing of what it hides.
	 */
	@Override
	public String toString() {
		return "Mask of %d secrets".formatted(this.secrets.size());
	}

}
