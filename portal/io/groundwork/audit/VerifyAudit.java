package io.groundwork.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Verifies an export by itself, and against anchors if they are at hand: needs nothing
 * but a JDK and the files.
 */
public final class VerifyAudit {

	private static final String USAGE = """
			Usage: verify-audit FILE [ANCHORS-FOLDER PUBLIC-KEY-FILE]
			FILE is an export of the audit record. With a folder of anchors and the public key that
			signed them it is also noticed if the end was cut or the whole was rewritten.
			""";

	/** Longer than any row can be. */
	private static final int LONGEST = 1 << 20;

	private final PrintStream out;

	private VerifyAudit(PrintStream out) {
		this.out = out;
	}

	public static void main(String[] args) {
		System.exit(run(args, System.out));
	}

	/**
	 * Returns 0 if all is well, 1 if the record is not, 2 if it could not be looked at.
	 */
	static int run(String[] args, PrintStream out) {
		if (args.length != 1 && args.length != 3) {
			out.print(USAGE);
			return 2;
		}
		try {
			VerifyAudit verify = new VerifyAudit(out);
			List<Segment> anchors = new ArrayList<>();
			boolean signed = args.length == 1 || verify.anchors(Path.of(args[1]), Path.of(args[2]), anchors);
			return verify.file(Path.of(args[0]), anchors, args.length == 3) && signed ? 0 : 1;
		}
		catch (IOException | UncheckedIOException ex) {
			out.println("Cannot be read: " + ex.getMessage());
			return 2;
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			out.println("Not a public key: " + ((args.length == 3) ? args[2] : ex.getMessage()));
			return 2;
		}
	}

	private boolean anchors(Path folder, Path keyFile, List<Segment> anchors)
			throws IOException, GeneralSecurityException {
		PublicKeys keys = PublicKeys.parse(Files.readString(keyFile));
		if (keys.isEmpty()) {
			throw new GeneralSecurityException("no key");
		}
		boolean signed = true;
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter((file) -> file.toString().endsWith(".txt")).sorted().toList()) {
				try {
					Segment segment = Segment.parse(Files.readString(file));
					if (keys.signed(segment)) {
						anchors.add(segment);
						continue;
					}
				}
				catch (IllegalArgumentException ex) {
					// Said below.
				}
				this.out.println("BROKEN: the anchor %s is not signed by a key of %s.".formatted(file, keyFile));
				signed = false;
			}
		}
		return signed;
	}

	private boolean file(Path file, List<Segment> anchors, boolean anchored) throws IOException {
		ChainCheck check = new ChainCheck(anchors);
		try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
			read(in, check);
		}
		List<Finding> findings = check.end();
		for (Finding finding : findings) {
			this.out.println("BROKEN at line %d: %s".formatted(finding.line(), finding.sentence()));
			if (finding.kind() == Finding.Kind.CUT) {
				this.out.println("(Unless the file was exported before that time.)");
			}
		}
		if (findings.isEmpty()) {
			good(check, anchored);
		}
		return findings.isEmpty();
	}

	private void good(ChainCheck check, boolean anchored) {
		if (check.rows() == 0) {
			this.out.println("The file holds no rows.");
			return;
		}
		this.out.println("Whole: %,d rows, %d to %d, each follows the one before it.".formatted(check.rows(),
				check.first(), check.last()));
		this.out.println("The last hash is " + HexFormat.of().formatHex(check.head()));
		if (check.first() > 1) {
			this.out.println("Rows before %d were pruned, or left out.".formatted(check.first()));
		}
		this.out.println(anchored ? "%d anchors agree.".formatted(check.agreeing())
				: "Without anchors a cut end or a rewritten whole cannot be noticed.");
	}

	private static void read(InputStream in, ChainCheck check) throws IOException {
		byte[] buffer = new byte[1 << 16];
		byte[] line = new byte[1 << 12];
		int length = 0;
		int count;
		while ((count = in.read(buffer)) >= 0) {
			int from = 0;
			for (int i = 0; i < count; i++) {
				if (buffer[i] == '\n') {
					line = append(line, length, buffer, from, i);
					check.line(line, length + i - from);
					length = 0;
					from = i + 1;
				}
			}
			line = append(line, length, buffer, from, count);
			length = Math.min(length + count - from, LONGEST);
		}
		if (length > 0) {
			check.line(line, length);
		}
	}

	private static byte[] append(byte[] line, int length, byte[] buffer, int from, int to) {
		int needed = length + to - from;
		byte[] room = (needed <= line.length) ? line
				: Arrays.copyOf(line, Math.min(Math.max(needed, 2 * line.length), LONGEST + buffer.length));
		System.arraycopy(buffer, from, room, length, to - from);
		return room;
	}

}
