package daxa.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.StaleIdException;
import daxa.core.error.TableFullException;
import daxa.core.lifetime.Counted;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;

/// The slots behind ids (L17).
@OnDriver(Gpu.Kind.SIMULATED)
class SlotTableTest {
    private static Counted object(Gpu gpu) {
        return gpu.own(gpu.device().createSampler(SamplerInfo.linear("object"))).object();
    }

    private static SlotTable table(int capacity) {
        return new SlotTable(
                ResourceKind.SAMPLER, 3, "gpu", capacity, "DeviceInfo.withMaxSamplers");
    }

    @Test
    void aSlotWhoseGenerationsAreUsedUpIsNeverGivenOutAgain(Gpu gpu) throws Exception {
        SlotTable table = table(2);
        Counted object = object(gpu);
        long first = table.allocate(object);
        table.release(first);
        // Sixteen million releases take minutes.
        Field generations = SlotTable.class.getDeclaredField("generations");
        generations.setAccessible(true);
        ((int[]) generations.get(table))[1] = Ids.MAX_GENERATION - 3;
        long id = table.allocate(object);
        for (int i = 0; i < 3; i++) {
            table.release(id);
            id = table.allocate(object);
        }
        assertThat(Ids.generation(id)).isEqualTo(Ids.MAX_GENERATION);
        long last = id;
        table.release(last);
        assertThatThrownBy(() -> table.allocate(object)).isInstanceOf(TableFullException.class);
        assertThatThrownBy(() -> table.find(last)).isInstanceOf(StaleIdException.class);
        assertThatThrownBy(() -> table.find(first)).isInstanceOf(StaleIdException.class);
    }

    @Test
    void everySlotButTheFirstIsGivenOutOnce(Gpu gpu) {
        SlotTable table = table(100);
        Counted object = object(gpu);
        Set<Integer> slots = new HashSet<>();
        for (int i = 0; i < 99; i++) {
            slots.add(Ids.slot(table.allocate(object)));
        }
        assertThat(slots).hasSize(99).doesNotContain(0);
        assertThatThrownBy(() -> table.allocate(object))
                .isInstanceOf(TableFullException.class)
                .hasMessage(
                        "Sampler 'object' finds no free slot: all 99 slots for SamplerId of device"
                                + " 'gpu' are taken; close what is not needed, or raise"
                                + " DeviceInfo.withMaxSamplers");
    }

    @Test
    void idsNameSlotGenerationAndKind() {
        long bits = Ids.of(ResourceKind.IMAGE_VIEW.number, 31, 77, 1234);
        assertThat(Ids.kind(bits)).isEqualTo(2);
        assertThat(Ids.device(bits)).isEqualTo(31);
        assertThat(Ids.generation(bits)).isEqualTo(77);
        assertThat(Ids.slot(bits)).isEqualTo(1234);
        assertThat(new ImageViewId(bits)).hasToString("ImageViewId(slot=1234, generation=77)");
        assertThat(SamplerId.NULL).hasToString("null id");
        assertThat(Ids.text(7L << 61)).startsWith("unknown kind 7");
    }

    @Test
    void idsOutOfRangeAreForeign(Gpu gpu) {
        SlotTable table = table(4);
        table.allocate(object(gpu));
        for (int slot : new int[] {0, 4, -1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> table.find(Ids.of(ResourceKind.SAMPLER.number, 3, 1, slot)))
                    .isInstanceOf(StaleIdException.class)
                    .hasMessageContaining("is not an id of device 'gpu'");
        }
    }
}
