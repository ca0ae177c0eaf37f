package daxa.core.concurrent;

/// Keeps what a subclass declares away from the objects before it, by more than the two cache lines
/// that processors fetch together.
///
/// For the few objects that one thread changes all the time while another changes their neighbours,
/// which are padded as well: the virtual machine lays the fields of a superclass out first. They
/// are as small as the gap behind an object's header, or it would put a subclass's field there.
@Internal
@ThreadSafe
public abstract class Padded {
    // Never read nor written.
    int p00;
    int p01;
    int p02;
    int p03;
    int p04;
    int p05;
    int p06;
    int p07;
    int p08;
    int p09;
    int p10;
    int p11;
    int p12;
    int p13;
    int p14;
    int p15;
    int p16;
    int p17;
    int p18;
    int p19;
    int p20;
    int p21;
    int p22;
    int p23;
    int p24;
    int p25;
    int p26;
    int p27;
    int p28;
    int p29;
    int p30;
    int p31;

    /// Creates the padding of an object.
    protected Padded() {}
}
