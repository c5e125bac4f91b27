package io.groundwork.web;

import java.util.Locale;

/**
 * How much of something is used, for the fragment {@code parts/meter :: meter}; "19 of
 * 30".
 *
 * @param label what it is
 * @param used how much is used
 * @param limit how much there is
 * @param unit behind the numbers, such as " GiB", or nothing
 */
public record Meter(String label, double used, double limit, String unit) {

	private static final double HIGH = 0.8;

	/**
	 * How wide the bar is, of 100.
	 */
	public String width() {
		double share = (this.limit > 0) ? Math.clamp(this.used / this.limit, 0, 1) : 0;
		return number(100 * share);
	}

	/**
	 * Full is bad, four fifths want attention.
	 */
	public Tone tone() {
		if (this.used >= this.limit) {
			return Tone.BAD;
		}
		return (this.used >= HIGH * this.limit) ? Tone.WAIT : Tone.QUIET;
	}

	public String words() {
		String said = number(this.used) + " of " + number(this.limit) + this.unit;
		return switch (tone()) {
			case BAD -> said + ", full";
			case WAIT -> said + ", nearly full";
			default -> said;
		};
	}

	private static String number(double value) {
		return (value == Math.rint(value)) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
	}

}
