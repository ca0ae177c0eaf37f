package daxa.taskgraph;

import daxa.core.lifetime.Counted;

import java.util.List;

/// Several resources of the program that tasks use as one.
final class BoundSet extends BoundResource {
    final List<BoundResource> members;
    private final List<Object> identities;

    BoundSet(List<? extends BoundResource> members) {
        this.members = List.copyOf(members);
        identities = members.stream().map(BoundResource::identity).toList();
    }

    @Override
    Object identity() {
        return identities;
    }

    @Override
    boolean contains(Counted resource) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).contains(resource)) {
                return true;
            }
        }
        return false;
    }

    @Override
    String problem() {
        for (int i = 0; i < members.size(); i++) {
            String problem = members.get(i).problem();
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return "";
    }

    @Override
    void close() {
        members.forEach(BoundResource::close);
    }
}
