package daxa.core.concurrent;

/// Keeps what a subclass declares away from the objects around it, by more than the two cache lines
/// that processors fetch together.
///
/// For the few objects that one thread changes all the time while another changes their neighbours:
/// the virtual machine lays the fields of a superclass out first.
@ThreadSafe
public abstract class Padded {
    // Never read nor written.
    long p00;
    long p01;
    long p02;
    long p03;
    long p04;
    long p05;
    long p06;
    long p07;
    long p08;
    long p09;
    long p10;
    long p11;
    long p12;
    long p13;
    long p14;
    long p15;

    /// Creates the padding of an object.
    protected Padded() {}
}
