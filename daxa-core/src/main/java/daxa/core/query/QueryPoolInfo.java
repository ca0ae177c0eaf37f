package daxa.core.query;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.driver.EnumSets;
import daxa.core.error.UsageException;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a query pool shall be.
///
/// @param name its name, for messages and tools
/// @param kind what its queries tell
/// @param count queries, from 1 to [#MAX_COUNT]
/// @param statistics what is counted; empty but for [QueryKind#PIPELINE_STATISTICS]
@Immutable
public record QueryPoolInfo(
        String name, QueryKind kind, int count, Set<PipelineStatistic> statistics) {
    /// The most queries of a pool.
    public static final int MAX_COUNT = 65_536;

    /// Checks the values.
    ///
    /// @throws UsageException if the count is out of range, or statistics are missing, or given
    ///   where none are counted
    public QueryPoolInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(statistics, "statistics");
        statistics = EnumSets.copyOf(PipelineStatistic.class, statistics);
        if (count < 1 || count > MAX_COUNT) {
            throw new UsageException(
                    "QueryPool '"
                            + name
                            + "': count="
                            + count
                            + " (expected 1 to "
                            + MAX_COUNT
                            + ")");
        }
        if (statistics.isEmpty() == (kind == QueryKind.PIPELINE_STATISTICS)) {
            throw new UsageException(
                    "QueryPool '"
                            + name
                            + "': kind="
                            + kind
                            + ", statistics="
                            + statistics
                            + " (expected at least one for PIPELINE_STATISTICS, else none)");
        }
    }

    /// A pool of timestamps.
    ///
    /// @param name its name
    /// @param count timestamps, from 1 to [#MAX_COUNT]
    /// @return the info
    /// @throws UsageException if the count is out of range
    public static QueryPoolInfo timestamps(String name, int count) {
        return new QueryPoolInfo(name, QueryKind.TIMESTAMP, count, Set.of());
    }

    /// A pool of queries that tell whether anything was seen: [QueryKind#OCCLUSION].
    ///
    /// @param name its name
    /// @param count queries, from 1 to [#MAX_COUNT]
    /// @return the info
    /// @throws UsageException if the count is out of range
    public static QueryPoolInfo occlusion(String name, int count) {
        return new QueryPoolInfo(name, QueryKind.OCCLUSION, count, Set.of());
    }

    /// A pool of queries that tell how many samples were seen: [QueryKind#PRECISE_OCCLUSION].
    ///
    /// @param name its name
    /// @param count queries, from 1 to [#MAX_COUNT]
    /// @return the info
    /// @throws UsageException if the count is out of range
    public static QueryPoolInfo preciseOcclusion(String name, int count) {
        return new QueryPoolInfo(name, QueryKind.PRECISE_OCCLUSION, count, Set.of());
    }

    /// A pool of queries that count what stages do: [QueryKind#PIPELINE_STATISTICS].
    ///
    /// @param name its name
    /// @param count queries, from 1 to [#MAX_COUNT]
    /// @param statistics what each of them counts, at least one
    /// @return the info
    /// @throws UsageException if the count is out of range, or there is no statistic
    public static QueryPoolInfo statistics(
            String name, int count, PipelineStatistic... statistics) {
        Objects.requireNonNull(statistics, "statistics");
        return new QueryPoolInfo(
                name, QueryKind.PIPELINE_STATISTICS, count, Set.copyOf(List.of(statistics)));
    }

    /// How many values a query has: one for each statistic, in the order in which
    /// [PipelineStatistic] declares them, else one.
    ///
    /// @return at least 1
    public int valuesPerQuery() {
        return kind == QueryKind.PIPELINE_STATISTICS ? statistics.size() : 1;
    }

    /// Which value of a query tells a statistic.
    ///
    /// @param statistic what is counted
    /// @return from 0 to below [#valuesPerQuery()]
    /// @throws UsageException if the pool does not count it
    public int indexOf(PipelineStatistic statistic) {
        Objects.requireNonNull(statistic, "statistic");
        int index = 0;
        for (PipelineStatistic each : statistics) {
            if (each == statistic) {
                return index;
            }
            index++;
        }
        throw new UsageException(
                "indexOf for QueryPool '"
                        + name
                        + "': statistic="
                        + statistic
                        + " (expected one of "
                        + statistics
                        + ")");
    }

    /// A pool of queries that tell the sizes of compacted acceleration structures:
    /// [QueryKind#COMPACTED_SIZE].
    ///
    /// @param name its name
    /// @param count queries, from 1 to [#MAX_COUNT]
    /// @return the info
    /// @throws UsageException if the count is out of range
    public static QueryPoolInfo compactedSizes(String name, int count) {
        return new QueryPoolInfo(name, QueryKind.COMPACTED_SIZE, count, Set.of());
    }

    /// Refuses queries that the pool does not have.
    ///
    /// @param call who asks for them
    /// @param first the first query
    /// @param queries how many
    /// @throws UsageException if there are none, or one is out of range
    @Internal
    public void requireRange(String call, int first, int queries) {
        Objects.requireNonNull(call, "call");
        if (first < 0 || queries < 1 || queries > count - first) {
            throw new UsageException(
                    call
                            + " of QueryPool '"
                            + name
                            + "': first="
                            + first
                            + ", count="
                            + queries
                            + " (expected at least 1, inside of 0 to "
                            + count
                            + ")");
        }
    }
}
