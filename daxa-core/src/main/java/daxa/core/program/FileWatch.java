package daxa.core.program;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.shader.ShaderDependency;
import daxa.core.shader.ShaderOptions;
import daxa.core.shader.ShaderSource;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Watches the files that shaders depend on, also those that do not exist yet.
///
/// The system's watch tells of changes in folders within a millisecond or so. Twice a second all
/// files are looked at besides, by time, size and identity: where the system offers no watch or not
/// enough of them, or a folder comes to exist later. Either only makes a file suspect; its content
/// decides.
///
/// Editors empty, remove or rename a file before they write it. So a content counts once it was the
/// same for some milliseconds, and nothing in the place of a file after ten times as long.
@ThreadSafe
final class FileWatch {
    private static final System.Logger LOGGER = System.getLogger("daxa.core");
    private static final ShaderSource NOTHING = ShaderSource.text("", "");
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long GONE_NANOS = 10 * SETTLED_NANOS;

    private final Builds builds;
    private final @Nullable WatchService service;
    private final Map<Path, Watched> files = new ConcurrentHashMap<>();
    private final Map<Path, WatchKey> folders = new ConcurrentHashMap<>();
    private volatile boolean closed;

    // Of the watching thread only.
    private final Map<Path, Suspect> suspects = new HashMap<>();
    private long nextPoll = System.nanoTime() + POLL_NANOS;

    /// A file that is watched.
    private static final class Watched {
        /// Where the system watches for it: its folder, or the nearest one above that exists.
        volatile @Nullable Path folder;

        /// What it looked like at the last poll. Of the watching thread only.
        @Nullable Look look = NEVER;
    }

    private record Look(long time, long size, @Nullable Object identity) {}

    private static final Look NEVER = new Look(-1, -1, null);

    private record Suspect(@Nullable String hash, long due) {}

    FileWatch(Builds builds) {
        this.builds = builds;
        WatchService made = null;
        try {
            made = FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            LOGGER.log(Level.INFO, "no watch of folders; files are looked at twice a second", e);
        }
        service = made;
        Thread.ofPlatform().daemon().name("daxa watches shaders").start(this::watch);
    }

    /// The path by which a file is known here.
    static Path absolute(String name) {
        return Path.of(name).toAbsolutePath().normalize();
    }

    /// The hash of what is in a file now, null if there is none.
    static @Nullable String hash(Path file) {
        return new ShaderDependency(ShaderDependency.Kind.FILE, file.toString(), null)
                .now(NOTHING, ShaderOptions.DEFAULT)
                .hash();
    }

    /// Watches files from now on, if they are not yet, and looks whether they have changed since
    /// they were read.
    void follow(List<Path> paths) {
        for (Path path : paths) {
            Watched watched = files.computeIfAbsent(path, p -> new Watched());
            register(path, watched);
            // What is empty or gone at this moment is left to the next poll.
            if (patience(path) == SETTLED_NANOS) {
                builds.saw(path, hash(path));
            }
        }
    }

    private void register(Path path, Watched watched) {
        if (service == null) {
            return;
        }
        Path folder = path.getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null || (folder.equals(watched.folder) && folders.containsKey(folder))) {
            return;
        }
        try {
            // Registering a folder again gives the same key.
            folders.put(
                    folder,
                    folder.register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
            watched.folder = folder;
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "folder '" + folder + "' is only looked at", e);
        } catch (ClosedWatchServiceException e) {
            LOGGER.log(Level.TRACE, "closed meanwhile", e);
        }
    }

    // ---------------------------------------------------------------- the watching thread

    private void watch() {
        while (!closed) {
            try {
                List<Path> touched = awaitTouched();
                if (System.nanoTime() - nextPoll >= 0) {
                    touched.addAll(poll());
                    nextPoll = System.nanoTime() + POLL_NANOS;
                }
                touched.forEach(this::suspect);
                settle();
            } catch (ClosedWatchServiceException e) {
                return;
            } catch (InterruptedException e) {
                LOGGER.log(Level.DEBUG, "files are not watched any more", e);
                return;
            } catch (RuntimeException e) {
                // Whatever it was, the next file shall be noticed.
                LOGGER.log(Level.ERROR, "watching shaders failed", e);
            }
        }
    }

    private List<Path> awaitTouched() throws InterruptedException {
        long wake = nextPoll;
        for (Suspect each : suspects.values()) {
            wake = each.due - wake < 0 ? each.due : wake;
        }
        long wait = Math.max(0, wake - System.nanoTime());
        List<Path> touched = new ArrayList<>();
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(wait);
            return touched;
        }
        WatchKey key = service.poll(wait, TimeUnit.NANOSECONDS);
        while (key != null) {
            Path folder = (Path) key.watchable();
            key.pollEvents();
            if (!key.reset()) {
                folders.remove(folder, key);
            }
            files.forEach(
                    (path, watched) -> {
                        if (folder.equals(watched.folder)) {
                            register(path, watched);
                            touched.add(path);
                        }
                    });
            key = service.poll();
        }
        return touched;
    }

    private List<Path> poll() {
        Set<Path> unneeded = new HashSet<>(files.keySet());
        Set<Path> needed = builds.files();
        unneeded.removeAll(needed);
        files.keySet().removeAll(unneeded);
        // Another thread may just have come to need one of those.
        needed.forEach(path -> files.computeIfAbsent(path, p -> new Watched()));
        List<Path> touched = new ArrayList<>();
        files.forEach(
                (path, watched) -> {
                    register(path, watched);
                    Look look = look(path);
                    if (!Objects.equals(look, watched.look)) {
                        watched.look = look;
                        touched.add(path);
                    }
                });
        return touched;
    }

    private static @Nullable Look look(Path path) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return new Look(now.lastModifiedTime().toMillis(), now.size(), now.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    private void suspect(Path path) {
        String hash = hash(path);
        Suspect before = suspects.get(path);
        if (before != null && Objects.equals(before.hash, hash)) {
            return;
        }
        if (builds.isNews(path, hash)) {
            suspects.put(path, new Suspect(hash, System.nanoTime() + patience(path)));
        } else {
            suspects.remove(path);
        }
    }

    private static long patience(Path path) {
        try {
            return Files.size(path) == 0 ? GONE_NANOS : SETTLED_NANOS;
        } catch (IOException e) {
            return GONE_NANOS;
        }
    }

    private void settle() {
        for (Path path : List.copyOf(suspects.keySet())) {
            Suspect suspect = Objects.requireNonNull(suspects.get(path));
            if (System.nanoTime() - suspect.due >= 0) {
                suspect(path);
                if (suspect.equals(suspects.get(path))) {
                    suspects.remove(path);
                    builds.saw(path, suspect.hash);
                }
            }
        }
    }

    /// Stops watching.
    void close() {
        closed = true;
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOGGER.log(Level.DEBUG, "the watch of folders was not closed", e);
            }
        }
    }
}
