package io.groundwork.terraform;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a program.
 *
 * @param major changes when something is taken away
 * @param minor changes when something is added
 * @param patch changes when something is mended
 * @param suffix what follows, such as -rc1; mostly empty
 */
public record ProgramVersion(int major, int minor, int patch, String suffix) implements Comparable<ProgramVersion> {

	/**
	 * The first version that has ephemeral values, write-only arguments and all of the
	 * JSON that we read; of both products, as it happens.
	 */
	static final ProgramVersion LEAST = new ProgramVersion(1, 11, 0, "");

	private static final Pattern FORM = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})([-+][0-9A-Za-z.+-]+)?");

	private static final Comparator<ProgramVersion> ORDER = Comparator.comparingInt(ProgramVersion::major)
		.thenComparingInt(ProgramVersion::minor)
		.thenComparingInt(ProgramVersion::patch);

	static Optional<ProgramVersion> of(String text) {
		Matcher matcher = FORM.matcher(text);
		return matcher.matches()
				? Optional.of(new ProgramVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
						Integer.parseInt(matcher.group(3)), (matcher.group(4) != null) ? matcher.group(4) : ""))
				: Optional.empty();
	}

	/**
	 * By the three numbers alone: a release candidate can what its release can.
	 */
	@Override
	public int compareTo(ProgramVersion other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return "%d.%d.%d%s".formatted(this.major, this.minor, this.patch, this.suffix);
	}

}
