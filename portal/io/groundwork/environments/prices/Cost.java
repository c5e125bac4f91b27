package io.groundwork.environments.prices;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Dollars a month, between two amounts where an autoscaler decides.
 *
 * @param least with as few nodes as there may be
 * @param most with as many
 */
public record Cost(BigDecimal least, BigDecimal most) {

	static final Cost NONE = new Cost(BigDecimal.ZERO, BigDecimal.ZERO);

	public Cost {
		least = least.setScale(2, RoundingMode.HALF_UP);
		most = most.setScale(2, RoundingMode.HALF_UP);
	}

	static Cost of(BigDecimal each, int least, int most) {
		return new Cost(each.multiply(BigDecimal.valueOf(least)), each.multiply(BigDecimal.valueOf(most)));
	}

	Cost plus(Cost other) {
		return new Cost(this.least.add(other.least), this.most.add(other.most));
	}

	Cost minus(Cost other) {
		return new Cost(this.least.subtract(other.least), this.most.subtract(other.most));
	}

	boolean nothing() {
		return this.least.signum() == 0 && this.most.signum() == 0;
	}

	/**
	 * Such as "$144.00 to $480.00".
	 */
	public String words() {
		String first = dollars(this.least);
		return this.least.equals(this.most) ? first : first + " to " + dollars(this.most);
	}

	/**
	 * As a difference, such as "+$0.00 to +$192.00".
	 */
	public String signed() {
		String first = signed(this.least);
		return this.least.equals(this.most) ? first : first + " to " + signed(this.most);
	}

	private static String signed(BigDecimal amount) {
		String sign = switch (amount.signum()) {
			case 1 -> "+";
			case -1 -> "−";
			default -> "±";
		};
		return sign + dollars(amount.abs());
	}

	static String dollars(BigDecimal amount) {
		return String.format(Locale.ROOT, "$%,.2f", amount);
	}

}
