package io.groundwork.audit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractMap.SimpleEntry;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON in the one form that is hashed: no white space, keys sorted by code point,
 * numbers plain, and nothing escaped but what must be.
 */
final class CanonicalJson {

	private static final Comparator<String> BY_CODE_POINT = (left, right) -> Arrays.compare(left.codePoints().toArray(),
			right.codePoints().toArray());

	private static final int MAX_DEPTH = 20;

	private static final char REPLACEMENT = '\uFFFD';

	private final StringBuilder out = new StringBuilder();

	private CanonicalJson() {
	}

	static String write(Map<?, ?> object) {
		CanonicalJson json = new CanonicalJson();
		json.object(object, 0);
		return json.out.toString();
	}

	/**
	 * The text without what PostgreSQL or UTF-8 cannot hold.
	 */
	static String clean(String text) {
		StringBuilder clean = new StringBuilder(text.length());
		text.codePoints()
			.map((point) -> (point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE))
					? REPLACEMENT : point)
			.forEach(clean::appendCodePoint);
		return clean.toString();
	}

	private void object(Map<?, ?> object, int depth) {
		this.out.append('{');
		String separator = "";
		List<? extends Map.Entry<String, ?>> entries = object.entrySet()
			.stream()
			.map((entry) -> new SimpleEntry<String, @Nullable Object>(clean(String.valueOf(entry.getKey())),
					entry.getValue()))
			.sorted(Map.Entry.comparingByKey(BY_CODE_POINT))
			.toList();
		for (Map.Entry<String, ?> entry : entries) {
			this.out.append(separator);
			Line.string(this.out, entry.getKey());
			this.out.append(':');
			value(entry.getValue(), depth + 1);
			separator = ",";
		}
		this.out.append('}');
	}

	private void array(Stream<?> values, int depth) {
		this.out.append('[');
		String[] separator = { "" };
		values.forEachOrdered((value) -> {
			this.out.append(separator[0]);
			value(value, depth + 1);
			separator[0] = ",";
		});
		this.out.append(']');
	}

	private void value(@Nullable Object value, int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException("Audit details are nested deeper than " + MAX_DEPTH);
		}
		switch (value) {
			case null -> this.out.append("null");
			case Boolean truth -> this.out.append(truth);
			case Byte number -> this.out.append(number);
			case Short number -> this.out.append(number);
			case Integer number -> this.out.append(number);
			case Long number -> this.out.append(number);
			case BigInteger number -> this.out.append(number);
			case BigDecimal number -> decimal(number);
			case Double number when Double.isFinite(number) -> decimal(BigDecimal.valueOf(number));
			case Float number when Float.isFinite(number) -> decimal(new BigDecimal(number.toString()));
			case Map<?, ?> map -> object(map, depth);
			case Iterable<?> values -> array(StreamSupport.stream(values.spliterator(), false), depth);
			case Object[] values -> array(Arrays.stream(values), depth);
			default -> Line.string(this.out, clean(value.toString()));
		}
	}

	private void decimal(BigDecimal number) {
		BigDecimal shortest = (number.signum() == 0) ? BigDecimal.ZERO : number.stripTrailingZeros();
		if (Math.abs((long) shortest.scale()) > 400) {
			Line.string(this.out, shortest.toString());
		}
		else {
			this.out.append(shortest.toPlainString());
		}
	}

}
