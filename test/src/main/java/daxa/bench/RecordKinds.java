package daxa.bench;

import static daxa.bench.HandWritten.GENERAL;

import static org.lwjgl.vulkan.EXTConditionalRendering.*;
import static org.lwjgl.vulkan.EXTDebugUtils.*;
import static org.lwjgl.vulkan.EXTMeshShader.*;
import static org.lwjgl.vulkan.KHRRayTracingPipeline.*;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;
import static org.lwjgl.vulkan.VK13.*;

import daxa.bench.RecordKind.Ours;
import daxa.bench.RecordKind.Reference;
import daxa.bench.RecordKind.Where;
import daxa.core.command.Access;
import daxa.core.command.IndexType;
import daxa.core.command.PipelineStage;
import daxa.core.driver.Feature;
import daxa.core.pipeline.CullMode;
import daxa.core.pipeline.FrontFace;
import daxa.core.pipeline.StencilFaces;
import daxa.core.pipeline.StencilOp;
import daxa.core.pipeline.TablePart;
import daxa.core.pipeline.Topology;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Filter;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Every kind of command.
public final class RecordKinds {
    private static final int DRAW = 16;
    private static final int DRAW_INDEXED = 20;
    private static final int DRAW_MESH = 12;

    private RecordKinds() {}

    /// All kinds.
    ///
    /// @return an immutable list
    public static List<RecordKind> all() {
        return ALL;
    }

    /// One kind.
    ///
    /// @param name its name
    /// @return the kind
    static RecordKind named(String name) {
        return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow();
    }

    private static RecordKind outside(String name, Ours ours, Reference reference) {
        return new RecordKind(name, Where.OUTSIDE, null, ours, reference);
    }

    private static RecordKind structure(String name, Ours ours, Reference reference) {
        return new RecordKind(name, Where.OUTSIDE, Feature.ACCELERATION_STRUCTURE, ours, reference);
    }

    private static RecordKind trace(String name, Ours ours, Reference reference) {
        return new RecordKind(name, Where.RAYS, Feature.RAY_TRACING_PIPELINE, ours, reference);
    }

    private static RecordKind raster(String name, Ours ours, Reference reference) {
        return raster(name, null, ours, reference);
    }

    private static RecordKind raster(
            String name, @Nullable Feature needs, Ours ours, Reference reference) {
        return new RecordKind(name, Where.RASTER, needs, ours, reference);
    }

    private static RecordKind mesh(String name, Ours ours, Reference reference) {
        return new RecordKind(name, Where.MESH, Feature.MESH_SHADER, ours, reference);
    }

    private static RecordKind dynamic(String name, Ours ours, Reference reference) {
        return dynamic(name, null, ours, reference);
    }

    private static RecordKind dynamic(
            String name, @Nullable Feature needs, Ours ours, Reference reference) {
        return new RecordKind(name, Where.DYNAMIC, needs, ours, reference);
    }

    private static void timestamp(HandWritten by) {
        vkCmdWriteTimestamp2(by.commands, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, by.queries, 0);
    }

    private static void query(HandWritten by) {
        vkCmdBeginQuery(by.commands, by.occlusion, 0, 0);
        vkCmdEndQuery(by.commands, by.occlusion, 0);
    }

    private static void pushStruct(HandWritten by) {
        by.writeVector(by.constants);
        vkCmdPushConstants(by.commands, by.layout, VK_SHADER_STAGE_ALL, 0, by.constants);
    }

    private static void conditional(HandWritten by) {
        by.beginConditionalRendering();
        vkCmdEndConditionalRenderingEXT(by.commands);
    }

    private static final List<RecordKind> ALL =
            List.of(
                    // ------------------------------------------------ transfer
                    outside(
                            "copyBuffer",
                            s -> s.recorder.copyBuffer(s.src, 0, s.dst, 0, RecordScene.BYTES),
                            HandWrittenTransfers::copyBuffer),
                    outside(
                            "fillBuffer",
                            s -> s.recorder.fillBuffer(s.dst, 0, RecordScene.BYTES, 1),
                            h -> vkCmdFillBuffer(h.commands, h.dst, 0, RecordScene.BYTES, 1)),
                    outside(
                            "recordForeign",
                            s -> s.recorder.recordForeign(s.foreign),
                            h -> vkCmdFillBuffer(h.commands, h.dst, 0, RecordScene.BYTES, 1)),
                    outside(
                            "updateBuffer",
                            s -> s.recorder.updateBuffer(s.dst, 0, s.bytes),
                            h -> vkCmdUpdateBuffer(h.commands, h.dst, 0, h.bytes)),
                    outside(
                            "copyBufferToImage",
                            s -> s.recorder.copyBufferToImage(s.src, 0, s.color, s.small),
                            HandWrittenTransfers::copyBufferToImage),
                    outside(
                            "copyImageToBuffer",
                            s -> s.recorder.copyImageToBuffer(s.color, s.small, s.dst, 0),
                            HandWrittenTransfers::copyImageToBuffer),
                    outside(
                            "copyImage",
                            s -> s.recorder.copyImage(s.color, s.small, s.other, s.small),
                            HandWrittenTransfers::copyImage),
                    outside(
                            "blitImage",
                            s ->
                                    s.recorder.blitImage(
                                            s.color, s.area, s.other, s.area, Filter.LINEAR),
                            HandWrittenTransfers::blitImage),
                    outside(
                            "resolveImage",
                            s -> s.recorder.resolveImage(s.samples, s.area, s.other, s.area),
                            HandWrittenTransfers::resolveImage),
                    outside(
                            "clearImage",
                            s -> s.recorder.clearImage(s.color, 0, 0, 0, 0),
                            HandWrittenTransfers::clearImage),
                    outside(
                            "clearImageBits",
                            s -> s.recorder.clearImageBits(s.color, s.range, 0, 0, 0, 0),
                            HandWrittenTransfers::clearImage),
                    outside(
                            "clearDepthStencil",
                            s -> s.recorder.clearDepthStencil(s.depth, 1, 0),
                            HandWrittenTransfers::clearDepthStencil),
                    outside(
                            "generateMips",
                            s -> s.recorder.generateMips(s.color),
                            HandWrittenTransfers::generateMips),
                    outside(
                            "discardContents",
                            s -> s.recorder.discardContents(s.color),
                            h ->
                                    HandWrittenBarriers.image(
                                            h,
                                            Access.ALL,
                                            Access.ALL,
                                            2,
                                            VK_IMAGE_LAYOUT_UNDEFINED)),
                    // ------------------------------------------------ acceleration structures
                    structure(
                            "build",
                            s -> s.recorder.build(s.rays.build),
                            h -> h.rays.build(h.commands)),
                    structure(
                            "copy",
                            s -> s.recorder.copy(s.rays.blas, s.rays.other),
                            h -> h.rays.copy(h.commands)),
                    structure(
                            "compact",
                            s -> s.recorder.compact(s.rays.blas, s.rays.other),
                            h -> h.rays.compact(h.commands)),
                    structure(
                            "writeCompactedSize",
                            s -> s.recorder.writeCompactedSize(s.rays.blas, s.rays.sizes, 0),
                            h -> h.rays.writeCompactedSize(h.commands)),
                    // ------------------------------------------------ ray tracing pipelines
                    trace(
                            "setPipeline.rays",
                            s -> s.recorder.setPipeline(s.traces.pipeline),
                            h -> {
                                vkCmdBindPipeline(
                                        h.commands,
                                        VK_PIPELINE_BIND_POINT_RAY_TRACING_KHR,
                                        h.traces.pipeline);
                                vkCmdSetRayTracingPipelineStackSizeKHR(
                                        h.commands, h.traces.stackSize);
                            }),
                    trace(
                            "setRayTracingStackSize",
                            s -> s.recorder.setRayTracingStackSize(4096),
                            h -> vkCmdSetRayTracingPipelineStackSizeKHR(h.commands, 4096)),
                    trace(
                            "trace",
                            s -> s.recorder.trace(s.traces.table, 0, 8, 8, 1),
                            h ->
                                    vkCmdTraceRaysKHR(
                                            h.commands,
                                            h.traces.raygen,
                                            h.traces.miss,
                                            h.traces.hit,
                                            h.traces.callable,
                                            8,
                                            8,
                                            1)),
                    new RecordKind(
                            "traceIndirect",
                            Where.RAYS,
                            Feature.RAY_TRACING_INDIRECT,
                            s -> s.recorder.traceIndirect(s.traces.table, 0, s.src, 0),
                            h ->
                                    vkCmdTraceRaysIndirectKHR(
                                            h.commands,
                                            h.traces.raygen,
                                            h.traces.miss,
                                            h.traces.hit,
                                            h.traces.callable,
                                            h.srcAddress)),
                    trace(
                            "updateRecord",
                            s ->
                                    s.recorder.updateRecord(
                                            s.traces.table, TablePart.RAYGEN, 0, s.constants),
                            h ->
                                    vkCmdUpdateBuffer(
                                            h.commands,
                                            h.traces.table,
                                            h.traces.dataOffset,
                                            h.traces.data)),
                    trace(
                            "updateRecord.struct",
                            s ->
                                    s.recorder.updateRecord(
                                            s.traces.table,
                                            TablePart.RAYGEN,
                                            0,
                                            RecordScene.DATA,
                                            s.data),
                            h -> {
                                h.writeVector(h.traces.data);
                                vkCmdUpdateBuffer(
                                        h.commands,
                                        h.traces.table,
                                        h.traces.dataOffset,
                                        h.traces.data);
                            }),
                    // ------------------------------------------------ barriers and labels
                    // A memory barrier waits for the command behind it.
                    outside(
                            "barrier.memory",
                            s -> {
                                s.recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                                s.recorder.dispatch(1, 1, 1);
                            },
                            h -> {
                                HandWrittenBarriers.memory(
                                        h, Access.TRANSFER_WRITE, Access.TRANSFER_READ);
                                vkCmdDispatch(h.commands, 1, 1, 1);
                            }),
                    new RecordKind(
                            "barrier.mesh",
                            Where.OUTSIDE,
                            Feature.MESH_SHADER,
                            s -> {
                                s.recorder.barrier(Access.TRANSFER_WRITE, Access.MESH_READ);
                                s.recorder.dispatch(1, 1, 1);
                            },
                            h -> {
                                HandWrittenBarriers.memory(
                                        h, Access.TRANSFER_WRITE, Access.MESH_READ);
                                vkCmdDispatch(h.commands, 1, 1, 1);
                            }),
                    outside(
                            "barrier.buffer",
                            s ->
                                    s.recorder.barrier(
                                            Access.TRANSFER_WRITE,
                                            Access.TRANSFER_READ,
                                            s.src,
                                            0,
                                            RecordScene.BYTES),
                            h ->
                                    HandWrittenBarriers.buffer(
                                            h, Access.TRANSFER_WRITE, Access.TRANSFER_READ)),
                    outside(
                            "barrier.image",
                            s ->
                                    s.recorder.barrier(
                                            Access.TRANSFER_WRITE,
                                            Access.TRANSFER_READ,
                                            s.color,
                                            s.range),
                            h ->
                                    HandWrittenBarriers.image(
                                            h,
                                            Access.TRANSFER_WRITE,
                                            Access.TRANSFER_READ,
                                            2,
                                            GENERAL)),
                    outside(
                            "beginLabel",
                            s -> {
                                s.recorder.beginLabel("label");
                                s.recorder.endLabel();
                            },
                            h -> {
                                h.beginLabel();
                                vkCmdEndDebugUtilsLabelEXT(h.commands);
                            }),
                    // ------------------------------------------------ events
                    outside(
                            "signal",
                            s -> s.recorder.signal(s.event, s.dependency),
                            h ->
                                    HandWrittenBarriers.signal(
                                            h, Access.TRANSFER_WRITE, Access.TRANSFER_READ)),
                    outside(
                            "waitFor.one",
                            s -> s.recorder.waitFor(s.event, s.dependency),
                            h ->
                                    HandWrittenBarriers.waitFor(
                                            h, Access.TRANSFER_WRITE, Access.TRANSFER_READ)),
                    outside(
                            "waitFor.several",
                            s -> s.recorder.waitFor(s.waits),
                            h ->
                                    HandWrittenBarriers.waitFor(
                                            h, Access.TRANSFER_WRITE, Access.TRANSFER_READ)),
                    outside(
                            "reset",
                            s -> s.recorder.reset(s.event, PipelineStage.ALL_COMMANDS),
                            h ->
                                    vkCmdResetEvent2(
                                            h.commands,
                                            h.event,
                                            VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT)),
                    // ------------------------------------------------ queries
                    outside(
                            "writeTimestamp.compute",
                            s ->
                                    s.recorder.writeTimestamp(
                                            PipelineStage.ALL_COMMANDS, s.queries, 0),
                            RecordKinds::timestamp),
                    outside(
                            "resetQueries",
                            s -> s.recorder.resetQueries(s.queries, 0, 1),
                            h -> vkCmdResetQueryPool(h.commands, h.queries, 0, 1)),
                    outside(
                            "copyQueryResults",
                            s -> s.recorder.copyQueryResults(s.queries, 0, 1, s.dst, 0),
                            h ->
                                    vkCmdCopyQueryPoolResults(
                                            h.commands,
                                            h.queries,
                                            0,
                                            1,
                                            h.dst,
                                            0,
                                            Long.BYTES,
                                            VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT)),
                    outside(
                            "beginQuery.compute",
                            s -> {
                                s.recorder.beginQuery(s.occlusion, 0);
                                s.recorder.endQuery(s.occlusion, 0);
                            },
                            RecordKinds::query),
                    raster(
                            "beginQuery.raster",
                            s -> {
                                s.pass.beginQuery(s.occlusion, 0);
                                s.pass.endQuery(s.occlusion, 0);
                            },
                            RecordKinds::query),
                    raster(
                            "writeTimestamp.raster",
                            s -> s.pass.writeTimestamp(PipelineStage.ALL_COMMANDS, s.queries, 0),
                            RecordKinds::timestamp),
                    // ------------------------------------------------ compute
                    outside(
                            "setPipeline.compute",
                            s -> s.recorder.setPipeline(s.compute),
                            h ->
                                    vkCmdBindPipeline(
                                            h.commands, VK_PIPELINE_BIND_POINT_COMPUTE, h.compute)),
                    outside(
                            "pushConstants.compute",
                            s -> s.recorder.pushConstants(s.constants),
                            h ->
                                    vkCmdPushConstants(
                                            h.commands,
                                            h.layout,
                                            VK_SHADER_STAGE_ALL,
                                            0,
                                            h.constants)),
                    outside(
                            "pushConstants.compute.struct",
                            s -> s.recorder.pushConstants(RecordScene.PUSH, s.push),
                            RecordKinds::pushStruct),
                    outside(
                            "dispatch",
                            s -> s.recorder.dispatch(1, 1, 1),
                            h -> vkCmdDispatch(h.commands, 1, 1, 1)),
                    outside(
                            "dispatchIndirect",
                            s -> s.recorder.dispatchIndirect(s.src, 0),
                            h -> vkCmdDispatchIndirect(h.commands, h.src, 0)),
                    new RecordKind(
                            "beginConditionalRendering.compute",
                            Where.OUTSIDE,
                            Feature.CONDITIONAL_RENDERING,
                            s -> {
                                s.recorder.beginConditionalRendering(s.src, 0, false);
                                s.recorder.endConditionalRendering();
                            },
                            RecordKinds::conditional),
                    // ------------------------------------------------ render passes
                    outside(
                            "beginRenderPass",
                            s -> s.recorder.beginRenderPass(s.passInfo).end(),
                            h -> {
                                h.beginPass();
                                vkCmdEndRendering(h.commands);
                            }),
                    raster(
                            "setPipeline.raster",
                            s -> s.pass.setPipeline(s.raster),
                            h ->
                                    vkCmdBindPipeline(
                                            h.commands, VK_PIPELINE_BIND_POINT_GRAPHICS, h.raster)),
                    raster(
                            "pushConstants.raster",
                            s -> s.pass.pushConstants(s.constants),
                            h ->
                                    vkCmdPushConstants(
                                            h.commands,
                                            h.layout,
                                            VK_SHADER_STAGE_ALL,
                                            0,
                                            h.constants)),
                    raster(
                            "pushConstants.raster.struct",
                            s -> s.pass.pushConstants(RecordScene.PUSH, s.push),
                            RecordKinds::pushStruct),
                    raster(
                            "setIndexBuffer",
                            s -> s.pass.setIndexBuffer(s.src, 0, IndexType.UINT32),
                            h -> vkCmdBindIndexBuffer(h.commands, h.src, 0, VK_INDEX_TYPE_UINT32)),
                    raster(
                            "setVertexBuffer",
                            s -> s.pass.setVertexBuffer(0, s.src, 0),
                            HandWritten::setVertexBuffer),
                    raster("draw", s -> s.pass.draw(3), h -> vkCmdDraw(h.commands, 3, 1, 0, 0)),
                    raster(
                            "drawIndexed",
                            s -> s.pass.drawIndexed(3, 1, 0, 0, 0),
                            h -> vkCmdDrawIndexed(h.commands, 3, 1, 0, 0, 0)),
                    raster(
                            "drawIndirect",
                            s -> s.pass.drawIndirect(s.src, 0, 1, DRAW),
                            h -> vkCmdDrawIndirect(h.commands, h.src, 0, 1, DRAW)),
                    raster(
                            "drawIndexedIndirect",
                            s -> s.pass.drawIndexedIndirect(s.src, 0, 1, DRAW_INDEXED),
                            h -> vkCmdDrawIndexedIndirect(h.commands, h.src, 0, 1, DRAW_INDEXED)),
                    raster(
                            "drawIndirectCount",
                            Feature.DRAW_INDIRECT_COUNT,
                            s -> s.pass.drawIndirectCount(s.src, 0, s.dst, 0, 4, DRAW),
                            h -> vkCmdDrawIndirectCount(h.commands, h.src, 0, h.dst, 0, 4, DRAW)),
                    raster(
                            "drawIndexedIndirectCount",
                            Feature.DRAW_INDIRECT_COUNT,
                            s ->
                                    s.pass.drawIndexedIndirectCount(
                                            s.src, 0, s.dst, 0, 4, DRAW_INDEXED),
                            h ->
                                    vkCmdDrawIndexedIndirectCount(
                                            h.commands, h.src, 0, h.dst, 0, 4, DRAW_INDEXED)),
                    mesh(
                            "drawMeshTasks",
                            s -> s.pass.drawMeshTasks(1, 1, 1),
                            h -> vkCmdDrawMeshTasksEXT(h.commands, 1, 1, 1)),
                    mesh(
                            "drawMeshTasksIndirect",
                            s -> s.pass.drawMeshTasksIndirect(s.src, 0, 1, DRAW_MESH),
                            h -> vkCmdDrawMeshTasksIndirectEXT(h.commands, h.src, 0, 1, DRAW_MESH)),
                    mesh(
                            "drawMeshTasksIndirectCount",
                            s ->
                                    s.pass.drawMeshTasksIndirectCount(
                                            s.src, 0, s.dst, 0, 4, DRAW_MESH),
                            h ->
                                    vkCmdDrawMeshTasksIndirectCountEXT(
                                            h.commands, h.src, 0, h.dst, 0, 4, DRAW_MESH)),
                    raster(
                            "drawMulti",
                            Feature.MULTI_DRAW,
                            RecordScene::drawMulti,
                            HandWritten::drawMulti),
                    raster(
                            "drawMultiIndexed",
                            Feature.MULTI_DRAW,
                            RecordScene::drawMultiIndexed,
                            HandWritten::drawMultiIndexed),
                    raster(
                            "beginConditionalRendering.raster",
                            Feature.CONDITIONAL_RENDERING,
                            s -> {
                                s.pass.beginConditionalRendering(s.src, 0, false);
                                s.pass.endConditionalRendering();
                            },
                            RecordKinds::conditional),
                    // ------------------------------------------------ dynamic state
                    raster(
                            "setViewport",
                            s -> s.pass.setViewport(0, 0, RecordScene.SIZE, RecordScene.SIZE),
                            h -> h.setViewport(0)),
                    raster(
                            "setViewport.second",
                            Feature.MULTI_VIEWPORT,
                            s -> s.pass.setViewport(1, 0, 0, RecordScene.SIZE, RecordScene.SIZE),
                            h -> h.setViewport(1)),
                    raster(
                            "setScissor",
                            s -> s.pass.setScissor(0, 0, RecordScene.SIZE, RecordScene.SIZE),
                            HandWritten::setScissor),
                    dynamic(
                            "setCullMode",
                            s -> s.pass.setCullMode(CullMode.BACK),
                            h -> vkCmdSetCullMode(h.commands, VK_CULL_MODE_BACK_BIT)),
                    dynamic(
                            "setFrontFace",
                            s -> s.pass.setFrontFace(FrontFace.CLOCKWISE),
                            h -> vkCmdSetFrontFace(h.commands, VK_FRONT_FACE_CLOCKWISE)),
                    dynamic(
                            "setTopology",
                            s -> s.pass.setTopology(Topology.TRIANGLES),
                            h ->
                                    vkCmdSetPrimitiveTopology(
                                            h.commands, VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST)),
                    dynamic(
                            "setPrimitiveRestart",
                            s -> s.pass.setPrimitiveRestart(false),
                            h -> vkCmdSetPrimitiveRestartEnable(h.commands, false)),
                    dynamic(
                            "setDepthTest",
                            s -> s.pass.setDepthTest(true, true, CompareOp.LESS),
                            h -> {
                                vkCmdSetDepthTestEnable(h.commands, true);
                                vkCmdSetDepthWriteEnable(h.commands, true);
                                vkCmdSetDepthCompareOp(h.commands, VK_COMPARE_OP_LESS);
                            }),
                    dynamic(
                            "setDepthBias",
                            s -> s.pass.setDepthBias(1, 0, 1),
                            h -> vkCmdSetDepthBias(h.commands, 1, 0, 1)),
                    dynamic(
                            "setDepthBounds",
                            Feature.DEPTH_BOUNDS,
                            s -> s.pass.setDepthBounds(0, 1),
                            h -> vkCmdSetDepthBounds(h.commands, 0, 1)),
                    dynamic(
                            "setStencilOp",
                            s ->
                                    s.pass.setStencilOp(
                                            StencilFaces.BOTH,
                                            StencilOp.KEEP,
                                            StencilOp.REPLACE,
                                            StencilOp.KEEP,
                                            CompareOp.ALWAYS),
                            h ->
                                    vkCmdSetStencilOp(
                                            h.commands,
                                            VK_STENCIL_FACE_FRONT_AND_BACK,
                                            VK_STENCIL_OP_KEEP,
                                            VK_STENCIL_OP_REPLACE,
                                            VK_STENCIL_OP_KEEP,
                                            VK_COMPARE_OP_ALWAYS)),
                    dynamic(
                            "setStencilMasks",
                            s -> s.pass.setStencilMasks(StencilFaces.BOTH, 255, 255),
                            h -> {
                                vkCmdSetStencilCompareMask(
                                        h.commands, VK_STENCIL_FACE_FRONT_AND_BACK, 255);
                                vkCmdSetStencilWriteMask(
                                        h.commands, VK_STENCIL_FACE_FRONT_AND_BACK, 255);
                            }),
                    dynamic(
                            "setStencilReference",
                            s -> s.pass.setStencilReference(StencilFaces.BOTH, 1),
                            h ->
                                    vkCmdSetStencilReference(
                                            h.commands, VK_STENCIL_FACE_FRONT_AND_BACK, 1)),
                    dynamic(
                            "setBlendConstants",
                            s -> s.pass.setBlendConstants(0, 0, 0, 0),
                            HandWritten::setBlendConstants),
                    dynamic(
                            "setLineWidth",
                            s -> s.pass.setLineWidth(1),
                            h -> vkCmdSetLineWidth(h.commands, 1)));
}
