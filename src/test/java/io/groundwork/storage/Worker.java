package io.groundwork.storage;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Another process that works on a folder until it is killed.
 */
final class Worker {

	static final int SIZE = 500_000;

	private Worker() {
	}

	/**
	 * Starts one and kills it a little after it has begun.
	 * @param changes how many changes it makes before its killer hears of it
	 */
	static void killed(String what, Path folder, Path keys, int changes) throws Exception {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Worker.class.getName(), what,
				folder.toString(), keys.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (InputStream in = process.getInputStream()) {
			// One byte for each change; the one after it is somewhere on its way then.
			in.skipNBytes(changes + 1L);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	public static void main(String[] arguments) {
		FolderStore folder = new FolderStore(Path.of(arguments[1]));
		SealedStore store = Stores.sealed(new TellingStore(folder), Path.of(arguments[2]));
		if (arguments[0].equals("rewrap")) {
			store.rewrap();
			return;
		}
		while (true) {
			byte round = (byte) System.nanoTime();
			byte[] content = new byte[SIZE];
			Arrays.fill(content, round);
			store.put("written", content);
		}
	}

	/**
	 * Tells the other side before each change.
	 */
	private static final class TellingStore extends FailingStore {

		private TellingStore(ObjectStore store) {
			super(store, Integer.MAX_VALUE);
		}

		@Override
		public void put(String name, Content content) {
			tell();
			super.put(name, content);
		}

		@Override
		public void delete(String name) {
			tell();
			super.delete(name);
		}

		private static void tell() {
			System.out.print('.');
			System.out.flush();
		}

	}

}
