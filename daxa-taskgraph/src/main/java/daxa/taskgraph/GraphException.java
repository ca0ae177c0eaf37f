package daxa.taskgraph;

import daxa.core.error.UsageException;

import java.util.List;
import java.util.stream.Collectors;

/// A description has problems, all of which are in the message.
public final class GraphException extends UsageException {
    private static final long serialVersionUID = 1L;

    private final transient List<GraphProblem> problems;

    GraphException(String graph, List<GraphProblem> problems) {
        super(
                "TaskGraph '"
                        + graph
                        + "' has "
                        + problems.size()
                        + (problems.size() == 1 ? " problem:" : " problems:")
                        + problems.stream()
                                .map(each -> "\n  " + each)
                                .collect(Collectors.joining()));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong.
    ///
    /// @return at least one, in the order of the description
    public List<GraphProblem> problems() {
        return problems;
    }
}
