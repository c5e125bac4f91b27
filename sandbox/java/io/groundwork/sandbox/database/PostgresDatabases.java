package io.groundwork.sandbox.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.sandbox.linode.Databases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Databases that are real: a PostgreSQL server for each, whatever version was asked for
 * the one that Maven brings.
 */
public final class PostgresDatabases implements Databases {

	private static final Logger log = LoggerFactory.getLogger(PostgresDatabases.class);

	private static final Pattern NAME = Pattern.compile("db(\\d{1,18})");

	private final Map<Long, Keeper> keepers = new ConcurrentHashMap<>();

	private final Set<Keeper> ending = ConcurrentHashMap.newKeySet();

	private final Path folder;

	private final Programs programs;

	/**
	 * @param folder where the databases keep what they have, a folder each
	 */
	public PostgresDatabases(Path folder) {
		this.folder = folder;
		this.programs = Programs.unpacked();
	}

	@Override
	public void want(Wanted database) {
		this.keepers.computeIfAbsent(database.id(), (id) -> new Keeper(server(id), database)).want(database);
	}

	private Server server(long database) {
		return new Server(this.programs, this.folder.resolve("db" + database));
	}

	@Override
	public Optional<Access> access(long database) {
		return Optional.ofNullable(this.keepers.get(database)).flatMap(Keeper::access);
	}

	@Override
	public void delete(long database) {
		Keeper keeper = this.keepers.remove(database);
		if (keeper != null) {
			this.ending.removeIf(Keeper::isDone);
			this.ending.add(keeper);
			keeper.end(true);
		}
	}

	@Override
	public void settled() {
		for (long database : kept()) {
			if (!this.keepers.containsKey(database)) {
				try {
					Server server = server(database);
					server.stop();
					server.forget();
				}
				catch (RuntimeException ex) {
					log.warn("What is left of database {} stays until the next start", database, ex);
				}
			}
		}
	}

	private List<Long> kept() {
		if (!Files.isDirectory(this.folder)) {
			return List.of();
		}
		try (Stream<Path> folders = Files.list(this.folder)) {
			return folders.map((one) -> NAME.matcher(one.getFileName().toString()))
				.filter((name) -> name.matches())
				.map((name) -> Long.valueOf(name.group(1)))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * All at once, those that were deleted just now too.
	 */
	@Override
	public void close() {
		this.keepers.values().forEach((keeper) -> keeper.end(false));
		try {
			for (Keeper keeper : this.keepers.values()) {
				keeper.join();
			}
			for (Keeper keeper : this.ending) {
				keeper.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
