package io.groundwork.sandbox.objects;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The lifecycle rules of buckets, which the S3 server does not keep. They are kept and
 * told, and nothing expires by them.
 */
final class Lifecycles {

	private static final int MOST_RULES = 1000;

	private final Path folder;

	Lifecycles(Path folder) {
		this.folder = folder;
	}

	Optional<byte[]> find(String bucket) throws IOException {
		try {
			return Optional.of(Files.readAllBytes(file(bucket)));
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Keeps the rules, and says whether they are any.
	 */
	boolean keep(String bucket, byte[] document) throws IOException {
		if (!isValid(document)) {
			return false;
		}
		Files.createDirectories(this.folder);
		Path written = Files.write(this.folder.resolve(bucket + ".new"), document);
		Files.move(written, file(bucket), StandardCopyOption.ATOMIC_MOVE);
		return true;
	}

	void forget(String bucket) throws IOException {
		Files.deleteIfExists(file(bucket));
	}

	private Path file(String bucket) {
		return this.folder.resolve(bucket + ".xml");
	}

	private static boolean isValid(byte[] document) {
		try {
			DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
			factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			factory.setNamespaceAware(true);
			DocumentBuilder builder = factory.newDocumentBuilder();
			// Throws like the one there is, and prints nothing.
			builder.setErrorHandler(new DefaultHandler());
			Document parsed = builder.parse(new ByteArrayInputStream(document));
			NodeList rules = parsed.getElementsByTagNameNS("*", "Rule");
			if (!"LifecycleConfiguration".equals(parsed.getDocumentElement().getLocalName()) || rules.getLength() == 0
					|| rules.getLength() > MOST_RULES) {
				return false;
			}
			for (int i = 0; i < rules.getLength(); i++) {
				NodeList status = ((Element) rules.item(i)).getElementsByTagNameNS("*", "Status");
				if (status.getLength() != 1 || !status.item(0).getTextContent().matches("Enabled|Disabled")) {
					return false;
				}
			}
			return true;
		}
		catch (SAXException | IOException ex) {
			return false;
		}
		catch (ParserConfigurationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
