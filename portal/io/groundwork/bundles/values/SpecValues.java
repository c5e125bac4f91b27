package io.groundwork.bundles.values;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The values that a root in {@code terraform/environments} reads: an environment's spec
 * under Terraform's names, and what a spec does not hold. The same values give the same
 * bytes.
 *
 * @param environment the environment's name
 * @param owner the team that owns it
 * @param prefix what every label at Linode begins with
 * @param callers the ranges that the portal and its workers call from
 * @param spec what it should be
 * @param cluster the cluster that it is on
 * @param names its names in the world, null for none
 * @param allowDataDeletion whether a plan may delete data
 */
public record SpecValues(String environment, String owner, String prefix, SortedSet<String> callers, Spec spec,
		Cluster cluster, @Nullable Names names, boolean allowDataDeletion) {

	/** The file that they are read from. */
	public static final String FILE = "spec.auto.tfvars.json";

	/** Parts of a spec that Terraform has no variable for, and would warn of. */
	private static final List<String> NOT_TERRAFORMS = List.of("delivery", "secrets", "lifetimeHours");

	private static final Set<String> EVERYBODY = Set.of("0.0.0.0/0", "::/0");

	private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

	private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

	private static final JsonMapper JSON = JsonMapper.builder()
		.defaultPrettyPrinter(new DefaultPrettyPrinter(Separators.createDefaultInstance()
			.withObjectNameValueSpacing(Separators.Spacing.AFTER)
			.withObjectEmptySeparator("")
			.withArrayEmptySeparator("")).withObjectIndenter(LINES).withArrayIndenter(LINES))
		.build();

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	public SpecValues {
		if (spec.ownsCluster() != (cluster instanceof Cluster.Own)) {
			throw new IllegalArgumentException(spec.ownsCluster() ? environment + " owns a cluster and is on no other"
					: environment + " is on the cluster of another environment, which is not given");
		}
	}

	/**
	 * The file as it is written.
	 */
	public String write() {
		return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n";
	}

	private ObjectNode json() {
		ObjectNode wanted = SpecWriter.json(this.spec);
		wanted.remove(NOT_TERRAFORMS);
		((ObjectNode) wanted.required("network")).retain("firewall");
		if (wanted.path("kubernetes") instanceof ObjectNode kubernetes) {
			callersToo((ArrayNode) kubernetes.required("apiAllowList"));
		}
		ObjectNode values = NODES.objectNode();
		values.set("spec_schema", wanted.remove("schema"));
		snake(wanted).properties().forEach((field) -> values.set(field.getKey(), field.getValue()));
		values.put("name", this.environment);
		values.put("owner", this.owner);
		values.put("prefix", this.prefix);
		values.set("cluster", where());
		values.put("allow_data_deletion", this.allowDataDeletion);
		if (this.names != null) {
			values.set("dns", dns(this.names));
		}
		return values;
	}

	/**
	 * A list that does not name everybody has to name those who look after the cluster.
	 */
	private void callersToo(ArrayNode allowed) {
		List<String> ranges = allowed.valueStream().map(JsonNode::stringValue).toList();
		if (ranges.stream().noneMatch(EVERYBODY::contains)) {
			this.callers.stream().filter((caller) -> !ranges.contains(caller)).forEach(allowed::add);
		}
	}

	private ObjectNode where() {
		ObjectNode json = NODES.objectNode();
		if (this.cluster instanceof Cluster.Host host) {
			json.put("id", host.id()).put("region", host.region()).put("tier", host.tier().word());
		}
		this.cluster.nodeAddresses().forEach(json.putArray("node_addresses")::add);
		if (this.cluster instanceof Cluster.Host host && host.subnet() != null) {
			json.put("vpc_id", host.subnet().vpcId())
				.put("subnet_id", host.subnet().id())
				.put("subnet_range", host.subnet().range());
		}
		return json;
	}

	private static ObjectNode dns(Names names) {
		ObjectNode json = NODES.objectNode();
		json.put("zone", names.zone());
		if (names.zoneId() != null) {
			json.put("zone_id", names.zoneId());
		}
		if (names.soaEmail() != null) {
			json.put("soa_email", names.soaEmail());
		}
		if (names.host() != null) {
			json.put("host", names.host());
		}
		if (!names.ingressAddresses().isEmpty()) {
			names.ingressAddresses().forEach(json.putArray("ingress_addresses")::add);
		}
		if (names.tokenExpiresAt() != null) {
			json.put("token_expires_at", names.tokenExpiresAt().toString());
		}
		return json;
	}

	/**
	 * The same under Terraform's names, but for the names of labels, which are nobody's
	 * but the labels'.
	 */
	private static JsonNode snake(JsonNode node) {
		if (node instanceof ArrayNode array) {
			ArrayNode items = NODES.arrayNode();
			array.forEach((item) -> items.add(snake(item)));
			return items;
		}
		if (!(node instanceof ObjectNode object)) {
			return node;
		}
		ObjectNode json = NODES.objectNode();
		for (Map.Entry<String, JsonNode> field : object.properties()) {
			String name = CAPITAL.matcher(field.getKey())
				.replaceAll((letter) -> "_" + letter.group().toLowerCase(Locale.ROOT));
			json.set(name, field.getKey().equals("labels") ? field.getValue() : snake(field.getValue()));
		}
		return json;
	}

}
