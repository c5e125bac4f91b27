package io.groundwork.sandbox;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.jwk.RSAKey;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;

/**
 * An OpenID provider of our own, standing in for a company's: real protocol, demo people,
 * and levers for tests.
 */
public final class Issuer implements AutoCloseable {

	private static @Nullable Issuer shared;

	private final URI address;

	private final Demo demo = Demo.read();

	private final People people = new People(this.demo.people());

	private final String secret = Visitor.random();

	private final Clients clients = new Clients(this.secret);

	private final Outage outage = new Outage();

	private final RSAKey key;

	private final AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext();

	private Issuer(int port, @Nullable IssuerStore store) {
		this.address = URI.create("http://localhost:" + port);
		this.key = (store != null) ? store.key() : SigningKeys.own();
		OAuth2AuthorizationService authorizations = (store != null) ? store.authorizations(this.clients)
				: new InMemoryOAuth2AuthorizationService();
		this.context.registerBean(URI.class, () -> this.address);
		this.context.registerBean(Demo.class, () -> this.demo);
		this.context.registerBean(People.class, () -> this.people);
		this.context.registerBean(Clients.class, () -> this.clients);
		this.context.registerBean(Outage.class, () -> this.outage);
		this.context.registerBean(RSAKey.class, () -> this.key);
		this.context.registerBean(OAuth2AuthorizationService.class, () -> authorizations);
		this.context.register(IssuerConfiguration.class);
		this.context.refresh();
	}

	/**
	 * One for all tests of this JVM; {@link #reset()} puts its people back.
	 */
	public static synchronized Issuer shared() {
		Issuer running = shared;
		if (running == null) {
			running = start();
			shared = running;
		}
		return running;
	}

	/**
	 * Starts a provider on any port that forgets everything when it ends.
	 */
	public static Issuer start() {
		for (int attempt = 0;; attempt++) {
			try {
				return new Issuer(FreePort.next(), null);
			}
			catch (RuntimeException ex) {
				// The address is part of every token, so the port is chosen before it is
				// opened, and somebody else may have been quicker.
				if (attempt == 5 || !(NestedExceptionUtils.getMostSpecificCause(ex) instanceof PortInUseException
						|| NestedExceptionUtils.getMostSpecificCause(ex) instanceof java.net.BindException)) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Starts a provider whose key and sign-ins outlive it in the database.
	 */
	static Issuer start(int port, Postgres.Database database) {
		return new Issuer(port, new IssuerStore(database));
	}

	public String address() {
		return this.address.toString();
	}

	/**
	 * What the portal must be told to sign people in here.
	 */
	public Map<String, Object> settings() {
		Map<String, Object> settings = new LinkedHashMap<>(this.demo.settings());
		settings.put("groundwork.identity.issuer", address());
		settings.put("groundwork.identity.client-id", Clients.PORTAL);
		settings.put("groundwork.identity.client-secret", this.secret);
		return settings;
	}

	/**
	 * Lets the portal at this address, such as http://localhost:8400, send people here
	 * and have them sent back.
	 */
	public void trust(String portal) {
		this.clients.trust(portal);
	}

	public List<Person> people() {
		return this.people.all();
	}

	public Person person(String name) {
		return this.people.named(name);
	}

	List<String> rolesOf(Person person) {
		return this.demo.rolesOf(person);
	}

	List<String> teamsOf(Person person) {
		return this.demo.teamsOf(person);
	}

	/**
	 * A good access token, got by really signing in.
	 */
	public String accessToken(String name) {
		return signIn(name).accessToken();
	}

	/**
	 * An ID token: for the client that asked for it, and never a key to an API.
	 */
	public String idToken(String name) {
		return signIn(name).idToken();
	}

	/**
	 * An access token that is good but for one thing.
	 */
	public String accessToken(String name, Flaw flaw) {
		return new Mint(address(), this.key).token(person(name), flaw);
	}

	private Visitor.Tokens signIn(String name) {
		try (Visitor visitor = new Visitor(address())) {
			return visitor.signIn(person(name));
		}
	}

	/**
	 * Moves a person to other groups; tokens made before keep saying what they said.
	 */
	public void groups(String name, Set<String> groups) {
		this.people.move(name, groups);
	}

	/**
	 * From now on this person gets no tokens here, and existing ones tell nothing.
	 */
	public void lock(String name) {
		this.people.lock(name);
	}

	public void unlock(String name) {
		this.people.unlock(name);
	}

	/**
	 * While down, every request is answered with 503.
	 */
	public void down(boolean down) {
		if (down) {
			this.outage.of("/");
		}
		else {
			this.outage.over();
		}
	}

	/**
	 * Until all is well again it gives tokens, and tells nothing of whom they are.
	 */
	public void silent() {
		this.outage.of("/userinfo");
	}

	/**
	 * Everybody back in their groups, nobody locked, and up.
	 */
	public void reset() {
		this.people.reset();
		this.outage.over();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
