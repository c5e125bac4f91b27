package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

class NonsenseTests {

	private static final List<String> WISHES = List.of(
			"lke/clusters {'label':'c','region':'fr-par','k8s_version':'1.35','tier':'standard','tags':['abc'],'control_plane':{'high_availability':true,'acl':{'enabled':true,'addresses':{'ipv4':['10.0.0.1']}}},'node_pools':[{'type':'g6-standard-1','count':1,'labels':{'a':'b'},'taints':[{'key':'a','value':'b','effect':'NoSchedule'}],'autoscaler':{'enabled':true,'min':1,'max':2}}]}",
			"networking/firewalls {'label':'wall','tags':['abc'],'rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT','inbound':[{'action':'ACCEPT','protocol':'TCP','ports':'22','addresses':{'ipv4':['0.0.0.0/0']}}]},'devices':{'linodes':[1]}}",
			"vpcs {'label':'net','region':'fr-par','subnets':[{'label':'one','ipv4':'10.0.0.0/24'}]}",
			"databases/postgresql/instances {'label':'data','region':'fr-par','type':'g6-standard-1','engine':'postgresql/17','cluster_size':1,'allow_list':['10.0.0.1'],'updates':{'day_of_week':1,'hour_of_day':2},'engine_config':{'pg':{'x':1}},'private_network':{'vpc_id':1,'subnet_id':2}}",
			"object-storage/buckets {'label':'my-bucket','region':'fr-par','acl':'private','endpoint_type':'E1'}",
			"object-storage/keys {'label':'key','bucket_access':[{'region':'fr-par','bucket_name':'b','permissions':'read_only'}],'regions':['fr-par']}",
			"domains {'domain':'example.com','type':'master','soa_email':'a@b.cc','ttl_sec':5,'master_ips':['1.1.1.1']}",
			"profile/tokens {'label':'t','scopes':'lke:read_only','expiry':'2030-01-01T00:00:00'}");

	private static final List<String> NONSENSE = List.of("null", "true", "-1", "99999999999999999999", "1.5", "''",
			"'x'", "[]", "[null]", "[[]]", "{}", "{'':null}", "'2030-13-45T00:00:00'", "'a/b/c'", "'::/129'", "'*:*'",
			"':'", "'%'", "'\\u0000'", "['10.0.0.0/-1', 5]");

	/**
	 * The seed is fixed, so that what it finds can be found again.
	 */
	@Test
	void nothingThatIsSentBreaksIt(@TempDir Path folder) {
		Random random = new Random(7);
		try (LinodeApi api = LinodeApi.start(folder, Settings.quick())) {
			Caller caller = new Caller(api);
			for (int i = 0; i < 1500; i++) {
				String wish = WISHES.get(random.nextInt(WISHES.size()));
				String path = wish.substring(0, wish.indexOf(' '));
				JsonNode body = Json.MAPPER.readTree(wish.substring(wish.indexOf(' ') + 1).replace('\'', '"'));
				for (int changes = random.nextInt(3); changes > 0; changes--) {
					spoil(body, random);
				}
				Caller.Reply made = caller.post(path, body.toString());
				assertThat(made.status()).as("%s %s", path, body).isIn(200, 400);
				if (made.status() == 200 && made.json().has("id")) {
					String one = path + "/" + made.id();
					spoil(body, random);
					assertThat(caller.put(one, body.toString()).status()).as("%s %s", one, body).isIn(200, 400, 405);
					assertThat(caller.delete(one).status()).isIn(200, 503);
				}
				String filter = NONSENSE.get(random.nextInt(NONSENSE.size()));
				assertThat(caller.filtered(path, "{'label':%s}".formatted(filter)).status()).as(filter).isIn(200, 400);
			}
		}
	}

	private static void spoil(JsonNode body, Random random) {
		List<Runnable> places = new ArrayList<>();
		JsonNode nonsense = Json.MAPPER.readTree(NONSENSE.get(random.nextInt(NONSENSE.size())).replace('\'', '"'));
		collect(body, nonsense, places);
		if (!places.isEmpty()) {
			places.get(random.nextInt(places.size())).run();
		}
	}

	private static void collect(JsonNode node, JsonNode nonsense, List<Runnable> places) {
		if (node instanceof ObjectNode object) {
			object.properties().forEach((entry) -> {
				places.add(() -> object.set(entry.getKey(), nonsense));
				collect(entry.getValue(), nonsense, places);
			});
		}
		else if (node instanceof ArrayNode array) {
			for (int i = 0; i < array.size(); i++) {
				int place = i;
				places.add(() -> array.set(place, nonsense));
				collect(array.get(i), nonsense, places);
			}
		}
	}

}
