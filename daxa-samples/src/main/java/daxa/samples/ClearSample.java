package daxa.samples;

import daxa.core.command.CommandRecorder;

/// The smallest frame: one command that clears the image to a colour that changes with time.
final class ClearSample implements Sample {

    @Override
    public void record(CommandRecorder recorder, Target target, float seconds) {
        float red = 0.5f + 0.5f * (float) Math.sin(seconds);
        float green = 0.5f + 0.5f * (float) Math.sin(seconds + 2.1f);
        float blue = 0.5f + 0.5f * (float) Math.sin(seconds + 4.2f);
        recorder.clearImage(target.image(), red, green, blue, 1);
    }

    @Override
    public void close() {}
}
