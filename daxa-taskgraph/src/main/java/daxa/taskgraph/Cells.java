package daxa.taskgraph;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// The parts of resources that tasks use, cut so that each use is a set of whole parts: cells. A
/// resource of which nobody uses a slice is one cell.
final class Cells {
    private static volatile int[] numbers = {};

    final int count;

    /// Of each use, and one more, the first of its accesses.
    final int[] first;

    /// Of each access, the cell, how it is used, and at which stages.
    final int[] cell;

    final byte[] types;
    final int[] stages;

    /// Of each task, and one more, the first of its accesses.
    final int[] firstOfTask;

    // Of each resource, and one more, its first cell; null where each resource is one cell.
    private final int @Nullable [] base;

    // Of each resource, where it is cut in both directions.
    private final long[][] xs;
    private final long[][] ys;

    // Each use is an access.
    private Cells(GraphDescription graph) {
        count = graph.resources.length;
        first = upTo(graph.useResource.length);
        cell = graph.useResource;
        types = graph.useTypes;
        stages = graph.useStages;
        firstOfTask = graph.firstUse;
        base = null;
        xs = new long[0][];
        ys = new long[0][];
    }

    private Cells(
            GraphDescription graph, int[] first, int[] cell, int[] base, long[][] xs, long[][] ys) {
        count = base[base.length - 1];
        this.first = first;
        this.cell = cell;
        this.base = base;
        this.xs = xs;
        this.ys = ys;
        types = new byte[cell.length];
        stages = new int[cell.length];
        for (int use = 0; use < graph.useTypes.length; use++) {
            Arrays.fill(types, first[use], first[use + 1], graph.useTypes[use]);
            Arrays.fill(stages, first[use], first[use + 1], graph.useStages[use]);
        }
        firstOfTask = new int[graph.firstUse.length];
        for (int task = 0; task < firstOfTask.length; task++) {
            firstOfTask[task] = first[graph.firstUse[task]];
        }
    }

    static Cells of(GraphDescription graph, Before before) {
        return graph.slices.length == 4 && isWhole(graph, before)
                ? new Cells(graph)
                : new Slicing(graph, before).cells();
    }

    // The numbers from 0 on, as far as asked for or farther: the same array for all graphs.
    private static int[] upTo(int last) {
        int[] all = numbers;
        if (last >= all.length) {
            all = new int[Math.max(2 * all.length, last + 1)];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            numbers = all;
        }
        return all;
    }

    private static boolean isWhole(GraphDescription graph, Before before) {
        for (int resource = 0; resource < before.parts.size(); resource++) {
            ResourceEntry entry = graph.resources[resource];
            for (Before.Part part : before.parts.get(resource)) {
                if (part.x1() - part.x0() != entry.width()
                        || part.y1() - part.y0() != entry.height()) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The first cell of a resource; those of the next one follow.
    int firstOf(int resource) {
        return base == null ? resource : base[resource];
    }

    /// The part of a resource that a cell of it is, as in [TaskView]: x0, x1, y0, y1.
    long[] part(ResourceEntry resource, int number) {
        if (base == null) {
            return new long[] {0, resource.width(), 0, resource.height()};
        }
        long[] x = xs[resource.index()];
        long[] y = ys[resource.index()];
        int at = number - base[resource.index()];
        int column = at / (y.length - 1);
        int row = at % (y.length - 1);
        return new long[] {x[column], x[column + 1], y[row], y[row + 1]};
    }

    /// Whether a cell of a resource is in a part that is a set of whole cells.
    boolean isIn(ResourceEntry resource, int number, Before.Part part) {
        long[] own = part(resource, number);
        return part.x0() <= own[0]
                && own[1] <= part.x1()
                && part.y0() <= own[2]
                && own[3] <= part.y1();
    }

    /// Cuts the resources of which slices are used.
    private static final class Slicing {
        private final GraphDescription graph;
        private final Before before;
        private final int resources;

        // Of a resource: its first cell, and where it is cut in both directions.
        private final int[] base;
        private final long[][] xs;
        private final long[][] ys;

        Slicing(GraphDescription graph, Before before) {
            this.graph = graph;
            this.before = before;
            resources = graph.resources.length;
            base = new int[resources + 1];
            xs = new long[resources][];
            ys = new long[resources][];
        }

        Cells cells() {
            cut();
            int cells = 0;
            for (int resource = 0; resource < resources; resource++) {
                base[resource] = cells;
                cells += (xs[resource].length - 1) * (ys[resource].length - 1);
            }
            int uses = graph.useResource.length;
            int[] first = new int[uses + 1];
            int[] cell = new int[uses];
            int accesses = 0;
            for (int use = 0; use < uses; use++) {
                first[use] = accesses;
                int resource = graph.useResource[use];
                long[] x = xs[resource];
                long[] y = ys[resource];
                int slice = graph.slice(use);
                int x0 = slice == 0 ? 0 : at(x, graph.slices[slice]);
                int x1 = slice == 0 ? x.length - 1 : at(x, graph.slices[slice + 1]);
                int y0 = slice == 0 ? 0 : at(y, graph.slices[slice + 2]);
                int y1 = slice == 0 ? y.length - 1 : at(y, graph.slices[slice + 3]);
                int count = (x1 - x0) * (y1 - y0);
                if (accesses + count > cell.length) {
                    cell = Arrays.copyOf(cell, Math.max(cell.length * 2, accesses + count));
                }
                for (int i = x0; i < x1; i++) {
                    for (int j = y0; j < y1; j++) {
                        cell[accesses++] = base[resource] + i * (y.length - 1) + j;
                    }
                }
            }
            base[resources] = cells;
            first[uses] = accesses;
            return new Cells(graph, first, Arrays.copyOf(cell, accesses), base, xs, ys);
        }

        private static int at(long[] cuts, long value) {
            return Arrays.binarySearch(cuts, value);
        }

        private void cut() {
            int[] slicesOf = new int[resources];
            for (int use = 0; use < graph.useResource.length; use++) {
                if (graph.slice(use) != 0) {
                    slicesOf[graph.useResource[use]]++;
                }
            }
            for (int resource = 0; resource < resources; resource++) {
                ResourceEntry entry = graph.resources[resource];
                slicesOf[resource] += before.parts(resource).size();
                xs[resource] = new long[2 * slicesOf[resource] + 2];
                ys[resource] = new long[2 * slicesOf[resource] + 2];
                xs[resource][1] = entry.width();
                ys[resource][1] = entry.height();
                slicesOf[resource] = 2;
            }
            for (int use = 0; use < graph.useResource.length; use++) {
                int slice = graph.slice(use);
                if (slice != 0) {
                    int resource = graph.useResource[use];
                    int at = slicesOf[resource];
                    xs[resource][at] = graph.slices[slice];
                    xs[resource][at + 1] = graph.slices[slice + 1];
                    ys[resource][at] = graph.slices[slice + 2];
                    ys[resource][at + 1] = graph.slices[slice + 3];
                    slicesOf[resource] = at + 2;
                }
            }
            for (int resource = 0; resource < resources; resource++) {
                for (Before.Part part : before.parts(resource)) {
                    int at = slicesOf[resource];
                    xs[resource][at] = part.x0();
                    xs[resource][at + 1] = part.x1();
                    ys[resource][at] = part.y0();
                    ys[resource][at + 1] = part.y1();
                    slicesOf[resource] = at + 2;
                }
                xs[resource] = distinct(xs[resource]);
                ys[resource] = distinct(ys[resource]);
            }
        }

        private static long[] distinct(long[] values) {
            if (values.length == 2) {
                return values;
            }
            Arrays.sort(values);
            int count = 1;
            for (int i = 1; i < values.length; i++) {
                if (values[i] != values[count - 1]) {
                    values[count++] = values[i];
                }
            }
            return Arrays.copyOf(values, count);
        }
    }
}
