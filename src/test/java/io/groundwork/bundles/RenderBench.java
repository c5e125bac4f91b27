package io.groundwork.bundles;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.groundwork.bench.Figure;
import io.groundwork.environments.spec.RandomSpecs;
import io.groundwork.environments.spec.Spec;

/**
 * How fast files are generated.
 */
public final class RenderBench {

	private static final int SPECS = 500;

	private static final int ROUNDS = 6;

	private static final int TREES = 15;

	private static final double RATE = 200;

	private static final double P99 = 20;

	private static final double TREE = 300;

	private RenderBench() {
	}

	public static List<Figure> run() throws IOException {
		double[] times = times();
		double rate = times.length / Arrays.stream(times).sum() * 1000;
		Arrays.sort(times);
		double p99 = times[times.length * 99 / 100];
		double tree = tree();
		String how = "random specs of all kinds, %,d in %d rounds after one to warm up, one thread, with the digest"
			.formatted(SPECS, ROUNDS);
		return List.of(new Figure("bundles.render.rate", rate, "1/s", RATE, rate >= RATE, how),
				new Figure("bundles.render.p99", p99, "ms", P99, p99 <= P99, how),
				new Figure("bundles.tree", tree, "ms", TREE, tree <= TREE,
						"the whole repository with other settings than the defaults as a tar.gz, median of %d"
							.formatted(TREES)));
	}

	private static double[] times() {
		Bundles bundles = Bundles.ofThisBuild();
		List<Spec> specs = RandomSpecs.some(SPECS);
		double[] times = new double[SPECS * ROUNDS];
		for (int round = -1; round < ROUNDS; round++) {
			for (int index = 0; index < SPECS; index++) {
				BundleOrder order = Samples.order("measured", specs.get(index));
				long begin = System.nanoTime();
				bundles.render(order).digest();
				if (round >= 0) {
					times[round * SPECS + index] = (System.nanoTime() - begin) / 1e6;
				}
			}
		}
		return times;
	}

	private static double tree() throws IOException {
		Repository repository = new Repository(TemplateStore.ofThisBuild(), Samples.OURS);
		double[] times = new double[TREES];
		for (int round = -5; round < TREES; round++) {
			long begin = System.nanoTime();
			repository.render(new ByteArrayOutputStream());
			if (round >= 0) {
				times[round] = (System.nanoTime() - begin) / 1e6;
			}
		}
		Arrays.sort(times);
		return times[TREES / 2];
	}

}
