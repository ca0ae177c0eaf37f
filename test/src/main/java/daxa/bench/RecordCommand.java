package daxa.bench;

import daxa.core.DeviceInfo;
import daxa.core.InstanceInfo;

import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Param;

/// Commands of one kind, recorded. Nothing is submitted.
///
/// Each kind runs in a JVM of its own, so that the calls through [RecordKind] have one target, and
/// the compiler makes of either side what it would make of the command alone.
@NullUnmarked
public class RecordCommand extends Comparison {
    private static final int OPERATIONS = 5_000;

    /// The name of the kind.
    @Param("dispatch")
    public String kind;

    private Gpu gpu;
    private RecordKind.Where where;
    private RecordKind.Ours ours;
    private RecordKind.Reference reference;
    private RecordScene scene;
    private HandWritten byHand;

    @Override
    protected void open() {
        RecordKind wanted = RecordKinds.named(kind);
        where = wanted.where();
        ours = wanted.ours();
        reference = wanted.reference();
        // Without names the framework leaves labels out.
        gpu =
                new Gpu(
                        InstanceInfo.of("daxa bench")
                                .withObjectNames(wanted.method().equals("beginLabel")),
                        wanted.needs() == null
                                ? DeviceInfo.of("bench")
                                : DeviceInfo.of("bench").require(wanted.needs()));
        scene = new RecordScene(gpu.device);
        gpu.onClose(scene::close);
        byHand = new HandWritten(gpu, scene);
    }

    @Override
    public void close() {
        gpu.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void prepareOurs() {
        scene.begin(where);
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            ours.record(scene);
        }
    }

    @Override
    protected void finishOurs() {
        scene.drop();
    }

    @Override
    protected void prepareReference() {
        byHand.begin(where);
    }

    @Override
    protected void reference() {
        for (int i = 0; i < OPERATIONS; i++) {
            reference.record(byHand);
        }
    }

    @Override
    protected void finishReference() {
        byHand.drop();
    }
}
