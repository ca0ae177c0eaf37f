package daxa.test.present;

import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.DaxaException;
import daxa.core.present.WindowInfo;

/// Opens a window in a process of its own and prints what comes of it.
final class OpenWindow {
    private OpenWindow() {}

    public static void main(String[] arguments) {
        Instance instance = Instance.create(InstanceInfo.of("no display"), new SimulatedDriver());
        try {
            instance.createWindow(WindowInfo.of("window", 64, 64)).close();
            System.out.println("a window was opened");
        } catch (DaxaException e) {
            System.out.println(e);
        }
        instance.close();
        System.out.println("still alive");
    }
}
