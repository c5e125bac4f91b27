package io.groundwork.bundles.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.groundwork.documents.Documents;
import io.groundwork.documents.UnreadableException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What manifests say of who may reach whom.
 *
 * @param namespaces the namespaces
 * @param pods the pods, and one for each workload
 * @param policies the network policies
 * @param unseen kind and name of what has a say as well, but is not evaluated
 */
public record Manifests(List<Namespace> namespaces, List<Pod> pods, List<NetworkPolicy> policies, List<String> unseen) {

	private static final String EVALUATED = "networking.k8s.io/v1";

	public Manifests {
		namespaces = List.copyOf(namespaces);
		pods = List.copyOf(pods);
		policies = List.copyOf(policies);
		unseen = List.copyOf(unseen);
	}

	/**
	 * Reads manifests; kinds that have nothing to do with it are passed over.
	 * @param content a file of YAML with any number of documents and lists, or of JSON
	 */
	public static Manifests read(String content) {
		return read(content, Optional.empty());
	}

	/**
	 * As {@link #read(String)}.
	 * @param namespace where that belongs which does not say so itself
	 */
	public static Manifests read(String content, String namespace) {
		return read(content, Optional.of(namespace));
	}

	private static Manifests read(String content, Optional<String> namespace) {
		Reading reading = new Reading(namespace);
		documents(content).forEach((document) -> reading.document(new Field("", document), ""));
		return new Manifests(reading.namespaces, reading.pods, reading.policies, reading.unseen);
	}

	private static List<JsonNode> documents(String content) {
		try {
			return Documents.read(content);
		}
		catch (UnreadableException ex) {
			throw InvalidManifestException.of("The manifest cannot be read: " + ex.problem()
					+ ((ex.line() > 0) ? " (line %d)".formatted(ex.line()) : ""));
		}
	}

	/**
	 * These and others.
	 */
	public Manifests and(Manifests others) {
		return new Manifests(both(this.namespaces, others.namespaces), both(this.pods, others.pods),
				both(this.policies, others.policies), both(this.unseen, others.unseen));
	}

	private static <T> List<T> both(List<T> some, List<T> others) {
		return Stream.concat(some.stream(), others.stream()).toList();
	}

	/**
	 * Makes them ready to decide.
	 */
	public Network network() {
		return Network.of(this.namespaces, this.pods, this.policies);
	}

	/**
	 * What was read so far.
	 */
	private static final class Reading {

		private final List<Namespace> namespaces = new ArrayList<>();

		private final List<Pod> pods = new ArrayList<>();

		private final List<NetworkPolicy> policies = new ArrayList<>();

		private final List<String> unseen = new ArrayList<>();

		private final Optional<String> namespace;

		Reading(Optional<String> namespace) {
			this.namespace = namespace;
		}

		/**
		 * Takes in a document.
		 * @param assumed its kind, if it does not say so itself since it stands in a list
		 * of that kind
		 */
		void document(Field document, String assumed) {
			String kind = document.at("kind").optional(Field::text).orElse(assumed);
			if (kind.endsWith("List") && document.at("items").isThere()) {
				String inside = kind.substring(0, kind.length() - "List".length());
				String version = document.value().path("apiVersion").asString("");
				document.at("items").items().forEach((item) -> document(versioned(item, version, inside), inside));
				return;
			}
			if (kind.isEmpty()) {
				throw document.at("kind").wrong("is missing");
			}
			about(document, kind, () -> {
				take(document, kind);
				return kind;
			});
		}

		/**
		 * Within a list of one kind the items leave out what the list says.
		 */
		private static Field versioned(Field item, String version, String kind) {
			if (kind.isEmpty() || item.at("apiVersion").isThere() || !(item.value() instanceof ObjectNode object)) {
				return item;
			}
			return new Field(item.path(), object.deepCopy().put("apiVersion", version));
		}

		private void take(Field document, String kind) {
			if (PodReader.isWorkload(kind)) {
				this.pods.add(PodReader.workload(document, kind, namespace(document)));
				return;
			}
			switch (kind) {
				case "Namespace" -> this.namespaces.add(new Namespace(document.at("metadata").at("name").text(),
						document.at("metadata").at("labels").texts()));
				case "Pod" -> PodReader.pod(document, namespace(document)).ifPresent(this.pods::add);
				case "NetworkPolicy" -> policy(document);
				default -> {
					if (kind.endsWith("NetworkPolicy")) {
						this.unseen.add(subject(document, kind));
					}
				}
			}
		}

		private void policy(Field document) {
			String version = document.at("apiVersion").text();
			if (version.equals(EVALUATED)) {
				this.policies.add(PolicyReader.read(document, namespace(document)));
			}
			else if (version.startsWith("networking.k8s.io/") || version.startsWith("extensions/")) {
				throw document.at("apiVersion").wrong("is %s; write it as %s".formatted(version, EVALUATED));
			}
			else {
				// Some network plugins have policies of their own by the same name.
				this.unseen.add(subject(document, version + " NetworkPolicy"));
			}
		}

		private String namespace(Field document) {
			Field field = document.at("metadata").at("namespace");
			return field.optional(Field::text)
				.or(() -> this.namespace)
				.orElseThrow(() -> field.wrong("is missing; say where it belongs"));
		}

		private <T> T about(Field document, String kind, Supplier<T> reading) {
			try {
				return reading.get();
			}
			catch (InvalidManifestException ex) {
				throw ex.about(subject(document, kind));
			}
		}

		private String subject(Field document, String kind) {
			JsonNode metadata = document.value().path("metadata");
			String where = metadata.path("namespace").asString(this.namespace.orElse(""));
			String name = metadata.path("name").asString("without a name");
			return kind + " " + ((where.isEmpty() || kind.equals("Namespace")) ? name : where + "/" + name);
		}

	}

}
