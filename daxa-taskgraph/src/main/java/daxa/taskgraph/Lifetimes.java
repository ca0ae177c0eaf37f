package daxa.taskgraph;

import java.util.Arrays;

/// Moves tasks to later levels, where transients are then in use for a shorter time and the most
/// bytes in use at once become fewer. No level is added, and no task moves that need not.
///
/// The tasks of a group stay behind all of the group before. Equal inputs give equal results.
final class Lifetimes {
    private static final long STEPS = 1 << 20;
    private static final long STEPS_PER_ACCESS = 64;

    private final int[] level;
    private final int levels;
    private final int[] firstAccess;
    private final int[] group;
    private final int[] before;
    private final int[] behind;
    private final int[] resource;
    private final long[] sizes;

    // The tasks of each group, and of each resource; a task may be there several times.
    private final int[] firstOfGroup;
    private final int[] tasksOfGroup;
    private final int[] firstOfResource;
    private final int[] tasksOfResource;

    // Of each level, the bytes in use.
    private final long[] live;
    private long stepsLeft;

    // The resources of a task; and of each resource, for which question it was found last.
    private int[] used = new int[8];
    private int usedCount;
    private final int[] foundFor;
    private int question;

    private Lifetimes(
            int[] level,
            int levels,
            int[] firstAccess,
            int[] group,
            int[] before,
            int[] resource,
            long[] sizes) {
        this.level = level;
        this.levels = levels;
        this.firstAccess = firstAccess;
        this.group = group;
        this.before = before;
        this.resource = resource;
        this.sizes = sizes;
        behind = new int[before.length];
        Arrays.fill(behind, Hazards.NONE);
        for (int each = 0; each < before.length; each++) {
            if (before[each] != Hazards.NONE) {
                behind[before[each]] = each;
            }
        }
        firstOfGroup = new int[before.length + 1];
        tasksOfGroup = collect(firstOfGroup, false);
        firstOfResource = new int[sizes.length + 1];
        tasksOfResource = collect(firstOfResource, true);
        live = new long[levels + 1];
        foundFor = new int[sizes.length];
        stepsLeft = STEPS + STEPS_PER_ACCESS * group.length;
    }

    /// Moves tasks.
    ///
    /// @param level of each task; [Hazards#NONE] for one that does not run; changed
    /// @param levels how many levels there are
    /// @param firstAccess of each task, and one more, the first of its accesses
    /// @param group of each access
    /// @param before of each group, the one that it comes after; [Hazards#NONE] for none
    /// @param resource of each group, its transient; [Hazards#NONE] where it is of another lifetime
    /// @param sizes bytes of each transient
    /// @return the most bytes in use at one level
    static long shorten(
            int[] level,
            int levels,
            int[] firstAccess,
            int[] group,
            int[] before,
            int[] resource,
            long[] sizes) {
        return new Lifetimes(level, levels, firstAccess, group, before, resource, sizes).run();
    }

    // ---------------------------------------------------------------- who uses what

    private int[] collect(int[] first, boolean byResource) {
        for (int task = 0; task < level.length; task++) {
            int end = level[task] == Hazards.NONE ? 0 : firstAccess[task + 1];
            for (int i = firstAccess[task]; i < end; i++) {
                int of = byResource ? resource[group[i]] : group[i];
                if (of != Hazards.NONE) {
                    first[of + 1]++;
                }
            }
        }
        for (int i = 1; i < first.length; i++) {
            first[i] += first[i - 1];
        }
        int[] next = first.clone();
        int[] tasks = new int[first[first.length - 1]];
        for (int task = 0; task < level.length; task++) {
            int end = level[task] == Hazards.NONE ? 0 : firstAccess[task + 1];
            for (int i = firstAccess[task]; i < end; i++) {
                int of = byResource ? resource[group[i]] : group[i];
                if (of != Hazards.NONE) {
                    tasks[next[of]++] = task;
                }
            }
        }
        return tasks;
    }

    private void findUsed(int task) {
        usedCount = 0;
        question++;
        for (int i = firstAccess[task]; i < firstAccess[task + 1]; i++) {
            int of = resource[group[i]];
            if (of != Hazards.NONE && foundFor[of] != question) {
                foundFor[of] = question;
                if (usedCount == used.length) {
                    used = Arrays.copyOf(used, usedCount * 2);
                }
                used[usedCount++] = of;
            }
        }
    }

    // The first or the last level of a resource, but for one task.
    private int firstLevel(int of, int but) {
        int first = Integer.MAX_VALUE;
        for (int i = firstOfResource[of]; i < firstOfResource[of + 1]; i++) {
            int task = tasksOfResource[i];
            first = task == but ? first : Math.min(first, level[task]);
        }
        stepsLeft -= firstOfResource[of + 1] - firstOfResource[of];
        return first;
    }

    private int lastLevel(int of, int but) {
        int last = Hazards.NONE;
        for (int i = firstOfResource[of]; i < firstOfResource[of + 1]; i++) {
            int task = tasksOfResource[i];
            last = task == but ? last : Math.max(last, level[task]);
        }
        stepsLeft -= firstOfResource[of + 1] - firstOfResource[of];
        return last;
    }

    // The last level at which a task can run, if all others stay; and the first.
    private int latest(int task) {
        int latest = levels - 1;
        for (int i = firstAccess[task]; i < firstAccess[task + 1]; i++) {
            int next = behind[group[i]];
            for (int k = next == Hazards.NONE ? 0 : firstOfGroup[next];
                    next != Hazards.NONE && k < firstOfGroup[next + 1];
                    k++) {
                latest = Math.min(latest, level[tasksOfGroup[k]] - 1);
                stepsLeft--;
            }
        }
        return latest;
    }

    private int earliest(int task) {
        int earliest = 0;
        for (int i = firstAccess[task]; i < firstAccess[task + 1]; i++) {
            int previous = before[group[i]];
            for (int k = previous == Hazards.NONE ? 0 : firstOfGroup[previous];
                    previous != Hazards.NONE && k < firstOfGroup[previous + 1];
                    k++) {
                earliest = Math.max(earliest, level[tasksOfGroup[k]] + 1);
                stepsLeft--;
            }
        }
        return earliest;
    }

    // ---------------------------------------------------------------- bytes in use

    private void add(int of, int sign) {
        int first = firstLevel(of, Hazards.NONE);
        int last = lastLevel(of, Hazards.NONE);
        for (int at = first; at <= last; at++) {
            live[at] += sign * sizes[of];
            stepsLeft--;
        }
    }

    private void move(int task, int to) {
        findUsed(task);
        for (int i = 0; i < usedCount; i++) {
            add(used[i], -1);
        }
        level[task] = to;
        for (int i = 0; i < usedCount; i++) {
            add(used[i], 1);
        }
    }

    private long most(int from, int to) {
        long most = 0;
        for (int at = from; at <= to; at++) {
            most = Math.max(most, live[at]);
        }
        stepsLeft -= to - from;
        return most;
    }

    // ---------------------------------------------------------------- the search

    private long run() {
        for (int of = 0; of < sizes.length; of++) {
            if (firstOfResource[of] != firstOfResource[of + 1]) {
                add(of, 1);
            }
        }
        int[] original = level.clone();
        long most = most(0, levels - 1);
        int[] order = byLevel();
        boolean moves = true;
        while (moves && stepsLeft > 0) {
            moves = false;
            for (int i = order.length - 1; i >= 0 && stepsLeft > 0; i--) {
                moves |= moveLater(order[i], most);
            }
        }
        long better = most(0, levels - 1);
        if (better == most) {
            System.arraycopy(original, 0, level, 0, level.length);
            return most;
        }
        moveBack(original, order, better);
        return most(0, levels - 1);
    }

    private int[] byLevel() {
        int[] begins = new int[levels + 1];
        for (int each : level) {
            if (each != Hazards.NONE) {
                begins[each + 1]++;
            }
        }
        for (int at = 1; at <= levels; at++) {
            begins[at] += begins[at - 1];
        }
        int[] order = new int[begins[levels]];
        for (int task = 0; task < level.length; task++) {
            if (level[task] != Hazards.NONE) {
                order[begins[level[task]]++] = task;
            }
        }
        return order;
    }

    // To where the bytes in use, summed over the levels, are the fewest.
    private boolean moveLater(int task, long most) {
        findUsed(task);
        int from = level[task];
        int latest = usedCount == 0 ? from : latest(task);
        if (latest <= from) {
            return false;
        }
        int best = from;
        long least = 0;
        // The sum changes its slope only where another task would have been the last user.
        for (int i = -1; i < usedCount && stepsLeft > 0; i++) {
            int to = i < 0 ? latest : Math.min(latest, lastLevel(used[i], task));
            long change = to <= from ? 0 : change(task, from, to);
            if (change < least || (change == least && change < 0 && to < best)) {
                least = change;
                best = to;
            }
        }
        if (best == from) {
            return false;
        }
        move(task, best);
        if (most(from, best) > most) {
            move(task, from);
            return false;
        }
        return true;
    }

    private long change(int task, int from, int to) {
        long change = 0;
        for (int i = 0; i < usedCount; i++) {
            int first = firstLevel(used[i], task);
            int last = lastLevel(used[i], task);
            int shorter = Math.min(first, to) - Math.min(first, from);
            int longer = Math.max(last, to) - Math.max(last, from);
            change += sizes[used[i]] * (longer - shorter);
        }
        return change;
    }

    // What was moved without need goes back as far as it can.
    private void moveBack(int[] original, int[] order, long most) {
        for (int task : order) {
            int from = level[task];
            if (from == original[task]) {
                continue;
            }
            int to = Math.max(original[task], earliest(task));
            if (to < from) {
                move(task, to);
                if (most(to, from) > most) {
                    move(task, from);
                }
            }
        }
    }
}
