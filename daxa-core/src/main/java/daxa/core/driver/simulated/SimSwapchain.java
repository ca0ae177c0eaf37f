package daxa.core.driver.simulated;

import daxa.core.driver.ImageDescription;
import daxa.core.driver.NativeKind;
import daxa.core.driver.PresentStatus;
import daxa.core.driver.SwapchainDescription;

/// A swapchain. The driver's lock guards its fields.
final class SimSwapchain extends SimObject {
    /// Where an image is.
    enum Place {
        FREE,
        ACQUIRED,
        PRESENTING
    }

    final Exclusive exclusive = new Exclusive();
    final SimSurface surface;
    final SwapchainDescription info;
    final Image[] images;
    final Place[] places;
    boolean retired;

    /// The largest id that a present of it was given.
    long newestPresentId;

    /// The largest id of a present that was shown.
    long shownPresentId;

    private int next;

    SimSwapchain(
            Simulation simulation,
            SimulatedDevice device,
            SimSurface surface,
            SwapchainDescription info) {
        super(simulation.newHandle(), NativeKind.SWAPCHAIN, info.name(), device, surface);
        this.surface = surface;
        this.info = info;
        int count = info.minImageCount();
        images = new Image[count];
        places = new Place[count];
        for (int i = 0; i < count; i++) {
            ImageDescription image =
                    new ImageDescription(
                            info.name() + " image " + i,
                            2,
                            info.format(),
                            info.width(),
                            info.height(),
                            1,
                            1,
                            1,
                            1,
                            info.usage(),
                            false);
            images[i] = new Image(simulation.newHandle(), device, this, image, 0, 0);
            places[i] = Place.FREE;
        }
    }

    /// Whether an image of it is acquired.
    boolean holds(SimObject image) {
        for (int i = 0; i < images.length; i++) {
            if (images[i] == image) {
                return places[i] == Place.ACQUIRED;
            }
        }
        return false;
    }

    int count(Place place) {
        int count = 0;
        for (Place at : places) {
            if (at == place) {
                count++;
            }
        }
        return count;
    }

    /// The next image that can be acquired, in turn.
    ///
    /// @return its index, or -1 if there is none
    int nextFree() {
        for (int i = 0; i < places.length; i++) {
            int index = (next + i) % places.length;
            if (places[index] == Place.FREE) {
                return index;
            }
        }
        return -1;
    }

    void acquired(int index) {
        places[index] = Place.ACQUIRED;
        next = (index + 1) % places.length;
    }

    /// How well it matches its surface.
    PresentStatus match() {
        if (surface.lost) {
            return PresentStatus.SURFACE_LOST;
        }
        int width = surface.info.currentWidth();
        int height = surface.info.currentHeight();
        boolean same =
                (width < 0 || width == info.width()) && (height < 0 || height == info.height());
        return same ? PresentStatus.OPTIMAL : surface.mismatch;
    }
}
