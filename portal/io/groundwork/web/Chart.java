package io.groundwork.web;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * One line over time, computed on the server: the template only writes down paths and
 * labels. The fragment is {@code parts/chart :: chart}.
 *
 * @param label what is measured
 * @param unit the unit behind each number, such as " ms" or "%"
 * @param points oldest first
 * @param limit where it must not go, drawn as a dashed line
 */
public record Chart(String label, String unit, List<Point> points, @Nullable Double limit) {

	/** The drawing is stretched to its place; only its own units count here. */
	static final int WIDTH = 600;

	static final int HEIGHT = 120;

	private static final int STEPS = 4;

	public Chart {
		points = List.copyOf(points);
	}

	/**
	 * One measurement.
	 *
	 * @param at when
	 * @param value what it was, nothing where nothing was measured: the line has a gap
	 */
	public record Point(Instant at, @Nullable Double value) {

	}

	/**
	 * Whether there is a line to draw.
	 */
	public boolean drawable() {
		return values().count() > 1;
	}

	/**
	 * The line as SVG path data, with a gap where a value is missing.
	 */
	public String path() {
		StringBuilder path = new StringBuilder();
		Scale scale = scale();
		boolean pen = false;
		for (int i = 0; i < this.points.size(); i++) {
			Double value = this.points.get(i).value();
			if (value != null) {
				path.append(pen ? 'L' : 'M').append(number(x(i))).append(' ').append(number(scale.y(value)));
			}
			pen = value != null;
		}
		return path.toString();
	}

	/**
	 * Where the limit is drawn, or nothing without one.
	 */
	public @Nullable String limitPath() {
		return (this.limit != null) ? "M0 " + number(scale().y(this.limit)) + "H" + WIDTH : null;
	}

	/**
	 * The lines behind, one for each label of {@link #ticks()}.
	 */
	public String grid() {
		StringBuilder grid = new StringBuilder();
		for (int step = 0; step <= STEPS; step++) {
			grid.append("M0 ").append(number((double) HEIGHT * step / STEPS)).append('H').append(WIDTH);
		}
		return grid.toString();
	}

	/**
	 * The labels of the value axis, from the top down and evenly spaced.
	 */
	public List<String> ticks() {
		Scale scale = scale();
		return IntStream.rangeClosed(0, STEPS)
			.mapToObj((step) -> said(scale.top() - step * (scale.top() - scale.bottom()) / STEPS))
			.toList();
	}

	public Instant from() {
		return this.points.getFirst().at();
	}

	public Instant to() {
		return this.points.getLast().at();
	}

	/**
	 * The newest value with its unit, or "nothing measured".
	 */
	public String latest() {
		return this.points.reversed()
			.stream()
			.map(Point::value)
			.filter(Objects::nonNull)
			.findFirst()
			.map(this::said)
			.orElse("nothing measured");
	}

	/**
	 * The line in a sentence, for those who do not see it.
	 */
	public String summary() {
		OptionalDouble least = values().min();
		OptionalDouble most = values().max();
		if (least.isEmpty() || most.isEmpty()) {
			return this.label + ": nothing measured.";
		}
		String sentence = "%s: latest %s, lowest %s, highest %s".formatted(this.label, latest(),
				said(least.getAsDouble()), said(most.getAsDouble()));
		return (this.limit != null) ? sentence + ", limit " + said(this.limit) + "." : sentence + ".";
	}

	/**
	 * A value as people read it, with its unit.
	 */
	public String said(@Nullable Double value) {
		return (value != null) ? readable(value) + this.unit : "not measured";
	}

	/**
	 * Two decimals where that is much, four digits where the number is small.
	 */
	private static String readable(double value) {
		BigDecimal exact = BigDecimal.valueOf(value);
		BigDecimal rounded = (Math.abs(value) >= 100) ? exact.setScale(2, RoundingMode.HALF_UP)
				: exact.round(new MathContext(4));
		return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
	}

	private double x(int index) {
		return (this.points.size() > 1) ? (double) WIDTH * index / (this.points.size() - 1) : 0;
	}

	private Scale scale() {
		DoubleStream all = (this.limit != null) ? DoubleStream.concat(values(), DoubleStream.of(this.limit)) : values();
		return Scale.around(all.toArray());
	}

	private DoubleStream values() {
		return this.points.stream().map(Point::value).filter(Objects::nonNull).mapToDouble(Double::doubleValue);
	}

	private static String number(double value) {
		String text = String.format(Locale.ROOT, "%.2f", value);
		return text.replaceAll("\\.?0+$", "").replaceAll("^-0$", "0");
	}

	/**
	 * The values at the edges of the drawing, chosen so that every label is a round
	 * number.
	 */
	private record Scale(double bottom, double top) {

		static Scale around(double[] values) {
			double least = DoubleStream.of(values).min().orElse(0);
			double most = DoubleStream.of(values).max().orElse(1);
			double step = round(Math.max(most - least, Math.max(Math.abs(most), 1) * 0.001) / STEPS);
			double bottom = Math.floor(least / step) * step;
			while (bottom + STEPS * step < most) {
				step = round(step * 1.01);
				bottom = Math.floor(least / step) * step;
			}
			return new Scale(bottom, bottom + STEPS * step);
		}

		/**
		 * The next larger of 1, 2, 2.5, 5 and 10 times a power of ten.
		 */
		private static double round(double step) {
			double power = Math.pow(10, Math.floor(Math.log10(step)));
			return DoubleStream.of(1, 2, 2.5, 5, 10)
				.map((factor) -> factor * power)
				.filter((candidate) -> candidate >= step * 0.999_999)
				.findFirst()
				.orElse(10 * power);
		}

		double y(double value) {
			return HEIGHT * (this.top - value) / (this.top - this.bottom);
		}

	}

}
