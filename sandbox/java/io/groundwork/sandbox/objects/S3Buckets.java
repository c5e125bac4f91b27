package io.groundwork.sandbox.objects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.groundwork.sandbox.Authority;
import io.groundwork.sandbox.linode.Buckets;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.pem.PemContent;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Buckets of a real S3 server. Each region has an address of its own, which stays the
 * same from run to run as long as nobody else takes it; its server starts when somebody
 * comes.
 */
public final class S3Buckets implements Buckets {

	private static final Logger log = LoggerFactory.getLogger(S3Buckets.class);

	private static final Watcher NOBODY = new Watcher() {

		@Override
		public void made(Place bucket, String accessKey) {
			log.debug("{} was made before anybody watched", bucket);
		}

		@Override
		public void gone(Place bucket) {
			log.debug("{} was deleted before anybody watched", bucket);
		}

	};

	private final ReentrantLock opening = new ReentrantLock();

	private final Map<String, Door> doors = new ConcurrentSkipListMap<>();

	private final Keyring keys = new Keyring();

	private final CompletableFuture<Path> program;

	private final Path folder;

	private final Authority authority;

	private final SSLContext tls;

	private final Properties ports = new Properties();

	private final CloseableHttpClient client = HttpClients.custom()
		.setConnectionManager(
				PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(500).setMaxConnPerRoute(200).build())
		.setDefaultRequestConfig(RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
		.disableAutomaticRetries()
		.disableContentCompression()
		.disableCookieManagement()
		.disableAuthCaching()
		.disableRedirectHandling()
		.disableDefaultUserAgent()
		.build();

	private volatile Watcher watcher = NOBODY;

	/**
	 * @param program what {@code scripts/tools versitygw} builds
	 * @param folder where the regions keep their objects, a folder each
	 */
	public S3Buckets(Path program, Path folder) {
		this(CompletableFuture.completedFuture(program), folder);
	}

	/**
	 * @param program what {@code scripts/tools versitygw} builds; until it is there
	 * nothing can be done
	 * @param folder where the regions keep their objects, a folder each
	 */
	public S3Buckets(CompletableFuture<Path> program, Path folder) {
		this.program = program;
		this.folder = folder;
		this.authority = Authority.in(folder.resolve("authority"));
		this.tls = context(this.authority);
		readPorts();
	}

	/**
	 * Chooses the port of a region, which otherwise chooses its own.
	 */
	public S3Buckets at(String region, int port) {
		this.ports.setProperty(region, Integer.toString(port));
		return this;
	}

	private static SSLContext context(Authority authority) {
		Authority.Issued issued = authority.issue("127.0.0.1", "::1", "localhost");
		try {
			PemContent certificate = PemContent.of(issued.certificate());
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setKeyEntry("s3", PemContent.of(issued.key()).getPrivateKey(), new char[0],
					certificate.getCertificates().toArray(java.security.cert.Certificate[]::new));
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, new char[0]);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, new SecureRandom());
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("No TLS for the S3 server", ex);
		}
	}

	/**
	 * Who vouches for the addresses; clients are told of its file.
	 */
	public Authority authority() {
		return this.authority;
	}

	@Override
	public void begin(Collection<Key> keys, Collection<Place> buckets, Watcher watcher) throws IOException {
		keys.forEach(this.keys::add);
		this.watcher = watcher;
		Set<Place> missing = new HashSet<>(buckets);
		for (String region : regions()) {
			Site site = site(region);
			site.tellKeys();
			for (String bucket : site.buckets()) {
				if (!missing.remove(site.place(bucket))) {
					watcher.made(site.place(bucket), "");
				}
			}
		}
		for (Place bucket : missing) {
			create(bucket);
		}
	}

	/**
	 * Those that somebody has used.
	 */
	private Set<String> regions() throws IOException {
		Set<String> names = new HashSet<>();
		if (Files.isDirectory(this.folder)) {
			try (DirectoryStream<Path> folders = Files.newDirectoryStream(this.folder,
					(folder) -> Files.isDirectory(folder.resolve("data")))) {
				folders.forEach((region) -> names.add(region.getFileName().toString()));
			}
		}
		return names;
	}

	@Override
	public void create(Place bucket) throws IOException {
		site(bucket.region()).create(bucket.name());
	}

	@Override
	public void open(Place bucket, String acl, boolean cors) throws IOException {
		site(bucket.region()).open(bucket.name(), acl, cors);
	}

	@Override
	public boolean delete(Place bucket) throws IOException {
		return site(bucket.region()).delete(bucket.name());
	}

	@Override
	public boolean has(Place bucket) throws IOException {
		return site(bucket.region()).buckets().contains(bucket.name());
	}

	@Override
	public void destroy(Place bucket) throws IOException {
		Site site = site(bucket.region());
		site.empty(bucket.name());
		if (!site.delete(bucket.name())) {
			throw new IOException("Somebody still fills " + bucket);
		}
	}

	@Override
	public void allow(Key key) throws IOException {
		Optional<Key> before = this.keys.find(key.accessKey());
		Set<Grant> concerned = new HashSet<>(key.grants());
		before.ifPresent((one) -> concerned.addAll(one.grants()));
		this.keys.add(key);
		try {
			tell(concerned);
		}
		catch (IOException ex) {
			this.keys.remove(key.accessKey());
			before.ifPresent(this.keys::add);
			tell(Set.of());
			throw ex;
		}
	}

	@Override
	public void forget(String accessKey) throws IOException {
		Optional<Key> before = this.keys.remove(accessKey);
		Set<Grant> concerned = new HashSet<>();
		before.ifPresent((one) -> concerned.addAll(one.grants()));
		try {
			tell(concerned);
		}
		catch (IOException ex) {
			before.ifPresent(this.keys::add);
			tell(Set.of());
			throw ex;
		}
	}

	private void tell(Set<Grant> grants) throws IOException {
		for (String region : regions()) {
			site(region).tellKeys();
		}
		for (Grant grant : grants) {
			site(grant.region()).tellPolicy(new Place(grant.region(), grant.bucket()));
		}
	}

	@Override
	public Contents contents(Place bucket) {
		return site(bucket.region()).contents(bucket.name());
	}

	@Override
	public String endpoint(String region) {
		return "127.0.0.1:" + door(region).port();
	}

	@Override
	public void put(Parcel parcel) throws IOException {
		String host = parcel.host().replaceFirst("^https://", "");
		String inFront = parcel.bucket() + ".";
		URI endpoint = URI.create("https://" + (host.startsWith(inFront) ? host.substring(inFront.length()) : host));
		try (S3Client client = S3Client.builder()
			.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.forcePathStyle(true)
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(parcel.accessKey(), parcel.secretKey())))
			.httpClientBuilder(Apache5HttpClient.builder().tlsTrustManagersProvider(() -> trust().getTrustManagers()))
			.build()) {
			client.putObject((put) -> put.bucket(parcel.bucket()).key(parcel.name()),
					RequestBody.fromBytes(parcel.content()));
		}
		catch (SdkException ex) {
			throw new IOException("%s could not be put there".formatted(parcel), ex);
		}
	}

	private TrustManagerFactory trust() {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("sandbox",
					PemContent.of(this.authority.certificate()).getCertificates().getFirst());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			return trust;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Site site(String region) {
		return door(region).site();
	}

	private Door door(String region) {
		Door open = this.doors.get(region);
		if (open != null) {
			return open;
		}
		this.opening.lock();
		try {
			return this.doors.computeIfAbsent(region, this::open);
		}
		finally {
			this.opening.unlock();
		}
	}

	private Door open(String region) {
		if (!region.matches("[a-z0-9-]{1,40}")) {
			throw new IllegalArgumentException("no region");
		}
		Site site = new Site(region, this.folder.resolve(region), this.program, this.keys);
		int before = Integer.parseInt(this.ports.getProperty(region, "0"));
		try {
			Door door;
			try {
				door = Door.open(before, this.tls, site, this.keys, () -> this.watcher, this.client);
			}
			catch (BindException ex) {
				log.warn("Somebody else has port {}: the objects of {} move to another", before, region);
				door = Door.open(0, this.tls, site, this.keys, () -> this.watcher, this.client);
			}
			if (door.port() != before) {
				this.ports.setProperty(region, Integer.toString(door.port()));
				writePorts();
			}
			return door;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No address for the objects of " + region, ex);
		}
	}

	private void readPorts() {
		Path file = this.folder.resolve("ports.properties");
		if (Files.exists(file)) {
			try (var reader = Files.newBufferedReader(file)) {
				this.ports.load(reader);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private void writePorts() throws IOException {
		Files.createDirectories(this.folder);
		Path written = this.folder.resolve("ports.new");
		try (var writer = Files.newBufferedWriter(written)) {
			this.ports.store(writer, null);
		}
		Files.move(written, this.folder.resolve("ports.properties"), StandardCopyOption.ATOMIC_MOVE);
	}

	@Override
	public void close() {
		// All at once, and this waits for them.
		try (ExecutorService ends = Executors.newVirtualThreadPerTaskExecutor()) {
			this.doors.values().forEach((door) -> ends.execute(door::close));
		}
		try {
			this.client.close();
		}
		catch (IOException ex) {
			log.debug("The connections did not end well", ex);
		}
	}

}
