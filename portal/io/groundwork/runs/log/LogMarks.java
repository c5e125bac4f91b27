package io.groundwork.runs.log;

/**
 * Where stretches of a sealed log begin, so that its end can be read without unpacking
 * all before it.
 *
 * @param seqs the number of the first line of each stretch
 * @param offsets the byte of the object that it begins at, and at last where the last one
 * ends
 */
record LogMarks(long[] seqs, long[] offsets) {

	static final LogMarks NONE = new LogMarks(new long[0], new long[0]);

	/**
	 * The stretch that a line is in.
	 */
	int stretch(long seq) {
		int found = java.util.Arrays.binarySearch(this.seqs, seq);
		return Math.max(0, (found >= 0) ? found : -found - 2);
	}

	int count() {
		return this.seqs.length;
	}

}
