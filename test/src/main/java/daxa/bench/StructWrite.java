package daxa.bench;

import daxa.core.struct.BufferPtr;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Struct;
import daxa.core.struct.Structs;
import daxa.core.struct.Unsigned;

import org.joml.Matrix4f;
import org.joml.Vector2f;
import org.joml.Vector3f;
import org.joml.Vector4f;
import org.jspecify.annotations.NullUnmarked;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A struct of 16 fields, made anew and written, beside offsets written by hand.
@NullUnmarked
public class StructWrite extends Comparison {
    private static final int OPERATIONS = 20_000;
    private static final int ELEMENTS = 64;

    /// The struct.
    @GpuStruct
    public record Item(
            Matrix4f transform,
            Vector4f color,
            Vector3f position,
            float radius,
            Vector3f normal,
            float weight,
            Vector2f uv,
            int material,
            @Unsigned int flags,
            long key,
            BufferPtr<Vector3f> vertices,
            BufferPtr<Integer> indices,
            float near,
            float far,
            int first,
            int count) {}

    private static final Struct<Item> ITEM = Structs.of(Item.class);

    private final Matrix4f transform = new Matrix4f().rotationX(1);
    private final Vector4f color = new Vector4f(1, 2, 3, 4);
    private final Vector3f position = new Vector3f(5, 6, 7);
    private final Vector3f normal = new Vector3f(8, 9, 10);
    private final Vector2f uv = new Vector2f(11, 12);
    private Arena arena;
    private MemorySegment memory;

    @Override
    protected void open() {
        arena = Arena.ofShared();
        memory = arena.allocate(ITEM.bytes(ELEMENTS), 16);
    }

    @Override
    public void close() {
        arena.close();
    }

    @Override
    protected int operations() {
        return OPERATIONS;
    }

    @Override
    protected void ours() {
        for (int i = 0; i < OPERATIONS; i++) {
            write(i);
        }
    }

    private void write(int i) {
        ITEM.write(
                memory,
                ITEM.bytes(i % ELEMENTS),
                new Item(
                        transform,
                        color,
                        position,
                        1,
                        normal,
                        2,
                        uv,
                        i,
                        3,
                        4,
                        new BufferPtr<>(5L + i),
                        new BufferPtr<>(6L + i),
                        7,
                        8,
                        9,
                        10));
    }

    @Override
    protected void reference() {
        long stride = ITEM.bytes(1);
        for (int i = 0; i < OPERATIONS; i++) {
            writeByHand(i % ELEMENTS * stride, i);
        }
    }

    private void writeByHand(long at, int i) {
        setFloat(at, transform.m00());
        setFloat(at + 4, transform.m01());
        setFloat(at + 8, transform.m02());
        setFloat(at + 12, transform.m03());
        setFloat(at + 16, transform.m10());
        setFloat(at + 20, transform.m11());
        setFloat(at + 24, transform.m12());
        setFloat(at + 28, transform.m13());
        setFloat(at + 32, transform.m20());
        setFloat(at + 36, transform.m21());
        setFloat(at + 40, transform.m22());
        setFloat(at + 44, transform.m23());
        setFloat(at + 48, transform.m30());
        setFloat(at + 52, transform.m31());
        setFloat(at + 56, transform.m32());
        setFloat(at + 60, transform.m33());
        setFloat(at + 64, color.x);
        setFloat(at + 68, color.y);
        setFloat(at + 72, color.z);
        setFloat(at + 76, color.w);
        setFloat(at + 80, position.x);
        setFloat(at + 84, position.y);
        setFloat(at + 88, position.z);
        setFloat(at + 92, 1);
        setFloat(at + 96, normal.x);
        setFloat(at + 100, normal.y);
        setFloat(at + 104, normal.z);
        setFloat(at + 108, 2);
        setFloat(at + 112, uv.x);
        setFloat(at + 116, uv.y);
        setInt(at + 120, i);
        setInt(at + 124, 3);
        setLong(at + 128, 4);
        setLong(at + 136, 5L + i);
        setLong(at + 144, 6L + i);
        setFloat(at + 152, 7);
        setFloat(at + 156, 8);
        setInt(at + 160, 9);
        setInt(at + 164, 10);
    }

    private void setFloat(long at, float value) {
        memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, value);
    }

    private void setInt(long at, int value) {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
    }

    private void setLong(long at, long value) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
    }
}
