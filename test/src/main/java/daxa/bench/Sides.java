package daxa.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What one round measured. JMH hands each iteration's values to [Main], by the names of the
/// fields.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Sides {
    /// The framework: picoseconds an operation, or thousandths of an operation a second.
    public long ours;

    /// What it is compared with, in the same unit.
    public long reference;

    /// Thousandths of bytes that an operation of the framework allocated on the Java heap.
    public long milliBytes;

    /// Thousandths of bytes that an operation left on the Java heap, where that is measured.
    public long milliBytesLeft;
}
