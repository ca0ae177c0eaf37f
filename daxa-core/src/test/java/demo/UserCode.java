package demo;

import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.Thing;

/// Code outside of the framework, so that sites have a place to point to.
public final class UserCode {
    private UserCode() {}

    public static Thing create(Lifetimes life, String name, Thing... parents) {
        return Thing.create(life, name, Lifetimes.ALL_QUEUES, parents);
    }

    public static void close(Thing thing) {
        thing.close();
    }

    public static Thing retain(Thing thing) {
        return thing.retain();
    }

    public static void createAndForget(Lifetimes life, String name) {
        create(life, name);
    }
}
