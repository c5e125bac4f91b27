package io.groundwork.storage;

import java.nio.file.Path;

import io.groundwork.sandbox.S3Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("proof")
class StreamingMemoryTests {

	private static final long HUNDRED_MEGABYTES = 100L * 1024 * 1024;

	@Test
	void aHundredMegabytesNeedAtMost32MegabytesOfHeap(@TempDir Path temporary) {
		Path folder = temporary.resolve("objects");
		S3Server.Access access = S3Server.shared().access();
		long baseline = StreamingProbe.baseline(folder, access);
		assertThat(StreamingProbe.fits(baseline, 32, HUNDRED_MEGABYTES, folder, access))
			.as("with 32 MB more than the %d bytes before", baseline)
			.isTrue();
	}

}
