package io.groundwork.sandbox.linode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

import io.groundwork.sandbox.Authority;
import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.objects.S3Buckets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.ssl.pem.PemContent;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

class ObjectTests {

	private final List<S3Client> clients = new ArrayList<>();

	@TempDir
	private Path folder;

	private S3Buckets buckets;

	private LinodeApi api;

	private Caller caller;

	@BeforeEach
	void start() {
		this.buckets = new S3Buckets(S3Server.program(), this.folder.resolve("objects"));
		this.api = LinodeApi.start(this.folder,
				Settings.quick().on(new Settings.Backends(new PaperClusters(), new PaperDatabases(), this.buckets)));
		this.caller = new Caller(this.api);
	}

	@AfterEach
	void stop() {
		this.clients.forEach(S3Client::close);
		this.clients.clear();
		this.api.close();
	}

	@Test
	void anUnlimitedKeyMayDoEverything() {
		create("my-files");
		S3Client s3 = s3(key(""));
		s3.putObject((put) -> put.bucket("my-files").key("a b/ü+%"), RequestBody.fromString("hello"));
		assertThat(read(s3, "my-files", "a b/ü+%")).isEqualTo("hello");
		assertThat(s3.headObject((head) -> head.bucket("my-files").key("a b/ü+%")).contentLength()).isEqualTo(5);
		JsonNode bucket = this.caller.get("object-storage/buckets/fr-par/my-files").json();
		assertThat(bucket.path("objects").asInt()).isEqualTo(1);
		assertThat(bucket.path("size").asInt()).isEqualTo(5);
		assertThat(bucket.path("s3_endpoint").asString()).isEqualTo(this.buckets.endpoint("fr-par"));
		assertThat(bucket.path("hostname").asString()).isEqualTo("my-files." + this.buckets.endpoint("fr-par"));
	}

	@Test
	void bucketsMadeAndDeletedOverS3AreTheApisToo() {
		S3Client s3 = s3(key(""));
		s3.createBucket((create) -> create.bucket("made-by-s3"));
		assertThat(this.caller.get("object-storage/buckets/fr-par").json().path("data"))
			.extracting((bucket) -> bucket.path("label").asString())
			.containsExactly("made-by-s3");
		s3.deleteBucket((delete) -> delete.bucket("made-by-s3"));
		assertThat(this.caller.get("object-storage/buckets/fr-par/made-by-s3").status()).isEqualTo(404);
	}

	@Test
	void aBucketThatIsMadeAgainBeforeItsEndIsNotedStays() throws Exception {
		stop();
		this.buckets = new S3Buckets(S3Server.program(), this.folder.resolve("objects"));
		Buckets watched = mock(Buckets.class, delegatesTo(this.buckets));
		this.api = LinodeApi.start(this.folder,
				Settings.quick().on(new Settings.Backends(new PaperClusters(), new PaperDatabases(), watched)));
		this.caller = new Caller(this.api);
		ArgumentCaptor<Buckets.Watcher> watcher = ArgumentCaptor.forClass(Buckets.Watcher.class);
		verify(watched).begin(any(), any(), watcher.capture());
		create("again");
		watcher.getValue().gone(new Buckets.Place("fr-par", "again"));
		assertThat(this.caller.get("object-storage/buckets/fr-par/again").status()).isEqualTo(200);
		this.buckets.delete(new Buckets.Place("fr-par", "again"));
		watcher.getValue().gone(new Buckets.Place("fr-par", "again"));
		assertThat(this.caller.get("object-storage/buckets/fr-par/again").status()).isEqualTo(404);
	}

	@Test
	void aGrantIsGoodForABucketThatComesBack() {
		create("again");
		JsonNode limited = key(grant("again", "read_write"));
		S3Client all = s3(key(""));
		all.deleteBucket((delete) -> delete.bucket("again"));
		all.createBucket((create) -> create.bucket("again"));
		s3(limited).putObject((put) -> put.bucket("again").key("a"), RequestBody.fromString("a"));
		assertThat(read(all, "again", "a")).isEqualTo("a");
	}

	@Test
	void aBucketMayHaveTheSameNameInTwoRegions() {
		create("twice");
		assertThat(this.caller.post("object-storage/buckets", "{'label':'twice','region':'us-ord'}").status())
			.isEqualTo(200);
		JsonNode key = key("");
		s3(key).putObject((put) -> put.bucket("twice").key("where"), RequestBody.fromString("fr-par"));
		S3Client there = s3(key, "us-ord", "us-ord");
		assertThat(there.listObjectsV2((list) -> list.bucket("twice")).contents()).isEmpty();
		assertThat(this.caller.delete("object-storage/buckets/us-ord/twice").status()).isEqualTo(200);
		assertThat(read(s3(key), "twice", "where")).isEqualTo("fr-par");
	}

	@Test
	void aLimitedKeyMayWhatItsGrantsSayAndNothingElse() {
		create("granted");
		create("other");
		S3Client all = s3(key(""));
		all.putObject((put) -> put.bucket("granted").key("here"), RequestBody.fromString("hello"));
		all.putObject((put) -> put.bucket("other").key("there"), RequestBody.fromString("secret"));
		S3Client reader = s3(key(grant("granted", "read_only")));
		S3Client writer = s3(key(grant("granted", "read_write")));
		assertThat(read(reader, "granted", "here")).isEqualTo("hello");
		assertThat(reader.listObjectsV2((list) -> list.bucket("granted")).contents()).hasSize(1);
		assertDenied(() -> reader.putObject((put) -> put.bucket("granted").key("new"), RequestBody.fromString("x")));
		assertDenied(() -> reader.deleteObject((delete) -> delete.bucket("granted").key("here")));
		assertDenied(() -> reader.putBucketVersioning((put) -> put.bucket("granted")
			.versioningConfiguration((versioning) -> versioning.status(BucketVersioningStatus.ENABLED))));
		assertDenied(() -> setRules(reader, "granted", "old/"));
		writer.putObject((put) -> put.bucket("granted").key("new"), RequestBody.fromString("x"));
		writer.deleteObject((delete) -> delete.bucket("granted").key("new"));
		setRules(writer, "granted", "old/");
		assertThat(rules(reader, "granted")).singleElement()
			.satisfies((rule) -> assertThat(rule.filter().prefix()).isEqualTo("old/"));
		for (S3Client limited : List.of(reader, writer)) {
			assertDenied(() -> read(limited, "other", "there"));
			assertDenied(() -> rules(limited, "other"));
			assertDenied(() -> limited.createBucket((create) -> create.bucket("mine")));
			assertDenied(() -> limited.deleteBucket((delete) -> delete.bucket("granted")));
			assertDenied(() -> limited.deleteBucketPolicy((delete) -> delete.bucket("granted")));
			assertThat(limited.listBuckets().buckets()).isEmpty();
		}
		assertDenied(() -> read(s3(key(",'bucket_access':[]")), "granted", "here"));
	}

	@Test
	void aLimitedKeyDoesNotLetOthersIn() {
		create("granted");
		S3Client writer = s3(key(grant("granted", "read_write")));
		assertDenied(() -> writer.putBucketOwnershipControls((put) -> put.bucket("granted")
			.ownershipControls((controls) -> controls
				.rules((rule) -> rule.objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED)))));
		assertDenied(() -> writer.deleteBucketOwnershipControls((delete) -> delete.bucket("granted")));
		// Where the owner has allowed such lists, too.
		this.caller.post("object-storage/buckets/fr-par/granted/access", "{'acl':'private'}");
		assertDenied(() -> writer.putBucketAcl((put) -> put.bucket("granted").acl(BucketCannedACL.PUBLIC_READ_WRITE)));
		assertDenied(() -> writer.putBucketPolicy((put) -> put.bucket("granted").policy("""
				{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
				"Resource":"arn:aws:s3:::granted/*"}]}
				""")));
	}

	@Test
	void aKeyIsGoodWhereItsRegionsSay() {
		create("near");
		JsonNode elsewhere = key(",'regions':['us-ord']");
		assertThatThrownBy(() -> s3(elsewhere).listBuckets()).isInstanceOfSatisfying(S3Exception.class,
				(ex) -> assertThat(ex.statusCode()).isEqualTo(403));
		assertThat(s3(elsewhere, "us-ord", "us-east-1").listBuckets().buckets()).isEmpty();
		this.caller.put("object-storage/keys/" + elsewhere.path("id").asLong(),
				"{'label':'moved','regions':['us-ord','fr-par']}");
		assertThat(s3(elsewhere).listBuckets().buckets()).hasSize(1);
	}

	@Test
	void aKeyThatIsDeletedIsRefusedAtOnceAndTheOthersAreNot() {
		create("files");
		JsonNode gone = key(grant("files", "read_write"));
		JsonNode stays = key(grant("files", "read_write"));
		S3Client s3 = s3(gone);
		s3.putObject((put) -> put.bucket("files").key("a"), RequestBody.fromString("a"));
		this.caller.delete("object-storage/keys/" + gone.path("id").asLong());
		assertDenied(() -> read(s3, "files", "a"));
		assertDenied(() -> setRules(s3, "files", "a"));
		assertThat(read(s3(stays), "files", "a")).isEqualTo("a");
	}

	@Test
	void signaturesMayNameAnyRegion() {
		create("files");
		JsonNode key = key(grant("files", "read_write"));
		for (String signing : List.of("us-east-1", "fr-par", "fr-par-1")) {
			S3Client s3 = s3(key, "fr-par", signing);
			s3.putObject((put) -> put.bucket("files").key(signing), RequestBody.fromString(signing));
			assertThat(read(s3, "files", signing)).isEqualTo(signing);
		}
		assertThat(s3(key).listObjectsV2((list) -> list.bucket("files")).contents()).hasSize(3);
	}

	@Test
	void aKeyThatCouldNotBeDeletedIsStillGood() throws Exception {
		create("files");
		JsonNode key = key(grant("files", "read_write"));
		s3(key).putObject((put) -> put.bucket("files").key("a"), RequestBody.fromString("a"));
		Path users = this.folder.resolve("objects/fr-par/iam");
		Path aside = users.resolveSibling("aside");
		Files.move(users, aside);
		Files.createFile(users);
		String path = "object-storage/keys/" + key.path("id").asLong();
		assertThat(this.caller.delete(path).status()).isEqualTo(500);
		Files.delete(users);
		Files.move(aside, users);
		key("");
		assertThat(this.caller.get(path).status()).isEqualTo(200);
		assertThat(read(s3(key), "files", "a")).isEqualTo("a");
	}

	@Test
	void versionsAreKeptAndComeBack() {
		create("versions");
		S3Client s3 = s3(key(grant("versions", "read_write")));
		s3.putBucketVersioning((put) -> put.bucket("versions")
			.versioningConfiguration((versioning) -> versioning.status(BucketVersioningStatus.ENABLED)));
		assertThat(s3.getBucketVersioning((get) -> get.bucket("versions")).status())
			.isEqualTo(BucketVersioningStatus.ENABLED);
		String first = s3.putObject((put) -> put.bucket("versions").key("state"), RequestBody.fromString("one"))
			.versionId();
		s3.putObject((put) -> put.bucket("versions").key("state"), RequestBody.fromString("two"));
		s3.deleteObject((delete) -> delete.bucket("versions").key("state"));
		assertThatThrownBy(() -> read(s3, "versions", "state")).isInstanceOf(S3Exception.class);
		ListObjectVersionsResponse listed = s3.listObjectVersions((list) -> list.bucket("versions"));
		assertThat(listed.versions()).hasSize(2);
		assertThat(s3.getObjectAsBytes((get) -> get.bucket("versions").key("state").versionId(first)).asUtf8String())
			.isEqualTo("one");
		String marker = listed.deleteMarkers().getFirst().versionId();
		s3.deleteObject((delete) -> delete.bucket("versions").key("state").versionId(marker));
		assertThat(read(s3, "versions", "state")).isEqualTo("two");
	}

	@Test
	void aBucketIsDeletedWhenNothingIsLeftNotEvenAnOldVersion() {
		create("full");
		S3Client s3 = s3(key(""));
		s3.putBucketVersioning((put) -> put.bucket("full")
			.versioningConfiguration((versioning) -> versioning.status(BucketVersioningStatus.ENABLED)));
		s3.putObject((put) -> put.bucket("full").key("a"), RequestBody.fromString("a"));
		s3.deleteObject((delete) -> delete.bucket("full").key("a"));
		assertThat(s3.listObjectsV2((list) -> list.bucket("full")).contents()).isEmpty();
		Caller.Reply refused = this.caller.delete("object-storage/buckets/fr-par/full");
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.reasons()).containsExactly("Bucket is not empty");
		ListObjectVersionsResponse all = s3.listObjectVersions((list) -> list.bucket("full"));
		all.versions()
			.forEach((version) -> s3
				.deleteObject((delete) -> delete.bucket("full").key(version.key()).versionId(version.versionId())));
		all.deleteMarkers()
			.forEach((marker) -> s3
				.deleteObject((delete) -> delete.bucket("full").key(marker.key()).versionId(marker.versionId())));
		setRules(s3, "full", "x");
		assertThat(this.caller.delete("object-storage/buckets/fr-par/full").status()).isEqualTo(200);
		create("full");
		assertThatThrownBy(() -> rules(s3, "full")).isInstanceOfSatisfying(S3Exception.class,
				(ex) -> assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("NoSuchLifecycleConfiguration"));
	}

	@Test
	void theAdminPathDeletesABucketWithWhatIsInIt() {
		create("full");
		JsonNode key = key("");
		S3Client s3 = s3(key);
		s3.putObject((put) -> put.bucket("full").key("a"), RequestBody.fromString("a"));
		long id = 0;
		for (JsonNode resource : this.caller.get("/admin/resources").json()) {
			if ("full".equals(resource.path("label").asString())) {
				id = resource.path("id").asLong();
			}
		}
		assertThat(this.caller.delete("/admin/resources/bucket/" + id).status()).isEqualTo(200);
		assertThat(s3.listBuckets().buckets()).isEmpty();
		this.caller.delete("/admin/resources/key/" + key.path("id").asLong());
		assertDenied(s3::listBuckets);
	}

	@Test
	void lifecycleRulesAreKeptAndChecked() {
		create("rules");
		S3Client s3 = s3(key(""));
		setRules(s3, "rules", "backups/");
		assertThat(rules(s3, "rules")).singleElement().satisfies((rule) -> {
			assertThat(rule.id()).isEqualTo("old");
			assertThat(rule.expiration().days()).isEqualTo(30);
		});
		s3.deleteBucketLifecycle((delete) -> delete.bucket("rules"));
		assertThatThrownBy(() -> rules(s3, "rules")).isInstanceOfSatisfying(S3Exception.class,
				(ex) -> assertThat(ex.statusCode()).isEqualTo(404));
		assertThatThrownBy(() -> s3.putBucketLifecycleConfiguration(
				(put) -> put.bucket("rules").lifecycleConfiguration((configuration) -> configuration.rules(List.of()))))
			.isInstanceOfSatisfying(S3Exception.class,
					(ex) -> assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("MalformedXML"));
		assertThatThrownBy(() -> rules(s3, "nowhere")).isInstanceOfSatisfying(S3Exception.class,
				(ex) -> assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("NoSuchBucket"));
	}

	@Test
	void rulesThatAreTooLongAreRefused() {
		create("rules");
		S3Client s3 = s3(key(""));
		setRules(s3, "rules", "x".repeat(900 * 1024));
		assertThatThrownBy(() -> setRules(s3, "rules", "x".repeat(3 * 1024 * 1024))).isInstanceOfSatisfying(
				S3Exception.class,
				(ex) -> assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("MaxMessageLengthExceeded"));
	}

	@Test
	void aForgedSignatureGetsNoRules() {
		create("rules");
		JsonNode key = key("");
		setRules(s3(key), "rules", "backups/");
		S3Client forged = s3(key.path("access_key").asString(), "wrong", "fr-par", "us-east-1");
		assertDenied(() -> rules(forged, "rules"));
		assertDenied(() -> setRules(forged, "rules", "x"));
	}

	@Test
	void aBucketThatIsOpenedIsOpenToEverybodyAndToPages() throws Exception {
		create("public");
		s3(key("")).putObject((put) -> put.bucket("public").key("page"), RequestBody.fromString("hello"));
		URI page = URI.create("https://" + this.buckets.endpoint("fr-par") + "/public/page");
		try (HttpClient http = HttpClient.newBuilder().sslContext(trusting(this.buckets.authority())).build()) {
			HttpRequest request = HttpRequest.newBuilder(page).header("Origin", "https://portal.example.test").build();
			assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
			this.caller.post("object-storage/buckets/fr-par/public/access",
					"{'acl':'public-read','cors_enabled':true}");
			HttpResponse<String> opened = http.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(opened.body()).isEqualTo("hello");
			assertThat(opened.headers().firstValue("Access-Control-Allow-Origin")).isPresent();
			this.caller.put("object-storage/buckets/fr-par/public/access", "{'acl':'private','cors_enabled':false}");
			HttpResponse<String> closed = http.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(closed.statusCode()).isEqualTo(403);
			assertThat(closed.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		}
	}

	@Test
	void aPresignedAddressWorksWithoutAKey() throws Exception {
		create("shared");
		JsonNode key = key("");
		s3(key).putObject((put) -> put.bucket("shared").key("a b"), RequestBody.fromString("hello"));
		try (S3Presigner presigner = S3Presigner.builder()
			.endpointOverride(URI.create("https://" + this.buckets.endpoint("fr-par")))
			.region(Region.of("fr-par"))
			.serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
			.credentialsProvider(StaticCredentialsProvider.create(
					AwsBasicCredentials.create(key.path("access_key").asString(), key.path("secret_key").asString())))
			.build();
				HttpClient http = HttpClient.newBuilder().sslContext(trusting(this.buckets.authority())).build()) {
			URI signed = presigner
				.presignGetObject((get) -> get.signatureDuration(Duration.ofMinutes(5))
					.getObjectRequest((object) -> object.bucket("shared").key("a b")))
				.url()
				.toURI();
			assertThat(http.send(HttpRequest.newBuilder(signed).build(), HttpResponse.BodyHandlers.ofString()).body())
				.isEqualTo("hello");
		}
	}

	@Test
	void largeObjectsPassBothWaysAndRefusedOnesDoNot() {
		create("large");
		byte[] content = new byte[20 * 1024 * 1024];
		Arrays.fill(content, (byte) 7);
		JsonNode key = key("");
		S3Client s3 = s3(key);
		s3.putObject((put) -> put.bucket("large").key("big"), RequestBody.fromBytes(content));
		assertThat(s3.getObjectAsBytes((get) -> get.bucket("large").key("big")).asByteArray()).isEqualTo(content);
		S3Client forged = s3(key.path("access_key").asString(), "wrong", "fr-par", "us-east-1");
		assertThatExceptionOfType(SdkException.class)
			.isThrownBy(() -> forged.putObject((put) -> put.bucket("large").key("no"), RequestBody.fromBytes(content)));
	}

	@Test
	void whoTrustsAnotherAuthorityDoesNotTalk() {
		create("files");
		Authority other = Authority.in(this.folder.resolve("other"));
		JsonNode key = key("");
		assertThat(s3(key).listBuckets().buckets()).hasSize(1);
		assertThatThrownBy(() -> client(key.path("access_key").asString(), key.path("secret_key").asString(), "fr-par",
				"us-east-1", other)
			.listBuckets()).hasStackTraceContaining("PKIX path building failed");
		assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> {
			try (HttpClient http = HttpClient.newHttpClient()) {
				http.send(HttpRequest.newBuilder(URI.create("https://" + this.buckets.endpoint("fr-par"))).build(),
						HttpResponse.BodyHandlers.discarding());
			}
		});
	}

	@Test
	void everythingIsThereAfterARestart() throws Exception {
		create("kept");
		JsonNode all = key("");
		JsonNode limited = key(grant("kept", "read_only"));
		s3(all).putObject((put) -> put.bucket("kept").key("a"), RequestBody.fromString("a"));
		setRules(s3(all), "kept", "x");
		String endpoint = this.buckets.endpoint("fr-par");
		List<ProcessHandle> servers = servers();
		assertThat(servers).isNotEmpty();
		stop();
		assertThat(servers).noneMatch(ProcessHandle::isAlive);
		// A key that the API knows nothing of, and a bucket likewise.
		Path users = this.folder.resolve("objects/fr-par/iam/users.json");
		Files.writeString(users, Files.readString(users).replace(limited.path("access_key").asString(), "STRANGER"));
		Files.createDirectories(this.folder.resolve("objects/fr-par/data/stray"));
		start();
		assertThat(servers()).isEmpty();
		assertThat(this.buckets.endpoint("fr-par")).isEqualTo(endpoint);
		assertThat(Files.readString(users)).doesNotContain("STRANGER");
		assertThat(this.caller.get("object-storage/buckets/fr-par").json().path("data"))
			.extracting((bucket) -> bucket.path("label").asString())
			.containsExactlyInAnyOrder("kept", "stray");
		assertThat(read(s3(limited), "kept", "a")).isEqualTo("a");
		assertThat(rules(s3(all), "kept")).hasSize(1);
		assertDenied(() -> s3(limited).deleteObject((delete) -> delete.bucket("kept").key("a")));
	}

	@Test
	void aBucketThatIsGoneWithItsFolderIsMadeAgain() throws Exception {
		create("lost");
		stop();
		Files.delete(this.folder.resolve("objects/fr-par/data/lost"));
		start();
		assertThat(s3(key("")).listBuckets().buckets()).extracting((bucket) -> bucket.name()).containsExactly("lost");
	}

	@Test
	void aServerThatDiedIsStartedAgain() {
		create("files");
		S3Client s3 = s3(key(""));
		s3.putObject((put) -> put.bucket("files").key("a"), RequestBody.fromString("a"));
		servers().forEach((server) -> {
			server.destroyForcibly();
			server.onExit().join();
		});
		assertThat(read(s3, "files", "a")).isEqualTo("a");
	}

	private static List<ProcessHandle> servers() {
		return ProcessHandle.current()
			.descendants()
			.filter((process) -> process.info()
				.command()
				.filter((command) -> command.equals(S3Server.program().toString()))
				.isPresent())
			.filter((process) -> process.info()
				.arguments()
				.stream()
				.flatMap(Arrays::stream)
				.anyMatch("--iam-dir"::equals))
			.toList();
	}

	private void create(String bucket) {
		assertThat(this.caller
			.post("object-storage/buckets", "{'label':'%s','region':'fr-par','cors_enabled':false}".formatted(bucket))
			.status()).isEqualTo(200);
	}

	private static String grant(String bucket, String permissions) {
		return ",'bucket_access':[{'region':'fr-par','bucket_name':'%s','permissions':'%s'}]".formatted(bucket,
				permissions);
	}

	private JsonNode key(String limits) {
		Caller.Reply made = this.caller.post("object-storage/keys", "{'label':'key'%s}".formatted(limits));
		assertThat(made.status()).isEqualTo(200);
		return made.json();
	}

	private S3Client s3(JsonNode key) {
		return s3(key, "fr-par", "us-east-1");
	}

	private S3Client s3(JsonNode key, String region, String signing) {
		return s3(key.path("access_key").asString(), key.path("secret_key").asString(), region, signing);
	}

	private S3Client s3(String access, String secret, String region, String signing) {
		return client(access, secret, region, signing, this.buckets.authority());
	}

	private S3Client client(String access, String secret, String region, String signing, Authority authority) {
		S3Client client = ObjectClients.make(this.buckets.endpoint(region), signing, access, secret, authority);
		this.clients.add(client);
		return client;
	}

	private static SSLContext trusting(Authority authority) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, ObjectClients.trust(authority).getTrustManagers(), null);
		return context;
	}

	private static String read(S3Client s3, String bucket, String key) {
		return s3.getObjectAsBytes((get) -> get.bucket(bucket).key(key)).asUtf8String();
	}

	private static void setRules(S3Client s3, String bucket, String prefix) {
		s3.putBucketLifecycleConfiguration((put) -> put.bucket(bucket)
			.lifecycleConfiguration((configuration) -> configuration.rules(LifecycleRule.builder()
				.id("old")
				.status(ExpirationStatus.ENABLED)
				.filter((filter) -> filter.prefix(prefix))
				.expiration((expiration) -> expiration.days(30))
				.build())));
	}

	private static List<LifecycleRule> rules(S3Client s3, String bucket) {
		return s3.getBucketLifecycleConfiguration((get) -> get.bucket(bucket)).rules();
	}

	private static void assertDenied(ThrowingCallable call) {
		assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class,
				(ex) -> assertThat(ex.statusCode()).isEqualTo(403));
	}

}
