package daxa.core.transfer;

import daxa.core.concurrent.Immutable;

/// How far a transfer is, or all transfers of an [Uploader] or [Readback] together.
///
/// @param bytesDone bytes that have arrived
/// @param bytesTotal bytes that were asked for
@Immutable
public record TransferProgress(long bytesDone, long bytesTotal) {

    /// The share that has arrived.
    ///
    /// @return from 0 to 1; 1 where nothing was asked for
    public double fraction() {
        return bytesTotal == 0 ? 1 : (double) bytesDone / bytesTotal;
    }
}
