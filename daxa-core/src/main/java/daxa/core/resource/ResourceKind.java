package daxa.core.resource;

/// The kinds of shader-visible ids.
enum ResourceKind {
    BUFFER(1, "BufferId"),
    IMAGE_VIEW(2, "ImageViewId"),
    SAMPLER(3, "SamplerId"),
    TLAS(4, "TlasId");

    final int number;
    final String idName;

    ResourceKind(int number, String idName) {
        this.number = number;
        this.idName = idName;
    }

    static String nameOf(int number) {
        for (ResourceKind kind : values()) {
            if (kind.number == number) {
                return kind.idName;
            }
        }
        return "unknown kind " + number;
    }
}
