package io.groundwork.sandbox.linode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceTests {

	private static final String DATABASE = "{'label':'data','region':'fr-par','type':'g6-standard-1','engine':'postgresql/17','cluster_size':1,'allow_list':['10.0.0.1']}";

	private final PaperDatabases databases = new PaperDatabases();

	private final PaperBuckets buckets = new PaperBuckets();

	private LinodeApi api;

	private Caller caller;

	@BeforeEach
	void start(@TempDir Path folder) {
		Settings settings = Settings.quick()
			.on(new Settings.Backends(new PaperClusters(), this.databases, this.buckets));
		this.api = LinodeApi.start(folder, settings);
		this.caller = new Caller(this.api);
	}

	@AfterEach
	void stop() {
		this.api.close();
	}

	@Test
	void aFirewallLives() {
		Caller.Reply made = this.caller.post("networking/firewalls",
				"""
						{'label':'wall','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT','outbound':null,
						'inbound':[{'action':'ACCEPT','protocol':'TCP','ports':'22, 80-90','label':'web','addresses':{'ipv4':['0.0.0.0/0'],'ipv6':['::/0']}}]}}
						""");
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		assertThat(made.json().path("rules").path("outbound").isArray()).isTrue();
		String path = "networking/firewalls/" + made.id();
		assertThat(this.caller.put(path, "{'status':'disabled'}").json().path("status").asString())
			.isEqualTo("disabled");
		JsonNode rules = this.caller.put(path + "/rules", "{'inbound_policy':'ACCEPT','outbound_policy':'DROP'}")
			.json();
		assertThat(rules.path("version").asInt()).isEqualTo(2);
		assertThat(this.caller.get(path + "/devices").json().path("results").asInt()).isZero();
		assertThat(this.caller.post(path + "/devices", "{'id':99999,'type':'linode'}").reasons())
			.containsExactly("id: Invalid Linode ID 99999");
		assertThat(this.caller.delete(path).body()).isEqualTo("{}");
		assertThat(this.caller.delete(path).status()).isEqualTo(404);
	}

	@Test
	void aFirewallGuardsANodesLinode() {
		long cluster = this.caller.post("lke/clusters",
				"{'label':'c','region':'fr-par','k8s_version':'1.35','node_pools':[{'type':'g6-standard-1','count':1}]}")
			.id();
		JsonNode instances = this.caller.await("linode/instances", (list) -> list.path("results").asInt() == 1);
		long instance = instances.path("data").path(0).path("id").asLong();
		String wish = "{'label':'wall','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'},'devices':{'linodes':[%d]}}";
		Caller.Reply made = this.caller.post("networking/firewalls", wish.formatted(instance));
		assertThat(made.json().path("entities").path(0).path("id").asLong()).isEqualTo(instance);
		this.caller.delete("lke/clusters/" + cluster);
		assertThat(this.caller.get("networking/firewalls/" + made.id()).json().path("entities")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					'protocol':'TCP','ports':'0'           | ports: Ports must be an integer, range of integers, or a comma-separated list of integers
					'protocol':'TCP','ports':'90-80'       | ports: Ports must be an integer, range of integers, or a comma-separated list of integers
					'protocol':'TCP','ports':'65536'       | ports: Ports must be an integer, range of integers, or a comma-separated list of integers
					'protocol':'TCP','ports':'1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16' | ports: Must contain no more than 15 ports
					'protocol':'ICMP','ports':'22'         | ports: Ports are not allowed for ICMP and IPENCAP protocols
					'protocol':'HTTP'                      | protocol: Must be one of TCP, UDP, ICMP, IPENCAP
					'protocol':'UDP','label':'x'           | label: Length must be 3-32 characters
					'protocol':'UDP','addresses':{}        | addresses: Must provide at least one address
					'protocol':'UDP','addresses':{'ipv4':['10.0.0.1']}    | addresses.ipv4[0]: Must be in IP/mask format
					'protocol':'UDP','addresses':{'ipv4':['10.0.0.1/33']} | addresses.ipv4[0]: Must be in IP/mask format
					'protocol':'UDP','addresses':{'ipv6':['10.0.0.0/8']}  | addresses.ipv6[0]: Must be in IP/mask format
					'protocol':'UDP','action':'REJECT'     | action: Must be one of ACCEPT, DROP
					""")
	void aRuleThatLinodeRefusesIsRefused(String difference, String reason) {
		String rule = "{'action':'ACCEPT','addresses':{'ipv4':['0.0.0.0/0']}," + difference + "}";
		Caller.Reply reply = this.caller.post("networking/firewalls",
				"{'label':'wall','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT','inbound':[%s]}}"
					.formatted(rule));
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.reasons()).containsExactly("rules.inbound[0]." + reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			'10.0.0.0/24'     |
			'10.0.1.0/24'     |
			'10.0.0.128/25'   | IPv4 range must not overlap with another subnet of the VPC
			'10.0.1.0/8'      | Must be an IPv4 network
			'8.8.8.0/24'      | Must be within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/17
			'192.168.128.0/24' | Must be within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/17
			'10.0.2.0/30'     | Prefix length must be 1-29
			'2001:db8::/64'   | Must be an IPv4 network
			""")
	void subnetsArePrivateAndApart(String range, String reason) {
		long vpc = this.caller
			.post("vpcs", "{'label':'net','region':'fr-par','subnets':[{'label':'first','ipv4':'10.0.0.0/24'}]}")
			.id();
		boolean first = "'10.0.0.0/24'".equals(range);
		String path = "vpcs/" + vpc + "/subnets";
		if (first) {
			this.caller.delete(path + "/" + this.caller.get(path).json().path("data").path(0).path("id").asLong());
		}
		Caller.Reply reply = this.caller.post(path, "{'label':'second','ipv4':%s}".formatted(range));
		if (reason == null) {
			assertThat(reply.status()).as(reply.body()).isEqualTo(200);
		}
		else {
			assertThat(reply.reasons()).containsExactly("ipv4: " + reason);
		}
	}

	@Test
	void aVpcNeedsARegionThatHasThem() {
		assertThat(this.caller.post("vpcs", "{'label':'net','region':'us-east'}").reasons())
			.containsExactly("region: region is not valid");
		assertThat(this.caller.post("vpcs", "{'label':'my_net','region':'fr-par'}").reasons())
			.containsExactly("label: Must only use ASCII letters, numbers, and dashes");
	}

	@Test
	void aDatabaseLives() {
		Caller.Reply made = this.caller.post("databases/postgresql/instances", DATABASE);
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		assertThat(made.json().path("status").asString()).isEqualTo("provisioning");
		assertThat(made.json().path("allow_list").toString()).isEqualTo("[\"10.0.0.1/32\"]");
		assertThat(made.json().path("engine_config").toString()).isEqualTo("{\"pg\":{},\"pglookout\":{}}");
		String path = "databases/postgresql/instances/" + made.id();
		active(path);
		finished("database_create");
		JsonNode credentials = this.caller.get(path + "/credentials").json();
		assertThat(credentials.path("password").asString())
			.isEqualTo(this.databases.wanted(made.id()).orElseThrow().password());
		String ca = this.caller.get(path + "/ssl").json().path("ca_certificate").asString();
		assertThat(new String(Base64.getDecoder().decode(ca), StandardCharsets.UTF_8))
			.startsWith("-----BEGIN CERTIFICATE-----");
		assertThat(this.caller.put(path, "{'allow_list':['10.0.0.0/8']}").json().path("status").asString())
			.isEqualTo("updating");
		active(path);
		finished("database_update");
		assertThat(this.databases.wanted(made.id()).orElseThrow().allowed()).containsExactly("10.0.0.0/8");
		this.caller.put(path, "{'type':'g6-standard-2'}");
		finished("database_resize");
		active(path);
		this.caller.post(path + "/credentials/reset", "");
		active(path);
		assertThat(this.caller.get(path + "/credentials").json().path("password").asString())
			.isNotEqualTo(credentials.path("password").asString());
		this.caller.post(path + "/suspend", "");
		this.caller.await(path, (database) -> "suspended".equals(database.path("status").asString()));
		assertThat(this.caller.get(path + "/credentials").status()).isEqualTo(400);
		this.caller.post(path + "/resume", "");
		active(path);
		assertThat(this.caller.delete(path).body()).isEqualTo("{}");
		assertThat(this.databases.wanted(made.id())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					'g6-standard-1'  | 'g9'      | type: type is not valid
					postgresql/17    | postgresql/9 | engine: engine is not valid
					postgresql/17    | mysql/8   | engine: engine is not valid
					'cluster_size':1 | 'cluster_size':4 | cluster_size: Must be one of 1, 2, 3
					10.0.0.1         | nowhere   | allow_list: Must be a valid IPv4 or IPv6 address or range
					fr-par           | xx-none   | region: region is not valid
					'data'           | 'a'       | label: Length must be 3-32 characters
					'data'           | '1data'   | label: Label must begin with a letter and include only ASCII letters, numbers, and single dashes
					""")
	void aDatabaseThatLinodeRefusesIsRefused(String right, String wrong, String reason) {
		Caller.Reply reply = this.caller.post("databases/postgresql/instances", DATABASE.replace(right, wrong));
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.reasons()).containsExactly(reason);
	}

	@Test
	void aBucketAndItsKeyLive() {
		Caller.Reply made = this.caller.post("object-storage/buckets", "{'label':'my-bucket','region':'fr-par'}");
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		assertThat(made.json().path("s3_endpoint").asString()).isEqualTo("fr-par-1.linodeobjects.com");
		String path = "object-storage/buckets/fr-par/my-bucket";
		assertThat(this.caller.put(path + "/access", "{'acl':'public-read','cors_enabled':false}").body())
			.isEqualTo("{}");
		assertThat(this.caller.get(path + "/access").json().path("acl").asString()).isEqualTo("public-read");
		JsonNode key = this.caller.post("object-storage/keys",
				"{'label':'reader','bucket_access':[{'region':'fr-par','bucket_name':'my-bucket','permissions':'read_only'}]}")
			.json();
		assertThat(key.path("limited").asBoolean()).isTrue();
		assertThat(this.buckets.keys().values()).extracting(Buckets.Key::secretKey)
			.containsExactly(key.path("secret_key").asString());
		String kept = "object-storage/keys/" + key.path("id").asLong();
		assertThat(this.caller.get(kept).json().path("secret_key").asString()).isEqualTo("[REDACTED]");
		this.caller.delete(kept);
		assertThat(this.buckets.keys()).isEmpty();
		assertThat(this.caller.get(kept).reasons()).containsExactly("The specified access key was not found.");
		this.buckets.fill("fr-par", "my-bucket");
		assertThat(this.caller.delete(path).reasons()).containsExactly("Bucket is not empty");
		assertThat(this.caller.get("object-storage/buckets/fr-par-1").json().path("results").asInt()).isEqualTo(1);
		assertThat(this.caller.get("object-storage/buckets/xx-none").status()).isEqualTo(404);
		assertThat(this.caller.get("object-storage/buckets/xx-none/my-bucket").reasons())
			.containsExactly("The specified region was not found or does not support Object Storage.");
	}

	@Test
	void anOldNameOfARegionIsReadEvenIfTheNewOneIsThere() {
		assertThat(this.caller.post("object-storage/buckets", "{'label':'my-bucket','region':'fr-par','cluster':7}")
			.reasons()).containsExactly("cluster: Must be of type String");
		assertThat(this.caller.post("object-storage/buckets", "{'label':'my-bucket','cluster':'fr-par-1'}").status())
			.isEqualTo(200);
	}

	@Test
	void aBucketsNameIsOneThatS3Takes() {
		for (String label : List.of("ab", "My-Bucket", "my_bucket", "-bucket", "my..bucket", "10.0.0.1")) {
			assertThat(this.caller.post("object-storage/buckets", "{'label':'%s','region':'fr-par'}".formatted(label))
				.status()).as(label).isEqualTo(400);
		}
	}

	@Test
	void aDomainAndItsRecordsLive() {
		long id = this.caller
			.post("domains", "{'domain':'example.com','type':'master','soa_email':'a@example.com','ttl_sec':100}")
			.id();
		String path = "domains/" + id;
		assertThat(this.caller.get(path).json().path("ttl_sec").asInt()).isEqualTo(120);
		Caller.Reply made = this.caller.post(path + "/records", "{'type':'A','name':'www','target':'192.0.2.1'}");
		assertThat(made.status()).as(made.body()).isEqualTo(200);
		String kept = path + "/records/" + made.id();
		assertThat(this.caller.put(kept, "{'target':'192.0.2.2'}").json().path("target").asString())
			.isEqualTo("192.0.2.2");
		assertThat(this.caller.post(path + "/records", "{'type':'A','target':'here'}").reasons())
			.containsExactly("target: Invalid IPv4 address");
		assertThat(
				this.caller.post(path + "/records", "{'type':'CNAME','name':'www','target':'x.example.com'}").status())
			.isEqualTo(400);
		assertThat(this.caller.post(path + "/records", "{'type':'SRV','target':'x'}").status()).isEqualTo(400);
		assertThat(this.caller.post("domains", "{'domain':'example.com','type':'master','soa_email':'a@example.com'}")
			.reasons()).containsExactly("domain: DNS zone already exists.");
		assertThat(this.caller.post("domains", "{'domain':'example.org','type':'master'}").reasons())
			.containsExactly("soa_email: soa_email is required when type=master");
		this.caller.delete(path);
		assertThat(this.caller.get(kept).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					databases/postgresql/instances | 'fork':[]                        | fork: Must be of type Object
					databases/postgresql/instances | 'engine_config':{'pglookout':[]} | engine_config.pglookout: Must be of type Object
					networking/firewalls           | 'devices':{'nodebalancers':{}}   | devices.nodebalancers: Must be of type Array
					networking/firewalls           | 'devices':{'linodes':['x']}      | devices.linodes: Must be of type Array
					profile/tokens                 | 'expiry':''                      | expiry: Must be a valid future date
					""")
	void whatIsOfTheWrongTypeIsRefused(String path, String field, String reason) {
		String firewall = "'label':'wall','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}";
		String wish = "{%s,%s}"
			.formatted(path.startsWith("databases") ? DATABASE.substring(1, DATABASE.length() - 1) : firewall, field);
		assertThat(this.caller.post(path, wish).reasons()).containsExactly(reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			'disks':{}                                 | disks: Must be of type Array
			'taints':[{'key':'','effect':'NoExecute'}] | taints[0].key: Taint key is not valid:
			'autoscaler':{'enabled':false,'max':501}   | autoscaler.max: Must be 1-100
			'autoscaler':{'enabled':false,'min':-1}    | autoscaler.min: Must be 1-100
			""")
	void aPoolsFieldsAreReadEvenIfTheyAreNotUsed(String field, String reason) {
		long id = this.caller.post("lke/clusters",
				"{'label':'c','region':'fr-par','k8s_version':'1.35','node_pools':[{'type':'g6-standard-1','count':1}]}")
			.id();
		assertThat(this.caller
			.post("lke/clusters/" + id + "/pools", "{'type':'g6-standard-1','count':1,%s}".formatted(field))
			.reasons()).extracting(String::trim).containsExactly(reason);
	}

	@Test
	void aTokenEndsWhenItSaysWhateverTheZone() {
		assertThat(this.caller.post("profile/tokens", "{'expiry':'2130-01-01T01:00:00+01:00'}")
			.json()
			.path("expiry")
			.asString()).isEqualTo("2130-01-01T00:00:00");
		assertThat(this.caller.post("profile/tokens", "{'expiry':'2130-01-01T00:00:00Z'}").status()).isEqualTo(200);
		assertThat(this.caller.post("profile/tokens", "{'expiry':'2001-01-01T00:00:00Z'}").status()).isEqualTo(400);
	}

	@Test
	void aRegionThatIsNotThereHasNoAvailability() {
		assertThat(this.caller.get("regions/xx-none/availability").status()).isEqualTo(404);
	}

	private void active(String path) {
		this.caller.await(path, (database) -> "active".equals(database.path("status").asString()));
	}

	private void finished(String action) {
		this.caller.await("account/events",
				(events) -> Json.nodes(events.path("data"))
					.stream()
					.anyMatch((event) -> action.equals(event.path("action").asString())
							&& "finished".equals(event.path("status").asString())));
	}

}
