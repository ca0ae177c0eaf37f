package daxa.core.query;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;

import java.util.Objects;

/// What a query pool shall be.
///
/// @param name its name, for messages and tools
/// @param kind what its queries tell
/// @param count queries, from 1 to [#MAX_COUNT]
@Immutable
public record QueryPoolInfo(String name, QueryKind kind, int count) {
    /// The most queries of a pool.
    public static final int MAX_COUNT = 65_536;

    /// Checks the values.
    ///
    /// @throws UsageException if the count is out of range
    public QueryPoolInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
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
    }

    /// A pool of timestamps.
    ///
    /// @param name its name
    /// @param count timestamps, from 1 to [#MAX_COUNT]
    /// @return the info
    /// @throws UsageException if the count is out of range
    public static QueryPoolInfo timestamps(String name, int count) {
        return new QueryPoolInfo(name, QueryKind.TIMESTAMP, count);
    }

    /// A pool of queries that tell the sizes of compacted acceleration structures:
    /// [QueryKind#COMPACTED_SIZE].
    ///
    /// @param name its name
    /// @param count queries, from 1 to [#MAX_COUNT]
    /// @return the info
    /// @throws UsageException if the count is out of range
    public static QueryPoolInfo compactedSizes(String name, int count) {
        return new QueryPoolInfo(name, QueryKind.COMPACTED_SIZE, count);
    }

    /// Refuses queries that the pool does not have.
    ///
    /// @param call who asks for them
    /// @param first the first query
    /// @param queries how many
    /// @throws UsageException if there are none, or one is out of range
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
