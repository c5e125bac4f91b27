package io.groundwork.bundles;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.bundles.Promotion.Promoted;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.RemoteRefUpdate.Status;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * The GitOps repository as this process knows it: a bare copy that holds what was fetched
 * and is thrown away in the end. Not for two threads at once.
 */
final class GitopsRepository implements Closeable {

	private static final Set<Status> MOVED = Set.of(Status.REJECTED_NONFASTFORWARD, Status.REJECTED_REMOTE_CHANGED);

	private final GitopsSettings settings;

	private final String branch;

	private @Nullable Path folder;

	private @Nullable Repository copy;

	GitopsRepository(GitopsSettings settings) {
		this.settings = settings;
		this.branch = Constants.R_HEADS + settings.branch();
	}

	/**
	 * Gets what is new.
	 * @return the commit that the branch is at, none if there is no such branch yet
	 */
	Optional<ObjectId> fetch() {
		Repository repository = repository();
		try (Transport transport = open(repository);
				FetchConnection connection = transport.openFetch(List.of(new RefSpec(this.branch)))) {
			Ref ref = connection.getRef(this.branch);
			if (ref == null || ref.getObjectId() == null) {
				return Optional.empty();
			}
			ObjectId head = ref.getObjectId();
			if (!head.equals(repository.resolve(this.branch))) {
				connection.fetch(NullProgressMonitor.INSTANCE, List.of(ref), Set.of());
				// Only for the next fetch to know what is here already.
				RefUpdate update = repository.updateRef(this.branch);
				update.setNewObjectId(head);
				update.setForceUpdate(true);
				update.update();
			}
			return Optional.of(head.copy());
		}
		catch (TransportException | NotSupportedException ex) {
			throw away(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether a commit is another one or one before it.
	 */
	boolean isWithin(ObjectId commit, ObjectId head) {
		Repository repository = repository();
		try (RevWalk walk = new RevWalk(repository)) {
			return walk.isMergedInto(walk.parseCommit(commit), walk.parseCommit(head));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Makes a commit in which a folder has these files and no others.
	 * @param head the commit before it, null for none
	 * @return nothing if the folder is like that already
	 */
	Optional<ObjectId> commit(@Nullable ObjectId head, String folder, Bundle bundle, PersonIdent author,
			String message) {
		Repository repository = repository();
		try (ObjectInserter inserter = repository.newObjectInserter(); RevWalk walk = new RevWalk(repository)) {
			ObjectId before = (head != null) ? walk.parseCommit(head).getTree().getId() : null;
			DirCache files = DirCache.newInCore();
			DirCacheBuilder builder = files.builder();
			if (before != null) {
				keepOthers(repository, before, folder, builder);
			}
			for (String path : bundle.paths()) {
				DirCacheEntry entry = new DirCacheEntry(folder + path);
				entry.setFileMode(FileMode.REGULAR_FILE);
				entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, bundle.content(path)));
				builder.add(entry);
			}
			builder.finish();
			ObjectId tree = files.writeTree(inserter);
			if (tree.equals(before)) {
				return Optional.empty();
			}
			CommitBuilder commit = new CommitBuilder();
			commit.setTreeId(tree);
			if (head != null) {
				commit.setParentId(head);
			}
			commit.setAuthor(author);
			commit.setCommitter(author);
			commit.setMessage(message);
			ObjectId id = inserter.insert(commit);
			inserter.flush();
			return Optional.of(id);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void keepOthers(Repository repository, ObjectId tree, String folder, DirCacheBuilder builder)
			throws IOException {
		// A file where the folder is to be gives way to it.
		String name = folder.substring(0, folder.length() - 1);
		try (TreeWalk walk = new TreeWalk(repository)) {
			walk.addTree(tree);
			walk.setRecursive(true);
			while (walk.next()) {
				String path = walk.getPathString();
				if (!path.startsWith(folder) && !path.equals(name)) {
					DirCacheEntry entry = new DirCacheEntry(path);
					entry.setFileMode(walk.getFileMode());
					entry.setObjectId(walk.getObjectId(0));
					builder.add(entry);
				}
			}
		}
	}

	/**
	 * Puts a commit on top of the branch, if that is still where it was.
	 * @param before where it was, null if it was not there
	 */
	Pushed push(ObjectId commit, @Nullable ObjectId before) {
		Repository repository = repository();
		try (Transport transport = open(repository)) {
			RemoteRefUpdate update = new RemoteRefUpdate(repository, null, commit, this.branch, false, null,
					(before != null) ? before : ObjectId.zeroId());
			PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(update));
			Status status = update.getStatus();
			if (status == Status.OK || status == Status.UP_TO_DATE) {
				return Pushed.TAKEN;
			}
			String why = "%s %s".formatted((update.getMessage() != null) ? update.getMessage() : status,
					result.getMessages().strip());
			// Who comes while somebody else is let in is told so in many ways; that the
			// branch has moved is the surest.
			if (MOVED.contains(status) || why.toLowerCase(Locale.ROOT).contains("lock")
					|| !fetch().equals(Optional.ofNullable(before))) {
				return Pushed.TOO_LATE;
			}
			throw new PromotionRefusedException("The GitOps repository %s did not take the commit: %s"
				.formatted(this.settings.remote(), why.strip()));
		}
		catch (TransportException ex) {
			// It may have been taken all the same; whoever looks again will see.
			return Pushed.NOT_KNOWN;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The files of a folder, by their paths within it.
	 */
	Optional<Promoted> read(ObjectId head, String folder) {
		Repository repository = repository();
		SortedMap<String, String> files = new TreeMap<>();
		try (RevWalk commits = new RevWalk(repository); TreeWalk walk = new TreeWalk(repository)) {
			walk.addTree(commits.parseCommit(head).getTree());
			walk.setRecursive(true);
			walk.setFilter(PathFilter.create(folder.substring(0, folder.length() - 1)));
			while (walk.next()) {
				if (walk.getPathString().startsWith(folder)) {
					files.put(walk.getPathString().substring(folder.length()),
							new String(repository.open(walk.getObjectId(0)).getBytes(), StandardCharsets.UTF_8));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files.isEmpty() ? Optional.empty() : Optional.of(new Promoted(head.name(), files));
	}

	private Transport open(Repository repository) throws NotSupportedException, TransportException {
		String remote = this.settings.remote();
		if (remote == null) {
			throw new PromotionRefusedException(
					"There is no GitOps repository to promote to; set groundwork.gitops.remote.");
		}
		try {
			Transport transport = Transport.open(repository, new URIish(remote));
			GitopsAccess.give(transport, this.settings);
			return transport;
		}
		catch (URISyntaxException ex) {
			throw new PromotionRefusedException(
					"groundwork.gitops.remote is no address of a repository: " + ex.getReason());
		}
	}

	private GitopsAwayException away(IOException ex) {
		return new GitopsAwayException(
				"The GitOps repository %s cannot be reached: %s".formatted(this.settings.remote(), ex.getMessage()),
				ex);
	}

	private Repository repository() {
		Repository repository = this.copy;
		if (repository != null) {
			return repository;
		}
		try {
			Path folder = Files.createTempDirectory("groundwork-gitops-");
			this.folder = folder;
			repository = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
			repository.create(true);
			StoredConfig config = repository.getConfig();
			// A password is for the host that it was set for.
			config.setString("http", null, "followRedirects", "false");
			config.save();
			this.copy = repository;
			return repository;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		if (this.copy != null) {
			this.copy.close();
		}
		if (this.folder != null) {
			try {
				FileSystemUtils.deleteRecursively(this.folder);
			}
			catch (IOException ex) {
				// Nothing but a copy, where such are swept away anyhow.
			}
		}
	}

	/**
	 * What became of a commit.
	 */
	enum Pushed {

		TAKEN, TOO_LATE, NOT_KNOWN

	}

}
