package daxa.taskgraph;

import java.util.Arrays;

/// The parts of resources that tasks use, cut so that each use is a set of whole parts: cells. A
/// resource of which nobody uses a slice is one cell.
final class Cells {
    final int count;

    /// Of each use, and one more, the first of its accesses.
    final int[] first;

    /// Of each access, the cell.
    final int[] cell;

    private Cells(int count, int[] first, int[] cell) {
        this.count = count;
        this.first = first;
        this.cell = cell;
    }

    static Cells of(GraphDescription graph) {
        int uses = graph.useResource.length;
        if (graph.slices.length == 4) {
            int[] first = new int[uses + 1];
            for (int use = 0; use <= uses; use++) {
                first[use] = use;
            }
            return new Cells(graph.resources.length, first, graph.useResource);
        }
        return new Slicing(graph).cells();
    }

    /// Cuts the resources of which slices are used.
    private static final class Slicing {
        private final GraphDescription graph;
        private final int resources;

        // Of a resource: its first cell, and where it is cut in both directions.
        private final int[] base;
        private final long[][] xs;
        private final long[][] ys;

        Slicing(GraphDescription graph) {
            this.graph = graph;
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
                int slice = 4 * graph.useSlice[use];
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
            first[uses] = accesses;
            return new Cells(cells, first, Arrays.copyOf(cell, accesses));
        }

        private static int at(long[] cuts, long value) {
            return Arrays.binarySearch(cuts, value);
        }

        private void cut() {
            int[] slicesOf = new int[resources];
            for (int use = 0; use < graph.useResource.length; use++) {
                if (graph.useSlice[use] != 0) {
                    slicesOf[graph.useResource[use]]++;
                }
            }
            for (int resource = 0; resource < resources; resource++) {
                ResourceEntry entry = graph.resources[resource];
                xs[resource] = new long[2 * slicesOf[resource] + 2];
                ys[resource] = new long[2 * slicesOf[resource] + 2];
                xs[resource][1] = entry.width();
                ys[resource][1] = entry.height();
                slicesOf[resource] = 2;
            }
            for (int use = 0; use < graph.useResource.length; use++) {
                int slice = 4 * graph.useSlice[use];
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
