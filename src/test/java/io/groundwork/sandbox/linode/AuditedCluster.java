package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.BiConsumer;

import io.groundwork.Eventually;

/**
 * A real cluster of the enterprise tier as Linode has it, whose log goes through a stream
 * to wherever a test wants it.
 */
public final class AuditedCluster implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private final ControlPlanes planes;

	private final LinodeApi api;

	private final Caller caller;

	private final long id;

	private AuditedCluster(ControlPlanes planes, Path folder, BiConsumer<String, byte[]> objects) {
		this.planes = planes;
		this.api = LinodeApi.start(folder,
				Settings.quick().on(new Settings.Backends(planes, new PaperDatabases(), new Elsewhere(objects))));
		this.caller = new Caller(this.api);
		this.id = this.caller.post("lke/clusters", """
				{'label':'watched','region':'fr-par','tier':'enterprise','k8s_version':'v1.33.6+lke7','node_pools':[],
				'control_plane':{'audit_logs_enabled':true}}""").id();
		this.caller.post("object-storage/buckets", "{'label':'audit','region':'fr-par'}");
		long destination = this.caller
			.post("monitor/streams/destinations",
					"""
							{'label':'audit','type':'akamai_object_storage','details':{'bucket_name':'audit','host':'audit.example.org',
							'access_key_id':'a','access_key_secret':'b'}}""")
			.id();
		this.caller.post("monitor/streams",
				"{'label':'audit','type':'lke_audit_logs','destinations':[%d],'details':{'cluster_ids':[%d]}}"
					.formatted(destination, this.id));
	}

	/**
	 * Starts one.
	 * @param folder where it keeps what it knows
	 * @param objects takes what is delivered, by its name
	 */
	public static AuditedCluster start(Path folder, BiConsumer<String, byte[]> objects) {
		return new AuditedCluster(
				new ControlPlanes(Path.of(System.getProperty("groundwork.tools.cluster")), folder.resolve("clusters")),
				folder, objects);
	}

	public long id() {
		return this.id;
	}

	/**
	 * The administrator's, once the cluster answers.
	 */
	public String kubeconfig() {
		String path = "lke/clusters/%d/kubeconfig".formatted(this.id);
		Eventually.that(LIMIT, () -> this.planes.access(this.id).isPresent());
		Eventually.that(LIMIT, () -> this.caller.get(path).status() == 200);
		return new String(Base64.getDecoder().decode(this.caller.get(path).json().path("kubeconfig").asString()),
				StandardCharsets.UTF_8);
	}

	/**
	 * Has it not answer, or answer again.
	 */
	public void down(boolean down) {
		this.planes.down(this.id, down);
	}

	@Override
	public void close() {
		this.api.close();
	}

	/**
	 * Buckets on paper, but for what is put into them.
	 */
	private record Elsewhere(BiConsumer<String, byte[]> objects, PaperBuckets paper) implements Buckets {

		Elsewhere(BiConsumer<String, byte[]> objects) {
			this(objects, new PaperBuckets());
		}

		@Override
		public void create(Place bucket) throws IOException {
			this.paper.create(bucket);
		}

		@Override
		public void open(Place bucket, String acl, boolean cors) throws IOException {
			this.paper.open(bucket, acl, cors);
		}

		@Override
		public boolean delete(Place bucket) throws IOException {
			return this.paper.delete(bucket);
		}

		@Override
		public void destroy(Place bucket) throws IOException {
			this.paper.destroy(bucket);
		}

		@Override
		public void allow(Key key) throws IOException {
			this.paper.allow(key);
		}

		@Override
		public void forget(String accessKey) throws IOException {
			this.paper.forget(accessKey);
		}

		@Override
		public Contents contents(Place bucket) {
			return this.paper.contents(bucket);
		}

		@Override
		public void put(Parcel parcel) {
			this.objects.accept(parcel.name(), parcel.content());
		}

	}

}
