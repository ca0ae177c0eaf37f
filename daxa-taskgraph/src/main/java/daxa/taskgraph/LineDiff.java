package daxa.taskgraph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What differs between two texts, line by line.
final class LineDiff {
    // Above as many pairs of lines, what differs is told as one piece.
    private static final long MOST_PAIRS = 1 << 24;

    private LineDiff() {}

    /// Lines of the first text alone begin with `-`, those of the second alone with `+`; lines of
    /// both are left out.
    static String of(String older, String newer) {
        List<String> from = older.lines().toList();
        List<String> to = newer.lines().toList();
        int same = 0;
        while (same < Math.min(from.size(), to.size()) && from.get(same).equals(to.get(same))) {
            same++;
        }
        int behind = 0;
        while (behind < Math.min(from.size(), to.size()) - same
                && from.get(from.size() - 1 - behind).equals(to.get(to.size() - 1 - behind))) {
            behind++;
        }
        return String.join(
                "\n",
                compare(
                        from.subList(same, from.size() - behind),
                        to.subList(same, to.size() - behind)));
    }

    private static List<String> compare(List<String> from, List<String> to) {
        List<String> lines = new ArrayList<>();
        int i = from.size();
        int k = to.size();
        int[][] common = (long) i * k > MOST_PAIRS ? new int[0][] : lengths(from, to);
        while (i > 0 || k > 0) {
            if (i > 0 && k > 0 && common.length != 0 && from.get(i - 1).equals(to.get(k - 1))) {
                i--;
                k--;
            } else if (i == 0 || (k > 0 && isNewer(common, i, k))) {
                lines.add("+" + to.get(--k));
            } else {
                lines.add("-" + from.get(--i));
            }
        }
        Collections.reverse(lines);
        return lines;
    }

    private static boolean isNewer(int[][] common, int i, int k) {
        return common.length == 0 || common[i][k - 1] >= common[i - 1][k];
    }

    // How many lines the beginnings of both have in common, in order.
    private static int[][] lengths(List<String> from, List<String> to) {
        int[][] common = new int[from.size() + 1][to.size() + 1];
        for (int i = 1; i <= from.size(); i++) {
            for (int k = 1; k <= to.size(); k++) {
                common[i][k] =
                        from.get(i - 1).equals(to.get(k - 1))
                                ? common[i - 1][k - 1] + 1
                                : Math.max(common[i - 1][k], common[i][k - 1]);
            }
        }
        return common;
    }
}
