package daxa.test.present;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.test.Child;

import org.junit.jupiter.api.Test;

/// A frame loop allocates nothing on the Java heap.
class FrameAllocationTest {
    @Test
    void aThousandFramesAllocateNothing() {
        assertThat(Child.run(FrameLoop.class, environment -> {}))
                .contains("bytes=0 ")
                .contains("open=nothing");
    }
}
