package daxa.core.lifetime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// What reports tell while threads create, close and collect (L19).
class ReportTest {
    private final Kernel kernel = new Kernel();

    @Test
    void parentsAndChildrenAgreeWhileThreadsWork() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> workers =
                List.of(
                        Thread.ofPlatform().start(() -> work("a", stop)),
                        Thread.ofPlatform().start(() -> work("b", stop)));
        try {
            for (int i = 0; i < 300; i++) {
                judge(kernel.life.report());
            }
        } finally {
            stop.set(true);
            for (Thread worker : workers) {
                worker.join();
            }
        }
        assertThat(kernel.life.report().objects()).isEmpty();
    }

    @Test
    void theTextEndsWhereItWouldBeTooLong() {
        List<Thing> things = new ArrayList<>();
        for (int i = 0; i < 1_003; i++) {
            things.add(kernel.thing("thing"));
        }
        assertThat(kernel.life.report().toString()).endsWith("\nand 3 more objects");
        things.forEach(Thing::close);
    }

    private void work(String thread, AtomicBoolean stop) {
        for (int i = 0; !stop.get(); i++) {
            String name = thread + i;
            Thing image = kernel.thing(name + " image");
            Thing view = kernel.thing(name + " view", image);
            Thing user = kernel.thing(name + " user", view, image);
            image.close();
            user.close();
            view.close();
            kernel.life.collect();
        }
    }

    // Names are given once, so each label stands for one object.
    private static void judge(LifetimeReport report) {
        Map<String, LifetimeReport.ObjectInfo> infos = new HashMap<>();
        for (LifetimeReport.ObjectInfo info : report.objects()) {
            assertThat(infos.put(label(info), info)).isNull();
        }
        Set<String> fromParents = new HashSet<>();
        Set<String> fromChildren = new HashSet<>();
        for (LifetimeReport.ObjectInfo info : report.objects()) {
            info.parents().forEach(parent -> fromChildren.add(parent + " > " + label(info)));
            info.children().forEach(child -> fromParents.add(label(info) + " > " + child));
            assertThat(infos.keySet()).containsAll(info.parents());
        }
        assertThat(fromParents).isEqualTo(fromChildren);
    }

    private static String label(LifetimeReport.ObjectInfo info) {
        return info.type() + " '" + info.name() + "'";
    }
}
