package daxa.taskgraph;

import daxa.core.resource.Format;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Graphs whose schedules are kept as files, so that each change of them is seen.
final class ReferenceGraphs {
    private static final TaskImageInfo IMAGE = TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 256, 128);

    private ReferenceGraphs() {}

    static Map<String, Supplier<GraphDescription>> all() {
        Map<String, Supplier<GraphDescription>> all = new LinkedHashMap<>();
        all.put("empty", () -> new GraphBuilder("empty").build());
        all.put("chain", ReferenceGraphs::chain);
        all.put("fan", ReferenceGraphs::fan);
        all.put("mips", ReferenceGraphs::mips);
        all.put("culled", ReferenceGraphs::culled);
        all.put("queues", ReferenceGraphs::queues);
        all.put("history", ReferenceGraphs::history);
        all.put("concurrent", ReferenceGraphs::concurrent);
        all.put("conditions", ReferenceGraphs::conditions);
        all.put("frame", ReferenceGraphs::frame);
        all.put("strange-names", ReferenceGraphs::strangeNames);
        return all;
    }

    private static GraphDescription chain() {
        GraphBuilder graph = new GraphBuilder("chain");
        TaskBuffer last = graph.transientBuffer("buffer 0", 65_536);
        graph.compute("task 0").writes(last);
        for (int i = 1; i < 6; i++) {
            TaskBuffer next = graph.transientBuffer("buffer " + i, 65_536);
            graph.compute("task " + i).reads(last).writes(next);
            last = next;
        }
        graph.compute("end").reads(last).writes(graph.externalBuffer("result", 4));
        return graph.build();
    }

    private static GraphDescription fan() {
        GraphBuilder graph = new GraphBuilder("fan");
        TaskImage all = graph.transientImage("all", IMAGE);
        graph.raster("scene").writes(TaskStage.COLOR_ATTACHMENT, all);
        TaskBuilder[] readers = new TaskBuilder[6];
        TaskBuffer sums = graph.externalBuffer("sums", 64);
        for (int i = 0; i < readers.length; i++) {
            graph.compute("sum " + i).samples(all).writes(sums.range(8L * i, 8));
        }
        graph.compute("total").readsWrites(sums);
        return graph.build();
    }

    private static GraphDescription mips() {
        GraphBuilder graph = new GraphBuilder("mips");
        TaskImage image = graph.externalImage("image", IMAGE.withMips(5));
        graph.raster("scene").writes(TaskStage.COLOR_ATTACHMENT, image.mips(0, 1));
        for (int i = 1; i < 5; i++) {
            graph.transfer("mip " + i).reads(image.mips(i - 1, 1)).writes(image.mips(i, 1));
        }
        graph.compute("use").samples(image).sideEffect();
        return graph.build();
    }

    private static GraphDescription culled() {
        GraphBuilder graph = new GraphBuilder("culled");
        TaskBuffer used = graph.transientBuffer("used", 256);
        TaskBuffer unused = graph.transientBuffer("unused", 256);
        graph.compute("make").writes(used);
        graph.compute("waste").reads(used).writes(unused);
        graph.compute("waste more").readsWrites(unused);
        graph.compute("show").reads(used).sideEffect();
        graph.general("nothing");
        return graph.build();
    }

    private static GraphDescription queues() {
        GraphBuilder graph = new GraphBuilder("queues");
        TaskBuffer staged = graph.externalBuffer("staged", 1024);
        TaskBuffer mesh = graph.persistentBuffer("mesh", 1024);
        TaskBuffer particles = graph.persistentBuffer("particles", 1024);
        TaskImage color = graph.externalImage("color", IMAGE);
        graph.transfer("upload").on(TaskQueue.TRANSFER_0).reads(staged).writes(mesh);
        graph.compute("simulate").on(TaskQueue.COMPUTE_0).readsWrites(particles);
        graph.compute("light").on(TaskQueue.COMPUTE_1).reads(mesh, particles).sideEffect();
        graph.raster("scene")
                .reads(TaskStage.INDEX, mesh)
                .reads(TaskStage.VERTEX, particles)
                .writes(TaskStage.COLOR_ATTACHMENT, color);
        graph.compute("grade").on(TaskQueue.COMPUTE_0).readsWrites(color);
        return graph.build();
    }

    private static GraphDescription history() {
        GraphBuilder graph = new GraphBuilder("history");
        TaskImage color = graph.transientImage("color", IMAGE);
        TaskImage history = graph.doubleBufferedImage("history", IMAGE);
        graph.raster("scene").writes(TaskStage.COLOR_ATTACHMENT, color);
        graph.compute("accumulate").samples(color, history.previous()).writes(history);
        return graph.build();
    }

    private static GraphDescription concurrent() {
        GraphBuilder graph = new GraphBuilder("concurrent");
        TaskBuffer counters = graph.externalBuffer("counters", 64);
        graph.transfer("clear").writes(counters);
        for (int i = 0; i < 3; i++) {
            graph.compute("count " + i).readsWritesConcurrently(counters);
        }
        graph.transfer("copy").reads(counters).writes(graph.externalBuffer("result", 64));
        graph.compute("reset").writes(counters);
        return graph.build();
    }

    private static GraphDescription conditions() {
        GraphBuilder graph = new GraphBuilder("conditions");
        TaskCondition shadows = graph.condition("shadows");
        TaskImage map = graph.transientImage("map", IMAGE);
        TaskImage color = graph.externalImage("color", IMAGE);
        graph.transfer("no shadows").writes(map).unless(shadows);
        graph.raster("shadows").writes(TaskStage.COLOR_ATTACHMENT, map).when(shadows);
        graph.raster("scene")
                .samples(TaskStage.FRAGMENT, map)
                .writes(TaskStage.COLOR_ATTACHMENT, color);
        return graph.build();
    }

    private static GraphDescription frame() {
        GraphBuilder graph = new GraphBuilder("frame");
        TaskImageInfo hdr = TaskImageInfo.of2D(Format.R16G16B16A16_SFLOAT, 1280, 720);
        TaskImageInfo half = TaskImageInfo.of2D(Format.R16G16B16A16_SFLOAT, 640, 360);
        TaskBuffer particles = graph.persistentBuffer("particles", 1 << 20);
        TaskBuffer draws = graph.transientBuffer("draws", 4096);
        TaskImage depth =
                graph.transientImage("depth", TaskImageInfo.of2D(Format.D32_SFLOAT, 1280, 720));
        TaskImage normals = graph.transientImage("normals", hdr);
        TaskImage occlusion = graph.transientImage("occlusion", half);
        TaskImage color = graph.transientImage("color", hdr);
        TaskImage bloom = graph.transientImage("bloom", half);
        TaskImage history = graph.doubleBufferedImage("history", hdr);
        TaskImage screen = graph.swapchainImage("screen", hdr);
        graph.compute("simulate").on(TaskQueue.COMPUTE_0).readsWrites(particles);
        graph.compute("cull").writes(draws);
        graph.raster("depth and normals")
                .reads(TaskStage.INDIRECT, draws)
                .writes(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth)
                .writes(TaskStage.COLOR_ATTACHMENT, normals);
        graph.compute("occlusion").samples(depth, normals).writes(occlusion);
        graph.raster("scene")
                .reads(TaskStage.INDIRECT, draws)
                .reads(TaskStage.VERTEX, particles)
                .samples(TaskStage.FRAGMENT, occlusion)
                .readsWrites(TaskStage.DEPTH_STENCIL_ATTACHMENT, depth)
                .writes(TaskStage.COLOR_ATTACHMENT, color);
        graph.compute("accumulate").samples(color, history.previous()).writes(history);
        graph.compute("bloom").samples(history).writes(bloom);
        graph.raster("tone mapping")
                .samples(TaskStage.FRAGMENT, history, bloom)
                .writes(TaskStage.COLOR_ATTACHMENT, screen);
        graph.present(screen);
        return graph.build();
    }

    private static GraphDescription strangeNames() {
        GraphBuilder graph = new GraphBuilder("<a> & \"b\" \\ \u00e4\u0001");
        TaskBuffer buffer = graph.externalBuffer("]]> </pre> \ud83d\ude00", 64);
        graph.compute("line\nbreak").writes(buffer);
        graph.compute("'quoted' {%s}").reads(buffer).sideEffect();
        return graph.build();
    }
}
