package io.groundwork.sandbox.linode;

import java.util.List;
import java.util.Optional;

/**
 * Runs the databases. Told what is wanted as {@link Clusters} is.
 */
public interface Databases extends AutoCloseable {

	/**
	 * Makes this database what is wanted; returns at once.
	 */
	void want(Wanted database);

	/**
	 * How to reach it, once it is as wanted. One that is to be stopped is as wanted when
	 * it is stopped, and is reached there again when it is not.
	 */
	Optional<Access> access(long database);

	/**
	 * Ends the database and all it had; returns at once.
	 */
	void delete(long database);

	/**
	 * Called at the start when all that is wanted was told: what an earlier run left of
	 * others is ended and removed when this returns.
	 */
	default void settled() {
	}

	@Override
	default void close() {
	}

	/**
	 * A database as it should be.
	 *
	 * @param id its number
	 * @param version PostgreSQL's major version
	 * @param username its administrator
	 * @param password the administrator's password
	 * @param allowed from where it may be reached, CIDRs
	 * @param suspended whether it is stopped
	 */
	record Wanted(long id, String version, String username, String password, List<String> allowed, boolean suspended) {

	}

	/**
	 * A way in.
	 *
	 * @param host where it listens
	 * @param port on which port
	 * @param ca the authority that its certificate is of, PEM
	 */
	record Access(String host, int port, String ca) {

	}

}
