package daxa.taskgraph;

import daxa.core.concurrent.Immutable;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// Why something of a [Schedule] is as it is.
///
/// @param subject what is explained, such as a barrier or the place of a task
/// @param causes what it follows from, in the order of the tasks
@Immutable
public record Explanation(String subject, List<Cause> causes) {
    private static final int SHOWN = 4;

    /// Copies the list.
    public Explanation {
        Objects.requireNonNull(subject, "subject");
        causes = List.copyOf(causes);
    }

    /// The subject, and a line for each cause.
    @Override
    public String toString() {
        return subject + causes.stream().map(cause -> "\n  " + cause).collect(Collectors.joining());
    }

    /// What something follows from.
    public enum Rule {
        /// What was written is read.
        READ_AFTER_WRITE("reads come after writes"),
        /// What was written is written again.
        WRITE_AFTER_WRITE("writes come after writes"),
        /// What was read is written.
        WRITE_AFTER_READ("writes come after reads"),
        /// Bytes that one resource had are those of another now.
        SHARED_MEMORY("resources that share memory take turns"),
        /// What an image held before its first use is not defined.
        UNDEFINED_BEFORE("what it held before is not defined"),
        /// An earlier execution used it.
        EARLIER_EXECUTION("executions that use the same follow each other"),
        /// The program says that the task does something besides.
        SIDE_EFFECT("it has a side effect"),
        /// The task writes what outlasts the execution.
        OUTLASTS("what it writes outlasts the execution"),
        /// Another task that runs uses what the task writes.
        NEEDED("another task needs what it writes"),
        /// No task that runs uses what the task writes.
        NOT_NEEDED("nothing needs what it writes"),
        /// A condition keeps the task from running.
        SWITCHED_OFF("a condition switches it off"),
        /// The program left the queue of the task open.
        QUEUE_CHOSEN("its queue was chosen, on which all tasks are complete soonest"),
        /// Nothing has to come before.
        NOTHING_BEFORE("nothing has to come before it");

        private final String text;

        Rule(String text) {
            this.text = text;
        }

        /// The rule in words.
        ///
        /// @return part of a sentence
        public String text() {
            return text;
        }
    }

    /// One cause.
    ///
    /// @param rule the rule that makes it one
    /// @param before uses that come first; empty where the rule has none
    /// @param after uses that come after them, or that the rule is about
    @Immutable
    public record Cause(Rule rule, List<Use> before, List<Use> after) {
        /// Copies the lists.
        public Cause {
            Objects.requireNonNull(rule, "rule");
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(rule.text());
            text.append(after.isEmpty() ? "" : ": " + text(after));
            text.append(before.isEmpty() ? "" : ", after " + text(before));
            return text.toString();
        }

        private static String text(List<Use> uses) {
            String shown =
                    uses.stream().limit(SHOWN).map(Use::toString).collect(Collectors.joining("; "));
            return uses.size() <= SHOWN ? shown : shown + "; " + (uses.size() - SHOWN) + " more";
        }
    }

    /// What a task does with a resource.
    ///
    /// @param task the number of the task
    /// @param taskName its name
    /// @param verb what it does, as declared
    /// @param view the resource and the part of it
    /// @param stages where in the pipeline
    /// @param line the Java line that declared the task; empty if it is not known
    @Immutable
    public record Use(
            int task, String taskName, String verb, String view, String stages, String line) {
        /// Checks for null.
        public Use {
            Objects.requireNonNull(taskName, "taskName");
            Objects.requireNonNull(verb, "verb");
            Objects.requireNonNull(view, "view");
            Objects.requireNonNull(stages, "stages");
            Objects.requireNonNull(line, "line");
        }

        @Override
        public String toString() {
            return "'"
                    + taskName
                    + "' "
                    + verb
                    + " "
                    + view
                    + " at "
                    + stages
                    + (line.isEmpty() ? "" : " [" + line + "]");
        }
    }
}
