package io.groundwork.sandbox.objects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

import io.groundwork.sandbox.linode.Buckets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One region's objects: a folder, and the servers over it, which start when somebody
 * comes.
 */
final class Site implements AutoCloseable {

	/**
	 * What nearly every client signs with.
	 */
	private static final String USUAL = "us-east-1";

	/**
	 * So many names in signatures are served at once.
	 */
	private static final int MOST = 4;

	private final ReentrantLock starting = new ReentrantLock();

	private final ReentrantLock telling = new ReentrantLock();

	private final Map<String, Gateway> gateways = new HashMap<>();

	private final String region;

	private final Path folder;

	private final CompletableFuture<Path> program;

	private final Keyring keys;

	private final Lifecycles lifecycles;

	private boolean told;

	private boolean closed;

	Site(String region, Path folder, CompletableFuture<Path> program, Keyring keys) {
		this.region = region;
		this.folder = folder;
		this.program = program;
		this.keys = keys;
		this.lifecycles = new Lifecycles(folder.resolve("lifecycle"));
	}

	String region() {
		return this.region;
	}

	Lifecycles lifecycles() {
		return this.lifecycles;
	}

	Buckets.Place place(String bucket) {
		return new Buckets.Place(this.region, bucket);
	}

	/**
	 * The server for a name in a signature, or the usual one where there are too many
	 * already: that one says that the name is wrong.
	 */
	Gateway gateway(String signing) throws IOException {
		this.starting.lock();
		try {
			if (this.closed) {
				throw new IOException("it has ended");
			}
			String name = (this.gateways.containsKey(signing) || this.gateways.size() < MOST) ? signing : USUAL;
			Gateway running = this.gateways.get(name);
			if (running == null || !running.isAlive()) {
				if (running != null) {
					running.close();
				}
				Files.createDirectories(this.folder,
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
				writeUsers();
				running = Gateway.start(program(), this.folder, name);
				this.gateways.put(name, running);
			}
			if (!this.told) {
				// Keys may have come and gone while nobody served.
				for (String bucket : buckets()) {
					writePolicy(running.root(), place(bucket));
				}
				this.told = true;
			}
			return running;
		}
		finally {
			this.starting.unlock();
		}
	}

	private Path program() throws IOException {
		if (!this.program.isDone()) {
			throw new IOException("what serves objects is still being built");
		}
		try {
			return this.program.join();
		}
		catch (CompletionException ex) {
			throw new IOException("what serves objects cannot be had", ex);
		}
	}

	Gateway usual() throws IOException {
		return gateway(USUAL);
	}

	private S3Client root() throws IOException {
		return usual().root();
	}

	/**
	 * The buckets that are there, server or not.
	 */
	Set<String> buckets() throws IOException {
		Set<String> names = new TreeSet<>();
		Path data = this.folder.resolve("data");
		if (Files.isDirectory(data)) {
			try (DirectoryStream<Path> folders = Files.newDirectoryStream(data, Files::isDirectory)) {
				folders.forEach((bucket) -> names.add(bucket.getFileName().toString()));
			}
			names.removeIf((name) -> name.startsWith("."));
		}
		return names;
	}

	/**
	 * Lets the servers know who there is; they look at the file for each request.
	 */
	void tellKeys() throws IOException {
		if (Files.isDirectory(this.folder)) {
			writeUsers();
		}
	}

	private void writeUsers() throws IOException {
		this.telling.lock();
		try {
			ObjectNode document = JsonNodeFactory.instance.objectNode();
			ObjectNode accounts = document.putObject("accessAccounts");
			for (Buckets.Key key : this.keys.in(this.region)) {
				accounts.putObject(key.accessKey())
					.put("access", key.accessKey())
					.put("secret", key.secretKey())
					.put("role", key.limited() ? "user" : "admin")
					.put("userID", 0)
					.put("groupID", 0)
					.put("projectID", 0);
			}
			Path users = Files.createDirectories(this.folder.resolve("iam")).resolve("users.json");
			Path written = Files.createTempFile(users.getParent(), "users", ".new",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			Files.write(written, JsonMapper.shared().writeValueAsBytes(document));
			Files.move(written, users, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			this.telling.unlock();
		}
	}

	/**
	 * Lets a bucket know what limited keys may do with it.
	 */
	void tellPolicy(Buckets.Place bucket) throws IOException {
		attempt(() -> writePolicy(root(), bucket));
	}

	private void writePolicy(S3Client root, Buckets.Place bucket) throws IOException {
		this.telling.lock();
		try {
			String before = policy(root, bucket.name());
			Optional<String> wanted = Policy.of(before, bucket, this.keys.in(this.region)).document();
			if (wanted.isPresent() && !wanted.get().equals(before)) {
				root.putBucketPolicy((put) -> put.bucket(bucket.name()).policy(wanted.get()));
			}
			else if (wanted.isEmpty() && !before.isEmpty()) {
				root.deleteBucketPolicy((delete) -> delete.bucket(bucket.name()));
			}
		}
		catch (S3Exception ex) {
			// It went by the way of S3 while its keys are still there.
			if (ex.statusCode() != 404) {
				throw new IOException(ex);
			}
		}
		finally {
			this.telling.unlock();
		}
	}

	private static String policy(S3Client root, String bucket) {
		try {
			return root.getBucketPolicy((get) -> get.bucket(bucket)).policy();
		}
		catch (S3Exception ex) {
			if (ex.statusCode() == 404) {
				return "";
			}
			throw ex;
		}
	}

	void create(String bucket) throws IOException {
		attempt(() -> {
			try {
				root().createBucket((create) -> create.bucket(bucket));
			}
			catch (S3Exception ex) {
				if (ex.statusCode() != 409) {
					throw ex;
				}
			}
			// Keys may have grants for one of that name that was there before.
			writePolicy(root(), place(bucket));
		});
	}

	void open(String bucket, String acl, boolean cors) throws IOException {
		attempt(() -> {
			S3Client root = root();
			root.putBucketOwnershipControls((put) -> put.bucket(bucket)
				.ownershipControls((controls) -> controls
					.rules((rule) -> rule.objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED))));
			// The server has no such thing as everybody with a key.
			BucketCannedACL canned = "authenticated-read".equals(acl) ? BucketCannedACL.PRIVATE
					: BucketCannedACL.fromValue(acl);
			root.putBucketAcl((put) -> put.bucket(bucket).acl(canned));
			if (cors) {
				root.putBucketCors((put) -> put.bucket(bucket)
					.corsConfiguration((configuration) -> configuration.corsRules(CORSRule.builder()
						.allowedOrigins("*")
						.allowedMethods("GET", "PUT", "POST", "DELETE", "HEAD")
						.allowedHeaders("*")
						.build())));
			}
			else {
				root.deleteBucketCors((delete) -> delete.bucket(bucket));
			}
		});
	}

	boolean delete(String bucket) throws IOException {
		boolean[] empty = { true };
		attempt(() -> {
			try {
				root().deleteBucket((delete) -> delete.bucket(bucket));
			}
			catch (S3Exception ex) {
				empty[0] = ex.statusCode() != 409;
				if (ex.statusCode() != 409 && ex.statusCode() != 404) {
					throw ex;
				}
			}
			if (empty[0]) {
				this.lifecycles.forget(bucket);
			}
		});
		return empty[0];
	}

	void empty(String bucket) throws IOException {
		attempt(() -> {
			S3Client root = root();
			root.listObjectVersionsPaginator((list) -> list.bucket(bucket)).forEach((page) -> {
				page.versions()
					.forEach((version) -> remove(root, bucket,
							ObjectIdentifier.builder().key(version.key()).versionId(version.versionId()).build()));
				page.deleteMarkers()
					.forEach((marker) -> remove(root, bucket,
							ObjectIdentifier.builder().key(marker.key()).versionId(marker.versionId()).build()));
			});
		});
	}

	private static void remove(S3Client root, String bucket, ObjectIdentifier object) {
		root.deleteObject((delete) -> delete.bucket(bucket).key(object.key()).versionId(object.versionId()));
	}

	private void attempt(Work work) throws IOException {
		try {
			work.run();
		}
		catch (SdkException ex) {
			throw new IOException("The S3 server of %s failed".formatted(this.region), ex);
		}
	}

	/**
	 * Counts the files, which is what a bucket is: the server is not asked, and need not
	 * run.
	 */
	Buckets.Contents contents(String bucket) {
		Count count = new Count();
		try {
			for (String kind : new String[] { "data", "versions" }) {
				Path top = this.folder.resolve(kind).resolve(bucket);
				if (Files.isDirectory(top)) {
					Files.walkFileTree(top, count);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Buckets.Contents(count.objects, count.size);
	}

	@Override
	public void close() {
		this.starting.lock();
		try {
			this.closed = true;
			this.gateways.values().parallelStream().forEach(Gateway::close);
			this.gateways.clear();
		}
		finally {
			this.starting.unlock();
		}
	}

	/**
	 * Something that the server is asked to do.
	 */
	private interface Work {

		void run() throws IOException;

	}

	/**
	 * Counts files while others write them.
	 */
	private static final class Count extends SimpleFileVisitor<Path> {

		private long objects;

		private long size;

		@Override
		public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
			// Where the server keeps what is not whole yet.
			return folder.endsWith(".sgwtmp") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
			this.objects++;
			this.size += attributes.size();
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFileFailed(Path file, IOException ex) {
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException ex) {
			return FileVisitResult.CONTINUE;
		}

	}

}
