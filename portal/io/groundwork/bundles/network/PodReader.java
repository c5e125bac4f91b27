package io.groundwork.bundles.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.groundwork.bundles.network.Endpoint.PodName;
import io.groundwork.bundles.network.Pod.ContainerPort;
import io.groundwork.bundles.network.Pod.Place;

/**
 * Reads a pod, or what a workload says of its pods.
 */
final class PodReader {

	/**
	 * Where the workloads have the template of their pods.
	 */
	private static final Map<String, List<String>> TEMPLATES = Map.of("Deployment", List.of("spec", "template"),
			"ReplicaSet", List.of("spec", "template"), "StatefulSet", List.of("spec", "template"), "DaemonSet",
			List.of("spec", "template"), "Job", List.of("spec", "template"), "CronJob",
			List.of("spec", "jobTemplate", "spec", "template"));

	private static final Set<String> OVER = Set.of("Succeeded", "Failed");

	private PodReader() {
	}

	static boolean isWorkload(String kind) {
		return TEMPLATES.containsKey(kind);
	}

	/**
	 * Nothing for a pod that has ended: its address may be another's by now.
	 */
	static Optional<Pod> pod(Field document, String namespace) {
		Field status = document.at("status");
		if (status.at("phase").optional(Field::text).filter(OVER::contains).isPresent()) {
			return Optional.empty();
		}
		boolean hostNetwork = document.at("spec").at("hostNetwork").flag();
		List<Address> own = addresses(status, "podIP");
		List<Address> node = addresses(status, "hostIP");
		Place place = document.make(() -> new Place(own, node, hostNetwork));
		return Optional.of(read(new PodName(namespace, document.at("metadata").at("name").text()), document, place));
	}

	static Pod workload(Field document, String kind, String namespace) {
		Field template = document;
		for (String step : TEMPLATES.getOrDefault(kind, List.of())) {
			template = template.at(step);
		}
		String name = kind.toLowerCase(Locale.ROOT) + "/" + document.at("metadata").at("name").text();
		boolean hostNetwork = template.at("spec").at("hostNetwork").flag();
		return read(new PodName(namespace, name), template, new Place(List.of(), List.of(), hostNetwork));
	}

	private static Pod read(PodName name, Field pod, Place place) {
		List<Field> containers = new ArrayList<>(pod.at("spec").at("containers").items());
		// One that goes on beside the containers has ports like theirs.
		pod.at("spec")
			.at("initContainers")
			.items()
			.stream()
			.filter((container) -> container.at("restartPolicy")
				.optional(Field::text)
				.filter("Always"::equals)
				.isPresent())
			.forEach(containers::add);
		List<ContainerPort> ports = containers.stream()
			.flatMap((container) -> container.at("ports").items().stream())
			.map(PodReader::port)
			.toList();
		return new Pod(name, pod.at("metadata").at("labels").texts(), ports, place);
	}

	private static ContainerPort port(Field entry) {
		Protocol protocol = entry.at("protocol").optional(PolicyReader::protocol).orElse(Protocol.TCP);
		Field number = entry.at("containerPort");
		int port = number.number();
		return new ContainerPort(entry.at("name").optional(Field::text), number.make(() -> new Port(protocol, port)));
	}

	/**
	 * The list, which older servers do not have, or else the one.
	 */
	private static List<Address> addresses(Field status, String name) {
		List<Address> listed = status.at(name + "s").items((entry) -> address(entry.at("ip")));
		return listed.isEmpty() ? status.at(name).optional(PodReader::address).stream().toList() : listed;
	}

	private static Address address(Field field) {
		return field.parsed(Address::of);
	}

}
