package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.NativeKind;
import daxa.core.driver.RenderingDescription;
import daxa.core.driver.simulated.SimRecording.Where;

import java.util.ArrayList;
import java.util.List;

/// Render passes of a [SimulatedCommands]: where they begin and end.
final class RenderCommands {
    private static final int COLOR_ATTACHMENT = 0x10;
    private static final int DEPTH_STENCIL_ATTACHMENT = 0x20;
    private static final int LAST_LOAD_OP = 2;
    private static final int LAST_STORE_OP = 1;
    private static final int STORE_OP_NONE = 1000301000;

    private final SimRecording recording;
    private final QueryCommands queries;
    private final RegionChecks checks;

    RenderCommands(SimRecording recording, QueryCommands queries) {
        this.recording = recording;
        this.queries = queries;
        this.checks = new RegionChecks(recording);
    }

    void beginRendering(RenderingDescription r) {
        DriverCall call = DriverCall.BEGIN_RENDERING;
        recording.start(call, Where.OUTSIDE);
        try {
            int most =
                    Math.min(
                            recording.device.limits().maxColorAttachments(),
                            RenderingDescription.MAX_COLORS);
            if (r.colorCount < 0 || r.colorCount > most) {
                throw recording.fault(
                        call, r.colorCount + " colour attachments (expected 0 to " + most + ")");
            }
            if (r.x < 0 || r.y < 0 || r.width < 1 || r.height < 1 || r.layerCount < 1) {
                throw recording.fault(
                        call,
                        "render area "
                                + RegionChecks.range(r.x, r.width)
                                + RegionChecks.range(r.y, r.height)
                                + " of "
                                + r.layerCount
                                + " layers");
            }
            checkLimits(call, r);
            if (r.viewMask != 0 && !recording.device.features().contains(Feature.MULTIVIEW)) {
                throw recording.fault(call, "views on a device without " + Feature.MULTIVIEW);
            }
            List<SimObject> views = new ArrayList<>();
            List<Long> args = new ArrayList<>(List.of((long) r.x, (long) r.y));
            args.addAll(List.of((long) r.width, (long) r.height, (long) r.layerCount));
            for (int i = 0; i < r.colorCount; i++) {
                attach(call, r, r.colors[i], COLOR_ATTACHMENT, views, args);
            }
            attach(call, r, r.depth, DEPTH_STENCIL_ATTACHMENT, views, args);
            attach(call, r, r.stencil, DEPTH_STENCIL_ATTACHMENT, views, args);
            recording.rendering = true;
            recording.viewMask = r.viewMask;
            recording.losesDepth = r.depth.view != 0 && r.depth.storeOp == STORE_OP_NONE;
            recording.losesStencil = r.stencil.view != 0 && r.stencil.storeOp == STORE_OP_NONE;
            for (SimObject view : views) {
                recording.note(((SimObject.View) view).image);
            }
            recording.addImageOp(
                    new Op(
                            call,
                            views.toArray(SimObject[]::new),
                            args.stream().mapToLong(Long::longValue).toArray(),
                            ""));
        } finally {
            recording.exit();
        }
    }

    private void checkLimits(DriverCall call, RenderingDescription r) {
        DeviceLimits limits = recording.device.limits();
        int views = Integer.SIZE - Integer.numberOfLeadingZeros(r.viewMask);
        if (r.layerCount > limits.maxFramebufferLayers()
                || views > limits.maxMultiviewViewCount()
                || r.x + r.width > limits.maxFramebufferWidth()
                || r.y + r.height > limits.maxFramebufferHeight()) {
            throw recording.fault(
                    call,
                    r.width
                            + "x"
                            + r.height
                            + " texels, "
                            + r.layerCount
                            + " layers and "
                            + views
                            + " views (expected up to "
                            + limits.maxFramebufferWidth()
                            + "x"
                            + limits.maxFramebufferHeight()
                            + ", "
                            + limits.maxFramebufferLayers()
                            + " and "
                            + limits.maxMultiviewViewCount()
                            + ")");
        }
    }

    private void attach(
            DriverCall call,
            RenderingDescription r,
            RenderingDescription.Attachment attachment,
            int usage,
            List<SimObject> views,
            List<Long> args) {
        if (attachment.view == 0) {
            return;
        }
        SimObject.View view = checkAttachment(call, r, attachment.view, usage);
        int load = attachment.loadOp;
        int store = attachment.storeOp;
        if (load < 0
                || load > LAST_LOAD_OP
                || store < 0
                || (store > LAST_STORE_OP && store != STORE_OP_NONE)) {
            throw recording.fault(
                    call,
                    "load op "
                            + load
                            + " and store op "
                            + store
                            + " of "
                            + view.text()
                            + " (expected 0 to 2, and 0, 1 or "
                            + STORE_OP_NONE
                            + ")");
        }
        views.add(view);
        args.add((long) load);
        args.add((long) store);
        if (attachment.resolveView != 0) {
            SimObject.View resolve = checkAttachment(call, r, attachment.resolveView, usage);
            if (view.image.info.samples() == 1 || resolve.image.info.samples() != 1) {
                throw recording.fault(
                        call,
                        view.text()
                                + " of "
                                + view.image.info.samples()
                                + " samples is resolved to "
                                + resolve.text()
                                + " of "
                                + resolve.image.info.samples());
            }
            views.add(resolve);
        }
    }

    private SimObject.View checkAttachment(
            DriverCall call, RenderingDescription r, long handle, int usage) {
        SimObject.View view =
                recording.device.simulation.find(
                        call,
                        handle,
                        NativeKind.IMAGE_VIEW,
                        SimObject.View.class,
                        recording.device.owner);
        checks.checkUsage(call, view.text(), view.info.usage(), usage);
        int layers =
                r.viewMask == 0
                        ? r.layerCount
                        : Integer.SIZE - Integer.numberOfLeadingZeros(r.viewMask);
        if (view.info.layerCount() < layers) {
            throw recording.fault(
                    call, view.text() + " has " + view.info.layerCount() + " layers of " + layers);
        }
        int width = view.image.width(view.info.baseMip());
        int height = view.image.height(view.info.baseMip());
        if (r.x > width - r.width || r.y > height - r.height) {
            throw recording.fault(
                    call,
                    "render area "
                            + RegionChecks.range(r.x, r.width)
                            + RegionChecks.range(r.y, r.height)
                            + " of "
                            + view.text()
                            + " of "
                            + width
                            + "x"
                            + height);
        }
        return view;
    }

    void endRendering() {
        DriverCall call = DriverCall.END_RENDERING;
        recording.start(call, Where.INSIDE);
        try {
            if (recording.conditional == Where.INSIDE) {
                throw recording.fault(call, "conditional rendering is active");
            }
            queries.checkEnded(call, Where.INSIDE);
            recording.rendering = false;
            recording.add(Op.of(call));
        } finally {
            recording.exit();
        }
    }
}
